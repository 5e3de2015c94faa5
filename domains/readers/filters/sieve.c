/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits scripts into tokens, and takes the addresses of redirect. */
#include "domains/readers/filters/sieve.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/registrations/budget.h"
#include "domains/readers/destinations.h"

/* An address with its name; a longer string is none. */
#define ADDRESS_STRING_MAX 2048

/* ---- tokens -------------------------------------------------------------- */

enum sieve_token_kind {
	SIEVE_END,
	SIEVE_IDENTIFIER,
	SIEVE_TAG,        /* :copy */
	SIEVE_NUMBER,     /* 10M */
	SIEVE_STRING,     /* raw: with its quotes and escapes */
	SIEVE_MULTI_LINE, /* from text: to the dot */
	SIEVE_MARK,       /* ; , { } ( ) [ ] */
	SIEVE_BAD         /* a byte of none; a string without its end */
};

struct sieve_token {
	enum sieve_token_kind kind;
	struct span text; /* as it stands; of a string what is inside */
	unsigned line;
};

struct sieve_lexer {
	const char *at;
	const char *end;
	unsigned line;
};

static struct sieve_lexer
begin_tokens(struct span text)
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
		return token_to(lexer, SIEVE_BAD, lexer->end);
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
	return token_to(lexer, SIEVE_BAD, end);
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

/* The next token; SIEVE_END at the end, however often. */
static struct sieve_token
next_token(struct sieve_lexer *lexer)
{
	const char *at;

	if (!skip_white(lexer))
		return token_to(lexer, SIEVE_BAD, lexer->end);
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
	return token_to(lexer, SIEVE_BAD, at + 1);
}

/* ---- commands ------------------------------------------------------------ */

/* The command that the tokens are arguments of. */
enum command { COMMAND_OTHER, COMMAND_REDIRECT, COMMAND_NOTIFY };

static enum command
command_of(struct span word)
{
	if (span_equal(word, "redirect"))
		return COMMAND_REDIRECT;
	return span_equal(word, "notify") ? COMMAND_NOTIFY : COMMAND_OTHER;
}

/* What the escapes of a string stand for; -1 when it is too long. */
static int
unescape(const struct sieve_token *token, char buf[static ADDRESS_STRING_MAX],
    struct span *string_r)
{
	struct span from = token->text;
	size_t len = 0;

	*string_r = from;
	if (token->kind == SIEVE_MULTI_LINE) {
		/* A dot that is doubled begins a line, and no address. */
		*string_r = span_trim(from);
		return 0;
	}
	if (from.len == 0 || memchr(from.bytes, '\\', from.len) == NULL)
		return 0;
	if (from.len > ADDRESS_STRING_MAX)
		return -1;
	for (size_t i = 0; i < from.len; i++) {
		if (from.bytes[i] == '\\' && i + 1 < from.len)
			i++;
		buf[len++] = from.bytes[i];
	}
	*string_r = (struct span){buf, len};
	return 0;
}

static void
refuse(const struct reader_text *text, const struct sieve_token *token,
    const char *why)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	diagnostics_add(text->diagnostics, text->file, token->line,
	    "\"%s\": %s",
	    diagnostic_quote(token->text.bytes, token->text.len, quoted), why);
}

/* The string of a command as an address, where it is one. */
static int
take_string(const struct reader_text *text, enum command command,
    const struct sieve_token *token)
{
	static const char mailto[] = "mailto:";
	const struct destination_place place = {
	    .list = text->list,
	    .line = token->line,
	    .grammar = DESTINATION_ADDRESSES,
	};
	char buf[ADDRESS_STRING_MAX];
	struct span string;

	if (unescape(token, buf, &string) < 0) {
		refuse(text, token, "too long for an address");
		return 0;
	}
	if (command == COMMAND_NOTIFY) {
		const char *query;

		if (!span_begins(string, mailto))
			return 0;
		string.bytes += strlen(mailto);
		string.len -= strlen(mailto);
		query = memchr(string.bytes, '?', string.len);
		if (query != NULL)
			string.len = (size_t)(query - string.bytes);
	}
	if (string.len != 0 &&
	    memmem(string.bytes, string.len, "${", 2) != NULL) {
		refuse(text, token,
		    "has a variable: where mail goes is not known");
		return 0;
	}
	return destination_take(text, &place, string);
}

int
sieve_read(const struct reader_text *text)
{
	enum command command = COMMAND_OTHER;
	struct sieve_lexer lexer = begin_tokens(text->text);
	struct sieve_token token;
	bool begins = true; /* a command may begin here */
	bool list = false;  /* after :list comes the name of a list */

	while ((token = next_token(&lexer)).kind != SIEVE_END) {
		bool string = token.kind == SIEVE_STRING ||
		              token.kind == SIEVE_MULTI_LINE;

		if (!budget_go_on(text->budgets, token.text.len))
			return -1;
		if (token.kind == SIEVE_BAD)
			refuse(text, &token,
			    token.text.len > 1
				? "a string or comment without its end"
				: "is nothing that Sieve has");
		if (string && command != COMMAND_OTHER && !list &&
		    take_string(text, command, &token) < 0)
			return -1;
		if (token.kind == SIEVE_IDENTIFIER && begins)
			command = command_of(token.text);
		list =
		    token.kind == SIEVE_TAG && span_equal(token.text, ":list");
		begins = token.kind == SIEVE_MARK &&
		         strchr(";{}", token.text.bytes[0]) != NULL;
		if (begins)
			command = COMMAND_OTHER;
	}
	return 0;
}

bool
sieve_is_script(struct span text)
{
	struct sieve_lexer lexer = begin_tokens(text);
	const struct sieve_token first = next_token(&lexer);
	const struct sieve_token second = next_token(&lexer);

	if (first.kind != SIEVE_IDENTIFIER)
		return false;
	if (span_equal(first.text, "require"))
		return second.kind == SIEVE_STRING ||
		       (second.kind == SIEVE_MARK &&
			   second.text.bytes[0] == '[');
	if (span_equal(first.text, "redirect"))
		return second.kind == SIEVE_STRING || second.kind == SIEVE_TAG;
	return span_equal(first.text, "if") && second.kind == SIEVE_IDENTIFIER;
}
