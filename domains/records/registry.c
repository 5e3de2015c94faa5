/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks up recipients among all registrations: see registry.h. */
#include "domains/records/registry.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/records/names.h"

/* A list, as any number of sources have it. */
struct node {
	uint32_t first_part; /* NAMES_NONE */
	uint32_t first_edge; /* to the lists that are members */
	uint32_t first_back; /* from the lists that this is a member of */
	uint32_t dirt;       /* a node with a wrong member that can be reached
	                        from here: this one, or one of the nearest;
	                        NAMES_NONE */
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

struct registry {
	struct recordset **sets;
	size_t set_count;
	struct names *keys; /* their numbers are those of the nodes */
	struct node *nodes;
	struct part *parts;
	size_t part_count;
	struct edge *edges;
	size_t edge_count, edge_room;
	struct key_rules rules;
	char *delimiter;
	struct registry_counts counts;
};

/* ---- making -------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static int
copy_rules(struct registry *registry, const struct key_rules *rules)
{
	struct key_rules *copy = &registry->rules;

	registry->delimiter = strdup(rules->delimiter);
	copy->delimiter = registry->delimiter;
	copy->domains = calloc(rules->domain_count + 1,
	    sizeof(*copy->domains));
	if (registry->delimiter == NULL || copy->domains == NULL)
		return -1;
	for (size_t i = 0; i < rules->domain_count; i++) {
		copy->domains[i] = strdup(rules->domains[i]);
		if (copy->domains[i] == NULL)
			return -1;
		copy->domain_count = i + 1;
	}
	qsort(copy->domains, copy->domain_count, sizeof(*copy->domains),
	    compare);
	return 0;
}

static int
share_sets(struct registry *registry, struct recordset *const *sets,
    size_t count)
{
	registry->sets = calloc(count + 1, sizeof(*registry->sets));
	if (registry->sets == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		registry->sets[i] = recordset_share(sets[i]);
		registry->counts.members += sets[i]->member_count;
	}
	registry->set_count = count;
	return 0;
}

static int
add_list(struct registry *registry, uint32_t set, uint32_t list)
{
	const struct recordset *from = registry->sets[set];
	size_t known = names_count(registry->keys);
	uint32_t number = names_add(registry->keys,
	    span_of(names_text(from->list_names, list)));
	struct node *node;

	if (number == NAMES_NONE)
		return -1;
	node = &registry->nodes[number];
	if (number == known)
		*node = (struct node){NAMES_NONE, NAMES_NONE, NAMES_NONE,
		    NAMES_NONE};
	registry->parts[registry->part_count] = (struct part){
	    .set = set,
	    .list = list,
	    .next = node->first_part,
	};
	node->first_part = (uint32_t)registry->part_count++;
	if (from->lists[list].wrong_count != 0)
		node->dirt = number;
	registry->counts.wrong += from->lists[list].wrong_count;
	return 0;
}

/* A node a key, as many as all sets have lists at the most. */
static int
add_lists(struct registry *registry)
{
	size_t room = 1;

	for (size_t i = 0; i < registry->set_count; i++)
		room += names_count(registry->sets[i]->list_names);
	registry->keys = names_new();
	registry->nodes = calloc(room, sizeof(*registry->nodes));
	registry->parts = calloc(room, sizeof(*registry->parts));
	if (registry->keys == NULL || registry->nodes == NULL ||
	    registry->parts == NULL)
		return -1;
	for (uint32_t i = 0; i < registry->set_count; i++) {
		size_t count = names_count(registry->sets[i]->list_names);

		for (uint32_t list = 0; list < count; list++)
			if (add_list(registry, i, list) < 0)
				return -1;
	}
	registry->counts.lists = names_count(registry->keys);
	return 0;
}

/* The nodes that a recipient leads to. */
struct heads {
	uint32_t node[KEY_KINDS];
	size_t count;
};

/* Of all keys, for the order in which systems take them differs; but a whole
 * domain is redirected only where there is nothing for the address. */
static struct heads
find_heads(const struct registry *registry, const struct keys *keys)
{
	struct heads heads = {.count = 0};

	for (size_t i = 0; i < KEY_KINDS; i++) {
		uint32_t node = NAMES_NONE;

		if (keys->key[i][0] != '\0' &&
		    (i != KEY_DOMAIN || heads.count == 0))
			node = names_find(registry->keys,
			    span_of(keys->key[i]));
		if (node != NAMES_NONE)
			heads.node[heads.count++] = node;
	}
	return heads;
}

static struct heads
heads_of_link(const struct registry *registry, const char *to)
{
	struct keys keys;
	struct heads heads = {.count = 0};
	char key[KEY_SIZE];
	uint32_t node;

	if (*to == '@' && key_of_list(span_of(to), key)) {
		node = names_find(registry->keys, span_of(key));
		if (node != NAMES_NONE)
			heads = (struct heads){{node}, 1};
		return heads;
	}
	if (key_find(&registry->rules, to, strlen(to), &keys))
		heads = find_heads(registry, &keys);
	return heads;
}

static int
add_edge(struct registry *registry, uint32_t from, uint32_t to)
{
	size_t count = registry->edge_count;
	struct edge *edges = registry->edges;

	/* "taro: taro, taro@example.jp" ends in the mailbox. */
	if (from == to)
		return 0;
	if (count == registry->edge_room) {
		size_t room = count != 0 ? count * 2 : 64;

		if (count >= NAMES_NONE / 2)
			return -1;
		edges = reallocarray(edges, room, sizeof(*edges));
		if (edges == NULL)
			return -1;
		registry->edges = edges;
		registry->edge_room = room;
	}
	edges[count] = (struct edge){
	    .from = from,
	    .to = to,
	    .next = registry->nodes[from].first_edge,
	    .next_back = registry->nodes[to].first_back,
	};
	registry->nodes[from].first_edge = (uint32_t)count;
	registry->nodes[to].first_back = (uint32_t)count;
	registry->edge_count++;
	return 0;
}

static int
add_links(struct registry *registry, const struct recordset *set)
{
	for (size_t i = 0; i < set->link_count; i++) {
		const struct recordset_link *link = &set->links[i];
		struct heads heads = heads_of_link(registry,
		    names_text(set->names, link->to));
		uint32_t from;

		if (heads.count == 0)
			continue;
		from = names_find(registry->keys,
		    span_of(names_text(set->list_names, link->list)));
		for (size_t k = 0; k < heads.count; k++)
			if (add_edge(registry, from, heads.node[k]) < 0)
				return -1;
	}
	return 0;
}

/* Goes from the lists with wrong members back to those that have them as
 * members, each once, the nearest first. */
static int
spread_dirt(struct registry *registry)
{
	size_t count = names_count(registry->keys), queued = 0;
	uint32_t *queue = calloc(count + 1, sizeof(*queue));

	if (queue == NULL)
		return -1;
	for (uint32_t i = 0; i < count; i++)
		if (registry->nodes[i].dirt != NAMES_NONE)
			queue[queued++] = i;
	for (size_t i = 0; i < queued; i++) {
		const struct node *node = &registry->nodes[queue[i]];
		uint32_t at = node->first_back;

		for (; at != NAMES_NONE; at = registry->edges[at].next_back) {
			uint32_t from = registry->edges[at].from;

			if (registry->nodes[from].dirt != NAMES_NONE)
				continue;
			registry->nodes[from].dirt = node->dirt;
			queue[queued++] = from;
		}
	}
	free(queue);
	return 0;
}

struct registry *
registry_new(struct recordset *const *sets, size_t count,
    const struct key_rules *rules)
{
	struct registry *registry = calloc(1, sizeof(*registry));
	bool made;

	if (registry == NULL)
		return NULL;
	made = copy_rules(registry, rules) == 0 &&
	       share_sets(registry, sets, count) == 0 &&
	       add_lists(registry) == 0;
	for (size_t i = 0; made && i < count; i++)
		made = add_links(registry, sets[i]) == 0;
	if (!made || spread_dirt(registry) < 0)
		registry_free(&registry);
	return registry;
}

void
registry_free(struct registry **registry)
{
	struct registry *gone = *registry;

	*registry = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->set_count; i++)
		recordset_release(&gone->sets[i]);
	for (size_t i = 0; i < gone->rules.domain_count; i++)
		free((void *)(uintptr_t)gone->rules.domains[i]);
	free(gone->sets);
	names_free(&gone->keys);
	free(gone->nodes);
	free(gone->parts);
	free(gone->edges);
	free(gone->rules.domains);
	free(gone->delimiter);
	free(gone);
}

/* ---- looking up ---------------------------------------------------------- */

/* What is found on the way, and the way. */
struct search {
	const struct registry *registry;
	uint32_t queue[REGISTRY_LISTS_MAX];
	size_t queued;
	struct registry_found *found;
	size_t count, all;
};

static void
enqueue(struct search *search, uint32_t node)
{
	if (search->registry->nodes[node].dirt == NAMES_NONE)
		return;
	for (size_t i = 0; i < search->queued; i++)
		if (search->queue[i] == node)
			return;
	if (search->queued < REGISTRY_LISTS_MAX)
		search->queue[search->queued++] = node;
	else
		search->all++;
}

/* The worse first; the last one of a full array goes. */
static void
put_found(struct search *search, const struct registry_found *new)
{
	unsigned rank = recordset_rank(new->verdict);
	size_t at = search->count;

	while (at > 0 && recordset_rank(search->found[at - 1].verdict) < rank)
		at--;
	if (at == REGISTRY_FOUND_MAX)
		return;
	if (search->count < REGISTRY_FOUND_MAX)
		search->count++;
	memmove(&search->found[at + 1], &search->found[at],
	    (search->count - 1 - at) * sizeof(*search->found));
	search->found[at] = *new;
}

static void
take_part(struct search *search, uint32_t node, const struct part *part)
{
	const struct registry *registry = search->registry;
	const struct recordset *set = registry->sets[part->set];
	const struct recordset_list *list = &set->lists[part->list];

	search->all += list->wrong_count;
	for (uint32_t at = list->first_wrong; at != NAMES_NONE;
	     at = set->wrong[at].next) {
		const struct recordset_wrong *wrong = &set->wrong[at];
		const struct registry_found found = {
		    .list = names_text(registry->keys, node),
		    .member = names_text(set->names, wrong->member),
		    .file = names_text(set->names, wrong->file),
		    .line = wrong->line,
		    .verdict = &wrong->verdict,
		};

		put_found(search, &found);
	}
}

static void
take_node(struct search *search, uint32_t number)
{
	const struct registry *registry = search->registry;
	uint32_t at = registry->nodes[number].first_part;

	for (; at != NAMES_NONE; at = registry->parts[at].next)
		take_part(search, number, &registry->parts[at]);
}

/* From the queue on.  Where it is too short for the way to the first wrong
 * member, that one is known all the same. */
static void
search_queue(struct search *search)
{
	const struct registry *registry = search->registry;

	for (size_t i = 0; i < search->queued; i++) {
		uint32_t at = registry->nodes[search->queue[i]].first_edge;

		take_node(search, search->queue[i]);
		for (; at != NAMES_NONE; at = registry->edges[at].next)
			enqueue(search, registry->edges[at].to);
	}
	if (search->count == 0 && search->queued != 0)
		take_node(search, registry->nodes[search->queue[0]].dirt);
}

size_t
registry_find(const struct registry *registry, const char *path, size_t len,
    struct registry_found found_r[static REGISTRY_FOUND_MAX],
    size_t *all_r)
{
	struct search search = {
	    .registry = registry,
	    .found = found_r,
	};
	struct keys keys;
	struct heads heads;

	*all_r = 0;
	if (!key_find(&registry->rules, path, len, &keys))
		return 0;
	heads = find_heads(registry, &keys);
	for (size_t i = 0; i < heads.count; i++)
		enqueue(&search, heads.node[i]);
	search_queue(&search);
	*all_r = search.all;
	return search.count;
}

bool
registry_has(const struct registry *registry, const char *key)
{
	return names_find(registry->keys, span_of(key)) != NAMES_NONE;
}

struct registry_counts
registry_count(const struct registry *registry)
{
	return registry->counts;
}
