/* SPDX-License-Identifier: BSD-2-Clause */
/* Matching: a local part against several spellings, of which the best counts.
 *
 *     struct matching matching;
 *     if (!matching_begin(&matching, local)) ...
 *     matching_try(&matching, &graph, ALIGNMENT_LETTERS, name);
 *     if (matching.right) ...
 *     else if (matching.found) ... matching.confidence, matching.meant
 */
#ifndef DOMAINS_PERSON_MATCHING_H
#define DOMAINS_PERSON_MATCHING_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/engine/verdict.h"
#include "domains/person/alignment.h"
#include "domains/person/graph.h"
#include "domains/person/letters.h"
#include "domains/person/person.h"

struct matching {
	struct span local;
	struct letters letters;
	bool right;    /* some spelling is the local part as it is */
	bool found;    /* some spelling is near: what follows is set */
	bool guessed;  /* set by the caller: where the family name ends is a
	                  guess */
	bool by_local; /* set by the caller: the spelling is of another local
	                  part, not of a name */
	struct alignment best;
	enum verdict_confidence confidence;
	struct span by;                /* what the best spelling belongs to */
	char meant[PERSON_MEANT_SIZE]; /* "" when several could be meant */
};

/* Returns false when the local part has no letters that could be compared. */
bool
matching_begin(struct matching *matching, struct span local);

/* Compares the local part with the spellings of a graph; by is the text that
 * they are made of. */
void
matching_try(struct matching *matching, const struct graph *graph,
    enum alignment_cut cut, struct span by);

#endif
