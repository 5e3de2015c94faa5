/* SPDX-License-Identifier: BSD-2-Clause */
/* Weight: would a person who has this name slip so, or is it another name?
 *
 *     for a slip                              for another name
 *     the other name beside it is right       it stands alone, or an initial
 *     the slipped name is long                it is short
 *     the letters are no Japanese word        they are one (yamata, saito)
 *     a slip as fingers make it               any other letter
 *                                             two slips
 */
#ifndef DOMAINS_PERSON_WEIGHT_H
#define DOMAINS_PERSON_WEIGHT_H

#include <stdbool.h>

#include "domains/engine/verdict.h"
#include "domains/person/alignment.h"
#include "domains/person/letters.h"

/* A shorter word of a local part is an initial: nothing slips there. */
#define WEIGHT_WORD_MIN 4

/* Weighs the slips of an alignment.  guessed: where the family name ends is
 * only a guess.  Returns VERDICT_NO_CONFIDENCE for the name of another person,
 * else VERDICT_POSSIBLE or VERDICT_LIKELY. */
enum verdict_confidence
weight_judge(const struct alignment *alignment, const struct letters *letters,
    bool guessed);

#endif
