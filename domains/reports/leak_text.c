/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks as a person reads them, the answer first: see leak_report.h. */
#include "domains/reports/leak_report.h"

#include <inttypes.h>
#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/reports/flow_counts.h"
#include "domains/reports/gate_report.h"
#include "domains/reports/leak_format.h"
#include "domains/text/messages.h"

/* Of addresses, lists, senders and hosts, unless all are wanted. */
#define SHOWN_ADDRESSES 20
#define SHOWN_SHARES 3

#define TEXT_SIZE LEAK_PERIOD_SIZE

/* ---- lines --------------------------------------------------------------- */

/* "lab@univ.example (400)" */
static void
flow_share(struct flow *flow, struct span text, uint64_t mails)
{
	struct buffer item = {0};

	buffer_add_escaped(&item, text.bytes, text.len);
	if (text.len == 0)
		buffer_add_text(&item, "<>");
	buffer_add_format(&item, " (%" PRIu64 ")", mails);
	flow_item(flow, item.bytes, item.len);
	flow->buffer->failed = flow->buffer->failed || item.failed;
	buffer_clear(&item);
}

/* ---- of a domain or an address ------------------------------------------- */

/* "702 mails sent to 3 addresses" */
static void
add_sent(struct flow *flow, const struct leak *leak)
{
	const uint64_t sent = leak->mails[MAILLOG_SENT];
	char to[TEXT_SIZE] = "";

	if (sent == 0)
		return;
	if (leak->sent_addresses != 0)
		(void)snprintf(to, sizeof(to),
		    ngettext(" to %" PRIu32 " address",
			" to %" PRIu32 " addresses", leak->sent_addresses),
		    leak->sent_addresses);
	flow_format(flow,
	    ngettext("%" PRIu64 " mail sent%s", "%" PRIu64 " mails sent%s",
		sent),
	    sent, to);
}

/* "3 lists: lab@univ.example (400), ..." */
static void
add_shares(struct leak_writing *writing, uint32_t leak, enum leaks_tally tally,
    const char *label, size_t indent)
{
	const struct leak_report *report = writing->report;
	struct flow flow;
	size_t count, shown;
	const struct leaks_share *shares =
	    leak_shares(writing, leak, tally, &count);

	if (count == 0)
		return;
	shown =
	    report->details || count <= SHOWN_SHARES + 1 ? count : SHOWN_SHARES;
	flow = flow_begin(&writing->buffer, indent);
	flow_label(&flow, label);
	for (size_t i = 0; i < shown; i++)
		flow_share(&flow, leak_share_text(writing, &shares[i]),
		    shares[i].mails);
	if (shown < count)
		flow_format(&flow,
		    ngettext("%zu more", "%zu more", count - shown),
		    count - shown);
	flow_end(&flow);
	leak_flush(writing);
}

static void
add_all_shares(struct leak_writing *writing, uint32_t number, size_t indent)
{
	const struct leak *leak = leaks_at(writing->report->leaks, number);
	char label[TEXT_SIZE];
	uint32_t lists = leak->distinct[LEAKS_LIST];
	uint32_t senders = leak->distinct[LEAKS_SENDER];

	(void)snprintf(label, sizeof(label),
	    ngettext("through %" PRIu32 " list: ",
		"through %" PRIu32 " lists: ", lists),
	    lists);
	add_shares(writing, number, LEAKS_LIST, label, indent);
	(void)snprintf(label, sizeof(label),
	    ngettext("from %" PRIu32 " sender: ", "from %" PRIu32 " senders: ",
		senders),
	    senders);
	add_shares(writing, number, LEAKS_SENDER, label, indent);
	add_shares(writing, number, LEAKS_RELAY, _("taken by "), indent);
}

/* "702 mails sent, from 2021-05-05 to 2023-07-11, 12.3 MB, 702 Message-IDs" */
static void
add_sums(struct leak_writing *writing, uint32_t number, size_t indent)
{
	const struct leak *leak = leaks_at(writing->report->leaks, number);
	struct flow flow = flow_begin(&writing->buffer, indent);
	uint32_t left = leak->addresses - leak->sent_addresses;
	int64_t first, last;
	char size[LEAK_NUMBER_SIZE];
	uint32_t ids = leak->distinct[LEAKS_MESSAGE_ID];

	add_sent(&flow, leak);
	flow_add_unsent(&flow, leak->mails);
	leak_times(leak, &first, &last);
	flow_add_period(&flow, first, last);
	if (leak->bytes != 0) {
		leak_format_size(leak->bytes, size);
		flow_item(&flow, size, strlen(size));
	}
	if (ids != 0)
		flow_format(&flow,
		    ngettext("%" PRIu32 " Message-ID",
			"%" PRIu32 " Message-IDs", ids),
		    ids);
	if (left != 0)
		flow_format(&flow,
		    ngettext("%" PRIu32 " address that got none",
			"%" PRIu32 " addresses that got none", left),
		    left);
	flow_end(&flow);
}

/* A name, and after it words of ours, which are cleared, and a last one. */
static void
add_heading(struct leak_writing *writing, size_t indent, const char *name,
    struct buffer *words, const char *last)
{
	struct flow flow = flow_begin(&writing->buffer, indent);
	struct buffer shown = {0};

	buffer_add_escaped(&shown, name, strlen(name));
	buffer_add(&shown, "", 1);
	buffer_add(words, "", 1);
	if (!shown.failed && !words->failed) {
		flow_label(&flow, shown.bytes);
		flow_words(&flow, words->bytes);
		if (*last != '\0')
			flow_word(&flow, last);
	}
	flow_end(&flow);
	writing->buffer.failed =
	    writing->buffer.failed || shown.failed || words->failed;
	buffer_clear(&shown);
	buffer_clear(words);
}

/* "gmai.com: known doppelganger of gmail.com [known-doppelganger certain]" */
static void
add_domain(struct leak_writing *writing, uint32_t number)
{
	const struct leak_report *report = writing->report;
	char shown[NAME_SIZE], last[TEXT_SIZE] = "";
	const char *name =
	    shown_domain(leaks_name(report->leaks, number) + 1, shown);
	struct buffer words = {0};
	struct full_width room;
	struct finding finding;

	buffer_add_text(&writing->buffer, "\n");
	if (leak_judge(report, number, &room, &finding)) {
		buffer_add_text(&words, ": ");
		report_add_phrase(&finding, &words);
		(void)snprintf(last, sizeof(last), "[%s %s]",
		    verdict_reason_name(finding.verdict.reason),
		    verdict_confidence_name(finding.verdict.confidence));
	}
	add_heading(writing, 0, name, &words, last);
	add_sums(writing, number, 4);
	add_all_shares(writing, number, 4);
}

static void
add_address(struct leak_writing *writing, uint32_t number)
{
	const struct leak_report *report = writing->report;
	char shown[SHOWN_ADDRESS_SIZE];
	const char *name = shown_address(leak_name(writing, number), shown);
	struct buffer words = {0};
	struct full_width room;
	struct finding finding;

	if (leak_judge(report, number, &room, &finding))
		report_add_suggestion(&finding, false, &words);
	add_heading(writing, 4, name, &words, "");
	add_sums(writing, number, 8);
	if (report->details)
		add_all_shares(writing, number, 8);
	else
		add_shares(writing, number, LEAKS_LIST, _("through "), 8);
	leak_flush(writing);
}

/* ---- all of it ----------------------------------------------------------- */

/* "702 mails went to gmai.com through 3 lists, from 2021-05-05 to 2023-07-11."
 */
static void
add_headline(const struct leak_writing *writing, struct buffer *answer)
{
	const struct leaks *leaks = writing->report->leaks;
	const struct leak *total = leaks_at(leaks, 0);
	uint64_t sent = total->mails[MAILLOG_SENT];
	char number[LEAK_NUMBER_SIZE], period[TEXT_SIZE], domains[TEXT_SIZE];
	char lists[TEXT_SIZE] = "";
	uint32_t count = total->distinct[LEAKS_LIST];
	unsigned leaked = 0;

	for (size_t i = writing->count; i > 0; i--) {
		uint32_t leak = writing->order[i - 1];
		const char *name = leaks_name(leaks, leak);

		if (!leak_is_domain(leaks, leak) ||
		    leaks_at(leaks, leak)->mails[MAILLOG_SENT] == 0)
			continue;
		leaked++;
		(void)escape_bytes(name + 1, strlen(name + 1), ESCAPE_TEXT,
		    domains, sizeof(domains));
	}
	if (leaked != 1)
		(void)snprintf(domains, sizeof(domains),
		    ngettext("%u wrong domain", "%u wrong domains", leaked),
		    leaked);
	if (count != 0)
		(void)snprintf(lists, sizeof(lists),
		    ngettext(" through %" PRIu32 " list",
			" through %" PRIu32 " lists", count),
		    count);
	(void)snprintf(number, sizeof(number), "%" PRIu64, sent);
	leak_format_days(total->first, total->last, period);
	buffer_add_format(answer,
	    ngettext("%s mail went to %s%s, %s.", "%s mails went to %s%s, %s.",
		sent),
	    number, domains, lists, period);
}

void
leak_text_add_answer(const struct leak_writing *writing, struct buffer *answer)
{
	const struct leak_report *report = writing->report;
	const struct leak *total = leaks_at(report->leaks, 0);

	if (total->mails[MAILLOG_SENT] != 0)
		add_headline(writing, answer);
	else if (writing->count != 0)
		buffer_add_text(answer,
		    _("No mail went to a wrong domain, but some was meant for "
		      "one."));
	else if (report->nothing_new)
		buffer_add_text(answer,
		    _("Nothing is new since the last time."));
	else if (report->counts->deliveries == 0 &&
		 report->counts->rejects == 0)
		buffer_add_text(answer,
		    _("No delivery was read: nothing is known."));
	else if (report->selected)
		buffer_add_format(answer,
		    ngettext("No mail that was asked for went to a wrong "
			     "domain: %" PRIu64 " delivery read.",
			"No mail that was asked for went to a wrong "
			"domain: %" PRIu64 " deliveries read.",
			report->counts->deliveries),
		    report->counts->deliveries);
	else
		buffer_add_format(answer,
		    ngettext("No mail went to a wrong domain: %" PRIu64
			     " delivery read.",
			"No mail went to a wrong domain: %" PRIu64
			" deliveries read.",
			report->counts->deliveries),
		    report->counts->deliveries);
}

static void
add_message(void *context, const struct leaks_message *message)
{
	struct leak_writing *writing = context;
	struct buffer *buffer = &writing->buffer;
	const char *to = leak_name(writing, message->address);
	const struct span sender = leak_sender(writing, message, "?");
	const struct span id = leak_message_id(writing, message->id);
	char day[LEAK_DAY_SIZE];

	leak_format_time(message->time, day);
	buffer_add_format(buffer, "    %s %s  <", day, leak_clock_of(day));
	buffer_add_escaped(buffer, id.bytes, id.len);
	buffer_add_text(buffer, ">  ");
	buffer_add_escaped(buffer, sender.bytes, sender.len);
	buffer_add_text(buffer, " -> ");
	buffer_add_escaped(buffer, to, strlen(to));
	buffer_add_text(buffer, "\n");
	leak_flush(writing);
}

static void
add_leaks(struct leak_writing *writing)
{
	const struct leak_report *report = writing->report;
	size_t shown = 0, left = 0;

	for (size_t i = 0; i <= writing->count; i++) {
		bool domain = i == writing->count ||
		              leak_is_domain(report->leaks, writing->order[i]);

		if (domain) {
			flow_add_left(&writing->buffer, left);
			shown = left = 0;
		}
		if (i == writing->count)
			return;
		if (domain)
			add_domain(writing, writing->order[i]);
		else if (report->details || shown++ < SHOWN_ADDRESSES)
			add_address(writing, writing->order[i]);
		else
			left++;
	}
}

static void
write_answer(struct leak_writing *writing)
{
	struct flow flow = flow_begin(&writing->buffer, 0);
	struct buffer answer = {0};

	leak_text_add_answer(writing, &answer);
	buffer_add(&answer, "", 1);
	writing->buffer.failed |= answer.failed;
	if (!answer.failed)
		flow_words(&flow, answer.bytes);
	flow_end(&flow);
	buffer_clear(&answer);
}

void
leak_text_write(struct leak_writing *writing)
{
	const struct leak_report *report = writing->report;
	const struct leak *total = leaks_at(report->leaks, 0);
	struct buffer *buffer = &writing->buffer;

	if (!report->begins)
		buffer_add_text(buffer, "\n");
	write_answer(writing);
	add_leaks(writing);
	if (report->message_ids && total->mails[MAILLOG_SENT] != 0) {
		buffer_add_text(buffer, _("\nMessage-IDs of what was sent:\n"));
		if (leaks_each_message(report->leaks, add_message, writing) < 0)
			buffer->failed = true;
	}
	if (gate_has_any(writing->report->gate))
		gate_text_write(writing);
}
