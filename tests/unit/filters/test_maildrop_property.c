/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters of maildrop by chance, with every construct that sends mail or only
 * looks like it, against what is read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/filters/script.h"

#define DEPTH_MAX 3

static void
add_nothing(struct script *script)
{
	static const char *const nothing[] = {"", "", "\n", "  \n\t\n", ";",
	    "# cc \"!x@y.jp\"\n", "  # x@y.jp \\\n", "\\\n", "#\n"};

	script_add(script, "%s", property_one_of(script->random, nothing));
}

/* Between the parts of a statement. */
static void
add_blank(struct script *script)
{
	static const char *const blanks[] = {" ", "\t", " \\\n ", ""};

	script_add(script, "%s", property_one_of(script->random, blanks));
}

static char
choose_quote(struct script *script)
{
	return property_below(script->random, 2) == 0 ? '"' : '\'';
}

/* ---- what a shell gets --------------------------------------------------- */

/* An address in a string of these quotes. */
static void
add_address(struct script *script, char quote)
{
	size_t form = property_below(script->random, 7);
	unsigned line = script_line(script);
	char address[64], other = quote == '"' ? '\'' : '"';

	script_make_address(script, address);
	switch (form) {
	case 0:
	case 1:
		script_add(script, "%s", address);
		break;
	case 2:
		script_add(script, "%c%s%c", other, address, other);
		break;
	case 3:
		script_add(script, "%.3s\\%c%s\\%c", address, quote,
		    address + 3, quote);
		break;
	case 4:
		script_add(script, "%.3s\\%s", address, address + 3);
		break;
	case 5:
		script_add(script, "%.3s\\\n \t%s", address, address + 3);
		line += strchr(address, '@') >= address + 3;
		break;
	default:
		script_add(script, "%.3s%c\t%c%s", address, quote, quote,
		    address + 3);
	}
	script_expect(script, line, address, form <= 2);
}

/* Recipients between words that are none, and what follows them. */
static void
add_recipients(struct script *script, char quote)
{
	static const char *const gaps[] = {" ", ", ", " \\\n ", "\t"};
	static const char *const ends[] = {"", " ", " # x@y.jp",
	    "; echo x@y.jp", " | cat x@y.jp", " > /x@y.jp"};
	size_t count = 1 + property_below(script->random, 3);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			script_add(script, "%s",
			    property_one_of(script->random, gaps));
		add_address(script, quote);
	}
	script_add(script, "%s%c", property_one_of(script->random, ends),
	    quote);
}

/* ---- deliveries ---------------------------------------------------------- */

static void
add_forward(struct script *script)
{
	static const char *const words[] = {"to", "cc"};
	static const char *const befores[] = {"!", "! ", "!-f x@y.jp ",
	    "!-oi\t"};
	char quote = choose_quote(script);
	bool apart = property_below(script->random, 3) == 0;
	bool call = property_below(script->random, 4) == 0;

	script_add(script, "%s", property_one_of(script->random, words));
	add_blank(script);
	script_add(script, "%s%c%s", call ? "(" : "", quote,
	    property_one_of(script->random, befores));
	if (apart) {
		script_add(script, "%c", quote);
		add_blank(script);
		quote = choose_quote(script);
		script_add(script, "%c", quote);
	}
	add_recipients(script, quote);
	script_add(script, "%s\n", call ? ")" : "");
}

static void
add_pipe(struct script *script)
{
	static const char *const befores[] = {"cc %c|", "to %c|", "xfilter %c",
	    "system %c", "A=`", "`"};
	static const char *const programs[] = {"/usr/sbin/sendmail ",
	    "$SENDMAIL -oi -f x@y.jp ", "${SENDMAIL} ", "cat; sendmail ",
	    "X=x@y.jp nice /usr/lib/sendmail ",
	    "reformail -I x@y.jp | sendmail "};
	size_t which = property_below(script->random, 6);
	char quote = which < 4 ? choose_quote(script) : '`';
	const char *mark = strchr(befores[which], '%');

	if (mark != NULL)
		script_add(script, "%.*s%c%s", (int)(mark - befores[which]),
		    befores[which], quote, mark + 2);
	else
		script_add(script, "%s", befores[which]);
	script_add(script, "%s", property_one_of(script->random, programs));
	if (quote == '`') {
		char address[64];

		script_make_address(script, address);
		script_expect(script, script_line(script), address, true);
		script_add(script, "%s`\n", address);
	} else {
		add_recipients(script, quote);
		script_add(script, "\n");
	}
}

/* Only the domain is known, or what the shell's words are. */
static void
add_partly_known(struct script *script)
{
	unsigned line = script_line(script) + 1;

	script_expect(script, line, "$NONE@b.jp", false);
	script_expect(script, line, "$DOLLAR@b.jp", false);
	script_expect(script, line, "a#b@c.jp", true);
	script_add(script, "DOLLAR=x\ncc \"!$NONE@b.jp \\$DOLLAR@b.jp "
			   "a#b@c.jp\"\n");
}

static void
add_decoy(struct script *script)
{
	static const char *const decoys[] = {"to \"/var/mail/x@y.jp\"",
	    "cc 'x@y.jp/'", "xfilter \"reformail -I 'X: x@y.jp'\"",
	    "cc \"|cat >> x@y.jp\"", "echo \"to !x@y.jp\"", "to '!taro'",
	    "import x", "logfile \"x@y.jp\"", "log '!x@y.jp'", "exit",
	    "include \"x@y.jp\"", "UNUSED=\"!x@y.jp\"", "unset X",
	    "UNUSED=tolower(\"!x@y.jp\")", "to \"|vacation -a x@y.jp taro\""};

	script_add(script, "%s\n", property_one_of(script->random, decoys));
}

static void
add_error(struct script *script)
{
	static const char *const errors[] = {"to \"!$NONE\"", "cc \"!a@$NONE\"",
	    "cc \"!\" getaddr(\"x@y.jp\", ')')", "cc \"!`cat x@y.jp`\"",
	    "cc \"|forward-it a@b.jp\"", "cc \"!\" `cat x@y.jp`", "cc \"!$1\"",
	    "log \"x@y.jp"};

	script_add(script, "%s\n", property_one_of(script->random, errors));
	script->diagnostics++;
}

/* ---- variables ----------------------------------------------------------- */

static void
add_variables(struct script *script)
{
	static const char *const uses[] = {"cc \"!$B\"\n", "to '!${B}'\n",
	    "cc \"!\" $B\n", "cc \"!\"${B}\n", "C=\"!$B\"\nto $C\n",
	    "C = \"!\" $B\ncc \"\" $C\n", "cc tolower(\"!$B\")\n",
	    "xfilter \"sendmail $B\"\n"};
	char first[64], second[64];
	unsigned line = script_line(script);
	size_t way = property_below(script->random, 5);

	script_make_address(script, first);
	script_make_address(script, second);
	switch (way) {
	case 0:
		script_add(script, "A=\"%s\"\n", first);
		break;
	case 1:
		script_add(script, "A\t=  '%s' # x@y.jp\n", first);
		break;
	case 2:
		script_add(script, "A=(\"%s\")\n", first);
		break;
	case 3:
		script_add(script, "A=%s;\n", first);
		break;
	default:
		script_add(script, "A=escape(\"%s\")\n", first);
	}
	script_add(script, "B=\"$A %s\"\n", second);
	script_add(script, "%s", property_one_of(script->random, uses));
	script_expect(script, line, first, true);
	script_expect(script, line + 1, second, true);
}

/* One that a block or a statement sets which need not be done. */
static void
add_branch(struct script *script)
{
	static const char *const branches[] = {
	    "if (/^From: x@y.jp\\/\"/)\n{ D=\"%s\"\n}\n",
	    "if ($X =~ /'/ && (\"x@y.jp)\" eq \"\"))\n D=\"%s\"\n#\n",
	    "foreach /^To:.*x@y.jp/ # it's\n{\tD='%s'\n}\n",
	    "exception {\nD=\"%s\" #\n}\n", "if (1)\n{ }\nelse\n D='%s'\n#\n",
	    "while ($X < 2) # )\n{ D=\"%s\"\n}\n",
	    "flock \"x@y.jp\" {\nD=\"%s\"\n\n}\n"};
	static const unsigned at[] = {1, 1, 1, 1, 3, 1, 1};
	static const char *const uses[] = {"cc \"!$D\"\n", "cc \"!\" $D\n"};
	size_t which = property_below(script->random, 7);
	const char *mark = strstr(branches[which], "%s");
	char first[64], second[64];
	unsigned line = script_line(script);

	script_make_address(script, first);
	script_make_address(script, second);
	script_add(script, "D=\"x@y.jp\"\nD=\"%s\"\n%.*s%s%s", first,
	    (int)(mark - branches[which]), branches[which], second, mark + 2);
	script_add(script, "%s", property_one_of(script->random, uses));
	script_expect(script, line + 2 + at[which], second, true);
	script_expect(script, line + 1, first, true);
}

/* ---- statements ---------------------------------------------------------- */

static void
add_statements(struct script *script, unsigned depth)
{
	static void (*const statements[])(struct script *) = {add_forward,
	    add_forward, add_pipe, add_pipe, add_partly_known, add_decoy,
	    add_error, add_variables, add_branch};
	static const char *const begins[] = {"if (/^From: '!x@y.jp/)\n{\n",
	    "{\n", "exception {\n", "elsif ( \"x@y.jp (\" eq `cat`)\n{\n",
	    "else\n{\n", "foreach /x@y.jp/:h\n{\n"};
	size_t count = property_below(script->random, 4);

	while (count-- > 0 && script->count < 100) {
		add_nothing(script);
		if (depth < DEPTH_MAX &&
		    property_below(script->random, 5) == 0) {
			script_add(script, "%s",
			    property_one_of(script->random, begins));
			add_statements(script, depth + 1);
			script_add(script, "}\n");
		} else {
			property_one_of(script->random, statements)(script);
		}
	}
}

Test(maildrop_property, every_construct)
{
	PROPERTY_CASES(random, "maildrop")
	{
		struct script script;

		script_begin(&script, &random);
		add_statements(&script, 0);
		script_check(&script, READER_MAILDROP);
	}
}
