/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve token: a script in the tokens of RFC 5228 (8.1): identifiers, tags,
 * numbers, quoted and multi-line strings, comments of both kinds. */
#ifndef DOMAINS_FILTERS_SIEVE_TOKEN_H
#define DOMAINS_FILTERS_SIEVE_TOKEN_H

#include "domains/base/span.h"
#include "domains/filters/decoded.h"

enum sieve_token_kind {
	SIEVE_END,
	SIEVE_IDENTIFIER,
	SIEVE_TAG,        /* :copy */
	SIEVE_NUMBER,     /* 10M */
	SIEVE_STRING,     /* raw: with its escapes */
	SIEVE_MULTI_LINE, /* from text: to the dot */
	SIEVE_MARK,       /* ; , { } ( ) [ ] */
	SIEVE_ODD_QUOTES, /* a string in single quotes, or a word processor's */
	SIEVE_UNCLOSED,   /* a string or comment without its end */
	SIEVE_BAD         /* bytes that begin none */
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

struct sieve_lexer
sieve_token_begin(struct span text);

/* The next token; SIEVE_END at the end, however often. */
struct sieve_token
sieve_token_next(struct sieve_lexer *lexer);

/* What a string stands for: without its escapes, with the dots of a multi-line
 * one, with the characters that it has encoded (RFC 5228 2.4.2.4; it is not
 * looked for that extension in require).  Returns false when it is over
 * DECODED_MAX. */
bool
sieve_token_decode(const struct reader_text *text,
    const struct sieve_token *string, struct decoded *decoded_r);

#endif
