/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of lists of domains with every kind of line that they have, each
 * name that mail goes to comes out, with its line. */
#include "domains/readers/lists/domains.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/text.h"

struct names {
	struct property *random;
	char text[4096];
	size_t len;
	unsigned line, count, addresses, others, last_other;
	struct taken wanted, diagnostics;
};

static void
put(struct names *names, const char *before, const char *what,
    const char *after)
{
	text_put(names->text, sizeof(names->text), &names->len, "%s%s%s",
	    before, what, after);
}

static void
put_end(struct names *names)
{
	static const char *const ends[] = {"\n", "\n", " \n", "\r\n", "\t\r\n",
	    " # x@y.jp, z\n", "  #x\n"};

	put(names, "", "", property_one_of(names->random, ends));
}

static const char *
choose_name(struct names *names)
{
	static const char *const some[] = {"gmai.com", "Example.JP",
	    "a-b.co.jp", "xn--q9jyb4c.example", "\xe4\xbe\x8b.jp", "1.2.3.jp",
	    "a_b.example.org", "b2b.de", "1.cc",
	    "example.\xe3\x81\xbf\xe3\x82\x93\xe3\x81\xaa"};

	return property_one_of(names->random, some);
}

/* Whether mail goes there: what stands after the name. */
static bool
put_value(struct names *names)
{
	static const char *const between[] = {",", " ", "\t", ";", ", ", " \t"};
	static const char *const values[] = {"True", "false", "OK", "yes", "0",
	    "1", "relay", "PERMIT", "no", "dunno", "x"};
	static const char *const refusals[] = {"REJECT", "discard", "Defer"};
	size_t way = property_below(names->random, 4);

	if (way < 2)
		return true;
	put(names, property_one_of(names->random, between), "",
	    way == 2 ? property_one_of(names->random, values)
		     : property_one_of(names->random, refusals));
	return way == 2;
}

static void
put_name(struct names *names)
{
	/* What stands before a name, and what is left of that. */
	static const char *const befores[][2] = {{"", ""}, {"@", "@"},
	    {".", ""}, {"*.", ""}, {"*@", "@"}, {"taro@", "taro@"}};
	size_t which = property_below(names->random, 6);
	bool quoted = property_below(names->random, 5) == 0;
	bool refused = property_below(names->random, 8) == 0;
	const char *name = choose_name(names);
	char address[128];
	size_t len = 0;

	text_put(address, sizeof(address), &len, "%s%s", befores[which][1],
	    name);
	put(names, quoted ? "\"" : "", refused ? "!" : "", befores[which][0]);
	put(names, name, quoted ? "\"" : "", "");
	if (!put_value(names) || refused)
		return;
	taken_put(&names->wanted, "", address, "", names->line);
	names->count += which < 5;
	names->addresses += which == 5;
}

/* What has no mail. */
static void
put_nothing(struct names *names)
{
	static const char *const nothing[] = {"#x@y.jp", "# x y z",
	    "192.0.2.0/24", "[2001:db8::1]/64", "/etc/mail/x", "2001:db8::/32",
	    "192.0.2.1", "!192.0.2.7"};

	if (property_below(names->random, 4) == 0)
		return;
	put(names, "", property_one_of(names->random, nothing), "");
	(void)put_value(names);
}

static void
put_other(struct names *names)
{
	static const char *const others[] = {"hello world", "gmai",
	    "gmai.com x y", "Taro <x@y.jp>", "-a.jp", "a.1", "x@y",
	    "gmai.com OKAY", "a.jp,True,x", "a.jp, b.jp", ".", "@", "*",
	    "x\xef\xbc\xa0gmai.com", "a.jp OK OK"};

	put(names, "", property_one_of(names->random, others), "");
	names->others++;
	text_put(names->diagnostics.text, sizeof(names->diagnostics.text),
	    &names->diagnostics.len, "! %u|", names->line);
}

static void
put_line(struct names *names, bool clean)
{
	static const char *const befores[] = {"", "", " ", "\t"};
	size_t way = property_below(names->random, clean ? 4 : 5);

	names->line++;
	names->last_other = way == 4;
	put(names, property_one_of(names->random, befores), "", "");
	if (way < 3)
		put_name(names);
	else if (way == 3)
		put_nothing(names);
	else
		put_other(names);
	put_end(names);
}

static void
make_names(struct names *names, struct property *random)
{
	bool clean = property_below(random, 2) == 0;

	*names = (struct names){.random = random};
	if (property_below(random, 8) == 0)
		put(names, "\xef\xbb\xbf", "", "");
	for (size_t n = property_below(random, 8); n > 0; n--)
		put_line(names, clean);
	text_put(names->wanted.text, sizeof(names->wanted.text),
	    &names->wanted.len, "%s", names->diagnostics.text);
}

Test(domains_property, each_name_comes_out)
{
	static struct names names;
	static struct taken taken;

	PROPERTY_CASES(random, "domains")
	{
		bool known;

		make_names(&names, &random);
		taken_parse("names", names.text, names.len, READER_DOMAINS,
		    &taken);
		property_check(&random,
		    strcmp(taken.text, names.wanted.text) == 0, taken.text,
		    names.text, names.len);
		known = domains_begin((struct span){names.text, names.len});
		/* The last line may be cut, and is what it may be. */
		property_check(&random,
		    known ==
			(names.others == names.last_other && names.count >= 2 &&
			    names.count >= names.addresses + names.others),
		    known ? "is known" : "is not known", names.text, names.len);
	}
}
