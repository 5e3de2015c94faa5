/* SPDX-License-Identifier: BSD-2-Clause */
/* Writer: collects what comes in and writes it, a batch at a time.
 *
 *     writer_take(writer, datagram)      for each
 *     writer_turn(writer, now)           when writer_wait() is over, and often
 *     writer_finish(writer)              what is left
 *
 * A batch is written WRITER_BATCH_MS after its first datagram at most, in
 * transactions as large as the store likes: what a crash loses is not older.
 * Where the store cannot be written it keeps what there is room for and tries
 * again; what there is no room for is counted, and reported when the store can
 * be written again.  For one thread.
 */
#ifndef DOMAINS_DOPPELCONTACTS_WRITER_H
#define DOMAINS_DOPPELCONTACTS_WRITER_H

#include <stdint.h>

#include "domains/contacts/store.h"

#define WRITER_BATCH_MS 1000

/* Some hundred thousand mails, and two MiB in the store's transaction. */
#define WRITER_ROOM ((size_t)2 << 20)
#define WRITER_OBSERVATIONS_MAX 32768

struct writer;

/* retention: days.  NULL when memory is out. */
struct writer *
writer_new(struct store *store, unsigned retention);
void
writer_free(struct writer **writer);

/* Takes a copy of a datagram.  now: seconds UTC; ticks: clock_now(). */
void
writer_take(struct writer *writer, struct span datagram, int64_t now,
    uint64_t ticks);

/* A datagram that was refused before it came here. */
void
writer_refuse(struct writer *writer);

/* Milliseconds until there is something to do; -1: nothing is. */
int
writer_wait(const struct writer *writer, uint64_t ticks);

/* Writes what is due, forgets what is old, and moves the store's log. */
void
writer_turn(struct writer *writer, int64_t now, uint64_t ticks);

/* Returns 0, or -1 when something was lost. */
int
writer_finish(struct writer *writer);

#endif
