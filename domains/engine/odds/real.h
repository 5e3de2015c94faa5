/* SPDX-License-Identifier: BSD-2-Clause */
/* Real: how likely a name is simply somebody's domain, ln P, as a sum whose
 * parts a person can read: its suffix, its length, how much its letters look
 * like those of real names, what else bears its label. */
#ifndef DOMAINS_ENGINE_ODDS_REAL_H
#define DOMAINS_ENGINE_ODDS_REAL_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/typo/typo.h"

#define REAL_PARTS_MAX 12

struct real {
	double total; /* nats */
	unsigned count;
	struct {
		const char *what;
		double value;
	} part[REAL_PARTS_MAX];
};

/* same: how many names worth protecting have the same stem. */
void
real_weigh(const struct typo_side *seen, size_t same, struct real *real_r);

/* Has it three letters at most, where all such names are taken and used? */
bool
real_is_short(const struct typo_side *seen);

/* Does its suffix go to institutions of one kind only, so that nobody can take
 * a doppelganger under it?  What is registered there is an institution's; what
 * is not, no mail is lost to. */
bool
real_is_closed(const struct typo_side *seen);

/* Adds a part; over REAL_PARTS_MAX only to the total. */
void
real_add(struct real *real, const char *what, double value);

/* ln P of the letters of a label, by trigrams. */
double
real_letters_weigh(const char *label, size_t len);

#endif
