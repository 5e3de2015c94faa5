/* SPDX-License-Identifier: BSD-2-Clause */
/* Directory: all registrations of a machine, to be looked up by a recipient.
 *
 *     struct directory_found found[DIRECTORY_FOUND_MAX];
 *     size_t all, count = directory_find(directory, "<lab@example.jp>", 16,
 *         found, &all);
 *
 * finds the wrong members of lab and of the lists that are members of it, the
 * worst first.  Immutable: looked up from any number of threads, without a
 * lock.  A recipient none of whose lists has a wrong member costs some hash
 * lookups; whether one has is worked out when the directory is made.
 */
#ifndef DOMAINS_REGISTRATIONS_DIRECTORY_H
#define DOMAINS_REGISTRATIONS_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/registrations/lookup_keys.h"
#include "domains/registrations/member_set.h"

/* As many are reported of one recipient. */
#define DIRECTORY_FOUND_MAX 8

/* As many lists with wrong members below them are gone through for one
 * recipient, over so many links from list to list, so that nothing waits for a
 * maze of aliases.  A wrong member that is farther away is found all the same,
 * if it is the only one. */
#define DIRECTORY_LISTS_MAX 256
#define DIRECTORY_LINKS_MAX 1024

struct directory;

/* A wrong member; what it points to lives as long as the directory. */
struct directory_found {
	const char *list; /* key of the list that has the member */
	const struct wrong_member *wrong;
	size_t number; /* of the wrong member, among those of the directory */
};

struct directory_counts {
	size_t lists;
	size_t members;
	size_t wrong;
};

/* Shares the sets and copies the rules.  NULL when memory is out. */
struct directory *
directory_new(struct member_set *const *sets, size_t count,
    const struct lookup_key_rules *rules);

/* Sets *directory to NULL; NULL in it is fine. */
void
directory_free(struct directory **directory);

/* The wrong members that a recipient leads to, the worst first.  Returns how
 * many are in found_r, none only when there is none; *all_r is how many there
 * are, or less with more lists than DIRECTORY_LISTS_MAX. */
size_t
directory_find(const struct directory *directory, const char *path, size_t len,
    struct directory_found found_r[static DIRECTORY_FOUND_MAX], size_t *all_r);

/* The keys, of all lists and aliases, by their numbers from 0: there are as
 * many as lists. */
const char *
directory_key(const struct directory *directory, uint32_t number);

/* As directory_find(), for a key. */
size_t
directory_find_key(const struct directory *directory, uint32_t number,
    struct directory_found found_r[static DIRECTORY_FOUND_MAX], size_t *all_r);

/* Does the key keep one of a whole domain, which leads to a wrong member, from
 * being asked? */
bool
directory_shadows(const struct directory *directory, uint32_t number);

/* All numbers of findings are below. */
size_t
directory_finding_count(const struct directory *directory);

const struct lookup_key_rules *
directory_rules(const struct directory *directory);

/* Is there a list or alias with this key? */
bool
directory_has(const struct directory *directory, const char *key);

struct directory_counts
directory_count(const struct directory *directory);

#endif
