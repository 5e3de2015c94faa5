/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of dumps of Sympa's with every construct that they have, whoever
 * stands in them comes out, with role, name and line. */
#include "domains/readers/lists/sympa.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/text.h"

struct dump {
	struct property *random;
	char text[4096];
	size_t len;
	unsigned line;
	const char *file_role; /* of the list's name, by the file's */
	struct taken wanted;
};

static void
put_line(struct dump *dump, const char *key, const char *value)
{
	static const char *const before[] = {"", "", "", " ", "\t"};
	static const char *const between[] = {" ", " ", "\t", "  "};
	static const char *const after[] = {"", "", " ", "\r"};

	text_put(dump->text, sizeof(dump->text), &dump->len, "%s%s%s%s%s\n",
	    property_one_of(dump->random, before), key,
	    *value != '\0' ? property_one_of(dump->random, between) : "", value,
	    property_one_of(dump->random, after));
	dump->line++;
}

/* Lines about a user that are no address: some look like one. */
static void
put_others(struct dump *dump)
{
	static const char *const keys[][2] = {{"date", "1795917126"},
	    {"update_date", "1795917126"}, {"reception", "nomail"},
	    {"visibility", "conceal"}, {"subscribed", "1"},
	    {"bounce_address", "old@gmai.com"}, {"info", "email a@b.jp"},
	    {"custom_attribute", "<x>email c@d.jp</x>"}, {"emails", "x@y.jp"},
	    {"id", "gecos"}};

	for (size_t n = property_below(dump->random, 3); n > 0; n--) {
		size_t which = property_below(dump->random, 10);

		put_line(dump, keys[which][0], keys[which][1]);
	}
}

static void
put_user(struct dump *dump)
{
	static const char *const addresses[] = {"taro@gmai.com", "o'brien@x.jp",
	    "a.b+c=d@sub.example.jp", "Taro@Example.JP", "email@email.jp",
	    "owner@x.jp"};
	static const char *const names[] = {"", "", "Yamada Taro",
	    "\xe5\xb1\xb1\xe7\x94\xb0", "a@gmai.com", "email x@y.jp"};
	static const char *const heads[] = {"owner", "editor"};
	static const char *const endings[] = {"lab-request", "lab-editor"};
	const char *address = property_one_of(dump->random, addresses);
	const char *name = property_one_of(dump->random, names);
	const char *list = dump->file_role;
	unsigned line;
	bool early = property_below(dump->random, 2) == 0;

	if (property_below(dump->random, 6) == 0) {
		size_t which = property_below(dump->random, 2);

		put_line(dump, heads[which], "");
		list = endings[which];
	}
	put_others(dump);
	if (early && *name != '\0')
		put_line(dump, "gecos", name);
	put_line(dump, "email", address);
	line = dump->line;
	put_others(dump);
	if (!early && *name != '\0')
		put_line(dump, "gecos", name);
	if (property_below(dump->random, 5) == 0) {
		put_line(dump, "profile", "normal");
		if (strcmp(list, "lab") == 0)
			list = "lab-request";
	}
	taken_put(&dump->wanted, list, address, name, line);
}

static void
put_gap(struct dump *dump)
{
	static const char *const blanks[] = {"", "", " ", "\t", "\r"};

	for (size_t n = property_below(dump->random, 2) + 1; n > 0; n--) {
		text_put(dump->text, sizeof(dump->text), &dump->len, "%s\n",
		    property_one_of(dump->random, blanks));
		dump->line++;
	}
}

Test(sympa_property, whoever_stands_there_comes_out)
{
	static const char *const files[] = {"list_data/lab/member.dump",
	    "list_data/lab/owner.dump", "lab/editor.dump", "lab/subscribers",
	    "lab/owner.dump.old"};
	static const char *const roles[] = {"lab", "lab-request", "lab-editor",
	    "lab", "lab-request"};
	static struct dump dump;
	static struct taken taken;

	PROPERTY_CASES(random, "sympa")
	{
		size_t which = property_below(&random, 5);

		dump = (struct dump){
		    .random = &random,
		    .file_role = roles[which],
		};
		if (property_below(&random, 4) == 0)
			put_gap(&dump);
		for (size_t n = property_below(&random, 4); n > 0; n--) {
			put_user(&dump);
			if (n > 1)
				put_gap(&dump);
		}
		/* The last line may lack its end. */
		if (dump.len > 0 && property_below(&random, 4) == 0)
			dump.len--;
		taken_parse(files[which], dump.text, dump.len, READER_SYMPA,
		    &taken);
		property_check(&random,
		    strcmp(taken.text, dump.wanted.text) == 0, taken.text,
		    dump.text, dump.len);
	}
}

/* On standard input nothing but what stands there says what it is. */
Test(sympa_property, known_by_what_it_is)
{
	static const char owner[] = "date 1\nemail own@gmai.com\nprofile "
				    "privileged\ninclusion_label x\n\n";
	static struct taken taken;

	taken_parse("lab/x", owner, strlen(owner), READER_AUTO, &taken);
	cr_expect_str_eq(taken.text, "lab-request own@gmai.com () 2|");
	cr_expect(!sympa_is_dump(span_of("email a@b.jp\nhello there\n")));
}
