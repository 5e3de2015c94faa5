/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: what two entries for one name say together. */
#ifndef DOMAINS_TOOLS_DOPPELLIST_EVIDENCE_H
#define DOMAINS_TOOLS_DOPPELLIST_EVIDENCE_H

#include "domains/tools/doppellist_document.h"

/* What the two cannot both be right about: "meant", "weight", "taken back";
 * NULL when they agree. */
const char *
evidence_conflict(const struct document_entry *first,
    const struct document_entry *second);

/* Adds what second knows to first: all sources, in the order they are met; the
 * earliest since, the latest until; both notes.  Where they are in conflict
 * first is right.  New strings are kept in memory.  Returns 0 with *both_r, or
 * -1 when memory is out. */
int
evidence_unite(struct document *memory, const struct document_entry *first,
    const struct document_entry *second, struct document_entry *both_r);

/* Do the entries say the same? */
bool
evidence_same(const struct document_entry *first,
    const struct document_entry *second);

/* The next of the sources that *rest begins with, and its length; NULL at the
 * end. */
const char *
evidence_next_source(const char **rest, size_t *len_r);

/* Does a list of sources have this one? */
bool
evidence_has_source(const char *sources, const char *source, size_t len);

#endif
