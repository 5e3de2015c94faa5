/* SPDX-License-Identifier: BSD-2-Clause */
/* Years: in which year a log begins whose stamps have none, "Nov 29 03:01:44".
 *
 *     years_look(zone, &file, &years)
 *
 * What mail systems write says it: a Message-ID of Postfix's own, a queue id of
 * Sendmail, of Postfix (the long ones) and of Exim.  Else the last line is not
 * later than the file's own time, and the others go before it, over each New
 * Year; 29 February is in a leap year.  A pipe's last line is not later
 * than today.
 */
#ifndef DOMAINS_MAILLOG_YEARS_H
#define DOMAINS_MAILLOG_YEARS_H

#include <stdint.h>

#include "domains/maillog/lines.h"
#include "domains/maillog/zone.h"

enum years_basis {
	YEARS_WRITTEN, /* the stamps have them */
	YEARS_BY_IDS,  /* of mails */
	YEARS_BY_FILE, /* its time */
	YEARS_BY_TODAY,
};

struct years {
	int first; /* of the first stamp that has none */
	enum years_basis basis;
	int64_t begin; /* UTC, of the first line; INT64_MAX: it has none */
};

/* Looks into a regular file; at what was read so far of anything else. */
void
years_look(const struct zone *zone, const struct maillog_file *file,
    struct years *years_r);

#endif
