/* SPDX-License-Identifier: BSD-2-Clause */
/* Header: the fields of a mail's header, and the words of a structured one (RFC
 * 5322 3.2): comments, which nest, quoted strings, and folds.
 *
 *     " mx.example (Postfix; \"b)\") ; dkim = \"pa\\ss\""
 *     header_skip(&text)                true
 *     header_take_word(&text, ";=", &word)  true, word "mx.example"
 *     header_skip(&text)                true, text "; dkim = ..."
 */
#ifndef DOMAINS_CONTACTS_HEADER_H
#define DOMAINS_CONTACTS_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

/* The fields of one mail's header, in its order. */
struct header_field {
	struct span name;  /* "From": what stands before the colon */
	struct span value; /* what stands after it, folds included */
};

struct header {
	const struct header_field *fields;
	size_t count;
};

/* The next field of a name from *at on, which is 0 before the first; *at is
 * then after it.  NULL when there is none.  A name with a blank at its end
 * ("From :") is another one: no program of today writes it. */
const struct header_field *
header_next(struct header header, const char *name, size_t *at);

/* The only field of a name; NULL when there is none, or several. */
const struct header_field *
header_only(struct header header, const char *name);

/* Bytes of a word without its quotes; a longer one is an error. */
#define HEADER_WORD_MAX 1023

struct header_word {
	char text[HEADER_WORD_MAX + 1]; /* may have any byte but '\0' */
	size_t len;
	bool quoted; /* some of it was in quotes */
};

/* Takes blanks, folds and comments off.  Returns false when a comment has no
 * end, or a parenthesis no beginning. */
bool
header_skip(struct span *text);

/* Takes a word off that stands there: quoted strings and other bytes, up to a
 * blank, a parenthesis or one of the bytes that end it.  Returns false when
 * there is none, a quote has no end, or it is too long. */
bool
header_take_word(struct span *text, const char *ends,
    struct header_word *word_r);

/* Takes a byte off that stands there. */
bool
header_take_byte(struct span *text, char byte);

/* Upper and lower case of ASCII are the same. */
bool
header_word_is(const struct header_word *word, const char *text);

#endif
