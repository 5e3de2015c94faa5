/* SPDX-License-Identifier: BSD-2-Clause */
/* Roster: the entries of all lists in force, found by exact name.
 *
 * Filled once while the lists are read, later files taking back what earlier
 * ones said, then only read.  It owns copies of every string.  A look-up is a
 * hash and a comparison; it allocates nothing and takes no lock.
 */
#ifndef DOMAINS_ENGINE_ROSTER_H
#define DOMAINS_ENGINE_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "domains/engine/listfile.h"

struct roster;

struct roster_entry {
	const char *name;   /* canonical */
	const char *meant;  /* canonical; NULL when the list does not say */
	const char *file;
	const char *source; /* NULL when not said */
	double weight;      /* 0: not said */
	unsigned line;
	uint32_t hash;      /* of name; internal */
	uint8_t len;        /* of name */
	uint8_t meant_len;
};

/* NULL when memory is out. */
struct roster *
roster_create(void);

void
roster_free(struct roster **roster);

/* Takes in an entry, or takes one back.  A name that is there already gets
 * the new words.  Returns 0, or -1 when memory is out. */
int
roster_add(struct roster *roster, enum listfile_kind kind, const char *file,
    const struct listfile_entry *entry);

size_t
roster_count(const struct roster *roster, enum listfile_kind kind);

/* The entries of a kind, in no order. */
const struct roster_entry *
roster_at(const struct roster *roster, enum listfile_kind kind, size_t i);

/* NULL when the name is not in the lists of that kind. */
const struct roster_entry *
roster_find(const struct roster *roster, enum listfile_kind kind,
    const char *name, size_t len);

/* The entry of the name or of its nearest listed parent domain. */
const struct roster_entry *
roster_find_parent(const struct roster *roster, enum listfile_kind kind,
    const char *name, size_t len);

#endif
