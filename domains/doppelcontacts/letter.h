/* SPDX-License-Identifier: BSD-2-Clause */
/* Letter: what the owner of a registered address reads who is asked to confirm
 * it, and has never heard of doppelcheck.  It may reach a stranger: it names
 * nobody who is on a list.
 */
#ifndef DOMAINS_DOPPELCONTACTS_LETTER_H
#define DOMAINS_DOPPELCONTACTS_LETTER_H

#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/reports/unheard.h"

/* More lists than that are counted. */
#define LETTER_LISTS_MAX 20

struct letter {
	const char *name;                     /* of the organisation */
	const char *from;                     /* who is answered */
	const struct unheard_member *members; /* one address's */
	size_t count;
	int64_t until;        /* the end of the last day */
	const char *language; /* NULL: that of the process (messages.h) */
};

/* UTF-8.  The subject has no newline. */
void
letter_write(const struct letter *letter, struct buffer *subject,
    struct buffer *text);

#endif
