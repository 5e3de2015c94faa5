/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: reads configuration and lists anew and puts them in force for the
 * mails that follow.  A fault anywhere leaves what was in force, and every
 * fault is logged.  Between reloads it keeps up with the registrations.
 */
#ifndef DOMAINS_SERVICE_RELOAD_H
#define DOMAINS_SERVICE_RELOAD_H

#include "domains/service/watch.h"
#include "domains/service/snapshot.h"

/* One hundredth of a processor at most looks at the files of registrations, as
 * long as changes are in force within a minute. */
#define RELOAD_LOOK_SHARE 100
#define RELOAD_LOOK_MS_MAX 50000

struct reload {
	const char *path; /* milter.conf's */
	struct snapshots *snapshots;
	struct watch *watch;
};

/* Reads the registrations for the first time and puts them in force.  After
 * privileges are dropped: what cannot be read later is told now. */
void
reload_begin(const struct reload *reload);

/* All anew. */
void
reload_now(const struct reload *reload);

/* Takes in which registrations have changed.  Returns the ms to wait until the
 * next look. */
long
reload_look(const struct reload *reload);

/* Reads the registrations for a snapshot that is not yet in force, those of
 * services only when it may take its time.  Faults in the files are added and
 * are no failure.  Returns 0, or -1 with one that is. */
int
reload_registrations(struct watch *watch, struct snapshot *next, bool services,
    struct diagnostics *diagnostics);

/* "2000 doppelgangers, 120 providers, ...; registrations: 40 lists, 1000
 * members, 2 wrong" */
#define RELOAD_COUNTS_SIZE 384

void
reload_format_counts(const struct snapshot *snapshot,
    char buf[static RELOAD_COUNTS_SIZE]);

#endif
