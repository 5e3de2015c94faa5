/* SPDX-License-Identifier: BSD-2-Clause */
/* Decoded: what a string of a script stands for, and where each byte of it
 * stands in the script, so that an address in it is known with its place.
 *
 *     "t\aro@gmai.com"        taro@gmai.com
 *     "jiro${hex:40}b.jp"     jiro@b.jp; its @ stands nowhere
 *     "${1}@gmai.com"         itself; the first four bytes are not known
 *
 * A string has a limit, and needs no memory beside.
 */
#ifndef DOMAINS_FILTERS_DECODED_H
#define DOMAINS_FILTERS_DECODED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/registrations/member.h"

/* A mailto: URI with all it may hold, or a header of addresses; a longer string
 * is none. */
#define DECODED_MAX 4096

/* Of a byte that does not stand in the script as it is. */
#define DECODED_NOWHERE (UINT32_MAX / 2)

/* Added to where: the byte stands for others, which nobody knows before mail
 * comes in. */
#define DECODED_UNKNOWN (UINT32_MAX / 2 + 1)

struct decoded {
	size_t len;
	char bytes[DECODED_MAX];
	uint32_t where[DECODED_MAX]; /* from the beginning of the script */
	bool full; /* something did not fit: it is not to be used */
};

void
decoded_clear(struct decoded *decoded);
void
decoded_add(struct decoded *decoded, char byte, uint32_t where);

/* Bytes that stand in the text, or nowhere when they are not of it. */
void
decoded_add_span(struct decoded *decoded, const struct reader_text *text,
    struct span span);

/* A part of another one. */
void
decoded_add_part(struct decoded *decoded, const struct decoded *from,
    size_t begin, size_t end);

/* A code point as UTF-8, which stands nowhere; false when it is none. */
bool
decoded_add_code(struct decoded *decoded, uint32_t code);

struct span
decoded_span(const struct decoded *decoded);

/* Is a byte of a part not known? */
bool
decoded_has_unknown(const struct decoded *decoded, size_t begin, size_t end);

enum decoded_form {
	DECODED_MAILBOX, /* one, RFC 5322 3.4: comments, blanks and folding are
	                    left out */
	DECODED_PATH,    /* one, as it stands: comments belong to it */
	DECODED_LIST,    /* of mailboxes, separated by commas */
	/* The same where a name without @ is a user here. */
	DECODED_RECIPIENT,
	DECODED_RECIPIENTS
};

/* Hands on the addresses of a string; a diagnostic says where a domain is not
 * known, and that there is more than the one address that the form has.
 * Returns 0, or -1 when take() ended it. */
int
decoded_take(const struct reader_text *text, unsigned line,
    const struct decoded *decoded, enum decoded_form form);

#endif
