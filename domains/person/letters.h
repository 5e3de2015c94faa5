/* SPDX-License-Identifier: BSD-2-Clause */
/* Letters: a local part without what stands between its letters.
 *
 *     "yamada.t+lists"    yamadat, words at 0 and 6
 */
#ifndef DOMAINS_PERSON_LETTERS_H
#define DOMAINS_PERSON_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/person/person.h"

struct letters {
	char text[PERSON_LETTERS_MAX];  /* in lower case */
	uint8_t at[PERSON_LETTERS_MAX]; /* where each stands */
	size_t len;
	uint64_t starts;     /* bit i: a word begins with letter i */
	bool digits_between; /* digits with letters on both sides */
};

/* Takes the letters of a local part of ASCII letters, digits, ".", "_", "-", up
 * to a "+" that is not its first byte.  Returns false when the local part has
 * any other byte, no letters, or too many. */
bool
letters_take(struct span local, struct letters *letters_r);

#endif
