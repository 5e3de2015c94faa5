/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules: what can be wrong with an entry that can be read.
 *
 *     struct rules rules;
 *     if (rules_open(list, &collection, &findings, &rules) < 0) ... told
 *     rules_check(&rules, number, &findings);   each document of interest
 *     rules_close(&rules);
 *     findings_sort(&findings);
 *
 * An entry is held against all lists of the collection and against the engine
 * without its known doppelgangers: does arithmetic, too, think that the name
 * is a slip of what is said to be meant?
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_RULES_H
#define DOMAINS_DOPPELLIST_MODEL_RULES_H

#include "domains/engine/lists/entries.h"
#include "domains/doppellist/model/collection.h"

/* The names are stable: lint shows them, --ignore takes them. */
enum rule {
	RULE_DIAGNOSTIC, /* the line cannot be read: syntax, a name twice */
	RULE_ORDER,      /* not sorted by name */
	RULE_NAME,       /* nobody can own it */
	RULE_LISTED,     /* another list says what it is, or covers it */
	RULE_TARGET,     /* what is meant is not plausible */
	RULE_SOURCE,     /* nothing says where it is known from */
	RULE_DATE,       /* nothing says since when */
	RULE_WEIGHT,     /* a provider without a share */
	RULE_EXPIRED,    /* until= is over */
	RULE_CONFLICT,   /* two lists contradict each other */
	RULE_DEAD,       /* takes no mail, and has not for a year */
	RULES
};

/* "fault", "order", ... */
const char *
rule_name(enum rule rule);
bool
rule_parse(const char *name, size_t len, enum rule *rule_r);

struct finding {
	size_t document; /* its number in the collection */
	unsigned line;
	enum rule rule;
	char *text; /* NAME: what */
};

struct findings {
	struct finding *list;
	size_t count, room;
	bool failed; /* memory was out: some are missing */
};

void
findings_add(struct findings *findings, size_t document, unsigned line,
    enum rule rule, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Moves all of from to the end; from is empty then. */
void
findings_move(struct findings *findings, struct findings *from);

/* By document, line, rule. */
void
findings_sort(struct findings *findings);

void
findings_clear(struct findings *findings);

struct rules {
	const struct collection *collection;
	struct list_entries *lists;
	struct doppel *doppel;
	char today[DOPPELLIST_DAY_SIZE];
};

/* Reads the collection, which must stay; adds what shows when lists are laid
 * on top of each other.  Returns 0, or -1 when told. */
int
rules_open(struct doppellist *list, const struct collection *collection,
    struct findings *findings, struct rules *rules_r);

/* Checks all entries of a document and their order. */
void
rules_check(const struct rules *rules, size_t document,
    struct findings *findings);

/* Checks one entry alone, as if it stood in the document. */
void
rules_check_entry(const struct rules *rules, size_t document,
    const struct document_entry *entry, struct findings *findings);

void
rules_close(struct rules *rules);

#endif
