/* SPDX-License-Identifier: BSD-2-Clause */
/* Words and strings of Exim filters. */
#include "domains/filters/exim_word.h"

#include <string.h>

#include "domains/base/ascii.h"

/* ---- words --------------------------------------------------------------- */

struct exim_lexer
exim_word_begin(struct span text)
{
	return (struct exim_lexer){
	    .at = text.bytes,
	    .end = text.len != 0 ? text.bytes + text.len : text.bytes,
	    .line = 1,
	};
}

static void
advance_to(struct exim_lexer *lexer, const char *to)
{
	for (; lexer->at < to; lexer->at++)
		lexer->line += *lexer->at == '\n';
}

static bool
is_separator(const struct exim_lexer *lexer, char byte)
{
	return ascii_is_space(byte) ||
	       (lexer->condition && (byte == '(' || byte == ')'));
}

static void
skip_white(struct exim_lexer *lexer)
{
	while (lexer->at < lexer->end) {
		const char *to = lexer->at + 1;

		if (*lexer->at == '#') {
			const char *newline = memchr(lexer->at, '\n',
			    (size_t)(lexer->end - lexer->at));

			to = newline != NULL ? newline : lexer->end;
		} else if (!is_separator(lexer, *lexer->at)) {
			return;
		}
		advance_to(lexer, to);
	}
}

bool
exim_word_next(struct exim_lexer *lexer, struct exim_word *word_r)
{
	const char *at;

	skip_white(lexer);
	at = lexer->at;
	if (at == lexer->end)
		return false;
	*word_r = (struct exim_word){
	    .line = lexer->line,
	    .quoted = *at == '"',
	};
	if (word_r->quoted) {
		for (at++; at < lexer->end && *at != '"';)
			at += *at == '\\' && at + 1 < lexer->end ? 2 : 1;
		word_r->text = span_between(lexer->at + 1, at);
		word_r->unclosed = at == lexer->end;
		advance_to(lexer, word_r->unclosed ? at : at + 1);
		return true;
	}
	while (at < lexer->end && !is_separator(lexer, *at))
		at++;
	word_r->text = span_between(lexer->at, at);
	advance_to(lexer, at);
	return true;
}

/* ---- strings ------------------------------------------------------------- */

/* Up to so many digits; returns the place after them. */
static size_t
take_number(struct span from, size_t at, unsigned base, size_t digits,
    char *byte_r)
{
	unsigned value = 0;

	for (; digits > 0 && at < from.len &&
	       ascii_hex_value(from.bytes[at]) < base;
	     at++, digits--)
		value = value * base + ascii_hex_value(from.bytes[at]);
	*byte_r = (char)value;
	return at;
}

/* What stands for the byte after a backslash at a place; returns the place
 * after it.  *own_r: it stands for itself. */
static size_t
take_escape(struct span from, size_t at, char *byte_r, bool *own_r)
{
	static const char letters[] = "nrtbfv", bytes[] = "\n\r\t\b\f\v";
	char byte = from.bytes[at];
	const char *letter = byte != '\0' ? strchr(letters, byte) : NULL;

	*own_r = false;
	if (byte >= '0' && byte <= '7')
		return take_number(from, at, 8, 3, byte_r);
	if (byte == 'x')
		return take_number(from, at + 1, 16, 2, byte_r);
	*own_r = letter == NULL;
	*byte_r = letter != NULL ? bytes[letter - letters] : byte;
	return at + 1;
}

static size_t
skip_blanks(struct span from, size_t at)
{
	while (at < from.len && ascii_is_space(from.bytes[at]))
		at++;
	return at;
}

void
exim_word_decode(const struct reader_text *text, const struct exim_word *word,
    struct decoded *decoded_r)
{
	struct span from = word->text;

	decoded_clear(decoded_r);
	for (size_t at = 0; at < from.len && !decoded_r->full;) {
		bool own = true;
		char byte = from.bytes[at];
		size_t begin = at++;

		if (word->quoted && byte == '\\' && at < from.len) {
			if (from.bytes[at] == '\n') {
				at = skip_blanks(from, at);
				continue;
			}
			begin = at;
			at = take_escape(from, at, &byte, &own);
		}
		if (own)
			decoded_add_span(decoded_r, text,
			    (struct span){from.bytes + begin, 1});
		else
			decoded_add(decoded_r, byte, DECODED_NOWHERE);
	}
}

/* ---- expansion ----------------------------------------------------------- */

/* After the brace that ends what a brace at a place begins; the end when none
 * does. */
static size_t
after_braces(const struct decoded *string, size_t at)
{
	size_t depth = 0;

	for (; at < string->len; at++) {
		if (string->bytes[at] == '\\')
			at++;
		else if (string->bytes[at] == '{')
			depth++;
		else if (string->bytes[at] == '}' && --depth == 0)
			return at + 1;
	}
	return string->len;
}

/* Is it the name of a header variable: h_, header_, with r, b or l before? */
static bool
is_header(const struct decoded *string, size_t at)
{
	static const char *const prefixes[] = {"h_", "rh_", "bh_", "lh_",
	    "header_", "rheader_", "bheader_", "lheader_"};
	struct span rest = span_after(decoded_span(string), at);

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (span_begins(rest, prefixes[i]))
			return true;
	return false;
}

/* After what a dollar before the place begins. */
static size_t
after_item(const struct decoded *string, size_t at)
{
	if (at < string->len && string->bytes[at] == '{')
		return after_braces(string, at);
	if (is_header(string, at)) {
		while (at < string->len && string->bytes[at] != ':' &&
		       !ascii_is_space(string->bytes[at]))
			at++;
		return at < string->len && string->bytes[at] == ':' ? at + 1
		                                                    : at;
	}
	while (at < string->len && (ascii_is_alphanumeric(string->bytes[at]) ||
				       string->bytes[at] == '_'))
		at++;
	return at;
}

/* A variable as it stands; anything else as "${...}", which may stand in an
 * address. */
static void
add_item(const struct decoded *string, size_t begin, size_t end,
    struct decoded *out)
{
	static const char other[] = "${...}";
	bool plain = true;

	for (size_t i = begin + 1; i < end; i++)
		plain &= ascii_is_alphanumeric(string->bytes[i]) ||
		         string->bytes[i] == '_' ||
		         (i == begin + 1 && string->bytes[i] == '{') ||
		         (i + 1 == end && string->bytes[i] == '}');
	for (size_t i = begin; plain && i < end; i++)
		decoded_add(out, string->bytes[i],
		    string->where[i] | DECODED_UNKNOWN);
	for (size_t i = 0; !plain && other[i] != '\0'; i++)
		decoded_add(out, other[i], DECODED_NOWHERE | DECODED_UNKNOWN);
}

void
exim_word_expand(const struct decoded *string, struct decoded *expanded_r)
{
	bool literal = false; /* between two \N */

	decoded_clear(expanded_r);
	expanded_r->full = string->full;
	for (size_t at = 0; at < string->len;) {
		bool escape = string->bytes[at] == '\\' && at + 1 < string->len;

		if (escape && string->bytes[at + 1] == 'N') {
			literal = !literal;
			at += 2;
		} else if (escape && !literal) {
			char byte;
			bool own;
			size_t after = take_escape(decoded_span(string), at + 1,
			    &byte, &own);

			decoded_add(expanded_r, byte,
			    own ? string->where[at + 1] : DECODED_NOWHERE);
			at = after;
		} else if (string->bytes[at] == '$' && !literal &&
			   at + 1 < string->len) {
			size_t after = after_item(string, at + 1);

			add_item(string, at, after, expanded_r);
			at = after;
		} else {
			decoded_add_part(expanded_r, string, at, at + 1);
			at++;
		}
	}
}

/* ---- command lines ------------------------------------------------------- */

bool
exim_word_split(const struct decoded *command, size_t *at,
    struct decoded *word_r)
{
	char quote = '\0';
	size_t i = skip_blanks(decoded_span(command), *at);

	decoded_clear(word_r);
	if (i == command->len)
		return false;
	if (command->bytes[i] == '"' || command->bytes[i] == '\'')
		quote = command->bytes[i++];
	for (; i < command->len; i++) {
		char byte = command->bytes[i];

		if (quote != '\0' ? byte == quote : ascii_is_space(byte))
			break;
		if (quote == '"' && byte == '\\' && i + 1 < command->len)
			i++;
		decoded_add_part(word_r, command, i, i + 1);
	}
	*at = i < command->len ? i + 1 : i;
	return true;
}
