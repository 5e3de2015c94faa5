/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the statements of a .mailfilter. */
#include "domains/filters/maildrop.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/script.h"
#include "domains/filters/words.h"
#include "domains/base/translation.h"

/* In a name, beside letters and digits. */
#define NAME "_"

static bool *
conditional_of(const struct script *script)
{
	return script->state; /* an if without braces goes before */
}

/* ---- text ---------------------------------------------------------------- */

/* A line goes on after a backslash. */
static void
skip_blanks(struct script *script)
{
	while (script->rest.len != 0) {
		if (ascii_is_blank(*script->rest.bytes))
			script_skip(script, 1);
		else if (span_begins(script->rest, "\\\n"))
			script_skip(script, 2);
		else
			return;
	}
}

/* To its newline, which ends a statement. */
static void
skip_comment(struct script *script)
{
	while (script->rest.len != 0 && *script->rest.bytes != '\n')
		script_skip(script, 1);
}

static void
skip_to_statement(struct script *script)
{
	for (;;) {
		skip_blanks(script);
		if (script_next_byte(script) == '#')
			skip_comment(script);
		else if (script_next_byte(script) == '\n' ||
			 script_next_byte(script) == ';')
			script_skip(script, 1);
		else
			return;
	}
}

/* What is quoted at the place, without its quotes: it ends on its line. */
static struct span
take_string(struct script *script)
{
	struct span rest = script->rest, inside;
	size_t at = 1;

	while (at < rest.len && rest.bytes[at] != *rest.bytes &&
	       rest.bytes[at] != '\n')
		at += rest.bytes[at] == '\\' && at + 1 < rest.len ? 2 : 1;
	inside = (struct span){rest.bytes + 1, at - 1};
	if (at == rest.len || rest.bytes[at] == '\n')
		reader_text_refuse(script->text, script_line_number(script),
		    inside,
		    N_("a string without its end: maildrop obeys nothing of "
		       "the "
		       "file"));
	else
		at++;
	script_skip(script, at);
	return inside;
}

/* ---- values -------------------------------------------------------------- */

/* A string as it is, or as double quotes would have it.  A backslash goes away
 * before another one, a quote as around the string and a newline, with the
 * blanks after it. */
static void
add_string(const struct script *script, struct span inside, bool as_quoted,
    struct decoded *out)
{
	char quote = inside.bytes[-1];

	while (inside.len != 0) {
		bool pair = *inside.bytes == '\\' && inside.len > 1;

		if (pair && inside.bytes[1] == '\n') {
			inside = span_after(inside, 2);
			while (inside.len != 0 && ascii_is_blank(*inside.bytes))
				inside = span_after(inside, 1);
			continue;
		}
		if (pair &&
		    (inside.bytes[1] == '\\' || inside.bytes[1] == quote)) {
			if (as_quoted && inside.bytes[1] != '\'')
				decoded_add_span(out, script->text,
				    (struct span){inside.bytes, 1});
			inside = span_after(inside, 1);
		}
		decoded_add_span(out, script->text,
		    (struct span){inside.bytes, 1});
		inside = span_after(inside, 1);
	}
}

/* A variable outside of strings: as one in a string, or one of its values. */
static void
add_variable(struct script *script, bool assigned, unsigned which,
    struct decoded *out, unsigned *count_r)
{
	struct span name;
	unsigned count;

	script_skip(script, 1);
	name = script_take_variable(script, NAME);
	count = constants_count(script->constants, name);
	if (count > *count_r)
		*count_r = count;
	if (!assigned && count != 0) {
		constants_expand(script->constants, name, which, out);
		return;
	}
	decoded_add_span(out, script->text, span_of("${"));
	decoded_add_span(out, script->text, name);
	decoded_add(out, '}', DECODED_NOWHERE);
}

/* What nobody knows. */
static void
add_unknown(const struct script *script, struct decoded *out)
{
	decoded_add_span(out, script->text, span_of("${SAID}"));
}

/* A command whose words nobody knows; it may mail. */
static int
add_said(struct script *script, bool is_new, struct decoded *out)
{
	struct decoded command;

	decoded_clear(&command);
	add_string(script, take_string(script), false, &command);
	add_unknown(script, out);
	return is_new ? command_take(&script->command, &command) : 0;
}

/* What is tested is no address, but for commands: to its last parenthesis, or
 * of foreach to the end of its line. */
static int
skip_condition(struct script *script, bool is_new)
{
	size_t depth = 0;
	int result = 0;

	while (result == 0 && script->rest.len != 0) {
		char byte = script_next_byte(script);
		struct decoded said;

		if (byte == '#') {
			skip_comment(script);
			continue;
		}
		if (byte == '\n' && depth == 0)
			break;
		if (byte == '`') {
			decoded_clear(&said);
			result = add_said(script, is_new, &said);
			continue;
		}
		if (byte == '"' || byte == '\'' || byte == '/') {
			(void)take_string(script);
			continue;
		}
		script_skip(script, byte == '\\' ? 2 : 1);
		depth += byte == '(';
		if (byte == ')' && (depth == 0 || --depth == 0))
			break;
	}
	return result;
}

/* A word, or a function: of those that leave an address what it is the
 * arguments follow. */
static int
add_word(struct script *script, bool is_new, struct decoded *out)
{
	static const char *const plain[] = {"tolower", "toupper", "escape",
	    NULL};
	struct span word = script_take_name(script, NAME);

	if (script_next_byte(script) != '(') {
		decoded_add_span(out, script->text, word);
		return 0;
	}
	if (script_is_one_of(word, plain))
		return 0;
	add_unknown(script, out);
	return skip_condition(script, is_new);
}

static bool
ends_value(const struct script *script)
{
	return script->rest.len == 0 ||
	       memchr(";\n#{}", *script->rest.bytes, 5) != NULL;
}

/* Strings and words side by side, in parentheses or not.  Of an assignment it
 * is what double quotes would have around it. */
static int
take_value(struct script *script, bool assigned, unsigned which,
    struct decoded *value_r, unsigned *count_r)
{
	int result = 0;

	decoded_clear(value_r);
	*count_r = 1;
	for (skip_blanks(script); result == 0 && !ends_value(script);
	     skip_blanks(script)) {
		char byte = script_next_byte(script);

		if (byte == '"' || byte == '\'') {
			add_string(script, take_string(script), assigned,
			    value_r);
		} else if (byte == '`') {
			result = add_said(script, which == 0, value_r);
		} else if (byte == '$') {
			add_variable(script, assigned, which, value_r, count_r);
		} else if (script_is_name(byte, NAME)) {
			result = add_word(script, which == 0, value_r);
		} else if (byte == '(' || byte == ')') {
			script_skip(script, 1);
		} else {
			decoded_add_span(value_r, script->text,
			    (struct span){script->rest.bytes, 1});
			script_skip(script, 1);
		}
	}
	return result;
}

/* ---- statements ---------------------------------------------------------- */

/* "!" and the recipients, "|" and a command, or a mailbox. */
static int
deliver(struct script *script, const struct decoded *value, bool filter)
{
	struct decoded line;
	bool forward = !filter && value->len != 0 && value->bytes[0] == '!';
	bool command = filter || (value->len != 0 && value->bytes[0] == '|');

	decoded_clear(&line);
	if (forward)
		decoded_add_span(&line, script->text, span_of("sendmail "));
	decoded_add_part(&line, value, (forward || command) && !filter,
	    value->len);
	if (forward)
		return command_take(&script->command, &line);
	if (command_take_target(&script->command,
		command ? MEMBER_COMMAND : MEMBER_FILE,
		span_trim(decoded_span(&line))) < 0)
		return -1;
	return command ? command_take(&script->command, &line) : 0;
}

static int
take_delivery(struct script *script, bool filter)
{
	struct span begin = script->rest;
	unsigned count = 1;
	int result = 0;

	script->command.line = script_line_number(script);
	for (unsigned which = 0; result == 0 && which < count; which++) {
		struct decoded value;

		script->rest = begin;
		result = take_value(script, false, which, &value, &count);
		if (result == 0)
			result = deliver(script, &value, filter);
	}
	return result;
}

static int
take_assignment(struct script *script, struct span name)
{
	struct decoded value;
	unsigned count;
	int result;

	script_skip(script, 1);
	script->command.line = script_line_number(script);
	result = take_value(script, true, 0, &value, &count);
	if (*conditional_of(script))
		constants_open_block(script->constants);
	words_assign(script->constants, name, &value, true);
	if (*conditional_of(script))
		constants_close_block(script->constants);
	return result;
}

/* One that says no address, but may have a command, or another file. */
static int
skip_statement(struct script *script, struct span word)
{
	struct decoded value;
	unsigned count;
	int result;

	script->command.line = script_line_number(script);
	result = take_value(script, true, 0, &value, &count);
	if (script_is_word(word, "include"))
		script_note_include(script, decoded_span(&value));
	return result;
}

/* A statement that begins with a word. */
static int
take_word(struct script *script)
{
	static const char *const tests[] = {"if", "elsif", "while", "foreach",
	    "else", NULL};
	struct span word = script_take_name(script, NAME);
	int result = 0;

	skip_blanks(script);
	if (script_is_one_of(word, tests)) {
		*conditional_of(script) = true;
		return script_is_word(word, "else")
		           ? 0
		           : skip_condition(script, true);
	}
	if (script_is_word(word, "to") || script_is_word(word, "cc"))
		result = take_delivery(script, false);
	else if (script_is_word(word, "xfilter") ||
		 script_is_word(word, "system"))
		result = take_delivery(script, true);
	else if (script_next_byte(script) == '=')
		result = take_assignment(script, word);
	else
		result = skip_statement(script, word);
	*conditional_of(script) = false;
	return result;
}

static int
take_statement(struct script *script)
{
	char byte = script_next_byte(script);
	int result = 0;

	if (script_is_name(byte, NAME))
		return take_word(script);
	if (byte == '{')
		constants_open_block(script->constants);
	else if (byte == '}')
		constants_close_block(script->constants);
	else
		result = skip_statement(script, (struct span){NULL, 0});
	*conditional_of(script) = false;
	if (byte == '{' || byte == '}')
		script_skip(script, 1);
	return result;
}

/* ---- the file ------------------------------------------------------------ */

static void
set_defaults(struct script *script)
{
	script_set(script, "SENDMAIL", "sendmail");
}

int
maildrop_read(const struct reader_text *text)
{
	static const struct script_language language = {
	    .begin = set_defaults,
	    .skip = skip_to_statement,
	    .take = take_statement,
	    .variables = true,
	    .open_quotes = true,
	};
	bool conditional = false;

	return script_read(text, &language, &conditional);
}

/* ---- which texts are filters --------------------------------------------- */

/* Is it a word, and after it one of these bytes? */
static bool
begins_statement(struct span line, const char *const *words, const char *bytes)
{
	struct span word = script_name_of(line, NAME);

	line = span_trim(span_after(line, word.len));
	return (words == NULL ? word.len != 0
			      : script_is_one_of(word, words)) &&
	       line.len != 0 && strchr(bytes, *line.bytes) != NULL;
}

bool
maildrop_begins(struct span text)
{
	static const char *const deliveries[] = {"to", "cc", "xfilter", NULL};
	static const char *const others[] = {"import", "logfile", "log", "echo",
	    "include", "flock", "dotlock", "unset", NULL};
	static const char *const tests[] = {"if", "elsif", "while", "foreach",
	    NULL};

	while (text.len != 0) {
		struct span line = span_trim(span_take_line(&text));

		if (begins_statement(line, deliveries, "\"'"))
			return true;
		if (line.len != 0 && strchr("#{}/(", *line.bytes) == NULL &&
		    !begins_statement(line, NULL, "=") &&
		    !begins_statement(line, tests, "(/") &&
		    !begins_statement(line, others, "\"'$") &&
		    !span_begins(line, "import ") &&
		    !span_begins(line, "else") &&
		    !span_begins(line, "exception"))
			return false;
	}
	return false;
}
