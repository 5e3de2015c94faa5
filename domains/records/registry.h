/* SPDX-License-Identifier: BSD-2-Clause */
/* Registry: all registrations in force, to be looked up by a recipient.
 *
 *     struct registry_found found[REGISTRY_FOUND_MAX];
 *     size_t all, count = registry_find(registry, "<lab@example.jp>", 16,
 *         found, &all);
 *
 * finds the wrong members of lab and of the lists that are members of it, the
 * worst first.  Immutable: looked up from any number of threads, without a
 * lock.  A recipient none of whose lists has a wrong member costs some hash
 * lookups; whether one has is worked out when the registry is made.
 */
#ifndef DOMAINS_RECORDS_REGISTRY_H
#define DOMAINS_RECORDS_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/verdict.h"
#include "domains/records/key.h"
#include "domains/records/recordset.h"

/* As many are told of one recipient. */
#define REGISTRY_FOUND_MAX 8

/* As many lists with wrong members below them are gone through for one
 * recipient, so that no mail waits for a maze of aliases.  A wrong member that
 * is farther away is found all the same, if it is the only one. */
#define REGISTRY_LISTS_MAX 256

struct registry;

/* A wrong member; what it points to lives as long as the registry. */
struct registry_found {
	const char *list;   /* key of the list that has the member */
	const char *member; /* as registered */
	const char *file;
	unsigned line;
	const struct verdict *verdict;
};

struct registry_counts {
	size_t lists;
	size_t members;
	size_t wrong;
};

/* Shares the sets and copies the rules.  NULL when memory is out. */
struct registry *
registry_new(struct recordset *const *sets, size_t count,
    const struct key_rules *rules);

/* Sets *registry to NULL; NULL in it is fine. */
void
registry_free(struct registry **registry);

/* The wrong members that a recipient leads to, the worst first.  Returns how
 * many are in found_r, none only when there is none; *all_r is how many there
 * are, or about so many with more lists than REGISTRY_LISTS_MAX. */
size_t
registry_find(const struct registry *registry, const char *path, size_t len,
    struct registry_found found_r[static REGISTRY_FOUND_MAX],
    size_t *all_r);

/* Is there a list or alias with this key? */
bool
registry_has(const struct registry *registry, const char *key);

struct registry_counts
registry_count(const struct registry *registry);

#endif
