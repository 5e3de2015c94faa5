/* SPDX-License-Identifier: BSD-2-Clause */
/* Distance from a word to a graph of spellings: see alignment.h. */
#include "domains/records/alignment.h"

#include <string.h>

#define FAR UINT8_MAX

/* A part cut short has so many letters, or ends with a unit. */
#define SHORT_MAX 3

/* Ways that are looked at to see whether the nearest spelling is the only
 * one; when there are more it is not said to be. */
#define WAYS_MAX 4000

/* ---- letters ------------------------------------------------------------- */

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* A quoted local part without escapes says the same without its quotes. */
static bool
add_byte(struct letters *letters, char byte, size_t at, bool *start,
    bool *digits)
{
	if (byte >= 'A' && byte <= 'Z')
		byte = (char)(byte - 'A' + 'a');
	if (byte >= 'a' && byte <= 'z') {
		if (letters->len == PERSON_LETTERS_MAX)
			return false;
		letters->digits_between = letters->digits_between ||
		                          (*digits && letters->len != 0);
		if (*start)
			letters->starts |= UINT64_C(1) << letters->len;
		letters->text[letters->len] = byte;
		letters->at[letters->len++] = (uint8_t)at;
		*start = *digits = false;
		return true;
	}
	*start = true;
	*digits = *digits || is_digit(byte);
	return is_digit(byte) || byte == '.' || byte == '_' || byte == '-';
}

bool
letters_take(struct span local, struct letters *letters_r)
{
	bool start = true, digits = false;
	size_t i = 0, end = local.len;

	*letters_r = (struct letters){0};
	if (local.len > PERSON_LOCAL_MAX)
		return false;
	for (; i < end; i++) {
		if (local.bytes[i] == '+' && i != 0)
			break;
		if (!add_byte(letters_r, local.bytes[i], i, &start, &digits))
			return false;
	}
	letters_r->end = i;
	/* Behind the last letter a word ends. */
	letters_r->starts |= UINT64_C(1) << letters_r->len;
	return letters_r->len != 0;
}

static bool
starts(const struct letters *letters, size_t at)
{
	return (letters->starts >> at & 1) != 0;
}

/* ---- costs --------------------------------------------------------------- */

struct search {
	const struct romaji_graph *graph;
	const struct letters *letters;
	unsigned max;  /* slips */
	enum alignment_cut cut;
	/* Fewest slips from a node with the letters from i on to an end. */
	uint8_t cost[ROMAJI_NODES_MAX][PERSON_LETTERS_MAX + 1];
	uint8_t fewest[ROMAJI_NODES_MAX]; /* letters to an end */
	uint8_t most[ROMAJI_NODES_MAX];
	/* The ways of the nearest. */
	struct alignment *alignment;
	struct alignment_step path[ALIGNMENT_STEPS_MAX];
	char meant[2 * ALIGNMENT_STEPS_MAX];
	size_t meant_len;
	unsigned ways;
};

static bool
slips_at(const struct search *search, size_t node)
{
	return search->graph->nodes[node].segment != ALIGNMENT_RIGID;
}

/* A letter too much is a slip when it doubles the one before it, or stands
 * within a word: what is before or behind a word was put there. */
static bool
may_be_extra(const struct search *search, size_t node, size_t i)
{
	const struct letters *letters = search->letters;

	if (!slips_at(search, node) || i >= letters->len || starts(letters, i))
		return false;
	return letters->text[i] == letters->text[i - 1] ||
	       !starts(letters, i + 1);
}

static bool
is_swapped(const struct search *search, size_t i,
    const struct romaji_edge *first, const struct romaji_edge *second)
{
	const struct letters *letters = search->letters;

	return i + 1 < letters->len && !starts(letters, i + 1) &&
	       first->letter != second->letter &&
	       letters->text[i] == second->letter &&
	       letters->text[i + 1] == first->letter &&
	       slips_at(search, first->to) &&
	       search->graph->nodes[first->to].segment ==
	           search->graph->nodes[second->to].segment;
}

static uint8_t
add(uint8_t cost, unsigned more)
{
	return cost == FAR ? FAR : (uint8_t)(cost + more);
}

static uint8_t
least(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

static uint8_t
cost_of_swap(const struct search *search, size_t i,
    const struct romaji_edge *first)
{
	const struct romaji_node *node = &search->graph->nodes[first->to];
	uint8_t best = FAR;

	for (size_t k = 0; k < node->edge_count; k++)
		if (is_swapped(search, i, first, &node->edges[k]))
			best = least(best,
			    add(search->cost[node->edges[k].to][i + 2], 1));
	return best;
}

static uint8_t
cost_of_edge(const struct search *search, size_t i,
    const struct romaji_edge *edge)
{
	const uint8_t *behind = search->cost[edge->to];
	uint8_t best = FAR;

	if (i < search->letters->len) {
		bool same = search->letters->text[i] == edge->letter;

		if (same || (search->max != 0 && slips_at(search, edge->to)))
			best = add(behind[i + 1], same ? 0 : 1);
	}
	if (search->max == 0 || !slips_at(search, edge->to))
		return best;
	best = least(best, add(behind[i], 1));
	return least(best, cost_of_swap(search, i, edge));
}

static bool
may_end_early(const struct search *search, size_t at)
{
	const struct romaji_node *node = &search->graph->nodes[at];

	if (search->cut == ALIGNMENT_WHOLE || !slips_at(search, at) ||
	    node->depth == 0 || node->end <= at)
		return false;
	return node->between || (search->cut == ALIGNMENT_LETTERS &&
	                            node->depth <= SHORT_MAX);
}

static uint8_t
cost_of(const struct search *search, size_t at, size_t i)
{
	const struct romaji_node *node = &search->graph->nodes[at];
	uint8_t best = FAR;

	if (node->accept && i == search->letters->len)
		return 0;
	for (size_t k = 0; k < node->edge_count; k++)
		best = least(best, cost_of_edge(search, i, &node->edges[k]));
	if (may_end_early(search, at))
		best = least(best, search->cost[node->end][i]);
	if (search->max != 0 && may_be_extra(search, at, i))
		best = least(best, add(search->cost[at][i + 1], 1));
	return best > search->max ? FAR : best;
}

/* How many letters may come between a node and an end. */
static void
set_bounds(struct search *search, size_t at)
{
	const struct romaji_node *node = &search->graph->nodes[at];
	uint8_t fewest = node->accept ? 0 : FAR, most = 0;

	for (size_t k = 0; k < node->edge_count; k++) {
		size_t to = node->edges[k].to;

		fewest = least(fewest, search->fewest[to] >= FAR - 1
		                           ? FAR
		                           : (uint8_t)(search->fewest[to] + 1));
		if (most <= search->most[to] && search->most[to] < FAR)
			most = (uint8_t)(search->most[to] + 1);
	}
	search->fewest[at] = fewest;
	search->most[at] = most;
}

/* Returns the slips from the beginning, or FAR. */
static uint8_t
measure(struct search *search)
{
	size_t len = search->letters->len;

	for (size_t at = search->graph->count; at-- > 0;) {
		size_t from = 0, to = len;

		set_bounds(search, at);
		memset(search->cost[at], FAR, sizeof(search->cost[at]));
		/* Cells from which no end is in reach stay FAR. */
		if (search->most[at] + search->max < len)
			from = len - search->most[at] - search->max;
		if (search->cut == ALIGNMENT_WHOLE &&
		    search->fewest[at] > search->max) {
			size_t need = search->fewest[at] - search->max;

			if (need > len)
				continue;
			to = len - need;
		}
		for (size_t i = to + 1; i-- > from;)
			search->cost[at][i] = cost_of(search, at, i);
	}
	return search->graph->count != 0 ? search->cost[0][0] : FAR;
}

bool
alignment_exact(const struct romaji_graph *graph,
    const struct letters *letters, enum alignment_cut cut)
{
	struct search search;

	search.graph = graph;
	search.letters = letters;
	search.max = 0;
	search.cut = cut;
	return measure(&search) == 0;
}

/* ---- ways ---------------------------------------------------------------- */

/* Follows all ways of least cost until a second spelling is met; the first way
 * is kept.  Returns false when it need not go on. */
static bool
follow(struct search *search, size_t at, size_t i, size_t steps);

static bool
end_of_way(struct search *search, size_t steps)
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
	alignment->unique = len == search->meant_len &&
	                    memcmp(meant, search->meant, len) == 0;
	return alignment->unique;
}

/* Takes a step that leads to node `to` and letter `next`, if it is on a way of
 * least cost. */
static bool
step(struct search *search, size_t at, size_t i, size_t to, size_t next,
    const struct alignment_step *step, size_t steps)
{
	unsigned slip = step->op != ALIGNMENT_MATCH;

	if (search->cost[to][next] == FAR ||
	    search->cost[to][next] + slip != search->cost[at][i])
		return true;
	if (steps == ALIGNMENT_STEPS_MAX || ++search->ways > WAYS_MAX) {
		search->alignment->unique = false;
		return false;
	}
	search->path[steps] = *step;
	return follow(search, to, next, steps + 1);
}

static bool
follow_edge(struct search *search, size_t at, size_t i,
    const struct romaji_edge *edge, size_t steps)
{
	const struct romaji_node *node = &search->graph->nodes[edge->to];
	struct alignment_step taken = {
	    .at = (uint8_t)i,
	    .segment = node->segment,
	    .meant = {edge->letter},
	};
	bool same = i < search->letters->len &&
	            search->letters->text[i] == edge->letter;

	taken.op = same ? ALIGNMENT_MATCH : ALIGNMENT_SUBSTITUTION;
	if (i < search->letters->len && (same || slips_at(search, edge->to)) &&
	    !step(search, at, i, edge->to, i + 1, &taken, steps))
		return false;
	if (!slips_at(search, edge->to))
		return true;
	taken.op = ALIGNMENT_OMISSION;
	if (!step(search, at, i, edge->to, i, &taken, steps))
		return false;
	taken.op = ALIGNMENT_TRANSPOSITION;
	for (size_t k = 0; k < node->edge_count; k++) {
		taken.meant[1] = node->edges[k].letter;
		if (is_swapped(search, i, edge, &node->edges[k]) &&
		    !step(search, at, i, node->edges[k].to, i + 2, &taken,
		        steps))
			return false;
	}
	return true;
}

static bool
follow(struct search *search, size_t at, size_t i, size_t steps)
{
	const struct romaji_node *node = &search->graph->nodes[at];

	if (node->accept && i == search->letters->len &&
	    !end_of_way(search, steps))
		return false;
	for (size_t k = 0; k < node->edge_count; k++)
		if (!follow_edge(search, at, i, &node->edges[k], steps))
			return false;
	if (may_be_extra(search, at, i)) {
		const struct alignment_step extra = {
		    .op = ALIGNMENT_INSERTION,
		    .at = (uint8_t)i,
		    .segment = node->segment,
		};

		return step(search, at, i, at, i + 1, &extra, steps);
	}
	return true;
}

bool
alignment_near(const struct romaji_graph *graph,
    const struct letters *letters, struct alignment *alignment_r)
{
	struct search search;
	uint8_t slips;

	search.graph = graph;
	search.letters = letters;
	search.max = ALIGNMENT_SLIPS_MAX;
	search.cut = ALIGNMENT_WHOLE;
	slips = measure(&search);
	if (slips == FAR || slips == 0)
		return false;
	search.alignment = alignment_r;
	search.meant_len = search.ways = 0;
	alignment_r->slips = slips;
	alignment_r->count = 0;
	alignment_r->unique = false;
	(void)follow(&search, 0, 0, 0);
	return alignment_r->count != 0;
}
