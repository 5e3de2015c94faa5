/* SPDX-License-Identifier: BSD-2-Clause */
/* Dead: doppelgangers that have taken no mail for a year.  Nobody loses
 * mail to them any more, and somebody may register them for honest use.
 *
 * A name without mail today may have some tomorrow, so a file remembers since
 * which day it has had none, as a list:
 *
 *     gmial.com  since=2026-11-22 note=the domain does not exist
 */
#ifndef DOMAINS_DOPPELLIST_COMMANDS_DEAD_H
#define DOMAINS_DOPPELLIST_COMMANDS_DEAD_H

#include "domains/doppellist/model/rules.h"

/* Asks the DNS about the doppelgangers of the wanted documents of the rules'
 * collection, and brings the file up to date.  Without an answer what the file
 * says stays.  Returns 0, or -1 when it is reported: not all was asked, or the
 * file cannot be read or written. */
int
dead_check(struct doppellist *list, const char *path, const struct rules *rules,
    const bool *wanted, bool quiet, struct lint_findings *findings);

#endif
