/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks as a section of a page, the answer first: see leak_report.h. */
#include "domains/reports/leak_report.h"

#include <inttypes.h>
#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/reports/chart.h"
#include "domains/reports/gate_report.h"
#include "domains/reports/leak_format.h"
#include "domains/text/messages.h"

/* Of lists, senders and hosts in a cell. */
#define SHOWN_SHARES 3

/* A phrase names at most a domain and three slips. */
#define PHRASE_SIZE 1024

/* ---- cells --------------------------------------------------------------- */

static void
add_days(struct page *page, const struct leak *leak)
{
	int64_t first, last;

	leak_times(leak, &first, &last);
	page_add_days(page, first, last);
}

/* How many ended in another way: "2 deferred, 1 held". */
static void
add_outcomes(struct page *page, const struct leak *leak)
{
	const char *between = "";
	char text[LEAK_PERIOD_SIZE];
	uint64_t sum = 0;

	for (size_t i = 0; i < LEAK_UNSENT; i++)
		sum += leak->mails[leak_unsent[i]];
	buffer_add_format(&page->body, "<td data-v=\"%" PRIu64 "\">", sum);
	for (size_t i = 0; i < LEAK_UNSENT; i++) {
		uint64_t mails = leak->mails[leak_unsent[i]];

		if (mails == 0)
			continue;
		page_add_tags(page, between);
		between = ", ";
		leak_format_unsent(leak_unsent[i], mails, text);
		page_add_text(page, text);
	}
	page_add_tags(page, "</td>");
}

/* "3: lab@univ.example (400), ..." */
static void
add_shares(struct leak_writing *writing, uint32_t number,
    enum leaks_tally tally)
{
	struct page *page = writing->report->page;
	size_t count;
	const struct leaks_share *shares =
	    leak_shares(writing, number, tally, &count);

	buffer_add_format(&page->body, "<td data-v=\"%zu\">", count);
	if (count > 1)
		buffer_add_format(&page->body, "%zu: ", count);
	for (size_t i = 0; i < count && i < SHOWN_SHARES; i++) {
		const struct span text = leak_share_text(writing, &shares[i]);

		page_add_tags(page, i != 0 ? ", " : "");
		page_add_text(page, text.len == 0 ? "<>" : "");
		page_add(page, text.bytes, text.len);
		buffer_add_format(&page->body, " (%" PRIu32 ")",
		    shares[i].mails);
	}
	page_add_tags(page, count > SHOWN_SHARES ? ", ..." : "");
	page_add_tags(page, "</td>");
}

/* The months of a leak, as wide as those of all mails. */
static bool
make_chart(const struct leak_writing *writing, uint32_t number,
    struct chart *chart)
{
	size_t count;
	const struct leaks_share *shares =
	    leak_shares(writing, number, LEAKS_MONTH, &count);

	if (count == 0 || writing->first_month > writing->last_month)
		return false;
	chart_begin(chart, writing->first_month, writing->last_month);
	for (size_t i = 0; i < count; i++)
		chart_add(chart, shares[i].value, shares[i].mails);
	return true;
}

static void
find_months(struct leak_writing *writing)
{
	size_t count;
	const struct leaks_share *shares =
	    leak_shares(writing, 0, LEAKS_MONTH, &count);

	writing->first_month = UINT64_MAX;
	for (size_t i = 0; i < count; i++) {
		if (shares[i].value < writing->first_month)
			writing->first_month = shares[i].value;
		if (shares[i].value > writing->last_month)
			writing->last_month = shares[i].value;
	}
}

static void
add_months(struct leak_writing *writing, uint32_t number)
{
	struct chart chart;

	page_add_tags(writing->report->page, "<td>");
	if (make_chart(writing, number, &chart))
		chart_add_small(&chart, writing->report->page);
	page_add_tags(writing->report->page, "</td>");
}

/* ---- tables -------------------------------------------------------------- */

/* What is wrong with a domain; of an address what was meant. */
static void
add_verdict(struct leak_writing *writing, uint32_t number)
{
	const struct leak_report *report = writing->report;
	struct page *page = writing->report->page;
	struct full_width room;
	struct finding finding;
	char phrase[PHRASE_SIZE], shown[SHOWN_ADDRESS_SIZE];

	page_add_tags(page, "<td>");
	if (!leak_judge(report, number, &room, &finding)) {
		; /* its domain is */
	} else if (leak_is_domain(report->leaks, number)) {
		(void)finding_phrase(&finding, phrase, sizeof(phrase));
		page_add(page, phrase, strlen(phrase));
		page_add_text(page, " (");
		page_add_text(page,
		    verdict_confidence_name(finding.verdict.confidence));
		page_add_text(page, ")");
	} else {
		const char *meant = shown_address(finding.suggestion, shown);

		page_add(page, meant, strlen(meant));
	}
	page_add_tags(page, "</td>");
}

static void
add_leak(struct leak_writing *writing, uint32_t number)
{
	struct page *page = writing->report->page;
	struct leaks *leaks = writing->report->leaks;
	const struct leak *leak = leaks_at(leaks, number);
	char room[SHOWN_ADDRESS_SIZE];
	const char *name = shown_address(leak_name(writing, number), room);

	if (!page_begin_row(&writing->table))
		return;
	name += *name == '@';
	page_add_span(page, true, span_of(name));
	add_verdict(writing, number);
	page_add_number(page, leak->mails[MAILLOG_SENT]);
	add_months(writing, number);
	add_outcomes(page, leak);
	add_days(page, leak);
	add_shares(writing, number, LEAKS_LIST);
	add_shares(writing, number, LEAKS_SENDER);
	add_shares(writing, number, LEAKS_RELAY);
	page_end_row(&writing->table);
}

static void
add_leaks(struct leak_writing *writing, bool domains)
{
	const char *const titles[] = {domains ? _("Domain") : _("Address"),
	    domains ? _("What is wrong") : _("Probably meant"), _("Mails sent"),
	    _("By month"), _("Not sent"), _("First day"), _("Last day"),
	    _("Through lists"), _("From senders"), _("Taken by")};

	writing->table = page_begin_table(writing->report->page,
	    domains ? _("Wrong domains") : _("Wrong addresses"), "ttnttttttt",
	    titles);
	for (size_t i = 0; i < writing->count; i++)
		if (leak_is_domain(writing->report->leaks, writing->order[i]) ==
		    domains)
			add_leak(writing, writing->order[i]);
	page_end_table(&writing->table);
}

static void
add_message(void *context, const struct leaks_message *message)
{
	struct leak_writing *writing = context;
	struct page *page = writing->report->page;
	const struct span id = leak_message_id(writing, message->id);
	char day[LEAK_DAY_SIZE];

	if (!page_begin_row(&writing->table))
		return;
	leak_format_time(message->time, day);
	page_add_tags(page, "<td>");
	page_add_text(page, day);
	page_add_text(page, " ");
	page_add_text(page, leak_clock_of(day));
	page_add_tags(page, "</td>");
	page_add_span(page, true, id);
	page_add_span(page, false, leak_sender(writing, message, "?"));
	page_add_cell(page, leak_name(writing, message->address));
	page_end_row(&writing->table);
}

static void
add_messages(struct leak_writing *writing)
{
	const char *const titles[] = {_("Time"), _("Message-ID"), _("Sender"),
	    _("Went to")};

	writing->table = page_begin_table(writing->report->page,
	    _("Message-IDs of what was sent"), "tttt", titles);
	if (leaks_each_message(writing->report->leaks, add_message, writing) <
	    0)
		writing->report->page->body.failed = true;
	page_end_table(&writing->table);
}

/* ---- the answer ---------------------------------------------------------- */

static void
add_fact_text(struct page *page, const char *name, const char *text)
{
	page_add_tags(page, "<div>");
	page_add_element(page, "dt", NULL, name);
	page_add_element(page, "dd", NULL, text);
	page_add_tags(page, "</div>\n");
}

static void
add_fact(struct page *page, const char *name, uint64_t number)
{
	char text[LEAK_NUMBER_SIZE];

	(void)snprintf(text, sizeof(text), "%" PRIu64, number);
	add_fact_text(page, name, text);
}

static void
add_facts(struct page *page, const struct leak *total)
{
	char size[LEAK_NUMBER_SIZE];

	page_add_tags(page, "<dl>\n");
	add_fact(page, _("Mails sent"), total->mails[MAILLOG_SENT]);
	add_fact(page, _("Deferred"), total->mails[MAILLOG_DEFERRED]);
	add_fact(page, _("Held"), total->mails[MAILLOG_HELD]);
	add_fact(page, _("Bounced"), total->mails[MAILLOG_BOUNCED]);
	add_fact(page, _("Refused"), total->mails[MAILLOG_REFUSED]);
	add_fact(page, _("Wrong addresses"), total->addresses);
	add_fact(page, _("Lists"), total->distinct[LEAKS_LIST]);
	add_fact(page, _("Senders"), total->distinct[LEAKS_SENDER]);
	add_fact(page, _("Message-IDs"), total->distinct[LEAKS_MESSAGE_ID]);
	leak_format_size(total->bytes, size);
	add_fact_text(page, _("Size"), size);
	page_add_tags(page, "</dl>\n");
}

static void
add_steps(const struct leak_report *report, const struct leak *total)
{
	bool sent = total->mails[MAILLOG_SENT] != 0;
	const char *const steps[] = {
	    _("Stop it today: let the gate hold or refuse mail to the domains "
	      "below (doppelmilter(8)), or refuse them in the mail server."),
	    total->distinct[LEAKS_LIST] != 0
		? _("Correct the addresses where they are registered: the "
		    "lists below lead to them. doppelcheck --system finds the "
		    "file and the line.")
		: _("Correct the addresses where they are kept: in the address "
		    "books and forwards of the senders below, and in lists and "
		    "aliases; doppelcheck --system looks through these."),
	    sent && !report->message_ids
		? _("Fetch the mails from an archive, or from those who sent "
		    "them: --message-ids adds their Message-IDs to this "
		    "report.")
	    : sent ? _("Fetch the mails from an archive, or from those who "
		       "sent them: their Message-IDs are at the end.")
		   : NULL,
	    sent ? _("Count whom it concerns: senders, recipients, and all "
		     "whose data is in the mails and their attachments.")
		 : NULL,
	    sent ? _("Ask today who is in charge of data protection whether "
		     "it must be notified. In the European Union article 33 "
		     "of the GDPR leaves 72 hours; in Japan article 26 of the "
		     "APPI wants a first report within 3 to 5 days.")
		 : NULL,
	    sent ? _("Tell those concerned, and those for whom the mails were "
		     "meant: they never got them.")
		 : NULL,
	    sent ? _("Keep the logs, and read older ones, too: the first day "
		     "here may only be that of the oldest log.")
		 : NULL,
	};

	page_add_steps(report->page, _("What to do next: mail logs"), steps,
	    sizeof(steps) / sizeof(*steps));
}

/* The text's, as a paragraph. */
static void
add_lead(struct leak_writing *writing)
{
	struct buffer *text = &writing->buffer;

	leak_text_add_answer(writing, text);
	buffer_add(text, "", 1);
	if (!text->failed)
		page_add_element(writing->report->page, "p", "lead",
		    text->bytes);
	text->len = 0;
}

void
leak_page_write(struct leak_writing *writing)
{
	const struct leak_report *report = writing->report;
	const struct leak *total = leaks_at(report->leaks, 0);
	struct chart chart;

	page_begin_section(report->page, _("Mail logs"));
	add_lead(writing);
	if (report->selected)
		page_add_element(report->page, "p", NULL,
		    _("Only mails of the time, the sender or the domain that "
		      "was asked for are counted."));
	if (writing->count != 0) {
		add_facts(report->page, total);
		find_months(writing);
		if (make_chart(writing, 0, &chart))
			chart_add_bars(&chart, report->page);
		add_steps(report, total);
		add_leaks(writing, true);
		add_leaks(writing, false);
	}
	if (report->message_ids && total->mails[MAILLOG_SENT] != 0)
		add_messages(writing);
	page_end_section(report->page);
	if (gate_has_any(writing->report->gate))
		gate_page_write(writing);
	writing->buffer.failed =
	    writing->buffer.failed || report->page->body.failed;
}
