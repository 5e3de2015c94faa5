/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds counts to a flow: see the header. */
#include "domains/reports/flow_counts.h"

#include <inttypes.h>
#include <string.h>

#include "domains/reports/leak_format.h"
#include "domains/text/messages.h"

void
flow_add_action(struct flow *flow, enum action action, uint64_t count)
{
	if (count == 0)
		return;
	flow_format(flow,
	    action == ACTION_REJECT     ? _("%" PRIu64 " rejected")
	    : action == ACTION_TEMPFAIL ? _("%" PRIu64 " put off (tempfail)")
	    : action == ACTION_CONFIRM ? _("%" PRIu64 " refused once (confirm)")
	    : action == ACTION_QUARANTINE ? _("%" PRIu64 " held (quarantine)")
	    : action == ACTION_TAG        ? _("%" PRIu64 " tagged")
	    : action == ACTION_LOG        ? _("%" PRIu64 " only logged")
					  : _("%" PRIu64 " accepted"),
	    count);
}

void
flow_label_decision(struct flow *flow, const struct cell *cell)
{
	flow_label(flow, verdict_reason_name(cell->reason));
	flow_label(flow, " ");
	flow_label(flow, verdict_confidence_name(cell->confidence));
	flow_label(flow, ": ");
	flow_label(flow, action_name(cell->action));
}

void
flow_add_exemptions(struct flow *flow,
    const uint64_t recipients[static EXEMPTIONS])
{
	for (size_t i = 1; i < EXEMPTIONS; i++)
		if (recipients[i] != 0)
			flow_format(flow, "%s (%" PRIu64 ")",
			    exemption_name((enum exemption)i), recipients[i]);
}

void
flow_add_unsent(struct flow *flow,
    const uint64_t mails[static MAILLOG_OUTCOMES])
{
	char text[LEAK_PERIOD_SIZE];

	for (size_t i = 0; i < LEAK_UNSENT; i++) {
		if (mails[leak_unsent[i]] == 0)
			continue;
		leak_format_unsent(leak_unsent[i], mails[leak_unsent[i]], text);
		flow_item(flow, text, strlen(text));
	}
}

void
flow_add_recipients(struct flow *flow, uint64_t recipients)
{
	flow_format(flow,
	    ngettext("%" PRIu64 " recipient", "%" PRIu64 " recipients",
		recipients),
	    recipients);
}

void
flow_add_senders(struct flow *flow, uint32_t senders)
{
	flow_format(flow,
	    ngettext("%" PRIu32 " sender", "%" PRIu32 " senders", senders),
	    senders);
}

void
flow_add_period(struct flow *flow, int64_t first, int64_t last)
{
	char text[LEAK_PERIOD_SIZE];

	if (first > last)
		return;
	leak_format_period(first, last, text);
	flow_item(flow, text, strlen(text));
}

void
flow_add_addresses(struct flow *flow, uint32_t addresses)
{
	flow_format(flow,
	    ngettext("%" PRIu32 " address", "%" PRIu32 " addresses", addresses),
	    addresses);
}

void
flow_add_mails(struct flow *flow, uint64_t mails)
{
	flow_format(flow,
	    ngettext("%" PRIu64 " mail", "%" PRIu64 " mails", mails), mails);
}

void
flow_add_left(struct buffer *buffer, size_t left)
{
	if (left != 0)
		buffer_add_format(buffer,
		    ngettext("    and %zu more address (--details)\n",
			"    and %zu more addresses (--details)\n", left),
		    left);
}
