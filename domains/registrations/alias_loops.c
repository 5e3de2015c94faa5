/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds loops of aliases, each once, in linear time: see the header. */
#include "domains/registrations/alias_loops.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/base/span.h"
#include "domains/base/translation.h"

/* How much of a cycle a message shows. */
#define SHOWN_NAMES 8
#define SHOWN_SIZE 512

#define NONE INTERNING_NONE

/* A name, in lower case: Lab and lab are the same. */
struct loop_node {
	uint32_t first; /* of its edges, in the order of adding */
	uint32_t next;  /* edge to go along */
	uint32_t above; /* on the way from the root of the search */
	uint32_t order; /* in which the search came to it; NONE: not yet */
	uint32_t low;   /* the first that is known to lead back to it */
	uint32_t root;  /* of the loop it is in, or its own; NONE: not yet */
	uint32_t by;    /* edge by which it is reached from the root; NONE */
};

struct loop_edge {
	uint32_t from, to;
	uint32_t file;
	unsigned line;
};

struct alias_loops {
	struct interning *names; /* their numbers are those of the nodes */
	struct interning *files;
	struct loop_edge *edges;
	size_t edge_count, edge_room;
	uint32_t from, file; /* of the last edge; NONE */
};

struct alias_loops *
alias_loops_new(void)
{
	struct alias_loops *loops = calloc(1, sizeof(*loops));

	if (loops == NULL)
		return NULL;
	loops->from = loops->file = NONE;
	loops->names = interning_new();
	loops->files = interning_new();
	if (loops->names == NULL || loops->files == NULL)
		alias_loops_free(&loops);
	return loops;
}

void
alias_loops_free(struct alias_loops **loops)
{
	struct alias_loops *gone = *loops;

	*loops = NULL;
	if (gone == NULL)
		return;
	interning_free(&gone->names);
	interning_free(&gone->files);
	free(gone->edges);
	free(gone);
}

/* Is it a name that was added, in any case? */
static bool
is_name(const struct alias_loops *loops, uint32_t number, struct span name)
{
	return number != NONE &&
	       span_same_folded(span_of(interning_text(loops->names, number)),
		   name);
}

/* NONE when memory is out. */
static uint32_t
node_of(struct alias_loops *loops, struct span name)
{
	char *text = span_copy_lower(name);
	uint32_t number =
	    text != NULL ? interning_add(loops->names, span_of(text)) : NONE;

	free(text);
	return number;
}

int
alias_loops_add(struct alias_loops *loops, const struct member *member)
{
	bool map = span_has(member->list, '@');
	uint32_t to;

	if (member->list.len == 0 ||
	    (member->target != MEMBER_LOCAL &&
		(member->target != MEMBER_ADDRESS || !map)))
		return 0;
	/* Members of one list and one file follow each other. */
	if (!is_name(loops, loops->from, member->list))
		loops->from = node_of(loops, member->list);
	if (loops->file == NONE ||
	    strcmp(interning_text(loops->files, loops->file), member->file) !=
		0)
		loops->file =
		    interning_add(loops->files, span_of(member->file));
	to = node_of(loops, member->mended);
	if (loops->from == NONE || to == NONE || loops->file == NONE ||
	    loops->edge_count >= NONE / 2 ||
	    array_reserve(&loops->edges, &loops->edge_room, loops->edge_count,
		sizeof(*loops->edges)) < 0)
		return -1;
	/* "taro: taro, taro@example.jp" ends in the mailbox. */
	if (to != loops->from)
		loops->edges[loops->edge_count++] = (struct loop_edge){
		    .from = loops->from,
		    .to = to,
		    .file = loops->file,
		    .line = member->line,
		};
	return 0;
}

/* ---- a loop in words ----------------------------------------------------- */

/* The search for loops: R. Tarjan, Depth-first search and linear graph
 * algorithms, 1972.  Without recursion: a chain of aliases may be long. */
struct search {
	const struct alias_loops *loops;
	struct loop_node *nodes; /* one more than there are */
	uint32_t *edges;         /* numbers, by the node that they go from */
	uint32_t *stack;         /* nodes whose loop is not known yet */
	uint32_t *queue;         /* nodes of a loop, the nearest first */
	size_t order, stacked;
	size_t count;
};

static void
append(char *text, const char *more, size_t len)
{
	size_t used = strlen(text), room = SHOWN_SIZE - 1 - used;

	len = len < room ? len : room;
	memcpy(text + used, more, len);
	text[used + len] = '\0';
}

static void
append_name(const struct search *search, uint32_t node, char *text)
{
	const char *name = interning_text(search->loops->names, node);
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	diagnostic_quote(name, strlen(name), quoted);
	append(text, quoted, strlen(quoted));
}

/* The way from a root to a node of its loop, as a text.  Returns how many
 * names it has. */
static size_t
add_way(const struct search *search, uint32_t root, uint32_t end,
    char text[static SHOWN_SIZE])
{
	uint32_t way[SHOWN_NAMES];
	size_t length = 1, shown;

	for (uint32_t at = end; at != root;
	     at = search->loops->edges[search->nodes[at].by].from)
		way[length++ % SHOWN_NAMES] = at;
	shown = length < SHOWN_NAMES ? length : SHOWN_NAMES;
	append_name(search, root, text);
	for (size_t i = 1; i < shown; i++) {
		append(text, " -> ", 4);
		append_name(search, way[(length - i) % SHOWN_NAMES], text);
	}
	if (shown < length)
		append(text, " -> ...", 7);
	return length;
}

/* Reports a loop by a shortest way from its root back to it, at the line that
 * closes that. */
static void
report_loop(const struct search *search, const struct loop_edge *last,
    size_t size, struct diagnostics *diagnostics)
{
	char text[SHOWN_SIZE] = "", more[96] = "";
	size_t length = add_way(search, last->to, last->from, text);

	append(text, " -> ", 4);
	append_name(search, last->to, text);
	if (length < size)
		snprintf(more, sizeof(more),
		    _(", among %zu aliases that lead to each other"), size);
	diagnostics_add(diagnostics,
	    interning_text(search->loops->files, last->file), last->line,
	    "a cycle of aliases: %s%s", text, more);
}

/* The first edge, in the order of distance, that comes back to a root. */
static const struct loop_edge *
find_way_back(const struct search *search, uint32_t root)
{
	const struct loop_edge *edges = search->loops->edges;
	struct loop_node *nodes = search->nodes;
	size_t queued = 0;

	search->queue[queued++] = root;
	for (size_t i = 0; i < queued; i++) {
		uint32_t from = search->queue[i];

		for (uint32_t at = nodes[from].first;
		     at < nodes[from + 1].first; at++) {
			uint32_t number = search->edges[at];
			uint32_t to = edges[number].to;

			if (to == root)
				return &edges[number];
			if (nodes[to].root != root || nodes[to].by != NONE)
				continue;
			nodes[to].by = number;
			search->queue[queued++] = to;
		}
	}
	return NULL;
}

/* ---- the search ---------------------------------------------------------- */

static void
enter(struct search *search, uint32_t node, uint32_t above)
{
	struct loop_node *here = &search->nodes[node];

	here->order = here->low = (uint32_t)search->order++;
	here->above = above;
	here->next = here->first;
	search->stack[search->stacked++] = node;
}

/* All that a node leads to is known: is it the root of a loop? */
static void
leave(struct search *search, uint32_t node, struct diagnostics *diagnostics)
{
	struct loop_node *nodes = search->nodes, *here = &nodes[node];
	size_t size = 0;
	uint32_t last;

	if (here->above != NONE && here->low < nodes[here->above].low)
		nodes[here->above].low = here->low;
	if (here->low != here->order)
		return;
	do {
		last = search->stack[--search->stacked];
		nodes[last].root = node;
		size++;
	} while (last != node);
	if (size == 1)
		return;
	report_loop(search, find_way_back(search, node), size, diagnostics);
	search->count++;
}

static void
search_from(struct search *search, uint32_t start,
    struct diagnostics *diagnostics)
{
	struct loop_node *nodes = search->nodes;
	uint32_t at = start;

	enter(search, start, NONE);
	while (at != NONE) {
		struct loop_node *node = &nodes[at];
		uint32_t to;

		if (node->next == nodes[at + 1].first) {
			leave(search, at, diagnostics);
			at = node->above;
			continue;
		}
		to = search->loops->edges[search->edges[node->next++]].to;
		if (nodes[to].order == NONE) {
			enter(search, to, at);
			at = to;
		} else if (nodes[to].root == NONE &&
			   nodes[to].order < node->low) {
			node->low = nodes[to].order;
		}
	}
}

/* Puts the edges in the order of the nodes that they go from. */
static void
sort_edges(struct search *search, size_t count)
{
	const struct alias_loops *loops = search->loops;
	struct loop_node *nodes = search->nodes;
	uint32_t sum = 0;

	for (size_t i = 0; i < loops->edge_count; i++)
		nodes[loops->edges[i].from].first++;
	for (size_t i = 0; i <= count; i++) {
		uint32_t own = nodes[i].first;

		nodes[i] = (struct loop_node){
		    .first = sum,
		    .next = sum,
		    .order = NONE,
		    .root = NONE,
		    .by = NONE,
		};
		sum += own;
	}
	for (size_t i = 0; i < loops->edge_count; i++)
		search->edges[nodes[loops->edges[i].from].next++] = (uint32_t)i;
}

size_t
alias_loops_find(struct alias_loops *loops, struct diagnostics *diagnostics)
{
	size_t count = interning_count(loops->names);
	struct search search = {
	    .loops = loops,
	    .nodes = calloc(count + 1, sizeof(*search.nodes)),
	    .edges = calloc(loops->edge_count + 1, sizeof(*search.edges)),
	    .stack = calloc(count + 1, sizeof(*search.stack)),
	    .queue = calloc(count + 1, sizeof(*search.queue)),
	};

	if (search.nodes == NULL || search.edges == NULL ||
	    search.stack == NULL || search.queue == NULL) {
		diagnostics_no_memory(diagnostics, N_("cycles of aliases"));
	} else {
		sort_edges(&search, count);
		for (uint32_t i = 0; i < count; i++)
			if (search.nodes[i].order == NONE)
				search_from(&search, i, diagnostics);
	}
	free(search.nodes);
	free(search.edges);
	free(search.stack);
	free(search.queue);
	return search.count;
}
