/* SPDX-License-Identifier: BSD-2-Clause */
/* Mails: joins what the lines of a log say about the same mail, and hands it on
 * to the sums (leaks.h) when it is over.
 *
 *     mails = mails_new(leaks, &options);
 *     mails_take(mails, &event)          for each, as maillog_event_take
 *     mails_finish(mails, last)
 *     mails_free(&mails);
 *
 * A mail is known by its id, its host and the instance of the MTA.  Short ids
 * come again: a mail is over when the log says so ("removed"), when the same
 * id has another Message-ID or sender, or at the end.  Lines that come late
 * find it for a while, so that no order within a few seconds matters, and a
 * line that was relayed twice is one.
 *
 * A hop of ours, or a content filter, gives the mail a second id.  Where the
 * log has its lines, too (hops.h has how that is known), and in them a result
 * for the recipient, it is one mail: the hop's result counts, and the lists by
 * which it came to the first id.  Without such a result the mail was sent.  So
 * a host outside cannot hide a mail by an id that it has seen: a hop begins no
 * earlier than what it took, but for what the clocks of two hosts may differ.
 * What one id sent to a hop, and then once more past it, counts for both.
 *
 * A log that goes on (position.h) has lines that an earlier run reported: they
 * are taken again for what begins in them and ends later.  What was sent,
 * bounced, refused or discarded counts in the run that reads the line, whether
 * the mail is over or not; what waits (deferred, held) in the run in which the
 * mail is over, or in which no line was about it for MAILS_WAITS seconds.
 *
 * Memory is bounded: MAILS_MAX mails that are not over, of which the oldest is
 * given up for one more; and only wrong recipients are kept.
 */
#ifndef DOMAINS_MAILLOG_MAILS_H
#define DOMAINS_MAILLOG_MAILS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/maillog/event.h"
#include "domains/maillog/leaks.h"

/* With their indexes some 45 MiB when they are full. */
#define MAILS_MAX 100000
#define MAILS_RECIPIENTS_MAX 100000

/* Bytes of Message-IDs and of long senders. */
#define MAILS_TEXT_MAX ((size_t)8 << 20)

/* Mails that are over, to which lines may come late; and so many seconds. */
#define MAILS_LATE 500
#define MAILS_LATE_SECONDS 10

/* Leaked mails for which the lines of a hop may come later. */
#define MAILS_WAITING 20000

/* Of a log that goes on: so long what waits has time to go. */
#define MAILS_WAITS ((int64_t)24 * 3600)

/* Mails that were over last and are known again; a power of two. */
#define MAILS_OVER 65536

struct mails_counts {
	uint64_t deliveries; /* results for recipients, right ones included */
	uint64_t rejects;    /* recipients that were refused, too */
	uint64_t unread;     /* recipients that cannot be read */
	uint64_t given_up;   /* mails: more than MAILS_MAX were open */
	uint64_t unjoined;   /* mails to wrong addresses without a sender */
	uint64_t again;      /* mails that the log has twice */
	uint64_t unnamed;    /* results for wrong recipients of an MTA that does
	                        not name lists */
};

/* The counts are those of lines that are not known. */
struct mails_options {
	bool message_ids; /* they are kept */
	bool goes_on;
	int64_t reported; /* of a log that goes on: the time of the last line
	                     that is known; INT64_MIN: none is; */
	int64_t latest;   /*   and what is later is no time */
};

struct mails;

/* options: NULL: of a log that does not go on.  Returns NULL when memory is
 * out. */
struct mails *
mails_new(struct leaks *leaks, const struct mails_options *options);
void
mails_free(struct mails **mails);

bool
mails_take(void *mails, const struct maillog_event *event);

/* The log is over; last: the time of its last line.  Returns 0, or -1 when
 * memory was out. */
int
mails_finish(struct mails *mails, int64_t last);

const struct mails_counts *
mails_count(const struct mails *mails);

#endif
