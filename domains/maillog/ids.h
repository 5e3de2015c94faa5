/* SPDX-License-Identifier: BSD-2-Clause */
/* Ids: the time that mail systems put into the names that they give mails.
 *
 *     22A72A7A27E: message-id=<20261129030144.22A72A7A27E@mx>  Postfix
 *     4fPqyz3Zk1z2s5        Postfix, long ids: base 52, microseconds
 *     6AT36Iln027258        Sendmail: year modulo 60, month, day
 *     1xXVBm-00051P-2Y      Exim: base 62, seconds since 1970
 */
#ifndef DOMAINS_MAILLOG_IDS_H
#define DOMAINS_MAILLOG_IDS_H

#include "domains/base/span.h"

/* The year of a line whose stamp has this month and day, as the ids in its text
 * say; 0 when they say nothing, or something later than the latest year. */
int
ids_find_year(struct span text, int month, int day, int latest);

#endif
