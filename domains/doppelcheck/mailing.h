/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailing: the findings of a run as mails, one for each person, and the
 * diagnostics as one for who looks after the machine's mail.
 *
 * The baseline is written after each mail, so that a run that is killed
 * reports one mail twice at most and loses none.
 */
#ifndef DOMAINS_DOPPELCHECK_MAILING_H
#define DOMAINS_DOPPELCHECK_MAILING_H

#include <stdbool.h>

#include "domains/doppelcheck/contact.h"
#include "domains/reports/baseline.h"

struct mailing;

/* program: as sendmail(1).  contacts and baseline outlive the mailing;
 * baseline may be NULL, and then only diagnostics are mailed.  NULL when memory
 * is out. */
struct mailing *
mailing_new(const char *program, const struct contacts *contacts,
    struct baseline *baseline);

/* Keeps a finding, which is an entry of the baseline, for its mail.  Returns 0,
 * or -1 when memory is out. */
int
mailing_keep(struct mailing *mailing, const struct finding *finding,
    uint32_t entry);

/* Mails the findings.  Returns 0, or -1 with diagnostics. */
int
mailing_send(struct mailing *mailing, struct diagnostics *diagnostics);

/* Mails what kept an audit from reading, unless it was mailed before; nothing:
 * it read no place at all.  Returns 0, or -1 with messages. */
int
mailing_send_diagnostics(struct mailing *mailing,
    const struct diagnostics *news, bool nothing);

/* Sets *mailing to NULL. */
void
mailing_free(struct mailing **mailing);

#endif
