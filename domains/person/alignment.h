/* SPDX-License-Identifier: BSD-2-Clause */
/* Alignment: the letters of a local part beside a graph of spellings
 * (graph.h): which spelling is nearest, and by which slips?
 *
 * The distance is that of optimal string alignment (a letter left out, too
 * much, or another; two swapped), from a word to the nearest word of a graph
 * without cycles: R. A. Wagner, "Order-n correction for regular languages",
 * Communications of the ACM 17 (1974), in one pass over the nodes from the
 * last to the first.
 */
#ifndef DOMAINS_PERSON_ALIGNMENT_H
#define DOMAINS_PERSON_ALIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/person/graph.h"
#include "domains/person/letters.h"

/* Three slips of a short name make any other. */
#define ALIGNMENT_SLIPS_MAX 2

/* Nodes of this segment are initials and such: nothing slips there. */
#define ALIGNMENT_RIGID 0

/* A graph has at most so many segments, rigid ones included. */
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
	uint8_t at; /* the letter seen, or behind which one is missing */
	uint8_t segment;
	char meant[3]; /* what should stand there */
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

/* How much of a part must be there. */
enum alignment_cut {
	ALIGNMENT_WHOLE,
	ALIGNMENT_UNITS,  /* it may end early where a unit does: yama */
	ALIGNMENT_LETTERS /* and after three letters at most: yam */
};

/* Is the word one of the graph? */
bool
alignment_exact(const struct graph *graph, const struct letters *letters,
    enum alignment_cut cut);

/* The nearest spelling, when it is one or two slips away; false when there is
 * none, or the word is in the graph. */
bool
alignment_near(const struct graph *graph, const struct letters *letters,
    struct alignment *alignment_r);

#endif
