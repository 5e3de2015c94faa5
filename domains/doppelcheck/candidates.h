/* SPDX-License-Identifier: BSD-2-Clause */
/* Candidates: the members whose owners may be asked to confirm: nobody was
 * heard from there, and nothing else is wrong with them.  Who is wrong is not
 * asked, for whoever owns a double answers happily.
 *
 *     candidates_note(candidates, &finding)     for each finding
 *     candidates_leave(candidates, unconfirmed, contacts, &diagnostics)
 */
#ifndef DOMAINS_DOPPELCHECK_CANDIDATES_H
#define DOMAINS_DOPPELCHECK_CANDIDATES_H

#include "domains/base/diagnostic.h"
#include "domains/doppelcheck/contact.h"
#include "domains/doppelcheck/unconfirmed.h"
#include "domains/registrations/finding.h"

struct candidates;

/* path: of the file, which outlives it.  NULL when memory is out. */
struct candidates *
candidates_new(const char *path);

/* Sets *candidates to NULL; NULL in it is fine. */
void
candidates_free(struct candidates **candidates);

/* Returns 0, or -1 when memory is out. */
int
candidates_note(struct candidates *candidates, const struct finding *finding);

/* Writes the file (reports/unheard.h).  Returns 0, or -1 with a diagnostic. */
int
candidates_leave(const struct candidates *candidates,
    const struct unconfirmed *unconfirmed, const struct contacts *contacts,
    struct diagnostics *diagnostics);

#endif
