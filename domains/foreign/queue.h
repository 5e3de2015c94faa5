/* SPDX-License-Identifier: BSD-2-Clause */
/* Queue: what mail systems print of their queues.  The recipients that wait
 * there are members, the list is the queue id.
 *
 *     postqueue -p, mailq       Postfix: text
 *     postqueue -j              an object of JSON a line
 *     mailq of Sendmail         also with -v
 *     exim -bp                  without those that it marks as delivered, "D"
 */
#ifndef DOMAINS_FOREIGN_QUEUE_H
#define DOMAINS_FOREIGN_QUEUE_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it. */
int
queue_read(const struct reader_text *text);

bool
queue_begins(struct span text);

#endif
