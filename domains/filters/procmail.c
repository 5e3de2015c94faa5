/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the statements of a .procmailrc. */
#include "domains/filters/procmail.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/script.h"
#include "domains/filters/words.h"
#include "domains/base/translation.h"

/* In a name, beside letters and digits. */
#define NAME "_"

/* ---- text ---------------------------------------------------------------- */

static void
skip_blanks(struct script *script)
{
	while (script->rest.len != 0 && ascii_is_blank(*script->rest.bytes))
		script_skip(script, 1);
}

/* A line that goes on after a backslash, whatever is in it. */
static void
skip_condition(struct script *script)
{
	struct span line;

	do {
		line = span_take_line(&script->rest);
	} while (line.len != 0 && line.bytes[line.len - 1] == '\\');
}

static void
check_quotes(const struct script *script, bool closed, size_t len)
{
	if (!closed)
		reader_text_refuse(script->text, script_line_number(script),
		    (struct span){script->rest.bytes, len},
		    N_("a quote without its end"));
}

/* The line of an action or the word of a value; the place is after it then. */
static void
take_measured(struct script *script, bool word, struct decoded *what_r)
{
	size_t len, over;
	bool closed = word ? words_measure_word(script->rest, &len)
	                   : words_measure_line(script->rest, &len, &over);

	check_quotes(script, closed, len);
	decoded_clear(what_r);
	decoded_add_span(what_r, script->text,
	    (struct span){script->rest.bytes, len});
	script_skip(script, word ? len : over);
}

/* ---- statements ---------------------------------------------------------- */

static void
take_line(struct script *script, struct decoded *line_r)
{
	script->command.line = script_line_number(script);
	take_measured(script, false, line_r);
}

static int
take_command(struct script *script)
{
	struct decoded line;

	take_line(script, &line);
	if (command_take_target(&script->command, MEMBER_COMMAND,
		span_trim(decoded_span(&line))) < 0)
		return -1;
	return command_take(&script->command, &line);
}

/* What stands where no statement begins, to the end of its line. */
static int
pass_over(struct script *script, struct span begin)
{
	struct span line;

	script->rest = (struct span){begin.bytes,
	    script->rest.len + (size_t)(script->rest.bytes - begin.bytes)};
	line = script->rest;
	line = span_trim(span_take_line(&line));
	if (span_has(line, '@'))
		script_note(script, line,
		    N_("procmail passes over this: no mail goes there"));
	(void)span_take_line(&script->rest);
	return 0;
}

/* What a variable's new value does besides. */
static int
obey_value(struct script *script, struct span name, const struct decoded *value)
{
	if (span_equal(name, "INCLUDERC") || span_equal(name, "SWITCHRC"))
		script_note_include(script, decoded_span(value));
	if (!span_equal(name, "TRAP"))
		return 0;
	return command_take(&script->command, value);
}

/* NAME = VALUE, NAME alone, which unsets it; as an action NAME =| COMMAND. */
static int
take_assignment(struct script *script, bool action)
{
	struct span name = script_take_name(script, NAME);
	struct decoded value;

	script->command.line = script_line_number(script);
	decoded_clear(&value);
	if (!action && script->rest.len != 0 && *script->rest.bytes != '=' &&
	    !ascii_is_space(*script->rest.bytes))
		return pass_over(script, name);
	skip_blanks(script);
	if (script_next_byte(script) == '=') {
		script_skip(script, 1);
		skip_blanks(script);
		if (action && script_next_byte(script) == '|') {
			constants_add_unknown(&value, name);
			constants_set(script->constants, name, &value);
			script_skip(script, 1);
			return take_command(script);
		}
		take_measured(script, true, &value);
	}
	words_assign(script->constants, name, &value, false);
	return obey_value(script, name, &value);
}

/* Is a variable set there? */
static bool
is_assignment(struct span rest)
{
	size_t at = script_name_of(rest, NAME).len;

	if (at == 0)
		return false;
	while (at < rest.len && ascii_is_blank(rest.bytes[at]))
		at++;
	return at < rest.len && rest.bytes[at] == '=';
}

static int
take_action(struct script *script)
{
	struct decoded line;

	switch (script_next_byte(script)) {
	case '!':
		script_skip(script, 1);
		take_line(script, &line);
		return command_take_arguments(&script->command, &line);
	case '|':
		script_skip(script, 1);
		return take_command(script);
	case '{':
		script_skip(script, 1);
		constants_open_block(script->constants);
		return 0;
	case '}':
	case ':':
	case '\0':
		return 0;
	}
	if (is_assignment(script->rest))
		return take_assignment(script, true);
	take_line(script, &line);
	return command_take_target(&script->command, MEMBER_FILE,
	    span_trim(decoded_span(&line)));
}

/* ":0 flags : lockfile" and conditions with "*"; ":N" has N of them without
 * it, ":" one. */
static int
take_recipe(struct script *script)
{
	unsigned count = 0;
	bool counted = false;

	script_skip(script, 1);
	for (; ascii_is_digit(script_next_byte(script));
	     script_skip(script, 1)) {
		counted = true;
		if (count < 1000)
			count = count * 10 +
			        (unsigned)(script_next_byte(script) - '0');
	}
	if (!counted)
		count = 1;
	(void)span_take_line(&script->rest);
	script_skip_to_text(script);
	for (; script->rest.len != 0 &&
	       (count != 0 || *script->rest.bytes == '*');
	     count -= count != 0) {
		skip_condition(script);
		script_skip_to_text(script);
	}
	return take_action(script);
}

static int
take_statement(struct script *script)
{
	switch (script_next_byte(script)) {
	case ':':
		return take_recipe(script);
	case '}':
		script_skip(script, 1);
		constants_close_block(script->constants);
		return 0;
	}
	if (script_is_name(script_next_byte(script), NAME))
		return take_assignment(script, false);
	return pass_over(script, (struct span){script->rest.bytes, 0});
}

/* ---- the file ------------------------------------------------------------ */

static void
set_defaults(struct script *script)
{
	script_set(script, "SENDMAIL", "/usr/sbin/sendmail");
	script_set(script, "SENDMAILFLAGS", "-oi");
}

int
procmail_read(const struct reader_text *text)
{
	static const struct script_language language = {
	    .begin = set_defaults,
	    .skip = script_skip_to_text,
	    .take = take_statement,
	    .variables = true,
	};

	return script_read(text, &language, NULL);
}

/* ":0 flags", perhaps a lockfile. */
static bool
begins_recipe(struct span line)
{
	size_t at = 2;

	if (!span_begins(line, ":0"))
		return false;
	while (at < line.len && (ascii_is_letter(line.bytes[at]) ||
				    ascii_is_blank(line.bytes[at])))
		at++;
	return at == line.len || line.bytes[at] == ':' || line.bytes[at] == '#';
}

bool
procmail_begins(struct span text)
{
	bool goes_on = false;

	while (text.len != 0) {
		struct span line = span_trim(span_take_line(&text));
		bool comment = line.len == 0 || *line.bytes == '#';

		if (!goes_on && begins_recipe(line))
			return true;
		if (!goes_on && !comment && !is_assignment(line))
			return false;
		goes_on = line.len != 0 && !comment &&
		          line.bytes[line.len - 1] == '\\';
	}
	return false;
}
