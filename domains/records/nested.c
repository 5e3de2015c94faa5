/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds cycles of aliases: see nested.h. */
#include "domains/records/nested.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/records/names.h"

/* How much of a cycle a message shows. */
#define SHOWN_NAMES 8
#define SHOWN_SIZE 512

#define NONE NAMES_NONE

enum colour { WHITE, GREY, BLACK };

/* A name, in lower case: nobody tells Lab from lab. */
struct node {
	uint32_t first; /* edge; NONE */
	uint32_t last;
	uint32_t above; /* on the way from the root of the search */
	uint32_t next;  /* edge to go along */
	enum colour colour;
};

struct edge {
	uint32_t to;
	uint32_t next; /* of the same node; NONE */
	uint32_t file;
	unsigned line;
};

struct nested {
	struct names *names; /* their numbers are those of the nodes */
	struct names *files;
	struct node *nodes;
	size_t node_count, node_size;
	struct edge *edges;
	size_t edge_count, edge_size;
};

struct nested *
nested_new(void)
{
	struct nested *nested = calloc(1, sizeof(*nested));

	if (nested == NULL)
		return NULL;
	nested->names = names_new();
	nested->files = names_new();
	if (nested->names == NULL || nested->files == NULL)
		nested_free(&nested);
	return nested;
}

void
nested_free(struct nested **nested)
{
	struct nested *gone = *nested;

	*nested = NULL;
	if (gone == NULL)
		return;
	names_free(&gone->names);
	names_free(&gone->files);
	free(gone->nodes);
	free(gone->edges);
	free(gone);
}

/* Room for one more; NULL when memory is out. */
static void *
grown(void *list, size_t *size, size_t count, size_t each)
{
	size_t more = *size != 0 ? *size * 2 : 64;
	void *bigger;

	if (count < *size)
		return list;
	if (count >= NONE / 2)
		return NULL;
	bigger = reallocarray(list, more, each);
	if (bigger != NULL)
		*size = more;
	return bigger;
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 32) : byte;
}

/* NONE when memory is out. */
static uint32_t
node_of(struct nested *nested, struct span name)
{
	char *text = strndup(name.bytes, name.len);
	struct node *nodes = grown(nested->nodes, &nested->node_size,
	    nested->node_count, sizeof(*nodes));
	uint32_t number = NONE;

	if (nodes != NULL)
		nested->nodes = nodes;
	for (char *at = text; at != NULL && *at != '\0'; at++)
		*at = lower(*at);
	if (text != NULL && nodes != NULL)
		number = names_add(nested->names, span_of(text));
	free(text);
	if (number == nested->node_count)
		nodes[nested->node_count++] = (struct node){
		    .first = NONE,
		    .last = NONE,
		};
	return number;
}

int
nested_add(struct nested *nested, const struct registration *registration)
{
	bool map = registration->list.len != 0 &&
	           memchr(registration->list.bytes, '@',
	               registration->list.len) != NULL;
	uint32_t from, to, file;
	struct edge *edges;

	if (registration->list.len == 0 ||
	    (registration->target != REGISTRATION_LOCAL &&
	        (registration->target != REGISTRATION_ADDRESS || !map)))
		return 0;
	from = node_of(nested, registration->list);
	to = node_of(nested, registration->mended);
	file = names_add(nested->files, span_of(registration->file));
	edges = grown(nested->edges, &nested->edge_size, nested->edge_count,
	    sizeof(*edges));
	if (edges != NULL)
		nested->edges = edges;
	if (from == NONE || to == NONE || file == NONE || edges == NULL)
		return -1;
	edges[nested->edge_count] = (struct edge){
	    .to = to,
	    .next = NONE,
	    .file = file,
	    .line = registration->line,
	};
	if (nested->nodes[from].first == NONE)
		nested->nodes[from].first = (uint32_t)nested->edge_count;
	else
		edges[nested->nodes[from].last].next =
		    (uint32_t)nested->edge_count;
	nested->nodes[from].last = (uint32_t)nested->edge_count++;
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
add_way(const struct nested *nested, uint32_t top, uint32_t bottom,
    char text[static SHOWN_SIZE])
{
	uint32_t way[SHOWN_NAMES];
	char quoted[FAULT_QUOTE_SIZE];
	size_t length = 1, shown;

	for (uint32_t at = bottom; at != top; at = nested->nodes[at].above)
		way[length++ % SHOWN_NAMES] = at;
	shown = length < SHOWN_NAMES ? length : SHOWN_NAMES;
	fault_quote(names_text(nested->names, top),
	    strlen(names_text(nested->names, top)), quoted);
	append(text, quoted, strlen(quoted));
	for (size_t i = 1; i < shown; i++) {
		const char *name = names_text(nested->names,
		    way[(length - i) % SHOWN_NAMES]);

		append(text, " -> ", 4);
		fault_quote(name, strlen(name), quoted);
		append(text, quoted, strlen(quoted));
	}
	if (shown < length)
		append(text, " -> ...", 7);
}

static void
tell(const struct nested *nested, uint32_t top, uint32_t bottom,
    const struct edge *edge, struct faults *faults)
{
	char text[SHOWN_SIZE] = "", quoted[FAULT_QUOTE_SIZE];
	const char *name = names_text(nested->names, top);

	add_way(nested, top, bottom, text);
	faults_add(faults, names_text(nested->files, edge->file),
	    edge->line,
	    "a cycle of aliases: %s -> %s", text,
	    fault_quote(name, strlen(name), quoted));
}

/* Goes down from a node, without recursion: cycles may be long. */
static size_t
search(struct nested *nested, uint32_t root, struct faults *faults)
{
	uint32_t at = root;
	size_t cycles = 0;

	nested->nodes[root].above = NONE;
	nested->nodes[root].colour = GREY;
	nested->nodes[root].next = nested->nodes[root].first;
	while (at != NONE) {
		struct node *node = &nested->nodes[at], *to;
		const struct edge *edge;

		if (node->next == NONE) {
			node->colour = BLACK;
			at = node->above;
			continue;
		}
		edge = &nested->edges[node->next];
		node->next = edge->next;
		to = &nested->nodes[edge->to];
		if (to->colour == GREY && edge->to != at) {
			tell(nested, edge->to, at, edge, faults);
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
nested_find_cycles(struct nested *nested, struct faults *faults)
{
	size_t cycles = 0;

	for (size_t i = 0; i < nested->node_count; i++)
		nested->nodes[i].colour = WHITE;
	for (size_t i = 0; i < nested->node_count; i++)
		if (nested->nodes[i].colour == WHITE)
			cycles += search(nested, (uint32_t)i, faults);
	return cycles;
}
