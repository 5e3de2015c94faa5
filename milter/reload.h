/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: reads configuration and lists anew and puts them in force for the
 * mails that follow.  A fault anywhere leaves what was in force, and every
 * fault is logged.
 */
#ifndef MILTER_RELOAD_H
#define MILTER_RELOAD_H

#include "milter/snapshot.h"

/* path is milter.conf's. */
void
reload_now(const char *path, struct snapshots *snapshots);

/* "2000 doppelgangers, 120 providers, ..." */
#define RELOAD_COUNTS_SIZE 256

void
reload_format_counts(
    const struct doppel *engine, char buf[static RELOAD_COUNTS_SIZE]);

#endif
