/* SPDX-License-Identifier: BSD-2-Clause */
/* Real: how likely a name is simply somebody's domain, ln P, as a sum of parts
 * that a person can read: its suffix, its length, how much its letters look
 * like those of real names, which other names have its label. */
#ifndef DOMAINS_ENGINE_ODDS_REAL_H
#define DOMAINS_ENGINE_ODDS_REAL_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/typo/typo.h"

#define REAL_PARTS_MAX 14

/* A label under so many suffixes is a brand, which has more suffixes. */
#define REAL_BRAND_NAMES 3
/* Of so many letters all are taken by institutions, where only those get
 * names: about half of such labels under .edu and .ac.jp are one letter from
 * another one's. */
#define REAL_INSTITUTION_SHORT 4

struct real {
	double total; /* nats */
	unsigned count;
	struct {
		const char *what;
		double value;
	} part[REAL_PARTS_MAX];
};

/* same: how many protected names have the same stem. */
void
real_weigh(const struct typo_side *seen, size_t same, struct real *real_r);

/* Where the label before the public suffix begins, and its length. */
size_t
real_label(const struct typo_side *side);
size_t
real_label_len(const struct typo_side *side);

/* How many letters stand before a usual word at the end of its label (gomail:
 * 2)?  0: there is no such word. */
size_t
real_head_len(const struct typo_side *seen);

/* Has it at most three letters, under a suffix where all such names are
 * taken? */
bool
real_is_short(const struct typo_side *seen);

/* Is its suffix reserved for institutions, so that no other person can take a
 * doppelganger under it?  A name registered there belongs to an institution,
 * and to a name that is not registered no mail is lost. */
bool
real_is_closed(const struct typo_side *seen);

/* Adds a part; with more than REAL_PARTS_MAX, only to the total. */
void
real_add(struct real *real, const char *what, double value);

/* Is it one that a town or prefecture of Japan has by the place's name
 * (city.sakura.lg.jp)? */
bool
real_is_town(const struct typo_side *seen);

#endif
