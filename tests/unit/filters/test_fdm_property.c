/* SPDX-License-Identifier: BSD-2-Clause */
/* Configurations of fdm by chance, with every construct that sends mail or only
 * looks like it, against what is read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/filters/script.h"

static void
add_nothing(struct script *script)
{
	static const char *const nothing[] = {"", "", "\n", " \t",
	    " # to \"x@y.jp\"\n", "# smtp \\\n"};

	script_add(script, "%s", property_one_of(script->random, nothing));
}

/* Between words. */
static void
add_gap(struct script *script)
{
	static const char *const gaps[] = {" ", "\t", "\n", " # \"x@y.jp\n "};

	script_add(script, "%s", property_one_of(script->random, gaps));
}

/* ---- strings ------------------------------------------------------------- */

/* The macros $m-1, an address, and $m2, which ends with it. */
static struct {
	char address[64];
	unsigned line;
} macro;

static void
add_macros(struct script *script)
{
	static const char *const befores[] = {"$m-1 = \"", "$m-1=\"",
	    "${m-1} =\n\"", "$m-1 = 'x@y.jp' $m-1 = \""};
	static const char *const afters[] = {"$m2 = $m-1\n",
	    "$m2 = \"\" + ${m-1}", "$m2 = \"${m-1}\""};

	script_make_address(script, macro.address);
	script_add(script, "%s", property_one_of(script->random, befores));
	macro.line = script_line(script);
	script_add(script, "%s\" # x@y.jp\n%s\n", macro.address,
	    property_one_of(script->random, afters));
}

/* An address as a value. */
static void
add_address(struct script *script)
{
	static const char *const macros[] = {"$m-1", "${m-1}", "\"${m2}\"",
	    "$m2", "\"\" + $m2"};
	char address[72];

	script_make_address(script, address);
	switch (property_below(script->random, 6)) {
	case 0:
		script_add(script, "\"%s\"", address);
		script_expect(script, script_line(script), address, true);
		break;
	case 1:
		script_add(script, "'%s'", address);
		script_expect(script, script_line(script), address, true);
		break;
	case 2:
		script_add(script, "\"%.2s\\%s\"", address, address + 2);
		script_expect(script, script_line(script), address, false);
		break;
	case 3:
		script_add(script, "\"%.3s\"", address);
		add_nothing(script);
		script_add(script, "+");
		add_nothing(script);
		script_add(script, "'%s'", address + 3);
		script_expect(script, script_line(script), address, false);
		break;
	case 4:
		snprintf(address, sizeof(address), "x.%s", macro.address);
		script_add(script, "\"x.\" + $m-1");
		script_expect(script, macro.line, address, false);
		break;
	default:
		script_add(script, "%s",
		    property_one_of(script->random, macros));
		script_expect(script, macro.line, macro.address, true);
	}
}

/* An address of which only the domain is known. */
static void
add_tags(struct script *script)
{
	static const char *const tags[][2] = {{"%1", "%1"}, {"%%1", "%1"},
	    {"%[message_id]", "%%message_id%"}, {"%:1", "%%1"}, {"%{n}", "$n"},
	    {"${unset}", "$unset"}, {"x%%", "x%"}};
	size_t which = property_below(script->random, 7);
	char address[64];

	snprintf(address, sizeof(address), "%s@b.jp", tags[which][1]);
	script_add(script, "\"%s@b.jp\"", tags[which][0]);
	script_expect(script, script_line(script), address, false);
}

/* ---- actions ------------------------------------------------------------- */

static void
add_smtp(struct script *script)
{
	static const char *const servers[] = {"smtp server \"x@y.jp\"",
	    "smtp server $host port 25", "lmtp server \"/x@y.jp\"",
	    "smtp\nserver 'x@y.jp' port \"25\""};
	static const char *const senders[] = {"", " from \"x@y.jp\"",
	    " from 'x@y.jp'", "\nfrom\t\"x@\" + $host"};

	script_add(script, "%s%s to ", property_one_of(script->random, servers),
	    property_one_of(script->random, senders));
	if (property_below(script->random, 4) == 0)
		add_tags(script);
	else
		add_address(script);
}

static void
add_pipe(struct script *script)
{
	static const char *const commands[] = {"pipe", "exec", "rewrite"};
	static const char *const befores[] = {"", "-f x@y.jp ",
	    "-oi\\n; true; /usr/lib/sendmail ", "\\t", "%1 ", "${unset} "};
	static const char *const afters[] = {"", " # x@y.jp", "; echo x@y.jp",
	    "\\nexit # x@y.jp", " > '/x@y.jp'", " \\\"\\\"", " %%1@b.jp"};
	size_t before = property_below(script->random, 6);
	size_t after = property_below(script->random, 7);
	bool known = property_below(script->random, 4) == 0;
	char address[64];

	script_make_address(script, address);
	script_add(script, "%s", property_one_of(script->random, commands));
	add_gap(script);
	script_expect(script, known ? macro.line : script_line(script),
	    known ? macro.address : address, true);
	if (after == 6)
		script_expect(script, script_line(script), "%1@b.jp", false);
	script->diagnostics += before >= 4;
	script_add(script, "\"/usr/sbin/sendmail %s%s%s\"", befores[before],
	    known ? "${m2}" : address, afters[after]);
}

/* Strings that are no recipients. */
static void
add_decoy(struct script *script)
{
	static const char *const decoys[] = {
	    "add-header \"To\" value \"x@y.jp\"", "maildir \"x@y.jp\"",
	    "mbox 'x@y.jp' compress", "drop", "keep",
	    "tag \"to\" value \"x@y.jp\"", "write \"x@y.jp\"",
	    "remove-headers { \"x@y.jp\" \"to\" }", "stdout",
	    "imap server \"x\" user \"x@y.jp\" pass \"x@y.jp\" folder 'x'",
	    "smtp server \"x@y.jp\" from \"x@y.jp\"", "smtp server \"x\" to ''",
	    "pipe \"cat x@y.jp\"", "add-to-cache \"x@y.jp\" key \"x@y.jp\"",
	    "smtp server \"x\" to $(echo \"a)b\" (x@y.jp)) + \"\""};
	size_t which = property_below(script->random, 15);

	script->diagnostics += which == 14;
	script_add(script, "%s", decoys[which]);
}

static void
add_error(struct script *script)
{
	static const char *const errors[] = {"smtp server \"x\" to $unset",
	    "smtp server \"x\" to \"x@%1\"", "smtp server \"x\" to $(cat x)",
	    "pipe \"forward-it x@y.jp\"", "pipe \"sendmail x@$HOST\"",
	    "smtp server \"x\" to \"x@${unset}\""};

	script_add(script, "%s", property_one_of(script->random, errors));
	script->diagnostics++;
}

static void
add_action_item(struct script *script)
{
	static void (*const items[])(struct script *) = {add_smtp, add_pipe,
	    add_pipe, add_decoy, add_error};

	property_one_of(script->random, items)(script);
	add_gap(script);
}

/* ---- statements ---------------------------------------------------------- */

static void
add_action(struct script *script)
{
	static const char *const users[] = {"", "user \"x@y.jp\" ",
	    "users { \"x@y.jp\" 'to' } "};
	size_t count = property_below(script->random, 3);

	script_add(script, "action \"n%u x@y.jp\" %s", script->number,
	    property_one_of(script->random, users));
	if (count == 0) {
		add_action_item(script);
		return;
	}
	script_add(script, "{ ");
	while (count-- > 0)
		add_action_item(script);
	script_add(script, "}\n");
}

static void
add_match(struct script *script)
{
	static const char *const conditions[] = {"all", "\"x@y.jp\" in headers",
	    "not \"^To: x@y.jp\" in body", "account \"x@y.jp\"",
	    "accounts { \"x@y.jp\" \"smtp\" }", "unmatched",
	    "string \"%[to]\" to \"x@y.jp\"", "tagged 'x@y.jp'", "size < 5K",
	    "case \"x@y.jp\"", "%1 > %n"};
	static const char *const ends[] = {" action \"x@y.jp\"\n",
	    " actions { \"x@y.jp\" 'to' } continue\n", " action drop\n",
	    " action $name\n"};
	size_t count = 1 + property_below(script->random, 3);

	script_add(script, "match ");
	while (count-- > 0)
		script_add(script, "%s%s",
		    property_one_of(script->random, conditions),
		    count > 0 ? " and " : "");
	if (property_below(script->random, 3) == 0) {
		script_add(script, " or ");
		add_pipe(script);
		script_add(script, " user \"x@y.jp\" returns (0, \"x@y.jp\")");
	}
	if (property_below(script->random, 4) == 0) {
		script_add(script, " action ");
		add_action_item(script);
	} else {
		script_add(script, "%s", property_one_of(script->random, ends));
	}
}

static void
add_setting(struct script *script)
{
	static const char *const settings[] = {"set lock-file \"x@y.jp\"\n",
	    "set maximum-size 32M\n",
	    "account \"x\" pop3 server \"x\" user \"x@y.jp\" pass \"to\"\n",
	    "account 'x' disabled imap pipe \"sendmail x@y.jp\" user "
	    "'x@y.jp'\n",
	    "account \"x\" mbox \"x@y.jp\" keep\n", "include \"x@y.jp\"\n",
	    "cache \"x@y.jp\" expire 5 days\n", "$unused = \"x@y.jp\"\n",
	    "%pipe = 5 $unused = \"sendmail x@y.jp\"\n",
	    "%n = %(wc -l \"x)\" (\"sendmail x@y.jp\"))\n",
	    "$pipe = $(sendmail \"x@y.jp\" ')') + \"\"\n",
	    "$a = $(echo (x) pipe \"sendmail x@y.jp\") + \"\"\n"};

	script_add(script, "%s", property_one_of(script->random, settings));
}

/* What need not be read: either value holds after it. */
static void
add_condition(struct script *script)
{
	char first[64], second[64];
	unsigned line = script_line(script);

	script_make_address(script, first);
	script_make_address(script, second);
	script_add(script, "$c = \"%s\"\nifdef $d\n $c = '%s'\nendif\n", first,
	    second);
	script_add(script,
	    "$e = \"${c}\"\naction \"x\" smtp server \"x\" to ${e}\n");
	/* A macro that has another one's values has them in reverse. */
	script_expect(script, line, first, true);
	script_expect(script, line + 2, second, true);
	script_add(script, "ifndef ${d} # x@y.jp\naction \"x\" exec "
			   "\"sendmail $c x@y.jp\" endif\n");
	script_expect(script, line + 7, "x@y.jp", true);
	script->diagnostics++;
}

static void
add_statements(struct script *script)
{
	static void (*const statements[])(struct script *) = {add_macros,
	    add_action, add_action, add_macros, add_match, add_match,
	    add_setting, add_condition};
	size_t count = property_below(script->random, 8);

	add_macros(script);
	while (count-- > 0 && script->count < 100) {
		add_nothing(script);
		property_one_of(script->random, statements)(script);
	}
	if (property_below(script->random, 10) == 0) {
		script_add(script, "action \"x\" exec \"sendmail x@y.jp");
		script->diagnostics++;
		script_expect(script, script_line(script), "x@y.jp", true);
	}
}

Test(fdm_property, every_construct)
{
	PROPERTY_CASES(random, "fdm")
	{
		struct script script;

		script_begin(&script, &random);
		add_statements(&script);
		script_check(&script, READER_FDM);
	}
}
