/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve scripts by chance, with every construct that sends mail or only looks
 * like it, against what is read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/filters/script.h"

#define DEPTH_MAX 3

static void
add_white(struct script *script)
{
	static const char *const white[] = {" ", "\n", "\t",
	    " /* \"x@y.jp\n */ ", " # redirect \"x@y.jp\";\n", "\r\n"};

	script_add(script, "%s", property_one_of(script->random, white));
}

/* A string in one of the ways to write it; returns the line it begins on. */
static unsigned
add_string(struct script *script, const char *value, bool *plain_r)
{
	struct property *random = script->random;
	size_t way = property_below(random, 4);
	unsigned line;

	*plain_r = way != 1;
	if (way == 0 && strchr(value, '\n') == NULL) {
		script_add(script, "text: # x@y.jp\n");
		line = script_line(script);
		script_add(script, "%s%s\n.\n", *value == '.' ? "." : "",
		    value);
		return line;
	}
	line = script_line(script);
	script_add(script, "\"");
	for (; *value != '\0'; value++)
		if (way == 1 && property_below(random, 4) == 0)
			script_add(script, "${hex:%s%02X}",
			    property_below(random, 2) == 0 ? " " : "",
			    (unsigned)(unsigned char)*value);
		else if (*value == '"' || *value == '\\')
			script_add(script, "\\%c", *value);
		else
			script_add(script, "%c", *value);
	script_add(script, "\"");
	return line;
}

static void
add_text(struct script *script, const char *value)
{
	bool plain;

	(void)add_string(script, value, &plain);
}

/* An address as a mailbox; what is read of it is expected. */
static void
add_mailbox(struct script *script)
{
	static const char *const forms[] = {"%s@%s", "%s@%s", "%s@%s",
	    "\"T, \\\"O\\\"\" <%s@%s>", "T O <%s@%s>",
	    " %s (x@y.jp (x)) @ %s (x)", "T\n <%s@\n %s>"};
	size_t form = property_below(script->random, 7);
	char address[64], value[200], *at;
	bool plain;
	unsigned line;

	script_make_address(script, address);
	at = strchr(address, '@');
	*at = '\0';
/* The forms are above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(value, sizeof(value), forms[form], address, at + 1);
#pragma GCC diagnostic pop
	*at = '@';
	line = add_string(script, value, &plain);
	script_expect(script, line, address, plain && form < 5);
}

static void
add_redirect(struct script *script)
{
	static const char *const tags[] = {" :copy", " :notify \"x@y.jp\"",
	    " :ret \"x@y.jp\"", " :bymode \"x@y.jp\"", " :bytrace",
	    " :bytimerelative 600"};

	script_add(script, "ReDirect");
	while (property_below(script->random, 2) == 0)
		script_add(script, "%s", property_one_of(script->random, tags));
	add_white(script);
	add_mailbox(script);
}

static void
add_notify(struct script *script)
{
	static const char *const fields[] = {"subject=x@y.jp", "body=x%40y.jp",
	    "bcc=x@y.jp", "x-to=x@y.jp"};
	char uri[400] = "mailto:", addresses[3][64];
	size_t count = 1 + property_below(script->random, 3);
	bool plain;
	unsigned line;

	script_add(script, "notify :message \"x@y.jp\" :from \"x@y.jp\" ");
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(uri);
		char *at;

		script_make_address(script, addresses[i]);
		at = strchr(addresses[i], '@');
		snprintf(uri + len, sizeof(uri) - len, "%s%.*s%%40%s%s%s",
		    i == 0   ? ""
		    : i == 1 ? "?Cc="
			     : "&t%6F=T%20%3C",
		    (int)(at - addresses[i]), addresses[i], at + 1,
		    i == 2 ? "%3E&" : "",
		    i == 2 ? property_one_of(script->random, fields) : "");
	}
	line = add_string(script, uri, &plain);
	for (size_t i = 0; i < count; i++)
		script_expect(script, line, addresses[i], false);
}

static void
add_options(struct script *script)
{
	size_t more = property_below(script->random, 3);

	script_add(script, "notify :id \"x@y.jp\" %s:options [",
	    property_below(script->random, 2) == 0 ? ":method \"MAILTO\" "
						   : "");
	add_mailbox(script);
	while (more-- > 0) {
		script_add(script, ", \"From\", ");
		add_mailbox(script);
	}
	script_add(script, "] :low");
}

static void
add_report(struct script *script)
{
	script_add(script, "report :headers_only ");
	add_text(script, "abuse");
	script_add(script, " ");
	add_text(script, "x@y.jp");
	add_white(script);
	add_mailbox(script);
}

static void
add_program(struct script *script)
{
	static const char *const commands[] = {"pipe :copy", "filter",
	    "execute :input \"x@y.jp\""};

	script_add(script, "%s ", property_one_of(script->random, commands));
	if (property_below(script->random, 2) == 0) {
		script_add(script, "\"vacation\" [\"-a\", \"x@y.jp\"]");
		return;
	}
	script_add(script, "\"sendmail\" [\"-oi\", \"-f\", \"x@y.jp\", ");
	add_mailbox(script);
	script_add(script, "]");
}

/* A variable, and what it is in the domain or in all of the address. */
static void
add_variable(struct script *script)
{
	char address[64], *at;
	unsigned number = script->number, line;

	script_make_address(script, address);
	at = strchr(address, '@');
	script_add(script, "set :lower \"V%u\" ", number);
	at[1] = (char)(at[1] - 'a' + 'A');
	add_text(script, at + 1);
	at[1] = (char)(at[1] - 'A' + 'a');
	script_add(script, "; set \"w%u\" \"${1}\"; redirect ", number);
	*at = '\0';
	line = script_line(script);
	script_add(script, "\"%s@${v%u}\"; redirect ", address, number);
	*at = '@';
	script_expect(script, line, address, false);
	snprintf(address, sizeof(address), "${w%u}@b.jp", number);
	line = script_line(script);
	script_add(script, "\"%s\"", address);
	script_expect(script, line, address, true);
}

static void
add_decoy(struct script *script)
{
	static const char *const decoys[] = {
	    "vacation :addresses [\"x@y.jp\", \"x@z.jp\"] :from \"x@y.jp\" "
	    "\"x@y.jp\"",
	    "fileinto :create \"x@y.jp\"",
	    "keep :flags [\"x@y.jp\"]",
	    "addheader \"Reply-To\" \"x@y.jp\"",
	    "reject text:\nredirect \"x@y.jp\";\n.\n",
	    "redirect :list \"tag:x@y.jp\"",
	    "notify \"xmpp:x@y.jp\"",
	    "require [\"x@y.jp\"]",
	    "fileinto \"a\\\"; redirect \\\"x@y.jp\\\"\"",
	};

	script_add(script, "%s", property_one_of(script->random, decoys));
}

static void
add_error(struct script *script)
{
	static const char *const errors[] = {"redirect \"a@${1}\"",
	    "redirect \"${unknown}\"", "forward [\"a\", \"a@b.jp\"]",
	    "include :personal \"x\"", "notify \"a@b.jp\"",
	    "\nredirect “a@b.jp”", "pipe \"forward-it\" [\"x\", \"a@b.jp\"]",
	    "redirect :what \"a@b.jp\" :list \"x\"; notify \"${1}\""};

	script_add(script, "%s", property_one_of(script->random, errors));
	script->diagnostics++;
}

static void
add_commands(struct script *script, unsigned depth);

static void
add_block(struct script *script, unsigned depth)
{
	script_add(script, " {");
	add_commands(script, depth);
	script_add(script, "}");
}

static void
add_if(struct script *script, unsigned depth)
{
	static const char *const tests[] = {"true",
	    "header :is [\"to\", \"cc\"] \"x@y.jp\"",
	    "not address :all \"from\" [\"x@y.jp\", \"x@z.jp\"]",
	    "anyof (true, allof (false, envelope \"to\" \"x@y.jp\"))"};

	script_add(script, "if %s", property_one_of(script->random, tests));
	add_block(script, depth);
	while (property_below(script->random, 3) == 0) {
		add_white(script);
		script_add(script, "elsif %s",
		    property_one_of(script->random, tests));
		add_block(script, depth);
	}
	if (property_below(script->random, 2) == 0) {
		script_add(script, "else");
		add_block(script, depth);
	}
}

/* A variable that the branches set: what any may have left. */
static void
add_branches(struct script *script)
{
	bool complete = property_below(script->random, 2) == 0;
	bool stop = property_below(script->random, 2) == 0;
	unsigned number = script->number++, line;

	script_add(script,
	    "set \"u%u\" \"a@b.jp\"; if true { set \"u%u\" \"c@d.jp\"; } "
	    "%s { set \"u%u\" \"e@f.jp\"; %s} redirect ",
	    number, number, complete ? "else" : "elsif false", number,
	    stop ? "stop; " : "");
	line = script_line(script);
	script_add(script, "\"${U%u}\";", number);
	script_expect(script, line, "c@d.jp", false);
	if (!stop)
		script_expect(script, line, "e@f.jp", false);
	if (!complete)
		script_expect(script, line, "a@b.jp", false);
}

static void
add_commands(struct script *script, unsigned depth)
{
	static void (*const commands[])(struct script *) = {add_redirect,
	    add_redirect, add_notify, add_options, add_report, add_program,
	    add_variable, add_decoy, add_decoy, add_error};
	size_t count = property_below(script->random, 4);

	while (count-- > 0 && script->count < 100) {
		add_white(script);
		if (depth < DEPTH_MAX &&
		    property_below(script->random, 4) == 0) {
			add_if(script, depth + 1);
		} else if (property_below(script->random, 10) == 0) {
			add_branches(script);
		} else {
			property_one_of(script->random, commands)(script);
			add_white(script);
			script_add(script, ";");
		}
	}
	add_white(script);
}

Test(sieve_property, every_construct)
{
	PROPERTY_CASES(random, "sieve")
	{
		struct script script;

		script_begin(&script, &random);
		script_add(&script, "require \"x@y.jp\";");
		add_commands(&script, 0);
		script_check(&script, READER_SIEVE);
	}
}
