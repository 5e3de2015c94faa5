/* SPDX-License-Identifier: BSD-2-Clause */
/* Reported: adds a mail to the sums, but for what the runs before have counted
 * of a log that goes on (mails.h has the rule); only for open.c. */
#ifndef DOMAINS_MAILLOG_REPORTED_H
#define DOMAINS_MAILLOG_REPORTED_H

#include <stddef.h>
#include <stdint.h>

#include "domains/maillog/mail_pool.h"
#include "domains/maillog/mails.h"

struct reported {
	const struct mails_options *options;
	struct leaks *leaks;
	struct mails_counts *counts;
	const struct interning *names; /* of hosts */
	int64_t last; /* the time of the last line; INT64_MIN: there may be
	                 more */
};

/* Was it reported that a hop took a mail, before the hop had a result? */
bool
reported_is_sent(const struct reported *reported, const struct mail *hop,
    const struct leaks_recipient *before);

void
reported_add(const struct reported *reported, const struct mail *mail,
    struct leaks_recipient *list, size_t count);

#endif
