/* SPDX-License-Identifier: BSD-2-Clause */
/* Redacted: a finding without the names of persons, which a report may have in
 * place of it.
 *
 *     redacted_take(redaction, finding, &redacted)
 *     ... redacted.finding
 *     buffer_clear(&redacted.texts);
 */
#ifndef DOMAINS_REPORTS_REDACTED_H
#define DOMAINS_REPORTS_REDACTED_H

#include "domains/base/buffer.h"
#include "domains/registrations/finding.h"
#include "domains/reports/redaction.h"

struct redacted {
	struct finding finding; /* borrows from texts and from the finding */
	struct buffer texts;
};

/* Returns 0, or -1 when memory is out: then the finding names nobody. */
int
redacted_take(const struct redaction *redaction, const struct finding *finding,
    struct redacted *redacted_r);

/* "会員!C12" without the sheet's name. */
void
redacted_add_cell(const struct redaction *redaction, struct span cell,
    struct buffer *buffer);

/* The same of the whole address that was meant, in its place. */
void
redacted_suggestion(const struct redaction *redaction,
    char suggestion[static FINDING_SUGGESTION_SIZE]);

#endif
