/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks up recipients among all registrations: see directory.h. */
#include "domains/registrations/directory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"

/* A list, as any number of sources have it. */
struct node {
	uint32_t first_part; /* with wrong members; INTERNING_NONE */
	uint32_t first_edge; /* to the members that are lists with wrong members
	                        below */
	uint32_t first_back; /* from the lists that this is a member of */
	uint32_t dirt;       /* a node with a wrong member that can be reached
	                        from here: this one, or one of the nearest;
	                        INTERNING_NONE */
};

/* What one set says of a list. */
struct part {
	uint32_t set;
	uint32_t list;
	uint32_t next; /* of the same node */
};

struct edge {
	uint32_t from, to;
	uint32_t next;      /* from the same node */
	uint32_t next_back; /* to the same node */
};

struct directory {
	struct member_set **sets;
	size_t *first_findings; /* of each set, the number of its first */
	size_t set_count;
	size_t finding_count;
	struct interning *keys; /* their numbers are those of the nodes */
	struct node *nodes;
	struct part *parts;
	size_t part_count;
	struct edge *edges;
	size_t edge_count, edge_room;
	struct lookup_key_rules rules;
	bool local_dirty; /* mail for the whole of a local domain goes wrong */
	struct directory_counts counts;
};

/* ---- making -------------------------------------------------------------- */

static int
share_sets(struct directory *directory, struct member_set *const *sets,
    size_t count)
{
	directory->sets = calloc(count + 1, sizeof(*directory->sets));
	directory->first_findings =
	    calloc(count + 1, sizeof(*directory->first_findings));
	if (directory->sets == NULL || directory->first_findings == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		directory->sets[i] = member_set_share(sets[i]);
		directory->first_findings[i] = directory->finding_count;
		directory->finding_count += sets[i]->wrong_count;
		if (!sets[i]->has_errors)
			directory->counts.members += sets[i]->member_count;
	}
	directory->set_count = count;
	return 0;
}

static int
add_list(struct directory *directory, uint32_t set, uint32_t list)
{
	const struct member_set *from = directory->sets[set];
	size_t count = interning_count(directory->keys);
	size_t wrong = from->lists[list].wrong_count, before = 0;
	uint32_t number = interning_add(directory->keys,
	    span_of(interning_text(from->list_names, list)));
	struct node *node;
	struct part *part;

	if (number == INTERNING_NONE)
		return -1;
	node = &directory->nodes[number];
	if (number == count)
		*node = (struct node){INTERNING_NONE, INTERNING_NONE,
		    INTERNING_NONE, INTERNING_NONE};
	if (wrong == 0)
		return 0;
	part = &directory->parts[directory->part_count];
	part->next = node->first_part;
	/* Beside what the same source said before the worse holds. */
	if (from->has_errors && part->next != INTERNING_NONE &&
	    directory->parts[part->next].set + 1 == set) {
		part = &directory->parts[part->next];
		before =
		    directory->sets[part->set]->lists[part->list].wrong_count;
	} else {
		node->first_part = (uint32_t)directory->part_count++;
	}
	if (before >= wrong)
		return 0;
	part->set = set;
	part->list = list;
	node->dirt = number;
	directory->counts.wrong += wrong - before;
	return 0;
}

/* A node a key, as many as all sets have lists at the most. */
static int
add_lists(struct directory *directory)
{
	size_t room = 1;

	for (size_t i = 0; i < directory->set_count; i++)
		room += interning_count(directory->sets[i]->list_names);
	directory->keys = interning_new();
	directory->nodes = calloc(room, sizeof(*directory->nodes));
	directory->parts = calloc(room, sizeof(*directory->parts));
	if (directory->keys == NULL || directory->nodes == NULL ||
	    directory->parts == NULL)
		return -1;
	for (uint32_t i = 0; i < directory->set_count; i++) {
		size_t count = interning_count(directory->sets[i]->list_names);

		for (uint32_t list = 0; list < count; list++)
			if (add_list(directory, i, list) < 0)
				return -1;
	}
	directory->counts.lists = interning_count(directory->keys);
	return 0;
}

/* The nodes that a recipient leads to. */
struct heads {
	uint32_t node[LOOKUP_KEY_KINDS];
	size_t count;
};

/* Of all keys, for the order in which systems take them differs; but a whole
 * domain is redirected only where there is nothing for the address. */
static struct heads
find_heads(const struct directory *directory, const struct lookup_keys *keys)
{
	struct heads heads = {.count = 0};

	for (size_t i = 0; i < LOOKUP_KEY_KINDS; i++) {
		uint32_t node = INTERNING_NONE;

		if (keys->key[i][0] != '\0' &&
		    (i != LOOKUP_KEY_DOMAIN || heads.count == 0))
			node = interning_find(directory->keys,
			    span_of(keys->key[i]));
		if (node != INTERNING_NONE)
			heads.node[heads.count++] = node;
	}
	return heads;
}

static struct heads
heads_of_link(const struct directory *directory, const char *to)
{
	struct lookup_keys keys = {.key = {""}};

	if (*to == '@'
		? lookup_key_of_list(span_of(to), keys.key[LOOKUP_KEY_DOMAIN])
		: lookup_key_find(&directory->rules, to, strlen(to), &keys))
		return find_heads(directory, &keys);
	return (struct heads){.count = 0};
}

static int
add_edge(struct directory *directory, uint32_t from, uint32_t to)
{
	size_t count = directory->edge_count;

	/* "taro: taro, taro@example.jp" ends in the mailbox. */
	if (from == to)
		return 0;
	if (count >= INTERNING_NONE / 2 ||
	    array_reserve(&directory->edges, &directory->edge_room, count,
		sizeof(*directory->edges)) < 0)
		return -1;
	directory->edges[count] = (struct edge){
	    .from = from,
	    .to = to,
	    .next_back = directory->nodes[to].first_back,
	};
	directory->nodes[to].first_back = (uint32_t)count;
	directory->edge_count++;
	return 0;
}

static int
add_links(struct directory *directory, const struct member_set *set)
{
	for (size_t i = 0; i < set->link_count; i++) {
		const struct member_set_link *link = &set->links[i];
		struct heads heads = heads_of_link(directory,
		    interning_text(set->names, link->to));
		uint32_t from;

		if (heads.count == 0)
			continue;
		from = interning_find(directory->keys,
		    span_of(interning_text(set->list_names, link->list)));
		for (size_t k = 0; k < heads.count; k++)
			if (add_edge(directory, from, heads.node[k]) < 0)
				return -1;
	}
	return 0;
}

/* Goes from the lists with wrong members back to those that have them as
 * members, each once, the nearest first, and links them the other way. */
static int
spread_dirt(struct directory *directory)
{
	size_t count = interning_count(directory->keys), queued = 0;
	uint32_t *queue = calloc(count + 1, sizeof(*queue));

	if (queue == NULL)
		return -1;
	for (uint32_t i = 0; i < count; i++)
		if (directory->nodes[i].dirt != INTERNING_NONE)
			queue[queued++] = i;
	for (size_t i = 0; i < queued; i++) {
		const struct node *node = &directory->nodes[queue[i]];
		uint32_t at = node->first_back;

		for (; at != INTERNING_NONE;
		     at = directory->edges[at].next_back) {
			struct edge *edge = &directory->edges[at];
			struct node *from = &directory->nodes[edge->from];

			edge->next = from->first_edge;
			from->first_edge = at;
			if (from->dirt != INTERNING_NONE)
				continue;
			from->dirt = node->dirt;
			queue[queued++] = edge->from;
		}
	}
	free(queue);
	return 0;
}

/* Does mail for the whole of a domain go wrong? */
static bool
is_dirty_domain(const struct directory *directory, const char *domain)
{
	char key[LOOKUP_KEY_SIZE];
	uint32_t number;

	snprintf(key, sizeof(key), "@%s", domain);
	number = interning_find(directory->keys, span_of(key));
	return number != INTERNING_NONE &&
	       directory->nodes[number].dirt != INTERNING_NONE;
}

struct directory *
directory_new(struct member_set *const *sets, size_t count,
    const struct lookup_key_rules *rules)
{
	struct directory *directory = calloc(1, sizeof(*directory));
	bool made;

	if (directory == NULL)
		return NULL;
	made = lookup_key_copy_rules(rules, &directory->rules) == 0 &&
	       share_sets(directory, sets, count) == 0 &&
	       add_lists(directory) == 0;
	for (size_t i = 0; made && i < count; i++)
		made = add_links(directory, sets[i]) == 0;
	if (!made || spread_dirt(directory) < 0) {
		directory_free(&directory);
		return NULL;
	}
	for (size_t i = 0; i < directory->rules.domain_count; i++)
		directory->local_dirty |=
		    is_dirty_domain(directory, directory->rules.domains[i]);
	return directory;
}

void
directory_free(struct directory **directory)
{
	struct directory *gone = *directory;

	*directory = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->set_count; i++)
		member_set_release(&gone->sets[i]);
	lookup_key_clear_rules(&gone->rules);
	free(gone->sets);
	free(gone->first_findings);
	interning_free(&gone->keys);
	free(gone->nodes);
	free(gone->parts);
	free(gone->edges);
	free(gone);
}

/* ---- looking up ---------------------------------------------------------- */

/* Slots for DIRECTORY_LISTS_MAX numbers; a prime, for numbers of one mesh often
 * follow each other in steps. */
#define SEEN_SIZE 1021

/* What is found on the way, and the way. */
struct directory_search {
	const struct directory *directory;
	uint32_t queue[DIRECTORY_LISTS_MAX];
	size_t queued;
	uint32_t seen[SEEN_SIZE]; /* the same by their hash, each plus 1; 0 */
	size_t links;             /* that were followed */
	struct directory_found *found;
	size_t count, all;
};

/* Returns false when there is no room for more. */
static bool
enqueue(struct directory_search *search, uint32_t node)
{
	size_t at = node % SEEN_SIZE;

	if (search->directory->nodes[node].dirt == INTERNING_NONE)
		return true;
	for (; search->seen[at] != 0; at = (at + 1) % SEEN_SIZE)
		if (search->seen[at] == node + 1)
			return true;
	if (search->queued == DIRECTORY_LISTS_MAX)
		return false;
	search->seen[at] = node + 1;
	search->queue[search->queued++] = node;
	return true;
}

/* The worse first; the last one of a full array goes. */
static void
put_found(struct directory_search *search, const struct directory_found *new)
{
	unsigned rank = new->wrong->rank;
	size_t at = search->count;

	while (at > 0 && search->found[at - 1].wrong->rank < rank)
		at--;
	if (at == DIRECTORY_FOUND_MAX)
		return;
	if (search->count < DIRECTORY_FOUND_MAX)
		search->count++;
	memmove(&search->found[at + 1], &search->found[at],
	    (search->count - 1 - at) * sizeof(*search->found));
	search->found[at] = *new;
}

static void
take_part(struct directory_search *search, uint32_t node,
    const struct part *part)
{
	const struct directory *directory = search->directory;
	const struct member_set *set = directory->sets[part->set];
	const struct member_set_list *list = &set->lists[part->list];

	search->all += list->wrong_count;
	for (uint32_t at = list->first_wrong; at != INTERNING_NONE;
	     at = set->wrong[at].next) {
		const struct directory_found found = {
		    .list = interning_text(directory->keys, node),
		    .wrong = set->wrong[at].member,
		    .number = directory->first_findings[part->set] + at,
		};

		put_found(search, &found);
	}
}

static void
take_node(struct directory_search *search, uint32_t number)
{
	const struct directory *directory = search->directory;
	uint32_t at = directory->nodes[number].first_part;

	for (; at != INTERNING_NONE; at = directory->parts[at].next)
		take_part(search, number, &directory->parts[at]);
}

/* From the queue on.  Where it is too short for the way to the first wrong
 * member, that one is known all the same. */
static void
search_queue(struct directory_search *search)
{
	const struct directory *directory = search->directory;

	for (size_t i = 0; i < search->queued; i++) {
		uint32_t at = directory->nodes[search->queue[i]].first_edge;

		take_node(search, search->queue[i]);
		for (; at != INTERNING_NONE; at = directory->edges[at].next)
			if (++search->links > DIRECTORY_LINKS_MAX ||
			    !enqueue(search, directory->edges[at].to))
				break;
	}
	if (search->count == 0 && search->queued != 0)
		take_node(search, directory->nodes[search->queue[0]].dirt);
}

/* Finds what some nodes lead to. */
static size_t
find_from(const struct directory *directory, const struct heads *heads,
    struct directory_found found_r[static DIRECTORY_FOUND_MAX], size_t *all_r)
{
	struct directory_search search;

	*all_r = 0;
	if (heads->count == 0)
		return 0;
	search = (struct directory_search){
	    .directory = directory,
	    .found = found_r,
	};
	for (size_t i = 0; i < heads->count; i++)
		(void)enqueue(&search, heads->node[i]);
	search_queue(&search);
	*all_r = search.all;
	return search.count;
}

size_t
directory_find(const struct directory *directory, const char *path, size_t len,
    struct directory_found found_r[static DIRECTORY_FOUND_MAX], size_t *all_r)
{
	struct heads heads = {.count = 0};
	struct lookup_keys keys;

	if (lookup_key_find(&directory->rules, path, len, &keys))
		heads = find_heads(directory, &keys);
	return find_from(directory, &heads, found_r, all_r);
}

size_t
directory_find_key(const struct directory *directory, uint32_t number,
    struct directory_found found_r[static DIRECTORY_FOUND_MAX], size_t *all_r)
{
	bool dirty = directory->nodes[number].dirt != INTERNING_NONE;
	const struct heads heads = {{number}, dirty};

	return find_from(directory, &heads, found_r, all_r);
}

bool
directory_shadows(const struct directory *directory, uint32_t number)
{
	const char *key = interning_text(directory->keys, number);
	const char *at = strrchr(key, '@');

	if (at == key)
		return false;
	if (at != NULL)
		return is_dirty_domain(directory, at + 1);
	/* Without a domain it is one of each that is local. */
	return directory->local_dirty;
}

const char *
directory_key(const struct directory *directory, uint32_t number)
{
	return interning_text(directory->keys, number);
}

size_t
directory_finding_count(const struct directory *directory)
{
	return directory->finding_count;
}

const struct lookup_key_rules *
directory_rules(const struct directory *directory)
{
	return &directory->rules;
}

bool
directory_has(const struct directory *directory, const char *key)
{
	return interning_find(directory->keys, span_of(key)) != INTERNING_NONE;
}

struct directory_counts
directory_count(const struct directory *directory)
{
	return directory->counts;
}
