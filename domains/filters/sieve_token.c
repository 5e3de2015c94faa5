/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits scripts into tokens. */
#include "domains/filters/sieve_token.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/quotes.h"

struct sieve_lexer
sieve_token_begin(struct span text)
{
	return (struct sieve_lexer){
	    .at = text.bytes,
	    .end = text.bytes + text.len,
	    .line = 1,
	};
}

static bool
is_letter(char byte)
{
	return ascii_is_letter(byte) || byte == '_';
}

static void
advance_to(struct sieve_lexer *lexer, const char *to)
{
	for (; lexer->at < to; lexer->at++)
		lexer->line += *lexer->at == '\n';
}

/* After a comment at the place, or NULL when it has no end. */
static const char *
after_comment(const struct sieve_lexer *lexer)
{
	const char *at = lexer->at, *after;
	size_t left = (size_t)(lexer->end - at);

	if (*at == '#') {
		after = memchr(at, '\n', left);
		return after != NULL ? after : lexer->end;
	}
	after = memmem(at + 2, left - 2, "*/", 2);
	return after != NULL ? after + 2 : NULL;
}

static bool
at_comment(const struct sieve_lexer *lexer)
{
	return *lexer->at == '#' ||
	       (*lexer->at == '/' && lexer->end - lexer->at >= 2 &&
		   lexer->at[1] == '*');
}

/* Skips blanks and comments; false at a comment without its end. */
static bool
skip_white(struct sieve_lexer *lexer)
{
	while (lexer->at < lexer->end) {
		if (at_comment(lexer)) {
			const char *after = after_comment(lexer);

			if (after == NULL)
				return false;
			advance_to(lexer, after);
		} else if (ascii_is_space(*lexer->at)) {
			advance_to(lexer, lexer->at + 1);
		} else {
			break;
		}
	}
	return true;
}

static struct sieve_token
token_to(struct sieve_lexer *lexer, enum sieve_token_kind kind,
    const char *after)
{
	const struct sieve_token token = {
	    .kind = kind,
	    .text = {lexer->at, (size_t)(after - lexer->at)},
	    .line = lexer->line,
	};

	advance_to(lexer, after);
	return token;
}

static struct sieve_token
take_quoted(struct sieve_lexer *lexer)
{
	const char *at = lexer->at + 1;
	struct sieve_token token;

	while (at < lexer->end && *at != '"')
		at += *at == '\\' && at + 1 < lexer->end ? 2 : 1;
	if (at >= lexer->end)
		return token_to(lexer, SIEVE_UNCLOSED, lexer->end);
	token = token_to(lexer, SIEVE_STRING, at + 1);
	token.text.bytes++;
	token.text.len -= 2;
	return token;
}

/* "text:" with blanks or a comment after it to the end of the line, and all
 * up to a line that is a dot.  The text of the token is what is between. */
static struct sieve_token
take_multi_line(struct sieve_lexer *lexer, const char *at)
{
	const char *begin, *end = lexer->end;
	struct sieve_token token;

	while (at < end && *at != '\n')
		at++;
	begin = at < end ? at + 1 : end;
	for (at = begin; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline != NULL ? newline + 1 : end;
		size_t len = (size_t)((newline != NULL ? newline : end) - at);

		if (len > 0 && at[len - 1] == '\r')
			len--;
		if (len == 1 && *at == '.') {
			unsigned line = lexer->line + 1;

			token = token_to(lexer, SIEVE_MULTI_LINE, next);
			token.text = (struct span){begin, (size_t)(at - begin)};
			token.line = line;
			return token;
		}
		at = next;
	}
	return token_to(lexer, SIEVE_UNCLOSED, end);
}

/* Is it "text:" and nothing but blanks or a comment up to the newline? */
static bool
begins_multi_line(const struct sieve_lexer *lexer, const char *at)
{
	struct span word = {lexer->at, (size_t)(at - lexer->at)};

	if (at >= lexer->end || *at != ':' || !span_equal(word, "text"))
		return false;
	for (at++; at < lexer->end && ascii_is_blank(*at);)
		at++;
	return at < lexer->end && (*at == '\n' || *at == '#');
}

static struct sieve_token
take_word(struct sieve_lexer *lexer)
{
	const char *at = lexer->at;

	while (at < lexer->end && (is_letter(*at) || ascii_is_digit(*at)))
		at++;
	if (begins_multi_line(lexer, at))
		return take_multi_line(lexer, at);
	return token_to(lexer, SIEVE_IDENTIFIER, at);
}

/* The length of a quote that Sieve does not have; 0 when none stands there. */
static size_t
odd_quote_len(const char *at, const char *end)
{
	return *at == '\'' || *at == '`' ? 1 : quotes_len_typographic(at, end);
}

/* From such a quote to the next one, or of the line what could be inside. */
static struct sieve_token
take_oddly_quoted(struct sieve_lexer *lexer, size_t len)
{
	const char *at = lexer->at + len, *end = lexer->end;

	for (; at < end && *at != '\n' && *at != ';' && *at != '"'; at++)
		if ((len = odd_quote_len(at, end)) != 0)
			return token_to(lexer, SIEVE_ODD_QUOTES, at + len);
	return token_to(lexer, SIEVE_ODD_QUOTES, at);
}

/* Bytes up to a blank or what may begin a token, so that they are one. */
static struct sieve_token
take_bad(struct sieve_lexer *lexer)
{
	const char *at = lexer->at;
	size_t quote = odd_quote_len(at, lexer->end);

	if (quote != 0)
		return take_oddly_quoted(lexer, quote);
	do {
		at++;
	} while (at < lexer->end && !ascii_is_space(*at) &&
		 !ascii_is_alphanumeric(*at) &&
		 strchr("\";,{}()[]#/_:", *at) == NULL &&
		 odd_quote_len(at, lexer->end) == 0);
	return token_to(lexer, SIEVE_BAD, at);
}

struct sieve_token
sieve_token_next(struct sieve_lexer *lexer)
{
	const char *at;

	if (!skip_white(lexer))
		return token_to(lexer, SIEVE_UNCLOSED, lexer->end);
	at = lexer->at;
	if (at == lexer->end)
		return token_to(lexer, SIEVE_END, at);
	if (*at == '"')
		return take_quoted(lexer);
	if (is_letter(*at))
		return take_word(lexer);
	if (*at == ':' && at + 1 < lexer->end && is_letter(at[1])) {
		for (at++; at < lexer->end &&
			   (is_letter(*at) || ascii_is_digit(*at));)
			at++;
		return token_to(lexer, SIEVE_TAG, at);
	}
	if (ascii_is_digit(*at)) {
		while (at < lexer->end && ascii_is_digit(*at))
			at++;
		if (at < lexer->end && strchr("KMGkmg", *at) != NULL &&
		    *at != '\0')
			at++;
		return token_to(lexer, SIEVE_NUMBER, at);
	}
	if (*at != '\0' && strchr(";,{}()[]", *at) != NULL)
		return token_to(lexer, SIEVE_MARK, at + 1);
	return take_bad(lexer);
}

/* ---- what a string stands for -------------------------------------------- */

/* "${" with a word and a colon in any case at a place; after the colon. */
static size_t
after_encoding(const struct decoded *string, size_t at, const char *word)
{
	struct span rest = span_after(decoded_span(string), at);
	size_t len = strlen(word);

	return span_begins(rest, word) ? at + len : 0;
}

/* Numbers and blanks up to a brace, added as bytes or as code points.  Returns
 * the place after the brace; 0 when it is none of it: then nothing is added. */
static size_t
take_encoded(const struct decoded *string, size_t at, bool code_points,
    struct decoded *out)
{
	size_t before = out->len, count = 0;
	bool fine = true;

	while (fine && at < string->len && string->bytes[at] != '}') {
		uint32_t code = 0;
		size_t begin = at;

		if (ascii_is_space(string->bytes[at])) {
			at++;
			continue;
		}
		for (;
		     at < string->len &&
		     ascii_hex_value(string->bytes[at]) < 16 && at - begin < 8;
		     at++)
			code = code << 4 | ascii_hex_value(string->bytes[at]);
		fine = at > begin && (code_points || at - begin <= 2);
		if (fine && code_points)
			fine = decoded_add_code(out, code);
		else if (fine)
			decoded_add(out, (char)code, DECODED_NOWHERE);
		count++;
	}
	if (fine && count != 0 && at < string->len)
		return at + 1;
	out->len = before;
	return 0;
}

static void
decode_characters(const struct decoded *string, struct decoded *out)
{
	decoded_clear(out);
	for (size_t at = 0; at < string->len;) {
		bool code_points = false;
		size_t begin = 0, after = 0;

		if (string->bytes[at] == '$' &&
		    (begin = after_encoding(string, at, "${hex:")) == 0) {
			begin = after_encoding(string, at, "${unicode:");
			code_points = true;
		}
		if (begin != 0)
			after = take_encoded(string, begin, code_points, out);
		if (after == 0) {
			after = at + 1;
			decoded_add_part(out, string, at, after);
		}
		at = after;
	}
}

/* Without backslashes; of several lines, without the dot that is doubled at the
 * beginning of one. */
static void
unescape(const struct reader_text *text, const struct sieve_token *string,
    struct decoded *out)
{
	struct span from = string->text;
	bool lines = string->kind == SIEVE_MULTI_LINE;

	decoded_clear(out);
	for (size_t i = 0; i < from.len && !out->full; i++) {
		bool begins = i == 0 || from.bytes[i - 1] == '\n';

		if (i + 1 < from.len &&
		    (lines ? begins && from.bytes[i] == '.' &&
				 from.bytes[i + 1] == '.'
			   : from.bytes[i] == '\\'))
			i++;
		decoded_add_span(out, text, (struct span){from.bytes + i, 1});
	}
}

bool
sieve_token_decode(const struct reader_text *text,
    const struct sieve_token *string, struct decoded *decoded_r)
{
	struct decoded unescaped;

	unescape(text, string, &unescaped);
	decode_characters(&unescaped, decoded_r);
	return !unescaped.full && !decoded_r->full;
}
