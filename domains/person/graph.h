/* SPDX-License-Identifier: BSD-2-Clause */
/* Graph: the spellings of a name, or of several parts of it, as the paths of a
 * graph without cycles.
 *
 * Edges go from lower to higher numbers, each with a letter.  Node 0 is the
 * beginning, which the caller adds.  A segment is a number that the caller
 * chooses for each part, so that the nodes show which part they belong to.
 *
 *     graph.count = 0;
 *     node = graph_add_node(&graph, 0);
 *     node = graph_add_part(&graph, node, &family, 1);
 *     if (node >= 0)
 *             graph.nodes[node].accept = true;
 */
#ifndef DOMAINS_PERSON_GRAPH_H
#define DOMAINS_PERSON_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/person/romaji.h"

/* Enough for six parts of a long name; no person writes out a longer one. */
#define GRAPH_NODES_MAX 600

/* Letters after which a unit may go on: three spellings of a consonant and the
 * vowel itself, three letters of length. */
#define GRAPH_EDGES_MAX 8

struct graph_edge {
	uint16_t to;
	char letter;
};

struct graph_node {
	struct graph_edge edges[GRAPH_EDGES_MAX];
	uint8_t edge_count;
	uint8_t depth;   /* fewest letters from the beginning of its part */
	uint8_t segment; /* the part it is within */
	bool between;    /* units end here */
	bool accept;     /* a spelling may end here */
	uint16_t end;    /* where the part ends */
};

struct graph {
	struct graph_node nodes[GRAPH_NODES_MAX];
	size_t count;
};

/* Adds a node without edges and returns its number; -1 when the graph is
 * full. */
int
graph_add_node(struct graph *graph, unsigned segment);

/* Adds an edge, once.  Returns false when a node is -1 or has no room. */
bool
graph_add_edge(struct graph *graph, int from, int to, char letter);

/* Adds the spellings of a part after a node.  Returns the node after the last
 * unit, or -1 when the node is -1 or the graph is full. */
int
graph_add_part(struct graph *graph, int from_node,
    const struct romaji_part *part, unsigned segment);

#endif
