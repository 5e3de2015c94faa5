/* SPDX-License-Identifier: BSD-2-Clause */
/* Clash findings: what the engine finds that entries of lists contradict each
 * other in (clashes.h), as lint findings of the entries to be put right.
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_CLASH_FINDINGS_H
#define DOMAINS_DOPPELLIST_MODEL_CLASH_FINDINGS_H

#include "domains/doppellist/model/collection.h"
#include "domains/doppellist/model/lint_findings.h"
#include "domains/engine/lists/clashes.h"

/* All clashes of lists that were made of the collection, with each other and
 * with domains of this host, but for names that are overruled: a rule says that
 * of the real name. */
void
clash_findings_add(const struct list_entries *lists,
    const struct strings *local, const struct collection *collection,
    struct lint_findings *findings);

/* Those of an entry of the lists, on both sides, as findings of the
 * document. */
void
clash_findings_add_of(const struct list_entries *lists,
    const struct strings *local, const struct list_entry *entry,
    size_t document, struct lint_findings *findings);

/* Those of an entry that is not in the lists, as list_clashes_find_of(). */
void
clash_findings_add_alone(const struct list_entries *lists,
    const struct list_entry *entry, size_t document,
    struct lint_findings *findings);

/* A name that entries mean needs no exemption: a finding for the first.  One
 * below a doppelganger is a stranger's as well. */
void
clash_findings_add_exempt(const struct list_entries *lists, size_t document,
    const struct entry *exempt, struct lint_findings *findings);

#endif
