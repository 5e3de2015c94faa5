/* SPDX-License-Identifier: BSD-2-Clause */
/* Alignment: measures how far letters are from the spellings of a graph, and
 * follows the shortest ways. */
#include "domains/person/alignment.h"

#include <string.h>

/* Letters of a part that is cut within a unit. */
#define SHORT_MAX 3

/* Ways that are followed to see whether the nearest spelling is the only one;
 * with more of them it counts as one of several. */
#define WAYS_MAX 4000

/* ---- steps -------------------------------------------------------------- */

size_t
alignment_step_letters(const struct alignment_step *step)
{
	switch (step->op) {
	case ALIGNMENT_OMISSION:
		return 0;
	case ALIGNMENT_TRANSPOSITION:
		return 2;
	case ALIGNMENT_MATCH:
	case ALIGNMENT_INSERTION:
	case ALIGNMENT_SUBSTITUTION:
		break;
	}
	return 1;
}

bool
alignment_step_doubles(const struct letters *letters,
    const struct alignment_step *step)
{
	char letter = letters->text[step->at];

	return (step->at > 0 && letters->text[step->at - 1] == letter) ||
	       (step->at + 1u < letters->len &&
		   letters->text[step->at + 1] == letter);
}

/* ---- distance ----------------------------------------------------------- */

/* A set of places in the word: bit i stands before letter i, bit len after the
 * last.  One operation works on all places, as S. Wu and U. Manber do for one
 * word ("Fast text searching allowing errors", Communications of the ACM 35,
 * 1992). */
typedef uint64_t places;

#define PLACE(i) (UINT64_C(1) << (i))

_Static_assert(PERSON_LETTERS_MAX < 64, "a place has a bit");

struct alignment_search {
	const struct graph *graph;
	const struct letters *letters;
	enum alignment_cut cut;
	unsigned max;             /* slips */
	places of['z' - 'a' + 1]; /* where each letter stands */
	places inside;            /* before a letter */
	places extra;             /* before a letter that may be too much */
	places pairs;             /* before two letters that may be swapped */
	/* The places from which the letters lead from a node to an end with at
	 * most so many slips. */
	places reach[GRAPH_NODES_MAX][ALIGNMENT_SLIPS_MAX + 1];
	/* The ways to the nearest spelling. */
	struct alignment *alignment;
	struct alignment_step path[ALIGNMENT_STEPS_MAX];
	char meant[2 * ALIGNMENT_STEPS_MAX];
	size_t meant_len;
	unsigned ways;
};

/* A letter too many is a slip where it doubles the one before it, or stands
 * within a word: a letter before or after a word was put there on purpose. */
static void
search_begin(struct alignment_search *search, const struct graph *graph,
    const struct letters *letters, unsigned max, enum alignment_cut cut)
{
	places doubled = 0;

	search->graph = graph;
	search->letters = letters;
	search->max = max;
	search->cut = cut;
	memset(search->of, 0, sizeof(search->of));
	for (size_t i = 0; i < letters->len; i++) {
		search->of[letters->text[i] - 'a'] |= PLACE(i);
		if (i != 0 && letters->text[i] == letters->text[i - 1])
			doubled |= PLACE(i);
	}
	search->inside = PLACE(letters->len) - 1;
	search->extra = search->inside & ~letters->starts &
	                (doubled | ~(letters->starts >> 1));
	search->pairs = search->inside >> 1 & ~(letters->starts >> 1);
}

static bool
slips_at(const struct alignment_search *search, size_t node)
{
	return search->graph->nodes[node].segment != ALIGNMENT_RIGID;
}

static places
places_of(const struct alignment_search *search, const struct graph_edge *edge)
{
	return search->of[edge->letter - 'a'];
}

/* The places before two letters that stand swapped, against two edges of one
 * part. */
static places
find_swapped(const struct alignment_search *search,
    const struct graph_edge *first, const struct graph_edge *second)
{
	const struct graph_node *nodes = search->graph->nodes;

	if (first->letter == second->letter ||
	    nodes[first->to].segment != nodes[second->to].segment)
		return 0;
	return search->pairs & places_of(search, second) &
	       places_of(search, first) >> 1;
}

/* The places that an edge adds to those of its node, for a slip at the edge and
 * at most slips in all. */
static places
find_slip(const struct alignment_search *search, const struct graph_edge *edge,
    unsigned slips)
{
	const struct graph_node *node = &search->graph->nodes[edge->to];
	places after = search->reach[edge->to][slips - 1];
	places found = after | (after >> 1 & search->inside);

	for (size_t i = 0; i < node->edge_count; i++)
		found |= search->reach[node->edges[i].to][slips - 1] >> 2 &
		         find_swapped(search, edge, &node->edges[i]);
	return found;
}

static bool
may_end_early(const struct alignment_search *search, size_t at)
{
	const struct graph_node *node = &search->graph->nodes[at];

	if (search->cut == ALIGNMENT_WHOLE || !slips_at(search, at) ||
	    node->depth == 0 || node->end <= at)
		return false;
	return node->between ||
	       (search->cut == ALIGNMENT_LETTERS && node->depth <= SHORT_MAX);
}

static void
reach_node(struct alignment_search *search, size_t at, unsigned slips)
{
	const struct graph_node *node = &search->graph->nodes[at];
	places found = node->accept ? PLACE(search->letters->len) : 0;

	for (size_t i = 0; i < node->edge_count; i++) {
		const struct graph_edge *edge = &node->edges[i];

		found |= search->reach[edge->to][slips] >> 1 &
		         places_of(search, edge);
		if (slips != 0 && slips_at(search, edge->to))
			found |= find_slip(search, edge, slips);
	}
	if (may_end_early(search, at))
		found |= search->reach[node->end][slips];
	if (slips != 0 && slips_at(search, at))
		found |= search->reach[at][slips - 1] >> 1 & search->extra;
	search->reach[at][slips] = found;
}

/* The fewest slips from a node and a place to an end; more than max when it is
 * far. */
static unsigned
find_distance(const struct alignment_search *search, size_t at, size_t place)
{
	unsigned slips = 0;

	while (slips <= search->max &&
	       (search->reach[at][slips] & PLACE(place)) == 0)
		slips++;
	return slips;
}

/* Returns the slips of the whole word. */
static unsigned
measure_word(struct alignment_search *search)
{
	for (size_t at = search->graph->count; at-- > 0;)
		for (unsigned slips = 0; slips <= search->max; slips++)
			reach_node(search, at, slips);
	return search->graph->count != 0 ? find_distance(search, 0, 0)
	                                 : search->max + 1;
}

bool
alignment_exact(const struct graph *graph, const struct letters *letters,
    enum alignment_cut cut)
{
	struct alignment_search search;

	search_begin(&search, graph, letters, 0, cut);
	return measure_word(&search) == 0;
}

/* ---- ways --------------------------------------------------------------- */

/* Follows all shortest ways until there is a second spelling, and keeps the
 * first way.  Returns false when it need not go on. */
static bool
follow_ways(struct alignment_search *search, size_t at, size_t i, size_t steps);

static bool
end_way(struct alignment_search *search, size_t steps)
{
	struct alignment *alignment = search->alignment;
	char meant[sizeof(search->meant)];
	size_t len = 0;

	if (alignment->count == 0) {
		memcpy(alignment->steps, search->path,
		    steps * sizeof(*search->path));
		alignment->count = steps;
		alignment->unique = true;
		for (size_t i = 0; i < steps; i++)
			for (const char *c = search->path[i].meant; *c; c++)
				search->meant[search->meant_len++] = *c;
		return true;
	}
	for (size_t i = 0; i < steps; i++)
		for (const char *c = search->path[i].meant; *c; c++)
			meant[len++] = *c;
	alignment->unique =
	    len == search->meant_len && memcmp(meant, search->meant, len) == 0;
	return alignment->unique;
}

/* Takes a step that leads to node `to` and letter `next`, if a shortest way has
 * it. */
static bool
take_step(struct alignment_search *search, size_t at, size_t i, size_t to,
    size_t next, const struct alignment_step *step, size_t steps)
{
	unsigned slip = step->op != ALIGNMENT_MATCH;

	if (find_distance(search, to, next) + slip !=
	    find_distance(search, at, i))
		return true;
	if (steps == ALIGNMENT_STEPS_MAX || ++search->ways > WAYS_MAX) {
		search->alignment->unique = false;
		return false;
	}
	search->path[steps] = *step;
	return follow_ways(search, to, next, steps + 1);
}

static bool
follow_edge(struct alignment_search *search, size_t at, size_t i,
    const struct graph_edge *edge, size_t steps)
{
	const struct graph_node *node = &search->graph->nodes[edge->to];
	struct alignment_step taken = {
	    .at = (uint8_t)i,
	    .segment = node->segment,
	    .meant = {edge->letter},
	};
	bool same = i < search->letters->len &&
	            search->letters->text[i] == edge->letter;

	taken.op = same ? ALIGNMENT_MATCH : ALIGNMENT_SUBSTITUTION;
	if (i < search->letters->len && (same || slips_at(search, edge->to)) &&
	    !take_step(search, at, i, edge->to, i + 1, &taken, steps))
		return false;
	if (!slips_at(search, edge->to))
		return true;
	taken.op = ALIGNMENT_OMISSION;
	if (!take_step(search, at, i, edge->to, i, &taken, steps))
		return false;
	taken.op = ALIGNMENT_TRANSPOSITION;
	for (size_t k = 0; k < node->edge_count; k++) {
		taken.meant[1] = node->edges[k].letter;
		if ((find_swapped(search, edge, &node->edges[k]) & PLACE(i)) !=
			0 &&
		    !take_step(search, at, i, node->edges[k].to, i + 2, &taken,
			steps))
			return false;
	}
	return true;
}

static bool
follow_ways(struct alignment_search *search, size_t at, size_t i, size_t steps)
{
	const struct graph_node *node = &search->graph->nodes[at];

	if (node->accept && i == search->letters->len &&
	    !end_way(search, steps))
		return false;
	for (size_t k = 0; k < node->edge_count; k++)
		if (!follow_edge(search, at, i, &node->edges[k], steps))
			return false;
	if (slips_at(search, at) && (search->extra & PLACE(i)) != 0) {
		const struct alignment_step extra = {
		    .op = ALIGNMENT_INSERTION,
		    .at = (uint8_t)i,
		    .segment = node->segment,
		};

		return take_step(search, at, i, at, i + 1, &extra, steps);
	}
	return true;
}

bool
alignment_near(const struct graph *graph, const struct letters *letters,
    struct alignment *alignment_r)
{
	struct alignment_search search;
	unsigned slips;

	search_begin(&search, graph, letters, ALIGNMENT_SLIPS_MAX,
	    ALIGNMENT_WHOLE);
	slips = measure_word(&search);
	if (slips > ALIGNMENT_SLIPS_MAX || slips == 0)
		return false;
	search.alignment = alignment_r;
	search.meant_len = search.ways = 0;
	alignment_r->slips = slips;
	alignment_r->count = 0;
	alignment_r->unique = false;
	(void)follow_ways(&search, 0, 0, 0);
	return alignment_r->count != 0;
}
