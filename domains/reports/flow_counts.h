/* SPDX-License-Identifier: BSD-2-Clause */
/* Flow counts: items of a flow that several reports on mails have. */
#ifndef DOMAINS_REPORTS_FLOW_COUNTS_H
#define DOMAINS_REPORTS_FLOW_COUNTS_H

#include <stdint.h>

#include "domains/maillog/event.h"
#include "domains/policy/exemption.h"
#include "domains/reports/cell.h"
#include "domains/reports/flow.h"
#include "domains/settings/actions.h"

/* "12 rejected"; nothing for 0. */
void
flow_add_action(struct flow *flow, enum action action, uint64_t count);

/* "typo certain: reject", as a label. */
void
flow_label_decision(struct flow *flow, const struct cell *cell);

/* "client (2), sender (1)": recipients, by what was exempt. */
void
flow_add_exemptions(struct flow *flow,
    const uint64_t recipients[static EXEMPTIONS]);

/* "2 deferred, 1 held": all but what was sent. */
void
flow_add_unsent(struct flow *flow,
    const uint64_t mails[static MAILLOG_OUTCOMES]);

/* "12 recipients" */
void
flow_add_recipients(struct flow *flow, uint64_t recipients);

/* "3 senders" */
void
flow_add_senders(struct flow *flow, uint32_t senders);

/* "3 addresses" */
void
flow_add_addresses(struct flow *flow, uint32_t addresses);

/* "7 mails" */
void
flow_add_mails(struct flow *flow, uint64_t mails);

/* "from 2021-05-05 to 2023-07-11"; nothing when first is after last. */
void
flow_add_period(struct flow *flow, int64_t first, int64_t last);

/* A line of its own, after those that are shown: "    and 12 more addresses
 * (--details)"; nothing for 0. */
void
flow_add_left(struct buffer *buffer, size_t left);

#endif
