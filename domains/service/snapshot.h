/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshot: what is in force, engine, settings and registrations together,
 * immutable.
 *
 * A mail takes the snapshot when it begins and is judged by it to its end; a
 * reload swaps the whole for the mails that follow.  References are counted
 * under one lock; the last one to release a snapshot frees it, outside the
 * lock.
 *
 * Registrations change oftener than the rest: a snapshot with new ones stands
 * on the one that has the rest (its base) and borrows from it.
 */
#ifndef DOMAINS_SERVICE_SNAPSHOT_H
#define DOMAINS_SERVICE_SNAPSHOT_H

#include <pthread.h>
#include <stdint.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/registrations/file.h"
#include "domains/service/history.h"
#include "domains/service/list_copies.h"
#include "domains/settings/milter.h"
#include "domains/settings/settings.h"

struct snapshot {
	struct doppel *engine;
	struct settings_milter settings;
	struct settings domains; /* the engine's options point into it */
	struct dns *dns;         /* NULL: nobody is asked */
	struct history *history; /* NULL: none are kept */
	struct registrations *registrations; /* a reference; NULL: none, or
	                                        not known yet */
	struct snapshot
	    *base; /* whose engine, settings, domains, dns and history these
				  are; a reference.  NULL: our own */
	uint64_t number;          /* no other that was in force has it */
	unsigned long references; /* under the lock of its snapshots */
};

/* Reads milter.conf, domains.conf and the lists, which are compared with their
 * copies.  Returns 0 with one reference that is the caller's, or -1 with the
 * errors added.  With in_place, as at a start, copies are taken in place of
 * faulty lists: then it returns 0 although there are errors, and in_place has a
 * report of each copy. */
int
snapshot_load(const char *path, struct list_copies *copies,
    struct diagnostics *in_place, struct diagnostics *diagnostics,
    struct snapshot **snapshot_r);

/* Opens what asks the DNS, if the settings say so.  What the one before (or
 * NULL) has open with the same settings is kept, with all that it knows.
 * Returns 0, or -1 with errno set. */
int
snapshot_connect(struct snapshot *snapshot, const struct snapshot *before);

/* What is local, as the watcher reports it or else as it is configured; without
 * the MTA's own name.  It lives as long as the snapshot. */
const struct lookup_key_rules *
snapshot_rules(const struct snapshot *snapshot);

/* Frees one that was never given to snapshots_swap(). */
void
snapshot_free(struct snapshot **snapshot);

struct snapshots {
	pthread_mutex_t lock;
	struct snapshot *current; /* holds one reference */
	uint64_t swaps;
};

void
snapshots_init(struct snapshots *snapshots);

/* Puts *next in force and takes over the caller's reference; *next becomes
 * NULL.  The one before goes when its last mail has ended.  A NULL next ends
 * the service: there is nothing to take any more. */
void
snapshots_swap(struct snapshots *snapshots, struct snapshot **next);

/* Puts *registrations in force beside all else that is.  Takes them over, also
 * when it fails; *registrations becomes NULL.  Only for the thread that swaps.
 * Returns 0, or -1 when memory is out or nothing is in force. */
int
snapshots_swap_registrations(struct snapshots *snapshots,
    struct registrations **registrations);

/* NULL when nothing is in force. */
const struct snapshot *
snapshots_take(struct snapshots *snapshots);

/* Sets *snapshot to NULL; NULL in it is fine. */
void
snapshots_release(struct snapshots *snapshots,
    const struct snapshot **snapshot);

#endif
