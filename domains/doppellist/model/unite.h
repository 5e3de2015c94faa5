/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: what two entries for one name say together. */
#ifndef DOMAINS_DOPPELLIST_MODEL_UNITE_H
#define DOMAINS_DOPPELLIST_MODEL_UNITE_H

#include "domains/doppellist/model/document.h"

/* What the two cannot both be right about: "meant", "weight", "taken back";
 * NULL when they agree. */
const char *
unite_conflict(const struct document_entry *first,
    const struct document_entry *second);

/* Adds what second knows to first: all sources, in the order they are met; the
 * earliest since, the latest until; both notes.  Where they are in conflict
 * first is right.  New strings are kept in memory.  Returns 0 with *both_r, or
 * -1 when memory is out. */
int
unite_entries(struct document *memory, const struct document_entry *first,
    const struct document_entry *second, struct document_entry *both_r);

/* Do the entries say the same? */
bool
unite_same(const struct document_entry *first,
    const struct document_entry *second);

/* The next of the sources that *rest begins with, and its length; NULL at the
 * end. */
const char *
unite_next_source(const char **rest, size_t *len_r);

/* Does a list of sources have this one? */
bool
unite_has_source(const char *sources, const char *source, size_t len);

#endif
