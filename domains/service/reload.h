/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: reads configuration and lists again and puts them in force for the
 * mails that follow.  An error anywhere leaves what was in force, and every
 * error is logged; so is, as long as it is so, that a copy is in force in place
 * of a list.  Between reloads it keeps up with the registrations.
 */
#ifndef DOMAINS_SERVICE_RELOAD_H
#define DOMAINS_SERVICE_RELOAD_H

#include "domains/service/intake.h"
#include "domains/service/snapshot.h"

/* Between two looks at the registrations file: the watcher looks every second,
 * and a change is to be in force after two. */
#define RELOAD_LOOK_MS 500

/* Without registrations there is nothing to look at. */
#define RELOAD_IDLE_MS 50000

struct reload {
	const char *path; /* milter.conf's */
	struct snapshots *snapshots;
	struct intake *intake;
	struct list_copies *copies;
	struct diagnostics *in_place; /* of lists that the copies stand for */
};

/* Keeps copies of the lists that are in force, then reads the registrations
 * file for the first time and puts it in force.  After privileges are dropped:
 * what cannot be done later is reported now. */
void
reload_begin(const struct reload *reload);

/* All again. */
void
reload_now(const struct reload *reload);

/* Takes in a registrations file that has changed, and sends what is still to be
 * reported of contacts.  Returns the ms to wait
 * until the next look. */
long
reload_look(const struct reload *reload);

/* Looks at the registrations file for a snapshot that is not yet in force,
 * where its settings want one; before is that in force, or NULL, whose
 * registrations it takes when there are no others.  That the file is not good
 * is added and is no failure. */
void
reload_registrations(struct intake *intake, struct snapshot *next,
    const struct snapshot *before, struct diagnostics *diagnostics);

/* "2000 doppelgangers, 120 providers, ...; registrations: 40 lists, 1000
 * members, 2 wrong" */
#define RELOAD_COUNTS_SIZE 384

void
reload_format_counts(const struct snapshot *snapshot,
    char buf[static RELOAD_COUNTS_SIZE]);

#endif
