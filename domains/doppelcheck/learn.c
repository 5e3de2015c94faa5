/* SPDX-License-Identifier: BSD-2-Clause */
/* A protected.list, with weights, from the organisation's own addresses. */
#include "domains/doppelcheck/learn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/doppelcheck/scan.h"
#include "domains/doppelcheck/source.h"
#include "domains/engine/lists/value.h"
#include "domains/readers/list_line.h"
#include "domains/text/console.h"

/* A domain and how often it was met.  Of its local parts only as many are
 * kept apart as are asked for. */
struct learnt {
	uint64_t count;
	uint32_t name; /* its number */
	unsigned local_count;
	uint64_t locals[LEARN_ADDRESSES_MIN];
};

struct learning {
	const struct doppel *doppel;
	struct interning *names;
	struct learnt *list; /* by the numbers of the names, until sorted */
	size_t count, size;
	uint64_t addresses;
	uint64_t malformed;
	bool failed;
};

static void
learnt_add_local(struct learnt *learnt, uint64_t hash)
{
	for (unsigned i = 0; i < learnt->local_count; i++)
		if (learnt->locals[i] == hash)
			return;
	if (learnt->local_count < LEARN_ADDRESSES_MIN)
		learnt->locals[learnt->local_count++] = hash;
}

/* The entry of a name; NULL when memory is out. */
static struct learnt *
learning_find(struct learning *learning, struct span name)
{
	uint32_t number;

	if (array_reserve(&learning->list, &learning->size, learning->count,
		sizeof(*learning->list)) < 0)
		return NULL;
	number = interning_add(learning->names, name);
	if (number == INTERNING_NONE)
		return NULL;
	if (number == learning->count)
		learning->list[learning->count++] =
		    (struct learnt){.name = number};
	return &learning->list[number];
}

static void
learning_add(struct learning *learning, const struct address *address,
    const char *name, size_t len)
{
	struct learnt *learnt =
	    learning_find(learning, (struct span){name, len});

	if (learnt == NULL) {
		learning->failed = true;
		return;
	}
	learnt->count++;
	learnt_add_local(learnt,
	    XXH3_64bits(address->local, address->local_len));
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
compare_learnt(const void *a, const void *b, void *names)
{
	const struct learnt *first = a, *second = b;

	if (first->count != second->count)
		return first->count < second->count ? 1 : -1;
	return strcmp(interning_text(names, first->name),
	    interning_text(names, second->name));
}

static void
write_entry(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	char weight[VALUE_WEIGHT_SIZE];

	fprintf(out, "%-30s  weight=%s  note=%" PRIu64 " addresses\n",
	    interning_text(learning->names, learnt->name),
	    value_format_weight((double)learnt->count /
				    (double)learning->addresses,
		weight),
	    learnt->count);
}

static void
write_flagged(const struct learning *learning, const struct learnt *learnt,
    const struct verdict *verdict, FILE *out)
{
	char phrase[1024];

	verdict_phrase(verdict, phrase, sizeof(phrase));
	fprintf(out, "# not learnt: %s, %" PRIu64 " %s: %s [%s]\n",
	    interning_text(learning->names, learnt->name), learnt->count,
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
	for (size_t i = 0; i < learning->count; i++) {
		const struct learnt *at = &learning->list[i];
		const char *name = interning_text(learning->names, at->name);
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
	    learning->addresses, learning->malformed, learning->count, learnt,
	    rare, LEARN_ADDRESSES_MIN, flagged);
}

int
learn_run(const struct doppel *doppel, const char *const *paths,
    size_t path_count, FILE *out)
{
	struct learning learning = {
	    .doppel = doppel,
	    .names = interning_new(),
	};
	bool whole = learning.names != NULL &&
	             learning_read(&learning, paths, path_count);

	if (learning.names == NULL || learning.failed) {
		whole = false;
		console_say("learn", strerror(ENOMEM));
	} else {
		if (learning.count != 0)
			qsort_r(learning.list, learning.count,
			    sizeof(*learning.list), compare_learnt,
			    learning.names);
		learning_write(&learning, out);
	}
	free(learning.list);
	interning_free(&learning.names);
	return whole ? 0 : -1;
}
