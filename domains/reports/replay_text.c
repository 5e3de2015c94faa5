/* SPDX-License-Identifier: BSD-2-Clause */
/* A replay as a person reads it, the answer first: see replay_report.h. */
#include "domains/reports/replay_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domains/reports/flow_counts.h"
#include "domains/reports/leak_format.h"
#include "domains/text/messages.h"

/* Of those to look at, and of the others, unless all are wanted. */
#define SHOWN_HITS 20

/* ---- the answer ---------------------------------------------------------- */

static void
add_exempt(struct buffer *buffer, const struct replay *replay)
{
	struct flow flow;
	uint64_t all = 0;

	for (size_t i = 1; i < EXEMPTIONS; i++)
		all += replay->exempt[i];
	if (all == 0)
		return;
	flow = flow_begin(buffer, 4);
	flow_label(&flow, _("accepted although wrong, for exempt is the "));
	flow_add_exemptions(&flow, replay->exempt);
	flow_end(&flow);
}

static void
add_touched(struct buffer *buffer, const struct replay *replay)
{
	struct flow flow = flow_begin(buffer, 4);

	flow_format(&flow,
	    ngettext("%" PRIu64 " mail touched", "%" PRIu64 " mails touched",
		replay->touched),
	    replay->touched);
	flow_add_senders(&flow, replay->senders);
	if (replay->along != 0)
		flow_format(&flow,
		    ngettext("%" PRIu64 " right recipient of a mail that is "
			     "held or refused whole",
			"%" PRIu64 " right recipients of mails that are held "
			"or refused whole",
			replay->along),
		    replay->along);
	flow_end(&flow);
}

void
replay_text_add_answer(struct replay_writing *writing)
{
	const struct replay_report *report = writing->report;
	const struct replay *replay = report->replay;
	struct buffer *buffer = &writing->buffer;
	struct flow flow;

	buffer_add_escaped(buffer, report->configuration,
	    strlen(report->configuration));
	buffer_add_format(buffer, _(" (mode %s), had it been in force:\n"),
	    report->monitor ? "monitor" : "enforce");
	flow = flow_begin(buffer, 4);
	flow_add_recipients(&flow, replay->kinds[REPLAY_DECIDED]);
	flow_add_mails(&flow, replay->mails);
	flow_add_period(&flow, replay->first, replay->last);
	flow_end(&flow);
	if (replay->kinds[REPLAY_DECIDED] != 0) {
		flow = flow_begin(buffer, 4);
		for (int i = ACTION_ACTIONS; i-- > 0;)
			flow_add_action(&flow, (enum action)i,
			    replay->actions[i]);
		flow_end(&flow);
		add_touched(buffer, replay);
		add_exempt(buffer, replay);
	}
	if (replay->local != 0)
		buffer_add_format(buffer,
		    ngettext("    %" PRIu64 " of them submitted on this host "
			     "(non_smtpd_milters)\n",
			"    %" PRIu64 " of them submitted on this host "
			"(non_smtpd_milters)\n",
			replay->local),
		    replay->local);
}

/* ---- hits ---------------------------------------------------------------- */

/* "3 mails came from this address, 7 from its domain" */
static void
add_received(struct buffer *buffer, const struct replay *replay,
    const struct replay_hit *hit)
{
	uint64_t address, domain;
	struct flow flow;

	replay_received(replay, hit, &address, &domain);
	if (address + domain == 0)
		return;
	flow = flow_begin(buffer, 8);
	if (address != 0)
		flow_format(&flow,
		    ngettext("%" PRIu64 " mail came from that address",
			"%" PRIu64 " mails came from that address", address),
		    address);
	flow_format(&flow,
	    ngettext("%" PRIu64 " mail came from its domain",
		"%" PRIu64 " mails came from its domain", domain),
	    domain);
	flow_end(&flow);
}

static void
add_hit(struct replay_writing *writing, uint32_t number)
{
	const struct replay *replay = writing->report->replay;
	const struct replay_hit *hit = &replay->hits[number];
	const struct replay_outcome *outcome = replay_outcome_of(hit);
	struct buffer *buffer = &writing->buffer;
	const char *shown = replay_shown_address(writing,
	    replay_path(replay, number), &writing->address);
	struct replay_words words;
	struct flow flow;

	replay_find_words(writing, number, &words);
	buffer_add_text(buffer, "    ");
	buffer_add_escaped(buffer, shown, strlen(shown));
	if (hit->member) {
		shown = replay_shown_address(writing,
		    replay_text_of(replay, hit->target), &writing->target);
		buffer_add_text(buffer, " -> ");
		buffer_add_escaped(buffer, shown, strlen(shown));
	}
	buffer_add_text(buffer, "\n");
	flow = flow_begin(buffer, 8);
	flow_label(&flow, "[");
	flow_label_decision(&flow, &(struct cell){outcome->reason,
				       outcome->confidence, outcome->action});
	flow_label(&flow, "] ");
	flow_words(&flow, words.phrase);
	flow_end(&flow);
	flow = flow_begin(buffer, 8);
	flow_add_recipients(&flow, hit->recipients[0] + hit->recipients[1]);
	if (hit->senders != 0)
		flow_add_senders(&flow, hit->senders);
	flow_add_period(&flow, hit->first, hit->last);
	if (hit->exempt != 0)
		flow_format(&flow, _("%" PRIu64 " exempt"), hit->exempt);
	if (hit->undecided != 0)
		flow_format(&flow, _("%" PRIu64 " not decided"),
		    hit->undecided);
	flow_end(&flow);
	add_received(buffer, replay, hit);
}

static void
add_hits(struct replay_writing *writing, size_t begin, size_t end,
    const char *title)
{
	size_t shown = end - begin;

	if (shown == 0)
		return;
	if (!writing->report->details && shown > SHOWN_HITS + 1)
		shown = SHOWN_HITS;
	buffer_add_text(&writing->buffer, "\n");
	buffer_add_text(&writing->buffer, title);
	buffer_add_text(&writing->buffer, "\n");
	for (size_t i = 0; i < shown; i++)
		add_hit(writing, writing->order[begin + i]);
	flow_add_left(&writing->buffer, end - begin - shown);
}

/* ---- sums ---------------------------------------------------------------- */

static void
add_cell(struct buffer *buffer, const struct replay_cell *counts,
    const struct cell *cell)
{
	struct flow flow = flow_begin(buffer, 4);

	flow_label_decision(&flow, cell);
	flow_label(&flow, "  ");
	flow_add_recipients(&flow, counts->recipients);
	flow_add_addresses(&flow, counts->addresses);
	flow_add_senders(&flow, counts->senders);
	flow_end(&flow);
}

static void
add_reasons(struct replay_writing *writing)
{
	const struct replay *replay = writing->report->replay;
	struct cell cell = {0};
	bool begun = false;

	while (cell_next(&cell)) {
		const struct replay_cell *counts =
		    &replay->cells[cell.reason][cell.confidence][cell.action];

		if (counts->recipients == 0)
			continue;
		if (!begun)
			buffer_add_text(&writing->buffer, _("\nBy reason:\n"));
		begun = true;
		add_cell(&writing->buffer, counts, &cell);
	}
}

static void
add_kinds(struct replay_writing *writing, bool undecidable, const char *title)
{
	const struct replay *replay = writing->report->replay;
	bool begun = false;

	for (size_t i = 1; i < REPLAY_KINDS; i++) {
		struct flow flow;
		char text[LEAK_PERIOD_SIZE];

		if (replay->kinds[i] == 0 ||
		    replay_is_undecidable((enum replay_kind)i) != undecidable)
			continue;
		if (!begun)
			buffer_add_format(&writing->buffer, "\n%s\n", title);
		begun = true;
		flow = flow_begin(&writing->buffer, 4);
		(void)snprintf(text, sizeof(text), "%" PRIu64 ": ",
		    replay->kinds[i]);
		flow_label(&flow, text);
		flow_words(&flow, replay_kind_words((enum replay_kind)i));
		flow_end(&flow);
	}
}

void
replay_text_add_remarks(struct replay_writing *writing)
{
	const struct replay_report *report = writing->report;
	struct buffer *buffer = &writing->buffer;
	char day[LEAK_DAY_SIZE];

	if (report->registrations != 0) {
		leak_format_time(report->registrations, day);
		buffer_add_format(buffer,
		    _("Registrations are those of %s %s, and not of the "
		      "log's time.\n"),
		    day, leak_clock_of(day));
	} else {
		buffer_add_text(buffer,
		    _("No registrations were read: what aliases and lists "
		      "lead to is not judged.\n"));
	}
	if (report->replay->options.dns)
		buffer_add_text(buffer,
		    _("The gate would ask the DNS; what it could have "
		      "answered is not replayed.\n"));
}

void
replay_text_write(struct replay_writing *writing)
{
	replay_text_add_answer(writing);
	add_hits(writing, 0, writing->looked,
	    _("Look at these before you enforce; they may be right:"));
	add_reasons(writing);
	add_hits(writing, writing->looked, writing->count,
	    writing->looked != 0 ? _("Other wrong recipients:")
				 : _("Wrong recipients:"));
	add_kinds(writing, true, _("Not decided:"));
	add_kinds(writing, false, _("The gate would not have been asked:"));
	buffer_add_text(&writing->buffer, "\n");
	replay_text_add_remarks(writing);
}
