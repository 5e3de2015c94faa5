/* SPDX-License-Identifier: BSD-2-Clause */
/* A protected.list, with weights, from the organisation's own addresses. */
#include "domains/doppelcheck/learn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/order.h"
#include "domains/doppelcheck/learn_logs.h"
#include "domains/doppelcheck/learn_owners.h"
#include "domains/doppelcheck/learn_slips.h"
#include "domains/doppelcheck/scan.h"
#include "domains/doppelcheck/source.h"
#include "domains/engine/lists/value.h"
#include "domains/readers/list_line.h"
#include "domains/reports/leak_format.h"
#include "domains/text/console.h"

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
		    (struct learnt){.name = number, .owners.main = OWNERS_NONE};
	return &learning->list[number];
}

static void
learning_add(struct learning *learning, const struct address *address,
    const char *name, size_t len)
{
	struct learnt *learnt =
	    learning_find(learning, (struct span){name, len});
	uint64_t hash;

	if (learnt == NULL) {
		learning->failed = true;
		return;
	}
	learnt->count++;
	hash = XXH3_64bits(address->local, address->local_len);
	/* A role of another domain is somebody else. */
	if (persons_is_role(address->local, address->local_len))
		hash ^= XXH3_64bits(name, len);
	learning->failed |= persons_add(&learnt->persons, hash) < 0;
}

/* Every name is parsed: what is written must be a list entry. */
static void
learning_take(struct learning *learning, const struct address *address)
{
	struct name name;

	if (name_parse(address->domain, address->domain_len, &name, NULL) < 0)
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

/* As learn_logs_take. */
static int
take_domain(void *context, const char *domain, uint64_t mails, uint64_t senders)
{
	struct learnt *learnt = learning_find(context, span_of(domain));

	if (learnt == NULL)
		return -1;
	learnt->count += mails;
	learnt->mails = mails;
	learnt->senders = senders;
	return 0;
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
	const int order = order_numbers(second->count, first->count);

	return order != 0 ? order
	                  : strcmp(interning_text(names, first->name),
				interning_text(names, second->name));
}

/* "1 mail", "12 mails" */
static void
write_number(uint64_t number, const char *one, const char *many, FILE *out)
{
	fprintf(out, "%" PRIu64 " %s", number, number == 1 ? one : many);
}

/* What a domain has: "4 addresses, 12 mails of 3 senders". */
static void
write_count(const struct learnt *learnt, FILE *out)
{
	uint64_t addresses = learnt->count - learnt->mails;

	if (addresses != 0 || learnt->mails == 0)
		write_number(addresses, "address", "addresses", out);
	if (learnt->mails == 0)
		return;
	fputs(addresses != 0 ? ", " : "", out);
	write_number(learnt->mails, "mail", "mails", out);
	fputs(" of ", out);
	write_number(learnt->senders, "sender", "senders", out);
}

static void
write_entry(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	char weight[VALUE_WEIGHT_SIZE];

	fprintf(out, "%-30s  weight=%s  note=",
	    interning_text(learning->names, learnt->name),
	    value_format_weight((double)learnt->count /
				    (double)(learning->addresses +
					     learning->logs.mails),
		weight));
	write_count(learnt, out);
	fprintf(out, "\n");
}

static void
write_flagged(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	fprintf(out, "# not learnt: %s, ", learnt_name(learning, learnt));
	write_count(learnt, out);
	fprintf(out, ": %s\n",
	    learnt->why != NULL
		? learnt->why
		: "a public suffix, under which others have their domains");
}

/* The engine does not know domains of one's own, and there is nothing to say
 * about them. */
static bool
is_own(const struct learning *learning, const char *text)
{
	struct name name;

	return name_parse(text, strlen(text), &name, NULL) == 0 &&
	       lookup_key_vouches(learning->rules, &name);
}

static bool
is_registry(const char *text)
{
	struct name name;

	return name_parse(text, strlen(text), &name, NULL) == 0 &&
	       name_is_registry(&name);
}

static int
judge_names(struct learning *learning)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < learning->count; i++) {
		struct learnt *at = &learning->list[i];
		const char *name = learnt_name(learning, at);
		struct verdict verdict;

		doppel_judge_domain(learning->doppel, name, strlen(name),
		    &verdict);
		at->fate =
		    is_own(learning, name) ? FATE_OWN
		    : at->persons.count + at->senders < LEARN_ADDRESSES_MIN
			? FATE_RARE
		    : is_registry(name) ? FATE_FLAGGED
					: FATE_LEARNT;
		if (at->fate != FATE_OWN && verdict.reason != VERDICT_NONE)
			result = learn_flag(at, &verdict);
	}
	return result < 0 ? -1 : learn_slips_find(learning);
}

/* ---- the list ------------------------------------------------------------ */

static void
write_domain(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	if (learnt->fate == FATE_RARE || learnt->fate == FATE_OWN)
		return;
	if (learnt->fate == FATE_LEARNT)
		write_entry(learning, learnt, out);
	else
		write_flagged(learning, learnt, out);
	learn_owners_write(learning, learnt, out);
}

/* "4 addresses and 12 mails from 2026-11-01 to 2026-11-29" */
static void
write_total(const struct learning *learning, FILE *out)
{
	const struct learn_logs_sums *logs = &learning->logs;
	char first[LEAK_DAY_SIZE], last[LEAK_DAY_SIZE];

	if (learning->addresses != 0 || !logs->read) {
		write_number(learning->addresses, "address", "addresses", out);
		fputs(logs->read ? " and " : "", out);
	}
	if (logs->read)
		write_number(logs->mails, "mail", "mails", out);
	if (logs->mails == 0)
		return;
	leak_format_time(logs->first, first);
	leak_format_time(logs->last, last);
	if (strcmp(first, last) == 0)
		fprintf(out, " on %s", first);
	else
		fprintf(out, " from %s to %s", first, last);
}

/* What was read, and what became of it, on standard error. */
static void
summarise(const struct learning *learning, const size_t counts[static FATES])
{
	write_number(learning->addresses, "address read", "addresses read",
	    stderr);
	fprintf(stderr, ", %" PRIu64 " malformed, ", learning->malformed);
	write_number(learning->logs.mails, "mail", "mails", stderr);
	fputs(", ", stderr);
	write_number(learning->count, "distinct domain", "distinct domains",
	    stderr);
	fprintf(stderr,
	    ": %zu learnt, %zu with fewer than %d different addresses or "
	    "senders, %zu flagged, %zu of one's own\n",
	    counts[FATE_LEARNT], counts[FATE_RARE], LEARN_ADDRESSES_MIN,
	    counts[FATE_FLAGGED], counts[FATE_OWN]);
}

static void
learning_write(const struct learning *learning, FILE *out)
{
	size_t counts[FATES] = {0};

	fprintf(out,
	    "# Domains that people here mean, learnt by doppelcheck --learn:\n"
	    "# NAME and its share of ");
	write_total(learning, out);
	fprintf(out, ".\n# Read it before you put it in force as "
		     "protected.list.\n\n");
	for (size_t i = 0; i < learning->count; i++) {
		counts[learning->list[i].fate]++;
		write_domain(learning, &learning->list[i], out);
	}
	summarise(learning, counts);
}

/* Returns whether all of it was read. */
static bool
read_all(struct learning *learning, const struct learn_options *options)
{
	const char **lists = calloc(options->path_count + 1, sizeof(*lists));
	struct logs logs = {0};
	size_t count = 0;
	bool whole = lists != NULL &&
	             learn_logs_find(options, &logs, lists, &count) == 0;

	if (lists == NULL)
		console_say("learn", strerror(ENOMEM));
	if (count != 0 && !learning_read(learning, lists, count))
		whole = false;
	if ((logs.count != 0 || options->logs->journal != NULL) &&
	    learn_logs_read(options, &logs, take_domain, learning,
		&learning->logs) < 0)
		whole = false;
	logs_clear(&logs);
	free(lists);
	return whole;
}

int
learn_run(const struct learn_options *options, FILE *out)
{
	struct learning learning = {
	    .doppel = options->doppel,
	    .batch = options->batch,
	    .rules = options->rules,
	    .names = interning_new(),
	};
	bool whole = learning.names != NULL && read_all(&learning, options);

	if (learning.names != NULL && learning.count != 0)
		qsort_r(learning.list, learning.count, sizeof(*learning.list),
		    compare_learnt, learning.names);
	if (learning.names == NULL || learning.failed ||
	    judge_names(&learning) < 0 || learn_owners_find(&learning) < 0) {
		whole = false;
		console_say("learn", strerror(ENOMEM));
	} else {
		learning_write(&learning, out);
	}
	for (size_t i = 0; i < learning.count; i++) {
		persons_clear(&learning.list[i].persons);
		free(learning.list[i].host);
		free(learning.list[i].why);
	}
	free(learning.list);
	interning_free(&learning.names);
	return whole ? 0 : -1;
}
