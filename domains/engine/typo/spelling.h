/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo spelling: names with letters beyond ASCII, as the index and the search
 * read them.
 *
 * Both compare bytes.  So each letter beyond ASCII has one byte from 0x80 on in
 * place of its Punycode, and a slip is one of letters:
 *
 *     xn--pss25cj9pnjbk91h.jp    .....  .jp    (five letters)
 *     xn--mller-kva.de           m.ller.de
 *
 * There are more letters than bytes.  In the index, which only offers what may
 * be near, several letters share a byte.  For a pair of names the bytes are
 * dealt out again, so that equal bytes are equal letters; the pair knows which
 * letters they are, and so what kind of slip one for the other is. */
#ifndef DOMAINS_ENGINE_TYPO_SPELLING_H
#define DOMAINS_ENGINE_TYPO_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/name/name.h"
#include "domains/engine/typo/kinds.h"
#include "domains/engine/typo/typo.h"

/* The letters of a name: of its U-labels, and all bytes of the others. */
struct code_points {
	size_t count;
	uint32_t code[NAME_SIZE];
};

/* Returns false when an A-label cannot be read. */
bool
spelling_read(const struct name *name, struct code_points *letters_r);

/* Spells a name for the index: text, length and labels.  suffix_r: of that
 * text.  Returns false when the name cannot be read, or is all suffix. */
bool
spelling_of(const struct name *name, struct top_levels *tops,
    struct code_points *letters_r, struct name *spelled_r,
    struct typo_suffix *suffix_r);

/* The place in a text after so many dots as stand before a place of another:
 * of a label in a name and in its spelling. */
size_t
spelling_place(const char *text, const char *other, size_t at);

/* Two names and the letters that the bytes of their texts stand for. */
struct spelling_pair {
	struct typo_side meant, seen; /* their texts are the ones below */
	const uint32_t *meant_code, *seen_code;
	uint32_t code[128]; /* of the bytes from 0x80 on; 0: none */
	char meant_text[NAME_SIZE + NAME_ROOM];
	char seen_text[NAME_SIZE + NAME_ROOM];
};

/* Returns false when there are more letters than bytes, as in no pair of names
 * that are near.  The sides are those of the names as they are spelled, and the
 * codes those of their letters, which the pair borrows. */
bool
spelling_pair_up(const struct typo_side *meant, const uint32_t *meant_code,
    const struct typo_side *seen, const uint32_t *seen_code,
    struct spelling_pair *pair_r);

/* As typo_search(); the slips are in UTF-8. */
bool
spelling_search(const struct spelling_pair *pair, float max_cost,
    struct typo *typo_r);

/* As typo_explain(), of names of which one has letters beyond ASCII. */
bool
spelling_explain(const struct name *meant, const struct name *seen,
    float max_cost, struct typo *typo_r);

/* Names the first letter that makes a name, from the place below on, look like
 * another in ASCII, and what it looks like there: by its number where the
 * letter itself would deceive. */
void
spelling_name_look(const struct name *name, size_t below,
    struct typo_slip *slip);

/* ---- for the search ------------------------------------------------------ */

struct search;

/* The kind of a slip that is one of letters of ASCII otherwise, or is as it
 * seems to be. */
enum typo_kind
spelling_kind(const struct search *search, enum typo_kind kind, size_t m,
    size_t m_len, size_t s, size_t s_len) __attribute__((noinline, cold));

#endif
