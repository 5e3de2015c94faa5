/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the words and strings of an .fdm.conf. */
#include "domains/filters/fdm.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/command.h"
#include "domains/registrations/budget.h"

/* What the string after a word is. */
enum role { ROLE_NONE, ROLE_COMMAND, ROLE_RECIPIENT };

struct script {
	const struct reader_text *text;
	struct span rest;
	struct lines lines;
	struct constants *constants;
	struct command command;
	enum role role;
	bool account; /* a statement about where mail comes from */
	bool smtp;    /* the options of an action */
};

/* ---- text ---------------------------------------------------------------- */

static char
next_byte(const struct script *script)
{
	return script->rest.len != 0 ? *script->rest.bytes : '\0';
}

/* To the end at most: a backslash may be the last byte. */
static void
skip(struct script *script, size_t count)
{
	script->rest = span_after(script->rest,
	    count < script->rest.len ? count : script->rest.len);
}

static void
skip_to_text(struct script *script)
{
	while (script->rest.len != 0) {
		if (*script->rest.bytes == '#')
			(void)span_take_line(&script->rest);
		else if (ascii_is_space(*script->rest.bytes))
			skip(script, 1);
		else
			return;
	}
}

static unsigned
line_at_hand(const struct script *script)
{
	return lines_at(&script->lines,
	    (size_t)(script->rest.bytes - script->text->text.bytes));
}

static bool
is_name(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '_' || byte == '-';
}

static struct span
take_name(struct script *script)
{
	struct span name = {script->rest.bytes, 0};

	while (name.len < script->rest.len && is_name(name.bytes[name.len]))
		name.len++;
	skip(script, name.len);
	return name;
}

/* ---- values -------------------------------------------------------------- */

/* One of the values of a macro; more_r: how many it has. */
static void
add_macro(const struct script *script, struct span name, unsigned which,
    struct decoded *out, unsigned *count_r)
{
	unsigned count = constants_count(script->constants, name);

	if (count > *count_r)
		*count_r = count;
	constants_expand(script->constants, name, which, out);
}

/* ${name} in a string; returns how many bytes it is, 0 when it is none. */
static size_t
add_braces(const struct script *script, struct span rest, unsigned which,
    struct decoded *out, unsigned *count_r)
{
	const char *end = rest.len > 2 && span_begins(rest, "${")
	                      ? memchr(rest.bytes, '}', rest.len)
	                      : NULL;
	struct span name;

	if (end == NULL)
		return 0;
	name = span_between(rest.bytes + 2, end);
	if (constants_count(script->constants, name) == 0)
		return 0;
	add_macro(script, name, which, out, count_r);
	return name.len + 3;
}

/* A tag, which stands for what mail has; returns as add_braces(). */
static size_t
add_tag(const struct script *script, struct span rest, struct decoded *out)
{
	const char *end;
	size_t len = 2, begin = out->len;

	if (rest.len < 2 || *rest.bytes != '%')
		return 0;
	if (rest.bytes[1] == '%') {
		decoded_add(out, '%', DECODED_NOWHERE);
		return 2;
	}
	if (rest.bytes[1] == '[') {
		end = memchr(rest.bytes, ']', rest.len);
		if (end == NULL)
			return 0;
		len = (size_t)(end + 1 - rest.bytes);
	} else if (!ascii_is_alphanumeric(rest.bytes[1])) {
		return 0;
	}
	decoded_add_span(out, script->text, (struct span){rest.bytes, len});
	for (size_t i = begin; i < out->len; i++) {
		if (strchr("[] ", out->bytes[i]) != NULL)
			out->bytes[i] = '%';
		out->where[i] |= DECODED_UNKNOWN;
	}
	return len;
}

/* The length of a string from its quote on, without its last one; the rest of
 * its line when it has none. */
static size_t
string_length(struct span rest, bool *closed_r)
{
	size_t at = 1;

	for (; at < rest.len && at <= DECODED_MAX &&
	       rest.bytes[at] != *rest.bytes;
	     at++)
		if (rest.bytes[at] == '\\' && *rest.bytes == '"')
			at++;
	*closed_r = at < rest.len && at <= DECODED_MAX;
	return *closed_r ? at : span_take_line(&rest).len;
}

static void
add_string(struct script *script, unsigned which, struct decoded *out,
    unsigned *count_r)
{
	bool closed, whole = next_byte(script) == '"';
	size_t len = string_length(script->rest, &closed);
	struct span inside = {script->rest.bytes + 1, len - 1};

	if (!closed && which == 0)
		decoded_refuse(script->text, line_at_hand(script), inside,
		    "a string without its end");
	while (inside.len != 0 && !out->full) {
		size_t used =
		    whole ? add_braces(script, inside, which, out, count_r) : 0;

		if (used == 0)
			used = add_tag(script, inside, out);
		if (used == 0) {
			bool escape =
			    whole && *inside.bytes == '\\' && inside.len > 1;

			decoded_add_span(out, script->text,
			    (struct span){inside.bytes + escape, 1});
			used = 1 + (size_t)escape;
		}
		inside = span_after(inside, used);
	}
	skip(script, len + closed);
}

/* $(command): what it says nobody knows. */
static void
add_said(struct script *script, struct decoded *out)
{
	const char *end = memchr(script->rest.bytes, ')', script->rest.len);

	constants_add_unknown(out, span_of("(...)"));
	skip(script, end != NULL ? (size_t)(end + 1 - script->rest.bytes)
				 : script->rest.len);
}

static bool
is_value(const struct script *script)
{
	return strchr("\"'$", next_byte(script)) != NULL &&
	       script->rest.len != 0;
}

/* Strings and macros with "+" between them.  Returns how many values it may
 * have. */
static unsigned
take_value(struct script *script, unsigned which, struct decoded *value_r)
{
	unsigned count = 1;

	decoded_clear(value_r);
	for (;;) {
		if (next_byte(script) == '$') {
			skip(script, 1);
			if (next_byte(script) == '(')
				add_said(script, value_r);
			else
				add_macro(script, take_name(script), which,
				    value_r, &count);
		} else {
			add_string(script, which, value_r, &count);
		}
		skip_to_text(script);
		if (next_byte(script) != '+')
			return count;
		skip(script, 1);
		skip_to_text(script);
		if (!is_value(script))
			return count;
	}
}

/* ---- statements ---------------------------------------------------------- */

static int
obey_value(struct script *script, const struct decoded *value)
{
	if (script->role == ROLE_RECIPIENT)
		return decoded_take(script->text,
		    command_line(&script->command, value), value,
		    DECODED_RECIPIENT);
	if (script->role != ROLE_COMMAND || script->account)
		return 0;
	if (command_take_target(&script->command, MEMBER_COMMAND,
		decoded_span(value)) < 0)
		return -1;
	return command_take(&script->command, value);
}

static int
take_string(struct script *script)
{
	struct span begin = script->rest;
	unsigned count = 1;
	int result = 0;

	script->command.line = line_at_hand(script);
	for (unsigned which = 0; result == 0 && which < count; which++) {
		struct decoded value;

		script->rest = begin;
		count = take_value(script, which, &value);
		if (value.full)
			decoded_refuse(script->text, script->command.line,
			    decoded_span(&value), "too long");
		else
			result = obey_value(script, &value);
	}
	script->role = ROLE_NONE;
	return result;
}

/* $name = value; or a value. */
static int
take_macro(struct script *script)
{
	struct span begin = script->rest, name;
	struct decoded value;

	skip(script, 1);
	name = take_name(script);
	skip_to_text(script);
	if (name.len == 0 || next_byte(script) != '=') {
		script->rest = begin;
		return take_string(script);
	}
	skip(script, 1);
	skip_to_text(script);
	if (is_value(script)) {
		(void)take_value(script, 0, &value);
		constants_set(script->constants, name, &value);
	}
	return 0;
}

/* In the same case. */
static bool
is_word(struct span word, const char *text)
{
	return word.len == strlen(text) &&
	       memcmp(word.bytes, text, word.len) == 0;
}

static bool
is_one_of(struct span word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (is_word(word, *words))
			return true;
	return false;
}

static void
take_word(struct script *script)
{
	static const char *const commands[] = {"pipe", "exec", "rewrite", NULL};
	static const char *const others[] = {"match", "action", "actions",
	    "string", "set", "account", "pipe", "exec", "rewrite", NULL};
	struct span word = take_name(script);

	script->role = is_one_of(word, commands) ? ROLE_COMMAND : ROLE_NONE;
	if (is_word(word, "account"))
		script->account = true;
	if (is_word(word, "match") || is_word(word, "action") ||
	    is_word(word, "set"))
		script->account = false;
	if (is_word(word, "smtp"))
		script->smtp = true;
	else if (is_one_of(word, others))
		script->smtp = false;
	else if (script->smtp && is_word(word, "to"))
		script->role = ROLE_RECIPIENT;
}

/* !ifdef, !ifndef, !else, !endif */
static void
take_condition(struct script *script)
{
	struct span word;

	skip(script, 1);
	word = take_name(script);
	if (is_word(word, "endif") || is_word(word, "else"))
		constants_close_block(script->constants);
	if (is_word(word, "ifdef") || is_word(word, "ifndef") ||
	    is_word(word, "else"))
		constants_open_block(script->constants);
	if (is_word(word, "ifdef") || is_word(word, "ifndef"))
		(void)span_take_line(&script->rest);
}

static int
take_token(struct script *script)
{
	char byte = next_byte(script);

	if (byte == '"' || byte == '\'')
		return take_string(script);
	if (byte == '$')
		return take_macro(script);
	if (byte == '!') {
		take_condition(script);
	} else if (is_name(byte)) {
		take_word(script);
	} else {
		script->smtp &= byte != '{' && byte != '}';
		skip(script, 1);
	}
	return 0;
}

/* ---- the file ------------------------------------------------------------ */

static int
read_script(struct script *script)
{
	int result = 0;

	skip_to_text(script);
	while (result == 0 && script->rest.len != 0) {
		size_t before = script->rest.len;

		result = take_token(script);
		skip_to_text(script);
		if (!budget_go_on(script->text->budgets,
			before - script->rest.len))
			result = -1;
	}
	return result;
}

int
fdm_read(const struct reader_text *text)
{
	struct script script = {
	    .text = text,
	    .rest = text->text,
	    .constants = constants_new(),
	};
	int result;

	script.command = (struct command){.text = text, .lines = &script.lines};
	if (script.constants == NULL ||
	    lines_begin(&script.lines, text->text) < 0)
		result = diagnostics_add(text->diagnostics, text->file, 0, "%s",
		    "no memory");
	else
		result = read_script(&script);
	lines_free(&script.lines);
	constants_free(&script.constants);
	return result;
}

/* Is it a word, a blank and what begins a name or a pattern? */
static bool
begins_statement(struct span line, const char *word)
{
	size_t len = strlen(word);

	return line.len > len + 1 && span_begins(line, word) &&
	       ascii_is_blank(line.bytes[len]) &&
	       strchr("\"'{", *span_trim(span_after(line, len)).bytes) != NULL;
}

bool
fdm_begins(struct span text)
{
	while (text.len != 0) {
		struct span line = span_trim(span_take_line(&text));

		if (begins_statement(line, "account") ||
		    begins_statement(line, "action") ||
		    begins_statement(line, "match") ||
		    span_begins(line, "match all "))
			return true;
		if (line.len != 0 && strchr("#$%!", *line.bytes) == NULL &&
		    !span_begins(line, "set ") &&
		    !begins_statement(line, "include"))
			return false;
	}
	return false;
}
