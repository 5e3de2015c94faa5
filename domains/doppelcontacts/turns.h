/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns: in which order the owners of addresses are asked, when not all can be
 * in one run: of each user's lists one address, then of each a second one.
 *
 *     turns = {"1@spam" of taro, "2@spam" of taro, "9@b" of lab}
 *     turns_order(turns, 3, "+") -> "1@spam", "9@b", "2@spam"
 *
 * Whoever forwards mail to thousands of addresses so waits alone.
 */
#ifndef DOMAINS_DOPPELCONTACTS_TURNS_H
#define DOMAINS_DOPPELCONTACTS_TURNS_H

#include <stddef.h>

#include "domains/reports/unheard.h"

/* An address that is to be asked. */
struct turn {
	const struct unheard_member *members; /* one for each of its lists, of
	                                         an array for all turns */
	size_t count;
	size_t round; /* is set */
};

/* Orders turns; within a round that of the array holds.  delimiters: the bytes
 * that part user and extension: taro+a and taro+b are one user's.  Returns 0,
 * or -1 when memory is out. */
int
turns_order(struct turn *turns, size_t count, const char *delimiters);

#endif
