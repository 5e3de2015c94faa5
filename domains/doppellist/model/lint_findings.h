/* SPDX-License-Identifier: BSD-2-Clause */
/* Lint findings: what the rules say against the entries of lists, kept until
 * all of it is known.
 *
 *     struct lint_findings findings = {0};
 *     lint_findings_add(&findings, number, entry, RULE_NAME, "has no dot");
 *     lint_findings_sort(&findings);
 *     lint_findings_clear(&findings);
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_LINT_FINDINGS_H
#define DOMAINS_DOPPELLIST_MODEL_LINT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/doppellist/model/entry.h"

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

/* "error", "order", ... */
const char *
rule_name(enum rule rule);
bool
rule_parse(const char *name, size_t len, enum rule *rule_r);

struct lint_finding {
	size_t document; /* its number in the collection */
	unsigned line;
	enum rule rule;
	char *text; /* "NAME: what" */
};

struct lint_findings {
	struct lint_finding *list;
	size_t count, room;
	bool failed; /* memory was out: some are missing */
};

/* The text of the finding is "NAME: " and the format; without "NAME: " when the
 * entry has no name. */
void
lint_findings_add(struct lint_findings *findings, size_t document,
    const struct entry *entry, enum rule rule, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Moves all of from to the end; from is empty then. */
void
lint_findings_move(struct lint_findings *findings, struct lint_findings *from);

/* By document, line, rule. */
void
lint_findings_sort(struct lint_findings *findings);

void
lint_findings_clear(struct lint_findings *findings);

#endif
