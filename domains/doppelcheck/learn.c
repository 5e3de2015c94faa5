/* SPDX-License-Identifier: BSD-2-Clause */
/* A protected.list, with weights, from the organisation's own addresses. */
#include "domains/doppelcheck/learn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "domains/doppelcheck/scan.h"
#include "domains/doppelcheck/domain_set.h"
#include "domains/doppelcheck/source.h"
#include "domains/registrations/readers/list_line.h"
#include "domains/text/console.h"

#define TABLE_SLOTS_MIN ((size_t)1024)

/* A domain and how often it was met.  Of its local parts only as many are
 * kept apart as are asked for. */
struct learnt {
	uint64_t count;
	size_t name; /* where in the names it stands, '\0'-terminated */
	uint64_t locals[LEARN_ADDRESSES_MIN];
	unsigned local_count;
};

struct learning {
	const struct doppel *doppel;
	struct domain_set *hasher; /* its seeded hash: lists are hostile */
	struct learnt *table;      /* open addressing; count 0: free */
	size_t mask;
	size_t used;
	struct buffer names;
	uint64_t addresses;
	uint64_t malformed;
	bool failed;
};

static struct learnt *
table_slot(const struct learning *learning, struct learnt *table, size_t mask,
    const char *name, size_t len)
{
	size_t i = (size_t)domain_set_hash(learning->hasher, name, len) & mask;

	while (table[i].count != 0) {
		const char *there = learning->names.bytes + table[i].name;

		if (strncmp(there, name, len) == 0 && there[len] == '\0')
			break;
		i = (i + 1) & mask;
	}
	return &table[i];
}

static bool
table_grow(struct learning *learning)
{
	size_t mask =
	    learning->mask != 0 ? learning->mask * 2 + 1 : TABLE_SLOTS_MIN - 1;
	struct learnt *table = calloc(mask + 1, sizeof(*table));

	if (table == NULL)
		return false;
	for (size_t i = 0; learning->used != 0 && i <= learning->mask; i++) {
		const struct learnt *from = &learning->table[i];
		const char *name = learning->names.bytes + from->name;

		if (from->count != 0)
			*table_slot(learning, table, mask, name, strlen(name)) =
			    *from;
	}
	free(learning->table);
	learning->table = table;
	learning->mask = mask;
	return true;
}

static void
learnt_add_local(struct learnt *learnt, uint64_t hash)
{
	for (unsigned i = 0; i < learnt->local_count; i++)
		if (learnt->locals[i] == hash)
			return;
	if (learnt->local_count < LEARN_ADDRESSES_MIN)
		learnt->locals[learnt->local_count++] = hash;
}

static void
learning_add(struct learning *learning, const struct address *address,
    const char *name, size_t len)
{
	struct learnt *learnt;

	if (learning->used >= learning->mask / 2 && !table_grow(learning)) {
		learning->failed = true;
		return;
	}
	learnt =
	    table_slot(learning, learning->table, learning->mask, name, len);
	if (learnt->count == 0) {
		learnt->name = learning->names.len;
		buffer_add(&learning->names, name, len);
		buffer_add(&learning->names, "", 1);
		if (learning->names.failed) {
			learning->failed = true;
			return;
		}
		learning->used++;
	}
	learnt->count++;
	learnt_add_local(learnt, domain_set_hash(learning->hasher,
				     address->local, address->local_len));
}

/* Every name is parsed: what is written must be a list entry. */
static void
learning_take(struct learning *learning, const struct address *address)
{
	struct name name;
	enum name_error error;

	if (name_parse(address->domain, address->domain_len, &name, &error) < 0)
		learning->malformed++;
	/* A literal or a host of one label is nothing that people mean. */
	else if (!name.literal && name.labels >= 2)
		learning_add(learning, address, name.text, name.len);
}

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	struct learning *learning = context;

	learning->addresses++;
	if (member->error == ADDRESS_FINE)
		learning_take(learning, &member->parsed);
	else
		learning->malformed++;
	return 0;
}

static void
take_item(struct learning *learning, const struct scan_item *item)
{
	const struct address address = {
	    .local = item->bytes,
	    .local_len = item->local_len,
	    .domain = item->bytes + item->local_len + 1,
	    .domain_len = item->domain_len,
	};
	const struct reader_text text = {
	    .file = "",
	    .text = {item->bytes, item->len},
	    .take = take_member,
	    .context = learning,
	};
	const struct destination_place place = {
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = item->continues,
	};

	if (item->kind == SCAN_LINE) {
		(void)list_line_take(&text, &place, text.text);
		return;
	}
	learning->addresses++;
	if (item->kind == SCAN_ADDRESS)
		learning_take(learning, &address);
	else
		learning->malformed++;
}

static void
complain(void *context, const char *path, const char *text)
{
	(void)context;
	console_say(path, text);
}

/* Returns whether all of it was read. */
static bool
learning_read(struct learning *learning, const char *const *paths,
    size_t path_count)
{
	struct source *source = source_new(paths, path_count, complain, NULL);
	char *bytes = malloc(SOURCE_CHUNK_SIZE);
	struct source_chunk chunk;
	struct scan scan;
	struct scan_item item;
	bool whole;

	learning->failed = source == NULL || bytes == NULL;
	while (!learning->failed && source_next(source, bytes, &chunk)) {
		scan_begin(&scan, &chunk);
		while (scan_next(&scan, &item))
			take_item(learning, &item);
	}
	whole = source != NULL && source_was_whole(source);
	free(bytes);
	source_free(&source);
	return whole;
}

/* The most frequent first; equal ones by name, so that the file is the same
 * in each run. */
static int
compare(const void *a, const void *b, void *names)
{
	const struct learnt *first = a, *second = b;

	if (first->count != second->count)
		return first->count < second->count ? 1 : -1;
	return strcmp((char *)names + first->name,
	    (char *)names + second->name);
}

/* Brings the used slots to the front, in order. */
static void
learning_sort(struct learning *learning)
{
	size_t used = 0;

	for (size_t i = 0; learning->used != 0 && i <= learning->mask; i++)
		if (learning->table[i].count != 0)
			learning->table[used++] = learning->table[i];
	if (used != 0)
		qsort_r(learning->table, used, sizeof(*learning->table),
		    compare, learning->names.bytes);
}

static void
write_entry(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	fprintf(out, "%-30s  weight=%.3g  note=%" PRIu64 " addresses\n",
	    learning->names.bytes + learnt->name,
	    (double)learnt->count / (double)learning->addresses, learnt->count);
}

static void
write_flagged(const struct learning *learning, const struct learnt *learnt,
    const struct verdict *verdict, FILE *out)
{
	char phrase[1024];

	verdict_phrase(verdict, phrase, sizeof(phrase));
	fprintf(out, "# not learnt: %s, %" PRIu64 " %s: %s [%s]\n",
	    learning->names.bytes + learnt->name, learnt->count,
	    learnt->count == 1 ? "address" : "addresses", phrase,
	    verdict_confidence_name(verdict->confidence));
}

static void
learning_write(const struct learning *learning, FILE *out)
{
	size_t rare = 0, flagged = 0, learnt = 0;

	fprintf(out,
	    "# Domains that people here mean, learnt by doppelcheck --learn:\n"
	    "# NAME and its share of %" PRIu64 " addresses.  Read it before\n"
	    "# you put it in force as protected.list.\n\n",
	    learning->addresses);
	for (size_t i = 0; i < learning->used; i++) {
		const struct learnt *at = &learning->table[i];
		const char *name = learning->names.bytes + at->name;
		struct verdict verdict;

		doppel_judge_domain(learning->doppel, name, strlen(name),
		    &verdict);
		if (verdict.reason != VERDICT_NONE) {
			flagged++;
			write_flagged(learning, at, &verdict, out);
		} else if (at->local_count < LEARN_ADDRESSES_MIN) {
			rare++;
		} else {
			learnt++;
			write_entry(learning, at, out);
		}
	}
	fprintf(stderr,
	    "%" PRIu64 " addresses read, %" PRIu64 " malformed, %zu distinct "
	    "domains: %zu learnt, %zu with fewer than %d different addresses, "
	    "%zu flagged\n",
	    learning->addresses, learning->malformed, learning->used, learnt,
	    rare, LEARN_ADDRESSES_MIN, flagged);
}

int
learn_run(const struct doppel *doppel, const char *const *paths,
    size_t path_count, FILE *out)
{
	struct learning learning = {.doppel = doppel,
	    .hasher = domain_set_new()};
	bool whole = learning.hasher != NULL &&
	             learning_read(&learning, paths, path_count);

	if (learning.hasher == NULL || learning.failed) {
		whole = false;
		console_say("learn", strerror(ENOMEM));
	} else {
		learning_sort(&learning);
		learning_write(&learning, out);
	}
	free(learning.table);
	buffer_clear(&learning.names);
	domain_set_free(&learning.hasher);
	return whole ? 0 : -1;
}
