/* SPDX-License-Identifier: BSD-2-Clause */
/* Clashes: where entries of the lists in force contradict each other so that
 * mail is refused which is right, or passes unjudged.  Whoever loads the lists
 * asks for them, and doppellist before it writes an entry.
 *
 *     gmail.com  gmai.com     in a list of doppelgangers: columns exchanged
 *     co.jp                   in exempt.list: all of Japan's companies, or in
 *                             any other list of one's own
 *
 * An entry of the administrator's own (own), and a domain of this host,
 * overrule what somebody else lists as a doppelganger, also in a list that is
 * fetched for the administrator's own ones, and a group of one owner may lack
 * its main name: these are warnings, every other clash is an error.
 */
#ifndef DOMAINS_ENGINE_LISTS_CLASHES_H
#define DOMAINS_ENGINE_LISTS_CLASHES_H

#include "domains/engine/lists/entries.h"

enum list_clash_kind {
	LIST_CLASH_IS,     /* a doppelganger is a provider or protected */
	LIST_CLASH_COVERS, /* it is above one */
	LIST_CLASH_MEANT,  /* it is, or is above, what another entry means */
	LIST_CLASH_EXEMPT, /* it is exempt, or is below an exempt name */
	LIST_CLASH_LOCAL,  /* it is, or is above, a domain of this host */
	LIST_CLASH_SUFFIX, /* an exempt name is a public suffix, or one of
	                      another own list is */
	LIST_CLASH_OWNER,  /* owner= names what is not protected, or another
	                      name itself */
};

struct list_clash {
	enum list_clash_kind kind;
	const struct list_entry *doppelganger; /* NULL: there is none */
	const struct list_entry *other;        /* NULL: the local domain, or an
	                                          owner that is not protected */
	const char *local;
	const struct list_entry *entry; /* the one of the two that is to be
	                                   put right */
};

/* Is the entry the one that overrules the doppelganger? */
bool
list_clash_overrules(const struct list_clash *clash);

/* Or a warning: the doppelganger is overruled, or a group does not hold. */
bool
list_clash_is_error(const struct list_clash *clash);

typedef void (*list_clash_take)(void *context, const struct list_clash *);

/* Finds the clashes of all entries in force, with each other and with domains
 * of this host, canonical names. */
void
list_clashes_find(const struct list_entries *lists, char *const *local,
    size_t local_count, list_clash_take take, void *context);

/* Finds those of an entry that need not be in the lists, and is the one to be
 * put right; but not that it covers others, or is what others mean. */
void
list_clashes_find_of(const struct list_entries *lists,
    const struct list_entry *entry, list_clash_take take, void *context);

/* Of what list_entries_find_parents() found for a name: is the doppelganger
 * overruled? */
bool
list_clash_is_overruled(
    const struct list_entry *const found[static LISTFILE_KINDS]);

/* What is wrong with the entry: "is a provider, providers.list:12". */
#define LIST_CLASH_TEXT_SIZE 1024

void
list_clash_format(const struct list_clash *clash,
    char buf[static LIST_CLASH_TEXT_SIZE]);

/* What a name of so many bytes is to an entry for it, or for one above or below
 * it: "is a provider, FILE:LINE", "is below the provider NAME, FILE:LINE",
 * "covers the ...". */
void
list_clash_format_relation(size_t len, const struct list_entry *other,
    char buf[static LIST_CLASH_TEXT_SIZE]);

#endif
