/* SPDX-License-Identifier: BSD-2-Clause */
/* Over: which wrong recipients have a result in a mail that is over, by a hash
 * of its id and Message-ID and of the address; only for open.c and envelopes.c.
 * Memory is fixed: those that were over last are known, and of what leaked or
 * was refused so much that a log which is given twice counts once. */
#ifndef DOMAINS_MAILLOG_OVER_H
#define DOMAINS_MAILLOG_OVER_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/maillog/mail_pool.h"

struct over;

/* NULL when memory is out. */
struct over *
over_new(void);
void
over_free(struct over **over);

void
over_add(struct over *over, uint64_t hash, const struct mail *mail);

/* Is it one of a mail that this one may have become? */
bool
over_has(const struct over *over, uint64_t hash, const struct mail *before);

/* Has this been noted before?  It is from here on. */
bool
over_note(struct over *over, uint64_t hash);

#endif
