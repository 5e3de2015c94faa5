/* SPDX-License-Identifier: BSD-2-Clause */
/* Latin: a word in Latin letters -> the units that its spellings are made of,
 * letters or morae.
 *
 *     Müller    letters: m, "ue|u", l, l, e, r
 *     kyouko    morae: "ky" o (long), "k" o
 */
#ifndef DOMAINS_PERSON_LATIN_H
#define DOMAINS_PERSON_LATIN_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/person/romaji.h"

/* Reads letters of any width, case and mark, a unit each; apostrophes do not
 * count.  Returns false, *part undefined, when the word has other characters,
 * no letter, or more than ROMAJI_UNITS_MAX. */
bool
latin_read_letters(const char *bytes, size_t len, struct romaji_part *part);

/* Reads letters from a to z as morae, in any romanisation.  Returns false,
 * *part undefined, when they cannot be Japanese. */
bool
latin_read_morae(const char *text, size_t len, struct romaji_part *part);

#endif
