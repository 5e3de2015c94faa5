/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules: what can be wrong with an entry that the engine can read.
 *
 *     struct rules rules;
 *     if (rules_open(list, &collection, &findings, &rules) < 0) ... reported
 *     rules_check(&rules, number, &findings);   each document of interest
 *     rules_close(&rules);
 *     lint_findings_sort(&findings);
 *
 * The lists' clashes (clashes.h) are among the findings of rules_open().
 * The rules compare an entry with all lists of the collection, and with the
 * engine without its known doppelgangers: does arithmetic, too, find that the
 * name is a slip of the name meant?
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_RULES_H
#define DOMAINS_DOPPELLIST_MODEL_RULES_H

#include "domains/engine/lists/entries.h"
#include "domains/doppellist/model/collection.h"
#include "domains/doppellist/model/lint_findings.h"

struct rules {
	const struct collection *collection;
	struct list_entries *lists;
	struct doppel *doppel;
	const struct strings *local; /* domains of this host */
	const char *today;           /* YYYY-MM-DD */
};

/* Reads the collection, which must stay; adds what two lists say
 * against each other.  Returns 0, or -1 when it is reported. */
int
rules_open(struct doppellist *list, const struct collection *collection,
    struct lint_findings *findings, struct rules *rules_r);

/* Checks all entries of a document and their order. */
void
rules_check(const struct rules *rules, size_t document,
    struct lint_findings *findings);

/* Checks one entry alone, as if it stood in the document; but not whether it
 * covers others, or is what others mean. */
void
rules_check_entry(const struct rules *rules, size_t document,
    const struct entry *entry, struct lint_findings *findings);

/* Checks all of an entry that is to be added, once: the lists have it then.
 * Returns 0, or -1 when memory is out. */
int
rules_check_new(const struct rules *rules, size_t document,
    const struct entry *entry, struct lint_findings *findings);

void
rules_close(struct rules *rules);

#endif
