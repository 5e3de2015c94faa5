/* SPDX-License-Identifier: BSD-2-Clause */
/* A batch of changes in Redis (redis_rows.h): watches and reads the rows, adds
 * up here, and writes all in one transaction, which fails when anybody changed
 * a row meanwhile; then from the beginning.
 *
 * When the answer to a transaction is lost, it may have been done, or may even
 * be done later: the server had its bytes already.  Its id is watched from then
 * on, too, so that either it is found or it can no longer happen. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "domains/base/array.h"
#include "domains/base/translation.h"
#include "domains/base/xxh3.h"
#include "domains/contacts/redis_group.h"

/* So many changes have a millisecond more. */
#define MANY 8

#define BATCH_KEPT "86400"

enum outcome { FAILED = -1, DONE, AGAIN };

/* ---- what is pending ----------------------------------------------------- */

static struct span
copy_bytes(char **to, const void *bytes, size_t len)
{
	const struct span copy = {*to, len};

	if (len != 0)
		memcpy(*to, bytes, len);
	*to += len;
	return copy;
}

int
redis_batch_add(struct redis_batch *batch, enum redis_action action,
    const struct backend_change *change, int64_t since, int64_t now)
{
	const size_t keys = change->key_count * sizeof(*change->keys);
	struct redis_pending *pending;
	char *bytes;

	if (array_reserve(&batch->list, &batch->room, batch->count,
		sizeof(*batch->list)) < 0)
		return -1;
	bytes = malloc(keys + change->key.organisation.len +
		       change->key.name.len + change->list.len + 1);
	if (bytes == NULL)
		return -1;
	pending = &batch->list[batch->count];
	*pending = (struct redis_pending){.action = action,
	    .change = *change,
	    .since = since,
	    .now = now,
	    .number = batch->count++};
	if (change->contact != NULL)
		pending->contact = *change->contact;
	pending->change.contact = NULL; /* the array moves */
	pending->change.keys = (const uint64_t *)(const void *)bytes;
	(void)copy_bytes(&bytes, change->keys, keys);
	pending->change.key.organisation = copy_bytes(&bytes,
	    change->key.organisation.bytes, change->key.organisation.len);
	pending->change.key.name =
	    copy_bytes(&bytes, change->key.name.bytes, change->key.name.len);
	pending->change.list =
	    copy_bytes(&bytes, change->list.bytes, change->list.len);
	return 0;
}

void
redis_batch_clear(struct redis_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		free((void *)(uintptr_t)batch->list[i].change.keys);
	free(batch->list);
	batch->list = NULL;
	batch->count = batch->room = batch->done = 0;
}

/* Of the first ones: are they the same as those of a batch before? */
static uint64_t
hash_pending(const struct redis_batch *batch, size_t count)
{
	uint64_t hash = count;

	for (size_t i = 0; i < count; i++) {
		const struct redis_pending *one = &batch->list[i];
		const struct backend_change *change = &one->change;
		char row[REDIS_ROW_SIZE];
		const struct span numbers =
		    redis_write_contact(row, &one->contact);
		const uint64_t parts[] = {hash, change->joins, change->sets,
		    change->sender, (uint64_t)change->list_sent.first,
		    (uint64_t)change->list_sent.last, change->list_sent.count,
		    (uint64_t)one->action, change->key.organisation.len,
		    XXH3_64bits(change->key.organisation.bytes,
			change->key.organisation.len + change->key.name.len +
			    change->list.len),
		    XXH3_64bits(numbers.bytes, numbers.len)};

		hash = XXH3_64bits(parts, sizeof(parts));
	}
	return hash;
}

static int
compare_rows(const struct redis_pending *a, const struct redis_pending *b)
{
	int result = span_compare(a->change.key.organisation,
	    b->change.key.organisation);

	return result != 0
	           ? result
	           : span_compare(a->change.key.name, b->change.key.name);
}

static int
compare_pending(const void *a, const void *b)
{
	const struct redis_pending *one =
	    *(const struct redis_pending *const *)a;
	const struct redis_pending *other =
	    *(const struct redis_pending *const *)b;
	int result = compare_rows(one, other);

	return result != 0 ? result
	                   : (one->number > other->number) -
	                         (one->number < other->number);
}

/* Those that are not done, by row; NULL when memory is out. */
static const struct redis_pending **
sort_pending(const struct redis_batch *batch)
{
	size_t count = batch->count - batch->done;
	const struct redis_pending **sorted =
	    calloc(count + 1, sizeof(*sorted));

	if (sorted == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &batch->list[batch->done + i];
	qsort(sorted, count, sizeof(*sorted), compare_pending);
	return sorted;
}

/* The next one of a list that ends with NULL; an empty one after the last. */
static struct redis_group
take_group(const struct redis_pending **const *rest)
{
	struct redis_group group = {.list = *rest};

	while (group.list[group.count] != NULL &&
	       compare_rows(group.list[0], group.list[group.count]) == 0) {
		const struct redis_pending *one = group.list[group.count++];

		group.has_sender |= one->change.sender != 0;
	}
	return group;
}

/* ---- a transaction ------------------------------------------------------- */

/* A batch that adds to what is there has an id; the others are the same
 * twice. */
static bool
needs_id(const struct redis_batch *batch)
{
	return batch->list[0].action == REDIS_CHANGE &&
	       !batch->list[0].change.joins;
}

static struct span
id_key(const struct redis_batch *batch, char room[static REDIS_KEY_SIZE])
{
	return redis_write_key(room, batch->list[0].change.key.organisation,
	    "batch", span_of(batch->id));
}

/* The id of the batch in doubt, if these changes are that one and more; else a
 * new one. */
static void
choose_id(struct redis_batch *batch)
{
	uint64_t random[2] = {0};

	if (batch->in_doubt != 0 && batch->in_doubt <= batch->count &&
	    hash_pending(batch, batch->in_doubt) == batch->doubtful)
		return;
	batch->in_doubt = 0;
	if (getrandom(random, sizeof(random), 0) < 0)
		random[0] = redis_deadline(0);
	snprintf(batch->id, sizeof(batch->id), "%016" PRIx64 "%016" PRIx64,
	    random[0], random[1]);
}

/* Is the batch in doubt, it or its first changes, done? */
static enum outcome
look_for_id(struct redis_batch *batch, struct redis_connection *connection,
    uint64_t deadline)
{
	char room[REDIS_KEY_SIZE];
	const struct span key = id_key(batch, room);
	int64_t done;

	redis_add(connection, "s", "UNWATCH");
	redis_add(connection, "sb", "WATCH", key);
	redis_add(connection, "sb", "GET", key);
	if (redis_run(connection, deadline) < 0)
		return FAILED;
	if (!redis_read_numbers(redis_value(connection, 2).bytes, &done, 1) ||
	    done <= 0 || (size_t)done > batch->in_doubt)
		return DONE;
	batch->done = (size_t)done;
	batch->in_doubt = 0;
	return AGAIN;
}

/* Of a list of changes, those that begin an organisation. */
static bool
begins_organisation(const struct redis_pending **sorted,
    const struct redis_pending **at)
{
	return (*at)->action == REDIS_CHANGE &&
	       (at == sorted || !span_same(at[-1]->change.key.organisation,
				    (*at)->change.key.organisation));
}

static enum outcome
ask_rows(const struct redis_pending **sorted,
    struct redis_connection *connection, uint64_t deadline, bool goes_on)
{
	const struct redis_pending **rest = sorted;

	if (!goes_on)
		redis_add(connection, "s", "UNWATCH");
	for (; *rest != NULL; rest++)
		if (begins_organisation(sorted, rest))
			redis_add(connection, "ssb", "SISMEMBER",
			    REDIS_ORGANISATIONS,
			    (*rest)->change.key.organisation);
	for (rest = sorted; *rest != NULL;) {
		const struct redis_group group = take_group(&rest);

		redis_group_ask(&group, connection);
		rest += group.count;
	}
	return (goes_on ? redis_run_on : redis_run)(connection, deadline) < 0
	           ? FAILED
	           : DONE;
}

/* How many answers come before those to the groups. */
static size_t
count_first(const struct redis_pending **sorted,
    const struct redis_connection *connection)
{
	size_t count = redis_count_answers(connection);

	while (*sorted != NULL) {
		const struct redis_group group = take_group(&sorted);

		count -= redis_group_count(&group);
		sorted += group.count;
	}
	return count;
}

/* Those that the store does not have yet, before the transaction: a cluster has
 * them elsewhere.  The answers about them are the last ones before at. */
static void
add_organisations(const struct redis_pending **sorted,
    struct redis_connection *connection, size_t at)
{
	const struct redis_pending **rest;

	for (rest = sorted; *rest != NULL; rest++)
		at -= begins_organisation(sorted, rest);
	for (rest = sorted; *rest != NULL; rest++)
		if (begins_organisation(sorted, rest) &&
		    redis_value(connection, at++).number == 0)
			redis_add(connection, "ssb", "SADD",
			    REDIS_ORGANISATIONS,
			    (*rest)->change.key.organisation);
}

static enum outcome
write_rows(struct redis_batch *batch, const struct redis_pending **sorted,
    struct redis_connection *connection, uint64_t deadline, bool at_once)
{
	size_t at = count_first(sorted, connection);
	const char *why = NULL;
	char room[REDIS_KEY_SIZE];

	add_organisations(sorted, connection, at);
	if (at_once)
		redis_add(connection, "s", "MULTI");
	while (*sorted != NULL && why == NULL) {
		const struct redis_group group = take_group(&sorted);

		why = redis_group_change(&group, at, connection);
		at += redis_group_count(&group);
		sorted += group.count;
	}
	if (needs_id(batch))
		redis_add(connection, "sbnss", "SET", id_key(batch, room),
		    (int64_t)batch->count, "EX", BATCH_KEPT);
	if (at_once)
		redis_add(connection, "s", "EXEC");
	if (why != NULL) {
		redis_forget_queue(connection);
		redis_refuse(connection, why);
		return FAILED;
	}
	if (redis_run_on(connection, deadline) < 0) {
		if (redis_is_lost(connection) && needs_id(batch)) {
			batch->in_doubt = batch->count;
			batch->doubtful = hash_pending(batch, batch->count);
		}
		return FAILED;
	}
	return at_once && redis_value(connection,
			      redis_count_answers(connection) - 1)
	                          .kind == REDIS_NONE
	           ? AGAIN
	           : DONE;
}

static enum outcome
try_commit(struct redis_batch *batch, struct redis_connection *connection,
    uint64_t deadline)
{
	const struct redis_pending **sorted;
	enum outcome outcome = DONE;
	bool looks;

	if (batch->done == batch->count)
		return DONE;
	choose_id(batch);
	looks = batch->in_doubt != 0;
	if (looks)
		outcome = look_for_id(batch, connection, deadline);
	if (outcome != DONE)
		return outcome;
	sorted = sort_pending(batch);
	if (sorted == NULL) {
		redis_refuse(connection, _("out of memory"));
		return FAILED;
	}
	outcome = ask_rows(sorted, connection, deadline, looks);
	if (outcome == DONE)
		outcome = write_rows(batch, sorted, connection, deadline, true);
	/* A full server takes what makes room, but in no transaction. */
	if (outcome == FAILED && !redis_is_lost(connection) &&
	    batch->list[0].action != REDIS_CHANGE &&
	    ask_rows(sorted, connection, deadline, false) == DONE)
		outcome =
		    write_rows(batch, sorted, connection, deadline, false);
	free(sorted);
	return outcome;
}

int
redis_batch_commit(struct redis_batch *batch,
    struct redis_connection *connection, unsigned wait_ms)
{
	const uint64_t deadline =
	    redis_deadline(wait_ms + (unsigned)(batch->count / MANY));
	bool lost = false;

	for (;;) {
		enum outcome outcome = try_commit(batch, connection, deadline);

		if (outcome == DONE) {
			batch->in_doubt = 0;
			return 0;
		}
		if (outcome == FAILED && (lost || !redis_is_lost(connection)))
			return -1;
		lost = outcome == FAILED;
		if (redis_deadline(0) >= deadline) {
			if (!lost)
				redis_refuse(connection,
				    _("is written to by others all the time"));
			return -1;
		}
	}
}
