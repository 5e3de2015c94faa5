/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes findings in the order of the chunks: see the header. */
#include "domains/doppelcheck/ordered.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "domains/text/progress.h"

/* Chunks of findings that may wait for an earlier one: some a thread, so that
 * a thread with an easy chunk goes on. */
#define SLOTS_A_JOB 2

/* A slot that held more gives its memory back. */
#define SLOT_KEEPS ((size_t)256 * 1024)

/* The findings of one chunk.  Each is a struct mark and its bytes. */
struct ordered_slot {
	struct buffer findings;
	uint64_t number; /* of the chunk */
	uint64_t lines;
	size_t file;
	bool begins_file;
	bool done;
};

struct mark {
	uint64_t line; /* newlines of the chunk before it */
	size_t len;
};

struct ordered {
	struct report *report;
	const char *const *paths;
	atomic_bool stopped;
	pthread_mutex_t lock; /* covers all below */
	pthread_cond_t written;
	uint64_t turn; /* the chunk whose findings are next */
	bool busy;     /* a thread is writing: only it touches the next two */
	struct buffer place; /* of a finding, up to its line number */
	uint64_t lines;      /* of the file, before the chunk */
	size_t slot_count;
	struct ordered_slot slots[];
};

struct ordered *
ordered_new(struct report *report, const char *const *paths, unsigned jobs)
{
	size_t count = (size_t)jobs * SLOTS_A_JOB;
	struct ordered *ordered =
	    calloc(1, sizeof(*ordered) + count * sizeof(ordered->slots[0]));

	if (ordered == NULL)
		return NULL;
	ordered->report = report;
	ordered->paths = paths;
	ordered->slot_count = count;
	pthread_mutex_init(&ordered->lock, NULL);
	pthread_cond_init(&ordered->written, NULL);
	return ordered;
}

void
ordered_free(struct ordered **ordered)
{
	struct ordered *gone = *ordered;

	*ordered = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->slot_count; i++)
		buffer_clear(&gone->slots[i].findings);
	buffer_clear(&gone->place);
	pthread_cond_destroy(&gone->written);
	pthread_mutex_destroy(&gone->lock);
	free(gone);
}

bool
ordered_is_stopped(const struct ordered *ordered)
{
	return atomic_load(&ordered->stopped);
}

void
ordered_stop(struct ordered *ordered)
{
	atomic_store(&ordered->stopped, true);
}

/* Writes the findings of a slot.  Only the thread that is busy does. */
static void
write_slot(struct ordered *ordered, struct ordered_slot *slot)
{
	struct report *report = ordered->report;
	struct buffer *pending = &report->pending;
	const char *at = slot->findings.bytes;
	const char *end = at + slot->findings.len;

	if (slot->begins_file) {
		ordered->lines = 0;
		ordered->place.len = 0;
		report_add_place(report, ordered->paths[slot->file],
		    &ordered->place);
		slot->begins_file = false;
	}
	progress_step(ordered->paths[slot->file], ordered->lines + 1);
	while (at != end && !ordered_is_stopped(ordered)) {
		struct mark mark;

		memcpy(&mark, at, sizeof(mark));
		at += sizeof(mark);
		report_add_separator(report, pending);
		buffer_add(pending, ordered->place.bytes, ordered->place.len);
		buffer_add_number(pending, ordered->lines + mark.line + 1);
		buffer_add(pending, at, mark.len);
		at += mark.len;
		if (report_flush_full(report) < 0)
			ordered_stop(ordered);
	}
	pending->failed |= slot->findings.failed | ordered->place.failed;
	if (report_flush(report) < 0)
		ordered_stop(ordered);
	slot->findings.len = 0;
	if (slot->findings.size > SLOT_KEEPS)
		buffer_clear(&slot->findings);
}

/* Writes all that is done and next.  The lock is held on entry and exit, not
 * while writing. */
static void
write_done(struct ordered *ordered)
{
	if (ordered->busy)
		return;
	ordered->busy = true;
	for (;;) {
		struct ordered_slot *slot =
		    &ordered->slots[ordered->turn % ordered->slot_count];

		if (!slot->done)
			break;
		pthread_mutex_unlock(&ordered->lock);
		write_slot(ordered, slot);
		ordered->lines += slot->lines;
		pthread_mutex_lock(&ordered->lock);
		slot->done = false;
		ordered->turn++;
	}
	ordered->busy = false;
	pthread_cond_broadcast(&ordered->written);
}

struct ordered_slot *
ordered_take_slot(struct ordered *ordered, uint64_t number,
    const struct source_chunk *chunk)
{
	struct ordered_slot *slot =
	    &ordered->slots[number % ordered->slot_count];

	pthread_mutex_lock(&ordered->lock);
	while (number - ordered->turn >= ordered->slot_count)
		pthread_cond_wait(&ordered->written, &ordered->lock);
	pthread_mutex_unlock(&ordered->lock);
	slot->number = number;
	slot->file = chunk->file;
	slot->begins_file = chunk->begins_file;
	return slot;
}

void
ordered_finish_slot(struct ordered *ordered, struct ordered_slot *slot,
    uint64_t lines)
{
	pthread_mutex_lock(&ordered->lock);
	slot->lines = lines;
	slot->done = true;
	write_done(ordered);
	pthread_mutex_unlock(&ordered->lock);
}

/* Too many findings to keep: waits until the chunk is next and writes what
 * there is.  While its slot is not done no other thread writes. */
static void
drain_slot(struct ordered *ordered, struct ordered_slot *slot)
{
	pthread_mutex_lock(&ordered->lock);
	while (ordered->turn != slot->number || ordered->busy)
		pthread_cond_wait(&ordered->written, &ordered->lock);
	ordered->busy = true;
	pthread_mutex_unlock(&ordered->lock);
	write_slot(ordered, slot);
	pthread_mutex_lock(&ordered->lock);
	ordered->busy = false;
	pthread_cond_broadcast(&ordered->written);
	pthread_mutex_unlock(&ordered->lock);
}

void
ordered_add(struct ordered *ordered, struct ordered_slot *slot,
    const struct finding *finding)
{
	struct mark mark = {.line = finding->member.line};
	size_t at = slot->findings.len;

	buffer_add(&slot->findings, &mark, sizeof(mark));
	report_add_finding(ordered->report, finding, &slot->findings);
	if (slot->findings.failed)
		return;
	mark.len = slot->findings.len - at - sizeof(mark);
	memcpy(slot->findings.bytes + at, &mark, sizeof(mark));
	if (slot->findings.len > ORDERED_FINDINGS_MAX)
		drain_slot(ordered, slot);
}
