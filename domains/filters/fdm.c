/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the words and strings of an .fdm.conf. */
#include "domains/filters/fdm.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/script.h"
#include "domains/base/translation.h"

/* In a name, beside letters and digits. */
#define NAME "_-"

/* What the string after a word is. */
enum role { ROLE_NONE, ROLE_COMMAND, ROLE_RECIPIENT, ROLE_FILE };

/* What the next string is for. */
struct state {
	enum role role;
	bool account; /* a statement about where mail comes from */
	bool match;   /* conditions, which may name an account */
	bool smtp;    /* the options of an action */
};

static struct state *
state_of(const struct script *script)
{
	return script->state;
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

/* ${name}, or the number %{name}, in a string; returns how many bytes it is, 0
 * when it is none. */
static size_t
add_braces(const struct script *script, struct span rest, unsigned which,
    struct decoded *out, unsigned *count_r)
{
	const char *end = span_begins(rest, "${") || span_begins(rest, "%{")
	                      ? memchr(rest.bytes, '}', rest.len)
	                      : NULL;
	struct span name;

	if (end == NULL)
		return 0;
	name = span_between(rest.bytes + 2, end);
	if (*rest.bytes == '$')
		add_macro(script, name, which, out, count_r);
	else
		constants_add_unknown(out, name);
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
	} else if (rest.bytes[1] == ':' && rest.len > 2) {
		len = 3;
	} else if (!ascii_is_alphanumeric(rest.bytes[1])) {
		return 0;
	}
	decoded_add_span(out, script->text, (struct span){rest.bytes, len});
	for (size_t i = begin; i < out->len; i++) {
		if (strchr("[]: ", out->bytes[i]) != NULL)
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

/* What a backslash and a letter stand for, or the byte. */
static void
add_escaped(const struct script *script, struct span byte, struct decoded *out)
{
	static const char letters[] = "nrt", meant[] = "\n\r\t";
	const char *letter = memchr(letters, *byte.bytes, strlen(letters));

	if (letter != NULL)
		decoded_add(out, meant[letter - letters], DECODED_NOWHERE);
	else
		decoded_add_span(out, script->text, byte);
}

static void
add_string(struct script *script, unsigned which, struct decoded *out,
    unsigned *count_r)
{
	bool closed, whole = script_next_byte(script) == '"';
	size_t len = string_length(script->rest, &closed);
	struct span inside = {script->rest.bytes + 1, len - 1};

	if (!closed && which == 0)
		reader_text_refuse(script->text, script_line_number(script),
		    inside, N_("a string without its end"));
	while (inside.len != 0 && !out->full) {
		size_t used =
		    whole ? add_braces(script, inside, which, out, count_r) : 0;

		if (used == 0)
			used = add_tag(script, inside, out);
		if (used == 0) {
			bool escape =
			    whole && *inside.bytes == '\\' && inside.len > 1;

			used = 1 + (size_t)escape;
			if (escape)
				add_escaped(script,
				    (struct span){inside.bytes + 1, 1}, out);
			else
				decoded_add_span(out, script->text,
				    (struct span){inside.bytes, 1});
		}
		inside = span_after(inside, used);
	}
	script_skip(script, len + closed);
}

/* A command in parentheses, to the last one of them. */
static void
skip_said(struct script *script)
{
	size_t depth = 0;
	bool closed;

	while (script->rest.len != 0) {
		char byte = script_next_byte(script);

		if (byte == '"' || byte == '\'') {
			size_t len = string_length(script->rest, &closed);

			script_skip(script, len + closed);
			continue;
		}
		script_skip(script, 1);
		depth += byte == '(';
		if (byte == ')' && --depth == 0)
			return;
	}
}

/* $name, ${name} or $(command), whose answer nobody knows, after the $. */
static void
add_outside(struct script *script, unsigned which, struct decoded *out,
    unsigned *count_r)
{
	if (script_next_byte(script) == '(') {
		constants_add_unknown(out, span_of("(...)"));
		skip_said(script);
		return;
	}
	add_macro(script, script_take_variable(script, NAME), which, out,
	    count_r);
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
			add_outside(script, which, value_r, &count);
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
	if (state_of(script)->role == ROLE_FILE)
		script_note_include(script, decoded_span(value));
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
			reader_text_refuse(script->text, script->command.line,
			    decoded_span(&value), N_("too long"));
		else
			result = obey_value(script, &value);
	}
	state_of(script)->role = ROLE_NONE;
	return result;
}

/* It has all values that its own macros may have. */
static void
set_macro(struct script *script, struct span name)
{
	/* No macro has this name: the value may have older ones of its own. */
	static const struct span unnamed = {"=", 1};
	struct span begin = script->rest;
	unsigned count = 1;

	for (unsigned which = 0; which < count; which++) {
		struct decoded value;

		script->rest = begin;
		count = take_value(script, which, &value);
		constants_add(script->constants, unnamed, &value);
	}
	constants_move(script->constants, name, unnamed);
}

/* $name = value; or a value. */
static int
take_macro(struct script *script)
{
	struct span begin = script->rest, name;

	script_skip(script, 1);
	name = script_take_variable(script, NAME);
	script_skip_to_text(script);
	if (name.len == 0 || script_next_byte(script) != '=') {
		script->rest = begin;
		return take_string(script);
	}
	script_skip(script, 1);
	script_skip_to_text(script);
	if (is_value(script))
		set_macro(script, name);
	return 0;
}

/* A number: %name, or %(command). */
static void
skip_number(struct script *script)
{
	script_skip(script, 1);
	if (script_next_byte(script) == '(')
		skip_said(script);
	else
		(void)script_take_name(script, NAME);
}

static void
take_statement(struct state *state, struct span word)
{
	if (script_is_word(word, "account")) {
		state->account = !state->match;
	} else if (script_is_word(word, "match") ||
		   script_is_word(word, "action") ||
		   script_is_word(word, "actions") ||
		   script_is_word(word, "set")) {
		state->account = false;
		state->match = script_is_word(word, "match");
	}
}

static void
take_word(struct script *script)
{
	static const char *const commands[] = {"pipe", "exec", "rewrite", NULL};
	static const char *const others[] = {"match", "action", "set",
	    "account", NULL};
	static const char *const conditions[] = {"ifdef", "ifndef", NULL};
	struct state *state = state_of(script);
	struct span word = script_take_name(script, NAME);

	state->role =
	    script_is_one_of(word, commands) ? ROLE_COMMAND : ROLE_NONE;
	take_statement(state, word);
	if (script_is_word(word, "smtp") || script_is_word(word, "lmtp"))
		state->smtp = true;
	else if (script_is_one_of(word, others))
		state->smtp = false;
	else if (state->smtp && script_is_word(word, "to"))
		state->role = ROLE_RECIPIENT;
	else if (script_is_word(word, "include"))
		state->role = ROLE_FILE;
	if (script_is_one_of(word, conditions))
		constants_open_block(script->constants);
	else if (script_is_word(word, "endif"))
		constants_close_block(script->constants);
}

static int
take_token(struct script *script)
{
	char byte = script_next_byte(script);

	if (byte == '"' || byte == '\'')
		return take_string(script);
	if (byte == '$')
		return take_macro(script);
	if (byte == '%') {
		skip_number(script);
	} else if (script_is_name(byte, NAME)) {
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

/* Is it a word, a blank and what may stand there? */
static bool
begins_statement(struct span line, const char *word)
{
	static const char *const conditions[] = {"all", "not", "case",
	    "account", "string", "size", "tagged", "matched", "unmatched",
	    "age", "pipe", "exec", "in-cache", "attachment", NULL};
	size_t len = strlen(word);
	struct span next;

	if (line.len <= len + 1 || !span_begins(line, word) ||
	    !ascii_is_blank(line.bytes[len]))
		return false;
	next = span_trim(span_after(line, len));
	if (next.len != 0 && strchr("\"'{$", *next.bytes) != NULL)
		return true;
	return *word == 'm' &&
	       script_is_one_of(script_name_of(next, NAME), conditions);
}

bool
fdm_begins(struct span text)
{
	while (text.len != 0) {
		struct span line = span_trim(span_take_line(&text));

		if (begins_statement(line, "account") ||
		    begins_statement(line, "action") ||
		    begins_statement(line, "match"))
			return true;
		if (line.len != 0 && strchr("#$%\"'+", *line.bytes) == NULL &&
		    !span_begins(line, "set ") &&
		    !span_begins(line, "ifdef ") &&
		    !span_begins(line, "ifndef ") &&
		    !span_begins(line, "endif") &&
		    !begins_statement(line, "cache") &&
		    !begins_statement(line, "include"))
			return false;
	}
	return false;
}
