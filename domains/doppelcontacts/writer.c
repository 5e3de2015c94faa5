/* SPDX-License-Identifier: BSD-2-Clause */
/* Batches of observations, and what is done every so often. */
#include "domains/doppelcontacts/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/contacts/request.h"
#include "domains/doppelcontacts/quota.h"
#include "domains/service/log.h"

/* A clock may be a day ahead; what is later would be remembered for ever. */
#define AHEAD_MAX (24 * 3600)

#define RETRY_MS 1000
#define LOOK_MS 1000
#define CHECKPOINT_MS 10000
#define EXPIRE_MS 3600000
#define EXPIRE_SOON_MS 60000
#define REPORT_MS 60000

/* So many times STORE_EXPIRE_MAX at once: the gate's datagrams wait. */
#define EXPIRE_ROUNDS 20

#define DAY INT64_C(86400)

struct writer {
	struct store *store;
	unsigned retention;
	char *bytes; /* of the datagrams that wait */
	size_t len;
	struct observation *list;
	size_t count;
	struct quota quota;
	uint64_t due; /* ticks: when the batch is to be written */
	uint64_t look_due, checkpoint_due, expire_due, report_due;
	bool failing;     /* the last try failed */
	bool written;     /* since the last checkpoint */
	uint64_t refused; /* datagrams, since the last report */
	uint64_t lost;    /* datagrams there was no room for */
};

struct writer *
writer_new(struct store *store, unsigned retention)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL)
		return NULL;
	writer->store = store;
	writer->retention = retention;
	writer->bytes = malloc(WRITER_ROOM);
	writer->list = calloc(WRITER_OBSERVATIONS_MAX, sizeof(*writer->list));
	if (writer->bytes == NULL || writer->list == NULL)
		writer_free(&writer);
	return writer;
}

void
writer_free(struct writer **writer)
{
	if (*writer == NULL)
		return;
	free((*writer)->bytes);
	free((*writer)->list);
	free(*writer);
	*writer = NULL;
}

void
writer_refuse(struct writer *writer)
{
	writer->refused++;
}

static bool
are_of_this_time(const struct observation *list, int count, int64_t now)
{
	for (int i = 0; i < count; i++)
		if (list[i].time > now + AHEAD_MAX)
			return false;
	return true;
}

void
writer_take(struct writer *writer, struct span datagram, int64_t now,
    uint64_t ticks)
{
	struct span copy = {writer->bytes + writer->len, datagram.len};
	size_t kept;
	const char *why;
	int count;

	if (datagram.len > WRITER_ROOM - writer->len ||
	    writer->count + OBSERVATIONS_MAX > WRITER_OBSERVATIONS_MAX) {
		writer->lost++;
		return;
	}
	memcpy(writer->bytes + writer->len, datagram.bytes, datagram.len);
	count = observation_parse(copy, writer->list + writer->count, &why);
	if (count < 0 ||
	    !are_of_this_time(writer->list + writer->count, count, now)) {
		log_line(LOG_DETAIL, "refused a datagram: %s",
		    count < 0 ? why : "a time to come");
		writer->refused++;
		return;
	}
	kept = quota_apply(&writer->quota, writer->list + writer->count,
	    (size_t)count, now);
	/* It takes no room, either: without a batch nobody makes some. */
	if (kept == 0)
		return;
	if (writer->count == 0 && !writer->failing)
		writer->due = ticks + WRITER_BATCH_MS;
	writer->len += datagram.len;
	writer->count += kept;
	/* Half full: it does not wait. */
	if (!writer->failing &&
	    (writer->len > WRITER_ROOM / 2 ||
		writer->count > WRITER_OBSERVATIONS_MAX / 2))
		writer->due = ticks;
}

int
writer_wait(const struct writer *writer, uint64_t ticks)
{
	uint64_t next = writer->expire_due;

	if (writer->look_due < next)
		next = writer->look_due;
	if (writer->count != 0 && writer->due < next)
		next = writer->due;
	if (writer->written && writer->checkpoint_due < next)
		next = writer->checkpoint_due;
	return next <= ticks ? 0 : (int)(next - ticks);
}

/* Returns how many of the first ones are written; not all: why not. */
static size_t
apply_pieces(struct writer *writer, size_t *answers_r, const char **why_r)
{
	const size_t max = store_batch(writer->store);
	size_t done = 0;

	*answers_r = 0;
	while (done < writer->count) {
		struct observation *list = writer->list + done;
		size_t left = writer->count - done, answers;
		size_t piece = left < max ? left : max;

		if (request_check_answers(writer->store, list, piece, &answers,
			why_r) < 0)
			break;
		if (store_apply(writer->store, list, piece) < 0) {
			*why_r = store_error();
			break;
		}
		done += piece;
		*answers_r += answers;
	}
	return done;
}

static void
fail(struct writer *writer, const char *why)
{
	if (!writer->failing)
		log_line(LOG_ERROR, "cannot write: %s; what comes in waits",
		    why);
	writer->failing = true;
}

static void
succeed(struct writer *writer)
{
	if (writer->failing)
		log_line(LOG_NOTE, "can write again; datagrams lost: %" PRIu64,
		    writer->lost);
	writer->failing = false;
	writer->lost = 0;
}

static void
write_batch(struct writer *writer, uint64_t ticks)
{
	const char *why;
	size_t answers, done = apply_pieces(writer, &answers, &why);

	if (answers != 0)
		log_line(LOG_NOTE, "answers to requests for confirmation: %zu",
		    answers);
	if (done < writer->count) {
		writer->count -= done;
		memmove(writer->list, writer->list + done,
		    writer->count * sizeof(*writer->list));
		fail(writer, why);
		writer->due = ticks + RETRY_MS;
		return;
	}
	log_line(LOG_DETAIL, "wrote %zu observation%s", done,
	    done == 1 ? "" : "s");
	succeed(writer);
	writer->written = true;
	writer->len = 0;
	writer->count = 0;
}

static void
expire(struct writer *writer, int64_t now, uint64_t ticks)
{
	const int64_t since = now - DAY * writer->retention;
	enum store_result result = STORE_FOUND;

	for (int i = 0; i < EXPIRE_ROUNDS && result == STORE_FOUND; i++)
		result = store_expire(writer->store, since, now);
	if (result == STORE_ERROR)
		log_line(LOG_ERROR, "cannot forget what is old: %s",
		    store_error());
	writer->written = true;
	writer->expire_due =
	    ticks + (result == STORE_FOUND                 ? WRITER_BATCH_MS
			: quota_is_used_up(&writer->quota) ? EXPIRE_SOON_MS
							   : EXPIRE_MS);
}

/* Also when nothing is to be written. */
static void
look(struct writer *writer, uint64_t ticks)
{
	if (store_look(writer->store) < 0)
		fail(writer, store_error());
	else if (writer->count == 0)
		succeed(writer);
	writer->look_due = ticks + LOOK_MS;
}

void
writer_turn(struct writer *writer, int64_t now, uint64_t ticks)
{
	if (writer->look_due <= ticks)
		look(writer, ticks);
	if (writer->count != 0 && writer->due <= ticks)
		write_batch(writer, ticks);
	if (writer->expire_due <= ticks)
		expire(writer, now, ticks);
	if (writer->written && writer->checkpoint_due <= ticks) {
		if (store_checkpoint(writer->store, false) < 0)
			log_line(LOG_ERROR, "checkpoint: %s", store_error());
		writer->written = false;
		writer->checkpoint_due = ticks + CHECKPOINT_MS;
	}
	if (writer->refused != 0 && writer->report_due <= ticks) {
		log_line(LOG_WARN,
		    writer->refused == 1 ? "refused %" PRIu64
					   " datagram that is not the gate's"
					 : "refused %" PRIu64
					   " datagrams that are not the gate's",
		    writer->refused);
		writer->refused = 0;
		writer->report_due = ticks + REPORT_MS;
	}
}

int
writer_finish(struct writer *writer)
{
	if (writer->count != 0)
		write_batch(writer, 0);
	if (store_checkpoint(writer->store, true) < 0)
		log_line(LOG_WARN, "checkpoint: %s", store_error());
	return writer->count == 0 ? 0 : -1;
}
