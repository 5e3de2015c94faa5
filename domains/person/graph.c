/* SPDX-License-Identifier: BSD-2-Clause */
/* Graph: adds nodes and edges for the spellings of each unit. */
#include "domains/person/graph.h"

#include <string.h>

int
graph_add_node(struct graph *graph, unsigned segment)
{
	struct graph_node *node;

	if (graph->count == GRAPH_NODES_MAX)
		return -1;
	node = &graph->nodes[graph->count];
	node->edge_count = 0;
	node->depth = UINT8_MAX;
	node->segment = (uint8_t)segment;
	node->between = node->accept = false;
	node->end = 0;
	return (int)graph->count++;
}

bool
graph_add_edge(struct graph *graph, int from, int to, char letter)
{
	struct graph_node *node;

	if (from < 0 || to < 0)
		return false;
	node = &graph->nodes[from];
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i].letter == letter &&
		    node->edges[i].to == (uint16_t)to)
			return true;
	if (node->edge_count == GRAPH_EDGES_MAX)
		return false;
	node->edges[node->edge_count++] =
	    (struct graph_edge){(uint16_t)to, letter};
	return true;
}

/* The last letters of spellings, whose edges have no end yet. */
struct hooks {
	int node[GRAPH_EDGES_MAX];
	char letter[GRAPH_EDGES_MAX];
	size_t count;
	bool empty; /* there is a spelling without letters */
};

/* Adds the spellings of a consonant, but their last letters. */
static bool
add_spellings(struct graph *graph, int start, const char *spellings,
    unsigned segment, struct hooks *hooks_r)
{
	hooks_r->count = 0;
	hooks_r->empty = false;
	for (;;) {
		size_t n = strcspn(spellings, "|");
		int at = start;

		hooks_r->empty = hooks_r->empty || n == 0;
		for (size_t i = 0; i + 1 < n; i++) {
			int next = graph_add_node(graph, segment);

			if (!graph_add_edge(graph, at, next, spellings[i]))
				return false;
			at = next;
		}
		if (n != 0) {
			hooks_r->node[hooks_r->count] = at;
			hooks_r->letter[hooks_r->count++] = spellings[n - 1];
		}
		if (spellings[n] == '\0')
			return true;
		spellings += n + 1;
	}
}

/* Ends the edges of the last letters at a node. */
static bool
join_hooks(struct graph *graph, const struct hooks *hooks, int to)
{
	for (size_t i = 0; i < hooks->count; i++)
		if (!graph_add_edge(graph, hooks->node[i], to,
			hooks->letter[i]))
			return false;
	return true;
}

/* Adds the first letters of spellings, as a doubled consonant has them; a
 * doubled ch is also written tch (matcha). */
static int
add_doubling(struct graph *graph, int start, const char *spellings,
    unsigned segment)
{
	int next = graph_add_node(graph, segment);
	bool fine = next >= 0;

	while (fine) {
		size_t n = strcspn(spellings, "|");

		if (n != 0)
			fine = graph_add_edge(graph, start, next, *spellings);
		if (fine && *spellings == 'c')
			fine = graph_add_edge(graph, start, next, 't');
		if (spellings[n] == '\0')
			break;
		spellings += n + 1;
	}
	return fine ? next : -1;
}

/* Adds the vowel, with its length, after each place where it may stand. */
static int
add_vowel(struct graph *graph, const int *starts, size_t count,
    const struct romaji_unit *unit, unsigned segment)
{
	int longer = -1, end;
	bool fine = true;

	if (*unit->longer != '\0')
		longer = graph_add_node(graph, segment);
	end = graph_add_node(graph, segment);
	for (size_t i = 0; fine && i < count; i++) {
		fine = graph_add_edge(graph, starts[i], end, unit->vowel);
		if (fine && *unit->longer != '\0')
			fine = graph_add_edge(graph, starts[i], longer,
			    unit->vowel);
	}
	for (const char *letter = unit->longer; fine && *letter != '\0';
	     letter++)
		fine = graph_add_edge(graph, longer, end, *letter);
	return fine ? end : -1;
}

static int
add_unit(struct graph *graph, int start, const struct romaji_unit *unit,
    unsigned segment)
{
	struct hooks hooks;
	int starts[2], end;
	size_t count = 0;

	if (unit->twice)
		start = add_doubling(graph, start, unit->onset, segment);
	if (start < 0 ||
	    !add_spellings(graph, start, unit->onset, segment, &hooks))
		return -1;
	if (hooks.empty)
		starts[count++] = start;
	if (unit->vowel == '\0') {
		end = graph_add_node(graph, segment);
		return end >= 0 && join_hooks(graph, &hooks, end) ? end : -1;
	}
	if (hooks.count != 0) {
		starts[count++] = graph_add_node(graph, segment);
		if (starts[count - 1] < 0 ||
		    !join_hooks(graph, &hooks, starts[count - 1]))
			return -1;
	}
	return add_vowel(graph, starts, count, unit, segment);
}

/* Sets the fewest letters from the beginning of a part to each of its nodes. */
static void
set_depths(struct graph *graph, int start, size_t first, int end)
{
	graph->nodes[start].depth = 0;
	for (size_t i = (size_t)start; i < graph->count;
	     i = i < first ? first : i + 1) {
		const struct graph_node *node = &graph->nodes[i];

		for (size_t k = 0; k < node->edge_count; k++) {
			size_t to = node->edges[k].to;

			if (to >= first && node->depth != UINT8_MAX &&
			    graph->nodes[to].depth > node->depth + 1)
				graph->nodes[to].depth =
				    (uint8_t)(node->depth + 1);
		}
		if (i >= first)
			graph->nodes[i].end = (uint16_t)end;
	}
}

int
graph_add_part(struct graph *graph, int from_node,
    const struct romaji_part *part, unsigned segment)
{
	size_t first = graph->count;
	uint8_t depth;
	int at = from_node;

	if (at < 0)
		return -1;
	depth = graph->nodes[from_node].depth;
	for (size_t i = 0; i < part->count && at >= 0; i++) {
		at = add_unit(graph, at, &part->units[i], segment);
		if (at >= 0)
			graph->nodes[at].between = true;
	}
	if (at >= 0)
		set_depths(graph, from_node, first, at);
	graph->nodes[from_node].depth = depth;
	return at;
}
