/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the words and strings of an .fdm.conf. */
#include "domains/filters/fdm.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/script.h"

/* What the string after a word is. */
enum role { ROLE_NONE, ROLE_COMMAND, ROLE_RECIPIENT };

/* What the next string is for. */
struct state {
	enum role role;
	bool account; /* a statement about where mail comes from */
	bool smtp;    /* the options of an action */
};

static struct state *
state_of(const struct script *script)
{
	return script->state;
}

/* ---- text ---------------------------------------------------------------- */

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
	script_skip(script, name.len);
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
	bool closed, whole = script_next_byte(script) == '"';
	size_t len = string_length(script->rest, &closed);
	struct span inside = {script->rest.bytes + 1, len - 1};

	if (!closed && which == 0)
		decoded_refuse(script->text, script_line_number(script), inside,
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
	script_skip(script, len + closed);
}

/* $(command): what it says nobody knows. */
static void
add_said(struct script *script, struct decoded *out)
{
	const char *end = memchr(script->rest.bytes, ')', script->rest.len);

	constants_add_unknown(out, span_of("(...)"));
	script_skip(script, end != NULL ? (size_t)(end + 1 - script->rest.bytes)
					: script->rest.len);
}

static bool
is_value(const struct script *script)
{
	return strchr("\"'$", script_next_byte(script)) != NULL &&
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
		if (script_next_byte(script) == '$') {
			script_skip(script, 1);
			if (script_next_byte(script) == '(')
				add_said(script, value_r);
			else
				add_macro(script, take_name(script), which,
				    value_r, &count);
		} else {
			add_string(script, which, value_r, &count);
		}
		script_skip_to_text(script);
		if (script_next_byte(script) != '+')
			return count;
		script_skip(script, 1);
		script_skip_to_text(script);
		if (!is_value(script))
			return count;
	}
}

/* ---- statements ---------------------------------------------------------- */

static int
obey_value(struct script *script, const struct decoded *value)
{
	if (state_of(script)->role == ROLE_RECIPIENT)
		return decoded_take(script->text,
		    command_line(&script->command, value), value,
		    DECODED_RECIPIENT);
	if (state_of(script)->role != ROLE_COMMAND || state_of(script)->account)
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

	script->command.line = script_line_number(script);
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
	state_of(script)->role = ROLE_NONE;
	return result;
}

/* $name = value; or a value. */
static int
take_macro(struct script *script)
{
	struct span begin = script->rest, name;
	struct decoded value;

	script_skip(script, 1);
	name = take_name(script);
	script_skip_to_text(script);
	if (name.len == 0 || script_next_byte(script) != '=') {
		script->rest = begin;
		return take_string(script);
	}
	script_skip(script, 1);
	script_skip_to_text(script);
	if (is_value(script)) {
		(void)take_value(script, 0, &value);
		constants_set(script->constants, name, &value);
	}
	return 0;
}

static void
take_word(struct script *script)
{
	static const char *const commands[] = {"pipe", "exec", "rewrite", NULL};
	static const char *const others[] = {"match", "action", "actions",
	    "string", "set", "account", "pipe", "exec", "rewrite", NULL};
	struct span word = take_name(script);

	state_of(script)->role =
	    script_is_one_of(word, commands) ? ROLE_COMMAND : ROLE_NONE;
	if (script_is_word(word, "account"))
		state_of(script)->account = true;
	if (script_is_word(word, "match") || script_is_word(word, "action") ||
	    script_is_word(word, "set"))
		state_of(script)->account = false;
	if (script_is_word(word, "smtp"))
		state_of(script)->smtp = true;
	else if (script_is_one_of(word, others))
		state_of(script)->smtp = false;
	else if (state_of(script)->smtp && script_is_word(word, "to"))
		state_of(script)->role = ROLE_RECIPIENT;
}

/* !ifdef, !ifndef, !else, !endif */
static void
take_condition(struct script *script)
{
	struct span word;

	script_skip(script, 1);
	word = take_name(script);
	if (script_is_word(word, "endif") || script_is_word(word, "else"))
		constants_close_block(script->constants);
	if (script_is_word(word, "ifdef") || script_is_word(word, "ifndef") ||
	    script_is_word(word, "else"))
		constants_open_block(script->constants);
	if (script_is_word(word, "ifdef") || script_is_word(word, "ifndef"))
		(void)span_take_line(&script->rest);
}

static int
take_token(struct script *script)
{
	char byte = script_next_byte(script);

	if (byte == '"' || byte == '\'')
		return take_string(script);
	if (byte == '$')
		return take_macro(script);
	if (byte == '!') {
		take_condition(script);
	} else if (is_name(byte)) {
		take_word(script);
	} else {
		state_of(script)->smtp &= byte != '{' && byte != '}';
		script_skip(script, 1);
	}
	return 0;
}

/* ---- the file ------------------------------------------------------------ */

int
fdm_read(const struct reader_text *text)
{
	static const struct script_language language = {
	    .skip = script_skip_to_text,
	    .take = take_token,
	};
	struct state state = {.role = ROLE_NONE};

	return script_read(text, &language, &state);
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
