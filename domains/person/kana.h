/* SPDX-License-Identifier: BSD-2-Clause */
/* Kana: a word in hiragana or katakana, of full or half width -> the units that
 * its spellings are made of.
 *
 *     こうじ    "k" o (long), "j|z" i
 *     キャ      "ky" a
 */
#ifndef DOMAINS_PERSON_KANA_H
#define DOMAINS_PERSON_KANA_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/person/romaji.h"

/* Reads a word of kana.  Returns false, *part_r undefined, when the word has
 * other characters, begins with ん or っ, or is too long. */
bool
kana_read(const char *bytes, size_t len, struct romaji_part *part_r);

#endif
