/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds cycles of aliases: see the header. */
#include "domains/registrations/alias_loops.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/base/span.h"

/* How much of a cycle a message shows. */
#define SHOWN_NAMES 8
#define SHOWN_SIZE 512

#define NONE INTERNING_NONE

enum colour { WHITE, GREY, BLACK };

/* A name, in lower case: Lab and lab are the same. */
struct loop_node {
	uint32_t first; /* edge; NONE */
	uint32_t last;
	uint32_t above; /* on the way from the root of the search */
	uint32_t next;  /* edge to go along */
	enum colour colour;
};

struct loop_edge {
	uint32_t to;
	uint32_t next; /* of the same node; NONE */
	uint32_t file;
	unsigned line;
};

struct alias_loops {
	struct interning *names; /* their numbers are those of the nodes */
	struct interning *files;
	struct loop_node *nodes;
	size_t node_count, node_size;
	struct loop_edge *edges;
	size_t edge_count, edge_size;
};

struct alias_loops *
alias_loops_new(void)
{
	struct alias_loops *loops = calloc(1, sizeof(*loops));

	if (loops == NULL)
		return NULL;
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
	free(gone->nodes);
	free(gone->edges);
	free(gone);
}

/* NONE when memory is out. */
static uint32_t
node_of(struct alias_loops *loops, struct span name)
{
	char *text = span_copy_lower(name);
	bool room = array_reserve(&loops->nodes, &loops->node_size,
			loops->node_count, sizeof(*loops->nodes)) == 0;
	uint32_t number = NONE;

	if (text != NULL && room)
		number = interning_add(loops->names, span_of(text));
	free(text);
	if (number == loops->node_count)
		loops->nodes[loops->node_count++] = (struct loop_node){
		    .first = NONE,
		    .last = NONE,
		};
	return number;
}

int
alias_loops_add(struct alias_loops *loops, const struct member *member)
{
	bool map = member->list.len != 0 &&
	           memchr(member->list.bytes, '@', member->list.len) != NULL;
	uint32_t from, to, file;

	if (member->list.len == 0 ||
	    (member->target != MEMBER_LOCAL &&
		(member->target != MEMBER_ADDRESS || !map)))
		return 0;
	from = node_of(loops, member->list);
	to = node_of(loops, member->mended);
	file = interning_add(loops->files, span_of(member->file));
	if (from == NONE || to == NONE || file == NONE ||
	    loops->edge_count >= NONE / 2 ||
	    array_reserve(&loops->edges, &loops->edge_size, loops->edge_count,
		sizeof(*loops->edges)) < 0)
		return -1;
	loops->edges[loops->edge_count] = (struct loop_edge){
	    .to = to,
	    .next = NONE,
	    .file = file,
	    .line = member->line,
	};
	if (loops->nodes[from].first == NONE)
		loops->nodes[from].first = (uint32_t)loops->edge_count;
	else
		loops->edges[loops->nodes[from].last].next =
		    (uint32_t)loops->edge_count;
	loops->nodes[from].last = (uint32_t)loops->edge_count++;
	return 0;
}

/* ---- cycles -------------------------------------------------------------- */

static void
append(char *text, const char *more, size_t len)
{
	size_t used = strlen(text), room = SHOWN_SIZE - 1 - used;

	len = len < room ? len : room;
	memcpy(text + used, more, len);
	text[used + len] = '\0';
}

/* The way down from a node to the one below it, as a text. */
static void
add_way(const struct alias_loops *loops, uint32_t top, uint32_t bottom,
    char text[static SHOWN_SIZE])
{
	uint32_t way[SHOWN_NAMES];
	char quoted[DIAGNOSTIC_QUOTE_SIZE];
	size_t length = 1, shown;

	for (uint32_t at = bottom; at != top; at = loops->nodes[at].above)
		way[length++ % SHOWN_NAMES] = at;
	shown = length < SHOWN_NAMES ? length : SHOWN_NAMES;
	diagnostic_quote(interning_text(loops->names, top),
	    strlen(interning_text(loops->names, top)), quoted);
	append(text, quoted, strlen(quoted));
	for (size_t i = 1; i < shown; i++) {
		const char *name = interning_text(loops->names,
		    way[(length - i) % SHOWN_NAMES]);

		append(text, " -> ", 4);
		diagnostic_quote(name, strlen(name), quoted);
		append(text, quoted, strlen(quoted));
	}
	if (shown < length)
		append(text, " -> ...", 7);
}

static void
add_cycle(const struct alias_loops *loops, uint32_t top, uint32_t bottom,
    const struct loop_edge *edge, struct diagnostics *diagnostics)
{
	char text[SHOWN_SIZE] = "", quoted[DIAGNOSTIC_QUOTE_SIZE];
	const char *name = interning_text(loops->names, top);

	add_way(loops, top, bottom, text);
	diagnostics_add(diagnostics, interning_text(loops->files, edge->file),
	    edge->line, "a cycle of aliases: %s -> %s", text,
	    diagnostic_quote(name, strlen(name), quoted));
}

/* Goes down from a node, without recursion: cycles may be long. */
static size_t
search(struct alias_loops *loops, uint32_t root,
    struct diagnostics *diagnostics)
{
	uint32_t at = root;
	size_t cycles = 0;

	loops->nodes[root].above = NONE;
	loops->nodes[root].colour = GREY;
	loops->nodes[root].next = loops->nodes[root].first;
	while (at != NONE) {
		struct loop_node *node = &loops->nodes[at], *to;
		const struct loop_edge *edge;

		if (node->next == NONE) {
			node->colour = BLACK;
			at = node->above;
			continue;
		}
		edge = &loops->edges[node->next];
		node->next = edge->next;
		to = &loops->nodes[edge->to];
		if (to->colour == GREY && edge->to != at) {
			add_cycle(loops, edge->to, at, edge, diagnostics);
			cycles++;
		} else if (to->colour == WHITE) {
			to->colour = GREY;
			to->above = at;
			to->next = to->first;
			at = edge->to;
		}
	}
	return cycles;
}

size_t
alias_loops_find_cycles(struct alias_loops *loops,
    struct diagnostics *diagnostics)
{
	size_t cycles = 0;

	for (size_t i = 0; i < loops->node_count; i++)
		loops->nodes[i].colour = WHITE;
	for (size_t i = 0; i < loops->node_count; i++)
		if (loops->nodes[i].colour == WHITE)
			cycles += search(loops, (uint32_t)i, diagnostics);
	return cycles;
}
