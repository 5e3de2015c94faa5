/* SPDX-License-Identifier: BSD-2-Clause */
/* Withdrawn: an entry that was removed stays at the end of its list as a
 * comment, so that nobody adds it again without knowing why it went:
 *
 *     # ---- removed: not entries ------------------------------------------
 *     #
 *     # mee.com: 2026-11-22: a real mail service
 *     #   was: mee.com me.com since=2024-02-01 source=https://...
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_WITHDRAWN_H
#define DOMAINS_DOPPELLIST_MODEL_WITHDRAWN_H

#include "domains/engine/lists/nameset.h"
#include "domains/doppellist/model/document.h"

/* The line that says why a name was withdrawn, or 0. */
unsigned
withdrawn_find(const struct document *document, const char *name);

/* Adds all names that were withdrawn, with their lines.  Returns 0, or -1 when
 * memory is out. */
int
withdrawn_collect(const struct document *document, struct nameset *names);

/* Removes an entry and writes down why.  Returns 0, or -1 with a
 * diagnostic, the document then being of no use. */
int
withdrawn_add(struct document *document, size_t number, const char *day,
    const char *why, struct diagnostics *diagnostics);

#endif
