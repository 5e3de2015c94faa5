/* SPDX-License-Identifier: BSD-2-Clause */
/* Alignment: which spelling of a graph (graph.h) is nearest to the letters of a
 * local part, and by which slips?
 *
 * The distance is that of optimal string alignment (a letter missing, too many,
 * or another; two swapped) between a word and the nearest word of a graph
 * without cycles (R. A. Wagner, "Order-n correction for regular languages",
 * Communications of the ACM 17, 1974), in one pass over the nodes from the last
 * to the first.
 */
#ifndef DOMAINS_PERSON_ALIGNMENT_H
#define DOMAINS_PERSON_ALIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/person/graph.h"
#include "domains/person/letters.h"

/* Three slips make any name of a short one. */
#define ALIGNMENT_SLIPS_MAX 2

/* Nodes of this segment are initials: nothing slips there. */
#define ALIGNMENT_RIGID 0

/* Segments of a graph, the rigid one included. */
#define ALIGNMENT_SEGMENTS 8

enum alignment_op {
	ALIGNMENT_MATCH,
	ALIGNMENT_OMISSION,
	ALIGNMENT_INSERTION,
	ALIGNMENT_SUBSTITUTION,
	ALIGNMENT_TRANSPOSITION /* stands for two letters */
};

struct alignment_step {
	enum alignment_op op;
	uint8_t at; /* the letter; where one is missing, the letter after it */
	uint8_t segment;
	char meant[3]; /* the letters that should stand there */
};

/* How many letters of the local part a step takes. */
size_t
alignment_step_letters(const struct alignment_step *step);

/* Does a step's letter stand twice in the local part? */
bool
alignment_step_doubles(const struct letters *letters,
    const struct alignment_step *step);

#define ALIGNMENT_STEPS_MAX (PERSON_LETTERS_MAX + ALIGNMENT_SLIPS_MAX)

struct alignment {
	unsigned slips;
	struct alignment_step steps[ALIGNMENT_STEPS_MAX];
	size_t count;
	bool unique; /* no other spelling is as near */
};

/* How much of a part must stand there. */
enum alignment_cut {
	ALIGNMENT_WHOLE,
	ALIGNMENT_UNITS,  /* it may end early, where a unit does: yama */
	ALIGNMENT_LETTERS /* or after at most three letters: yam */
};

/* Are the letters a spelling of the graph? */
bool
alignment_exact(const struct graph *graph, const struct letters *letters,
    enum alignment_cut cut);

/* Finds the nearest spelling.  Returns false when none is within two slips, or
 * one is the letters as they are. */
bool
alignment_near(const struct graph *graph, const struct letters *letters,
    struct alignment *alignment_r);

#endif
