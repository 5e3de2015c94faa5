/* SPDX-License-Identifier: BSD-2-Clause */
/* Person: is a local part one or two slips away from what the person's own
 * name gives, or from the local part of another address of his?
 *
 *     山田太郎, やまだたろう    yamda.taro   yamada.taro (omission: no a)
 *     Sato Keiko               k.stao       k.sato      (transposition)
 *     another one: t-yamada    t-yamafa     t-yamada    (neighbour key)
 *
 * Right are: family and given name in either order, whole or one of them as
 * its beginning or initial, or alone, in any spelling that romaji.h knows,
 * with ".", "_", "-" anywhere, digits before, between and behind, and an
 * extension behind "+".  What is right by any of this is not near, and neither
 * is what lies further away: nicknames, the names of wives and dogs,
 * pokemon123.
 *
 * What lies near is weighed as the engine weighs domains: would somebody who
 * has this name slip so, or is it the name of somebody else?
 *
 *     for a slip                              for another name
 *     the other name beside it is right       it stands alone, or an initial
 *     the slipped name is long                it is short
 *     the letters are no Japanese word        they are one (yamata, saito)
 *     a slip as fingers make it               any other letter
 *                                             two slips
 *
 * Initials are never slips of each other, nor are letters before or behind a
 * name (yamadas), nor digits.
 *
 * Pure: no allocation, no I/O; the time is bounded by the named limits.
 */
#ifndef DOMAINS_PERSON_PERSON_H
#define DOMAINS_PERSON_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/typo/typo.h"
#include "domains/engine/verdict.h"
#include "domains/base/span.h"

/* Letters of a local part that are compared; who has more does not carry his
 * name there (RFC 5321 allows 64 bytes in all). */
#define PERSON_LETTERS_MAX 48

/* A local part that is looked at: letters, digits, separators. */
#define PERSON_LOCAL_MAX 96

/* Words of a name that are looked at: the first ones. */
#define PERSON_WORDS_MAX 4

/* Addresses of a row that are looked at. */
#define PERSON_OTHERS_MAX 8

/* What a local part that was meant takes. */
#define PERSON_MEANT_SIZE (PERSON_LOCAL_MAX + PERSON_LETTERS_MAX)

struct person {
	struct span name;    /* as written, in any script; may be empty */
	struct span reading; /* in kana or Latin letters; may be empty */
	struct span row;     /* all addresses of the row, in their order, as
	                        address_scan_begin() takes them; may be empty */
	struct span list;    /* whose mail goes there: the user of a .forward,
	                        an alias; may be empty */
};

enum person_hint {
	PERSON_NAME,    /* the name, or its reading */
	PERSON_ADDRESS, /* another address of the row */
	PERSON_LIST,    /* what the address is registered for */
	PERSON_BOTH,    /* the name and an address, and they mean the same */
	PERSON_HINTS
};

struct person_near {
	enum verdict_confidence confidence;
	enum person_hint hint;
	struct span by;   /* the name, reading or address that it is near */
	struct typo typo; /* the slips; at counts letters */
	char meant[PERSON_MEANT_SIZE]; /* the local part
	                      that was meant; "" when several could be */
};

/* Is the local part near?  bytes is the whole address as it stands in the row,
 * so that it is told from the others there.  Returns false, *near_r untouched,
 * when it is right, or far. */
bool
person_near(const struct person *person, struct span local, struct span address,
    struct person_near *near_r);

/* "the person's name", "another address of the person": by may follow. */
const char *
person_hint_text(enum person_hint hint);

#endif
