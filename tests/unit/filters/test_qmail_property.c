/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of instructions as dot-qmail(5) has them, each that forwards comes
 * out, and no other; each file says for whom. */
#include "domains/filters/qmail.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/text.h"

static const struct {
	const char *path, *list;
} files[] = {
    {"/home/taro/.qmail", "taro"},
    {"/home/taro/.qmail-lab", "taro-lab"},
    {"taro/.qmail-a:b-c", "taro-a.b-c"},
    {"/var/qmail/alias/.qmail-lab-owner", "lab-owner"},
    {"/v/domains/x.jp/.qmail-a:b", "a.b@x.jp"},
    {".qmail-lab", "lab"},
};

struct script {
	struct property *random;
	char text[4096];
	size_t len;
	const char *list;
	struct taken wanted;
};

static void
put(struct script *script, const char *text)
{
	text_put(script->text, sizeof(script->text), &script->len, "%s", text);
}

/* The words of a program, of which so many are recipients. */
static void
put_program(struct script *script, unsigned line)
{
	static const struct {
		const char *name;
		size_t recipients;
	} programs[] = {
	    {"forward", 9},
	    {"/var/qmail/bin/forward", 9},
	    {"condredirect", 1},
	    {"vacation", 0},
	    {"/usr/bin/forwarder", 0},
	};
	static const struct {
		const char *word, *address;
	} words[] = {
	    {"a@x.jp", "a@x.jp"},
	    {"'b@x.jp'", "b@x.jp"},
	    {"\"c+d@gmai.com\"", "c+d@gmai.com"},
	    {"\"$EXT@x.jp\"", "$EXT@x.jp"},
	};
	static const char *const ends[] = {"", " | cat no@x.jp", "; x no@x.jp",
	    " # no@x.jp"};
	size_t which = property_below(script->random, 5);
	size_t count = property_below(script->random, 4);

	put(script, property_below(script->random, 2) == 0 ? "|" : "| ");
	put(script, programs[which].name);
	for (size_t i = 0; i < count; i++) {
		size_t word = property_below(script->random, 4);

		put(script,
		    property_below(script->random, 2) == 0 ? " " : "\t");
		put(script, words[word].word);
		if (i < programs[which].recipients &&
		    words[word].address != NULL)
			taken_put(&script->wanted, script->list,
			    words[word].address, "", line);
	}
	if (programs[which].recipients != 1)
		put(script, property_one_of(script->random, ends));
}

static void
put_line(struct script *script, unsigned line)
{
	static const char *const others[] = {"# &no@x.jp", "/var/mail/no@x.jp",
	    "./no@x.jp/", "+list", "&", "& ", ""};
	static const char *const signs[] = {"&", "", "& "};
	static const char *const addresses[] = {"a@x.jp", "Z+y@gmai.com",
	    "0@x.jp"};
	static const char *const ends[] = {"", " ", "\t", "\r"};

	switch (property_below(script->random, 3)) {
	case 0:
		put(script, property_one_of(script->random, others));
		break;
	case 1: {
		const char *address =
		    property_one_of(script->random, addresses);

		put(script, property_one_of(script->random, signs));
		put(script, address);
		taken_put(&script->wanted, script->list, address, "", line);
		break;
	}
	default:
		put_program(script, line);
	}
	put(script, property_one_of(script->random, ends));
}

Test(qmail_property, each_that_forwards_comes_out)
{
	static struct script script;
	static struct taken taken;

	PROPERTY_CASES(random, "qmail")
	{
		size_t which = property_below(&random, 6);
		unsigned count = (unsigned)property_below(&random, 5);

		script = (struct script){
		    .random = &random,
		    .list = files[which].list,
		};
		for (unsigned line = 1; line <= count; line++) {
			put_line(&script, line);
			if (line < count || property_below(&random, 4) != 0)
				put(&script, "\n");
		}
		taken_parse(files[which].path, script.text, script.len,
		    READER_AUTO, &taken);
		property_check(&random,
		    strcmp(taken.text, script.wanted.text) == 0, taken.text,
		    script.text, script.len);
	}
}
