/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim filters by chance, with every construct that sends mail or only looks
 * like it, against what is read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/filters/script.h"

#define DEPTH_MAX 3

static void
add_white(struct script *script)
{
	static const char *const white[] = {" ", "\n", "\t", "  \n\n",
	    " # deliver x@y.jp\n", "\r\n"};

	script_add(script, "%s", property_one_of(script->random, white));
}

/* One byte of a quoted string. */
static bool
add_byte(struct script *script, char byte)
{
	size_t way = property_below(script->random, 12);

	if (byte == '"' || byte == '\\')
		script_add(script, "\\%c", byte);
	else if (way == 0)
		script_add(script, "\\x%02x", (unsigned)(unsigned char)byte);
	else if (way == 1)
		script_add(script, "\\%03o", (unsigned)(unsigned char)byte);
	else if (way == 2)
		script_add(script, "\\\n  \t%c", byte);
	else
		script_add(script, "%c", byte);
	return way > 2;
}

/* A word of data; returns the line it begins on. */
static unsigned
add_data(struct script *script, const char *value, bool *plain_r)
{
	unsigned line = script_line(script);

	*plain_r = true;
	if (strpbrk(value, " \"") == NULL &&
	    property_below(script->random, 2) == 0) {
		script_add(script, "%s", value);
		return line;
	}
	script_add(script, "\"");
	for (; *value != '\0'; value++)
		*plain_r &= add_byte(script, *value);
	script_add(script, "\"");
	return line;
}

static void
add_deliver(struct script *script)
{
	static const char *const befores[] = {"", "", "\"T, O\" <", "T <"};
	const char *before = property_one_of(script->random, befores);
	char address[64], value[128];
	bool plain;
	unsigned line;

	script_make_address(script, address);
	snprintf(value, sizeof(value), "%s%s%s", before, address,
	    *before != '\0' ? ">" : "");
	script_add(script, "deliver");
	add_white(script);
	line = add_data(script, value, &plain);
	script_expect(script, line, address, plain);
	if (property_below(script->random, 3) == 0)
		script_add(script, " errors_to x@y.jp");
}

/* Recipients of mail, one or two. */
static void
add_recipients(struct script *script, const char *option)
{
	char addresses[2][64], value[200];
	size_t count = 1 + property_below(script->random, 2);
	bool plain;
	unsigned line;

	for (size_t i = 0; i < count; i++)
		script_make_address(script, addresses[i]);
	snprintf(value, sizeof(value), "%s%s%s", addresses[0],
	    count == 2 ? ", \"T, O\" <" : "", count == 2 ? addresses[1] : "");
	if (count == 2)
		strncat(value, ">", 2);
	script_add(script, " %s ", option);
	line = add_data(script, value, &plain);
	for (size_t i = 0; i < count; i++)
		script_expect(script, line, addresses[i], plain);
}

static void
add_mail(struct script *script)
{
	static const char *const options[] = {" subject \"x@y.jp\"",
	    " text \"x@y.jp\"", " from x@y.jp", " reply_to x@y.jp",
	    " expand file x@y.jp", " once x@y.jp once_repeat 7d", " log x@y.jp",
	    " return message",
	    " extra_headers \"Reply-To: x@y.jp\\nX: x@y.jp\""};
	static const char *const recipients[] = {"to", "cc", "bcc"};

	script_add(script, "%s",
	    property_below(script->random, 2) == 0 ? "mail" : "vacation");
	for (size_t more = 1 + property_below(script->random, 4); more-- > 0;) {
		if (property_below(script->random, 2) == 0)
			add_recipients(script,
			    property_one_of(script->random, recipients));
		else
			script_add(script, "%s",
			    property_one_of(script->random, options));
	}
}

static void
add_headers(struct script *script)
{
	char address[64];
	unsigned line;

	script_make_address(script, address);
	script_add(script, "mail extra_headers ");
	line = script_line(script);
	script_add(script, "\"X: x@y.jp,\\n x@y.jp\\nCc: T O\\n <%s>\"",
	    address);
	script_expect(script, line, address, true);
}

static void
add_pipe(struct script *script)
{
	char address[64];
	unsigned line;

	script_make_address(script, address);
	script_add(script, "pipe ");
	line = script_line(script);
	script_add(script, "\"/usr/sbin/sendmail -f x@y.jp -oi %s\"", address);
	script_expect(script, line, address, true);
}

static void
add_variable(struct script *script)
{
	static const char *const forms[] = {"$local_part@b.jp",
	    "${local_part}@b.jp", "a.$1@b.jp"};
	const char *form = property_one_of(script->random, forms);
	bool plain;
	unsigned line;

	script_add(script, "deliver ");
	line = add_data(script, form, &plain);
	script_expect(script, line, form, plain);
	script_add(script, " deliver ");
	line = script_line(script);
	script_add(script, "\\N$a@b.jp\\N deliver \"c@${lc:B}\" ");
	script_expect(script, line, "$a@b.jp", true);
	script->diagnostics++;
}

static void
add_decoy(struct script *script)
{
	static const char *const decoys[] = {"save /x@y.jp 640",
	    "save \"$home/x@y.jp\"", "pipe \"vacation -a x@y.jp taro\"",
	    "add 1 to n1", "headers charset \"x@y.jp\"", "logfile /x@y.jp 0600",
	    "logwrite \"deliver x@y.jp\"", "testprint x@y.jp", "finish",
	    "fail text \"x@y.jp\"", "freeze \"x@y.jp\"", "deliver taro"};

	script_add(script, "%s", property_one_of(script->random, decoys));
}

static void
add_error(struct script *script)
{
	static const char *const errors[] = {"redirect finish",
	    "deliver a@$domain", "pipe \"forward-it a@b.jp\"",
	    "deliver $reply_address", "mail to \"${lookup{a@b.jp}{}}\""};

	script_add(script, "%s", property_one_of(script->random, errors));
	script->diagnostics++;
}

static void
add_commands(struct script *script, unsigned depth);

static void
add_condition(struct script *script)
{
	static const char *const conditions[] = {"personal",
	    "$h_to: contains x@y.jp", "(not personal alias x@y.jp)",
	    "foranyaddress $h_cc: ($thisaddress is \"x@y.jp, then\") and "
	    "error_message",
	    "$h_x: matches \"\\\\Nx@y\\\\.jp\\\\N\""};

	add_white(script);
	if (property_below(script->random, 4) == 0) {
		script_add(script, "($h_to: is x@y.jp)then");
		return;
	}
	script_add(script, "%s", property_one_of(script->random, conditions));
	add_white(script);
	script_add(script, "then");
}

static void
add_if(struct script *script, unsigned depth)
{
	script_add(script, "if");
	add_condition(script);
	add_commands(script, depth);
	while (property_below(script->random, 3) == 0) {
		script_add(script, "elif");
		add_condition(script);
		add_commands(script, depth);
	}
	if (property_below(script->random, 2) == 0) {
		script_add(script, "else");
		add_commands(script, depth);
	}
	script_add(script, "endif");
}

static void
add_commands(struct script *script, unsigned depth)
{
	static void (*const commands[])(struct script *) = {add_deliver,
	    add_deliver, add_mail, add_headers, add_pipe, add_variable,
	    add_decoy, add_error};
	static const char *const prefixes[] = {"", "", "seen ", "unseen ",
	    "noerror unseen "};
	size_t count = property_below(script->random, 4);

	add_white(script);
	while (count-- > 0 && script->count < 100) {
		if (depth < DEPTH_MAX &&
		    property_below(script->random, 4) == 0) {
			add_if(script, depth + 1);
		} else {
			script_add(script, "%s",
			    property_one_of(script->random, prefixes));
			property_one_of(script->random, commands)(script);
		}
		add_white(script);
	}
}

Test(exim_filter_property, every_construct)
{
	PROPERTY_CASES(random, "exim_filter")
	{
		struct script script;

		script_begin(&script, &random);
		script_add(&script, "#  exim Filter x@y.jp\n");
		add_commands(&script, 0);
		script_check(&script, READER_EXIM_FILTER);
	}
}
