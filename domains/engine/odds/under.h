/* SPDX-License-Identifier: BSD-2-Clause */
/* Under: what the suffix of a name says about whose the names under it are. */
#ifndef DOMAINS_ENGINE_ODDS_UNDER_H
#define DOMAINS_ENGINE_ODDS_UNDER_H

#include "domains/engine/typo/typo.h"

/* Does it stand right under its country (unipac.br)? */
bool
under_is_country(const struct typo_side *side);

/* Words of Japanese, which has few syllables, often differ by one letter
 * (matsui, mitsui; meiji, meijo). */
bool
under_is_japan(const struct typo_side *side);

/* Is the suffix one below a country's that says where its owners are, not what
 * they are? */
bool
under_is_place(const struct typo_side *side);

/* Are both suffixes of places, as wa.us and id.us, and not the same? */
bool
under_is_other_place(const struct typo_side *meant,
    const struct typo_side *seen);

/* Is the top level neither a country's nor one of the three that people know?
 * Throw-away addresses are made there, of the names of providers. */
bool
under_is_new_top(const struct typo_side *side);

/* ICANN gives .mail out to nobody, for too many networks use it themselves
 * (resolution 2018.02.04.12). */
bool
under_is_mail(const struct typo_side *seen);

/* Is it a government's, by the label before its country (mof.gov.mt)?  The
 * Public Suffix List lacks a part of such labels. */
bool
under_is_government(const struct typo_side *side);

/* The same where the country is not that of the name meant: most governments
 * have a health.gov. */
bool
under_is_other_government(const struct typo_side *meant,
    const struct typo_side *seen);

/* How many dots has the suffix? */
size_t
under_dots(const struct typo_side *side);

#endif
