/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve: the addresses that a user's filter forwards mail to.
 *
 *     if header :contains "subject" "lab" {
 *         redirect :copy "taro@gmai.com";    # found
 *     }
 *     # redirect "jiro@gmai.com";            a comment
 *     fileinto "redirect \"x@gmai.com\"";    a string
 *
 * The tokens of RFC 5228 (8.1): identifiers, tags, numbers, quoted and
 * multi-line strings, comments of both kinds.  Taken are the addresses of
 * redirect wherever it stands, also in a branch that never runs, and those of
 * notify with "mailto:" (RFC 5436).  An address with a variable in it
 * ("${to}", RFC 5229) is not known and becomes a diagnostic.
 */
#ifndef DOMAINS_REGISTRATIONS_READERS_SIEVE_H
#define DOMAINS_REGISTRATIONS_READERS_SIEVE_H

#include <stdbool.h>

#include "domains/registrations/member.h"

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

void
sieve_lexer_begin(struct sieve_lexer *lexer, struct span text);

/* The next token; SIEVE_END at the end, however often. */
struct sieve_token
sieve_lexer_next(struct sieve_lexer *lexer);

/* Returns 0, or -1 when take() ended it.  The list is the one of the text:
 * the user. */
int
sieve_read(const struct reader_text *text);

/* Does the text begin as a script: require, or an if or redirect that is one?
 */
bool
sieve_is_script(struct span text);

#endif
