/* SPDX-License-Identifier: BSD-2-Clause */
/* Recipes of procmail by chance, with every construct that sends mail or only
 * looks like it, against what is read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/filters/script.h"

#define DEPTH_MAX 3

static void
add_nothing(struct script *script)
{
	static const char *const nothing[] = {"", "", "\n", "  \n\t\n",
	    "# ! x@y.jp\n", "  # x@y.jp \\\n", "#\n"};

	script_add(script, "%s", property_one_of(script->random, nothing));
}

/* An address as one word of a line, quoted or not. */
static void
add_word(struct script *script, const char *address)
{
	size_t form = property_below(script->random, 5);

	script_expect(script, script_line(script), address, form < 3);
	switch (form) {
	case 0:
		script_add(script, "%s", address);
		break;
	case 1:
		script_add(script, "'%s'", address);
		break;
	case 2:
		script_add(script, "\"%s\"", address);
		break;
	case 3:
		script_add(script, "%.3s\"%s\"", address, address + 3);
		break;
	default:
		script_add(script, "%.3s\\%s", address, address + 3);
	}
}

/* Between words: blanks, a comma at the word, a line that goes on. */
static void
add_gap(struct script *script)
{
	static const char *const gaps[] = {" ", "\t ", ", ", " \\\n",
	    ",\\\n  "};

	script_add(script, "%s", property_one_of(script->random, gaps));
}

static void
add_words(struct script *script)
{
	size_t count = 1 + property_below(script->random, 3);
	char address[64];

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			add_gap(script);
		script_make_address(script, address);
		add_word(script, address);
	}
}

static void
add_forward(struct script *script)
{
	static const char *const befores[] = {"!", "! ", "!\t", "! -f x@y.jp ",
	    "! -oi "};

	script_add(script, "%s", property_one_of(script->random, befores));
	add_words(script);
}

static void
add_pipe(struct script *script)
{
	static const char *const befores[] = {"|/usr/sbin/sendmail ",
	    "| $SENDMAIL -oi -f x@y.jp ", "| ${SENDMAIL} $SENDMAILFLAGS ",
	    "| formail -I \"Reply-To: x@y.jp\" | $SENDMAIL -oi ",
	    "| (cat; echo x@y.jp) > /tmp/x@y.jp; mail -s 'x@y.jp' ",
	    "| X=x@y.jp nice /usr/lib/sendmail ", "V =| exec sendmail "};
	static const char *const afters[] = {"", "; echo x@y.jp",
	    " | cat x@y.jp", " 2> /x@y.jp", " && vacation -a x@y.jp taro"};

	script_add(script, "%s", property_one_of(script->random, befores));
	add_words(script);
	script_add(script, "%s", property_one_of(script->random, afters));
}

/* A default, and a word of which only the domain is known. */
static void
add_default(struct script *script)
{
	char address[64], text[128] = "! ";

	script_make_address(script, address);
	switch (property_below(script->random, 4)) {
	case 0:
		snprintf(text, sizeof(text), "! ${NONE:-%s}", address);
		break;
	case 1:
		snprintf(text, sizeof(text), "! \"${NONE-%s}\"", address);
		break;
	case 2:
		snprintf(text, sizeof(text), "! ${A:+%s}", address);
		break;
	default:
		snprintf(text, sizeof(text), "! ${NONE:-${NONE:=%s}}", address);
	}
	script_expect(script, script_line(script), address, true);
	script_add(script, "%s", text);
	script_expect(script, script_line(script), "$NONE@b.jp", false);
	script_expect(script, script_line(script), "$A@b.jp", true);
	script_expect(script, script_line(script), "a#b@c.jp", true);
	script_add(script, " $NONE@b.jp '$A@b.jp' a#b@c.jp");
	script_expect(script, script_line(script) + 1, "ab@c.jp", false);
	script_add(script, " a\\\nb@c.jp");
}

static void
add_decoy(struct script *script)
{
	static const char *const decoys[] = {"/var/mail/x@y.jp", "x@y.jp/",
	    "| vacation -a x@y.jp taro", "| cat >> x@y.jp", "! taro",
	    "| formail -A 'X: x@y.jp' >> mbox", "| $SENDMAIL -oi -t"};

	script_add(script, "%s", property_one_of(script->random, decoys));
}

static void
add_error(struct script *script)
{
	static const char *const errors[] = {"! $NONE", "! a@$NONE",
	    "! `cat x@y.jp`", "| forward-it a@b.jp", "! a@${A%x}", "! \"$1\""};

	script_add(script, "%s", property_one_of(script->random, errors));
	script->diagnostics++;
}

/* ---- variables ----------------------------------------------------------- */

/* Two, of which the second has the first, split or not where it is used. */
static void
add_variables(struct script *script)
{
	char address[64], other[64], text[128];
	size_t way = property_below(script->random, 4);
	unsigned line = script_line(script);

	script_make_address(script, address);
	script_make_address(script, other);
	switch (way) {
	case 0:
		snprintf(text, sizeof(text), "A=%s\n", address);
		break;
	case 1:
		snprintf(text, sizeof(text), "A = '%s' # x@y.jp\n", address);
		break;
	case 2:
		snprintf(text, sizeof(text), "A=\"%s\"\n", address);
		break;
	default:
		snprintf(text, sizeof(text), "  A =\t%s, x@y.jp\n", address);
	}
	script_add(script, "%sB=\"$A %s\"\n:0 c\n! %s\n", text, other,
	    way == 3 ? "\"$A\" $B" : "$B");
	if (way == 3)
		script_expect(script, line, address, true);
	script_expect(script, line, address, true);
	script_expect(script, line + 1, other, true);
}

/* One that a block sets: either value holds after it. */
static void
add_branch(struct script *script)
{
	char first[64], second[64];
	unsigned line = script_line(script);

	script_make_address(script, first);
	script_make_address(script, second);
	script_add(script, "C=x@y.jp C=%s\n:0\n* x@y.jp\n{ C=%s\n", first,
	    second);
	script_add(script, ":0 c\n! $C\n}\n:0 c\n! $C\n");
	script_expect(script, line + 3, second, true);
	script_expect(script, line + 3, second, true);
	script_expect(script, line, first, true);
}

/* ---- recipes ------------------------------------------------------------- */

static void
add_statements(struct script *script, unsigned depth);

static void
add_conditions(struct script *script)
{
	static const char *const begins[] = {":0\n", ":0 c\n", ":0c: x@y.jp\n",
	    "  :0fw : lock # ! x@y.jp\n", ":0 # x@y.jp \\\n", ":0 E\n"};
	static const char *const conditions[] = {"* ^From:.*x@y\\.jp\n",
	    "*! ^To: # x@y.jp\n", "  * ? test x@y.jp\n", "* ^X: \\\n! x@y.jp\n",
	    "* A ?? x@y.jp\n", "* 1^0 x@y.jp\n", "* ' \" x@y.jp\n"};

	if (property_below(script->random, 6) == 0) {
		script_add(script, ":2 c\n^From:.*x@y.jp\n! x@y.jp \\\n x\n");
		return;
	}
	script_add(script, "%s", property_one_of(script->random, begins));
	for (size_t more = property_below(script->random, 3); more-- > 0;) {
		add_nothing(script);
		script_add(script, "%s",
		    property_one_of(script->random, conditions));
	}
}

static void
add_recipe(struct script *script, unsigned depth)
{
	static void (*const actions[])(struct script *) = {add_forward,
	    add_forward, add_pipe, add_default, add_decoy, add_error};
	static const char *const afters[] = {"\n", "\n", " # x@y.jp\n",
	    "\n! x@y.jp\n", "\t# x@y.jp \\\n"};

	add_conditions(script);
	add_nothing(script);
	if (depth < DEPTH_MAX && property_below(script->random, 4) == 0) {
		script_add(script, "{\n");
		add_statements(script, depth + 1);
		script_add(script, "}\n");
		return;
	}
	property_one_of(script->random, actions)(script);
	script_add(script, "%s", property_one_of(script->random, afters));
}

static void
add_setting(struct script *script)
{
	static const char *const settings[] = {"LOGFILE=$HOME/x@y.jp\n",
	    "MAILDIR = $HOME # x@y.jp\n", "UNUSED=x@y.jp\n", "UNSET\n",
	    "! x@y.jp\n", "\"x@y.jp\n", "D='! x@y.jp\n:0\n! x@y.jp\n'\n",
	    "D=\"x@y.jp \\\n x@y.jp\"\n", "INCLUDERC=\n", "D=`x@y.jp`\n"};

	script_add(script, "%s", property_one_of(script->random, settings));
}

static void
add_statements(struct script *script, unsigned depth)
{
	size_t count = property_below(script->random, 4);

	while (count-- > 0 && script->count < 100) {
		add_nothing(script);
		switch (property_below(script->random, 6)) {
		case 0:
			add_variables(script);
			break;
		case 1:
			add_branch(script);
			break;
		case 2:
			add_setting(script);
			break;
		default:
			add_recipe(script, depth);
		}
	}
}

Test(procmail_property, every_construct)
{
	PROPERTY_CASES(random, "procmail")
	{
		struct script script;

		script_begin(&script, &random);
		add_statements(&script, 0);
		script_check(&script, READER_PROCMAIL);
	}
}

/* However many values blocks before it have given a variable, and however deep
 * it is, a block knows its own. */
Test(procmail_property, a_block_knows_what_it_has_set)
{
	struct property random = property_begin("");
	struct script script;

	script_begin(&script, &random);
	script_add(&script, "A=a@b.jp\n");
	for (int i = 0; i < 12; i++)
		script_add(&script, ":0\n* ^X\n{ A=b%d@b.jp }\n", i);
	for (int i = 0; i < 12; i++)
		script_add(&script, ":0\n* ^X\n{ A=c%d@b.jp\n", i);
	script_expect(&script, script_line(&script) - 1, "c11@b.jp", true);
	script_add(&script, ":0 c\n! $A\n");
	for (int i = 0; i < 12; i++)
		script_add(&script, "}\n");
	script_check(&script, READER_PROCMAIL);
}

/* Of more than it can keep, a variable may have any value. */
Test(procmail_property, too_many_values_are_not_known)
{
	struct property random = property_begin("");
	struct script script;

	script_begin(&script, &random);
	for (int i = 0; i < 12; i++)
		script_add(&script, ":0\n* ^X\n{ A=b%d@b.jp }\n", i);
	for (unsigned i = 0; i < 7; i++)
		script_expect(&script, 3 * (7 - i), "", true);
	for (int i = 0; i < 7; i++)
		snprintf(script.members[i].address,
		    sizeof(script.members[i].address), "b%d@b.jp", 6 - i);
	script_add(&script, ":0\n! $A\n");
	script.diagnostics = 1;
	script_check(&script, READER_PROCMAIL);
}
