/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading: one spelling for all that a name in romaji may be written as, and
 * names that many people have.
 *
 *     tarou, taroh, taro      taro
 *     syouta, shota           shota
 *     smith                   smith (it cannot be Japanese)
 *
 * The names are some 1,500 common family and given names of Japan and the West
 * and words that offices have for addresses, in that spelling (common_names.h).
 */
#ifndef DOMAINS_CONTACTS_READING_H
#define DOMAINS_CONTACTS_READING_H

#include <stdbool.h>

#include "domains/base/span.h"

/* Letters of a word that are read. */
#define READING_MAX 48
#define READING_SIZE (READING_MAX + 1)

/* Writes the one spelling of letters from a to z.  Returns false, the word as
 * it is, when they cannot be Japanese. */
bool
reading_write(struct span word, char reading_r[static READING_SIZE]);

/* Is it a common name, in any spelling? */
bool
reading_is_name(struct span word);

/* Is it a word that offices have for an address (info, soumu), in any spelling?
 * Each of them is a common name, too. */
bool
reading_is_office(struct span word);

/* Is it made of two kanji that names often have (tokushima)? */
bool
reading_is_compound(struct span word);

/* Is it one of these, or two common names glued (tanakataro)? */
bool
reading_is_known(struct span word);

/* Is it a common name with an initial before or after it (ttanaka)? */
bool
reading_has_initial(struct span word);

/* ln P: how probable a new address has this word.  Common names share half of
 * all; other words have the rest by their length, and what cannot be Japanese
 * has less. */
double
reading_weigh(struct span word);

#endif
