/* SPDX-License-Identifier: BSD-2-Clause */
/* Person: is a local part one or two slips away from what the person's own
 * name gives, or from the local part of another address of that person?
 *
 *     山田太郎, やまだたろう    yamda.taro   yamada.taro (omission: no a)
 *     Sato Keiko               k.stao       k.sato      (transposition)
 *     another: t-yamada        t-yamafa     t-yamada    (neighbour key)
 *
 * A right local part has the family and the given name in either order, each
 * whole or one of them as its beginning or initial, or one of them alone, in
 * any spelling that romaji.h knows, with ".", "_" and "-" anywhere, with digits
 * before, between and after, and with an extension after "+".  A right local
 * part is not near, and neither is one that lies further away: nicknames, the
 * names of wives and dogs, pokemon123.
 *
 * A near local part is weighed as the engine weighs domains (weight.h): would a
 * person of this name slip so, or is it the name of another person?
 *
 * Initials are never slips of each other, nor are letters before or after a
 * name (yamadas), nor digits.
 *
 * It allocates nothing and does no I/O; the named limits bound the time.
 */
#ifndef DOMAINS_PERSON_PERSON_H
#define DOMAINS_PERSON_PERSON_H

#include <stdbool.h>

#include "domains/engine/typo/typo.h"
#include "domains/engine/verdict.h"
#include "domains/base/span.h"

/* Letters of a local part that are compared; a longer one does not consist of a
 * name (RFC 5321 allows 64 bytes in all). */
#define PERSON_LETTERS_MAX 48

/* Bytes of a local part: letters, digits, separators. */
#define PERSON_LOCAL_MAX 96

/* Words of a name that are read: the first ones. */
#define PERSON_WORDS_MAX 4

/* Addresses of a row that are read. */
#define PERSON_OTHERS_MAX 8

/* Bytes of a local part without its slips, '\0' included. */
#define PERSON_MEANT_SIZE (PERSON_LOCAL_MAX + PERSON_LETTERS_MAX)

struct person {
	struct span name;    /* as written, in any script; may be empty */
	struct span reading; /* in kana or Latin letters; may be empty */
	struct span row;     /* all addresses of the row, in their order, as
	                        address_scan_begin() takes them; may be empty */
	struct span list;    /* the list, alias or user of a .forward that the
	                        address is registered for; may be empty */
};

enum person_hint {
	PERSON_NAME,    /* the name, or its reading */
	PERSON_ADDRESS, /* another address of the row */
	PERSON_LIST,    /* what the address is registered for */
	PERSON_BOTH,    /* the name and an address, which mean the same */
	PERSON_HINTS
};

struct person_near {
	enum verdict_confidence confidence;
	enum person_hint hint;
	struct span by;   /* the name, reading or address that it is near */
	struct typo typo; /* the slips; their places count letters */
	char meant[PERSON_MEANT_SIZE]; /* the local part that was meant; "" when
	                                  several could be */
};

/* Is the local part near?  address is the whole address as it stands in the
 * row, which distinguishes it from the others there.  Returns false, *near_r
 * untouched, when the local part is right, or far. */
bool
person_near(const struct person *person, struct span local, struct span address,
    struct person_near *near_r);

/* "the person's name", "another address of the person": the text of near.by may
 * follow. */
const char *
person_hint_text(enum person_hint hint);

#endif
