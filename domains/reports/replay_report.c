/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts hits in order and has them written: see the header. */
#include "domains/reports/replay_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/order.h"
#include "domains/reports/redacted.h"
#include "domains/text/messages.h"

const struct replay_outcome *
replay_outcome_of(const struct replay_hit *hit)
{
	const struct replay_outcome *smtp = &hit->outcomes[0];
	const struct replay_outcome *local = &hit->outcomes[1];

	if (hit->recipients[0] == 0 && hit->recipients[1] != 0)
		return local;
	return hit->recipients[1] != 0 && local->action > smtp->action ? local
	                                                               : smtp;
}

unsigned
replay_look_at(const struct replay *replay, const struct replay_hit *hit)
{
	uint64_t address, domain;
	unsigned look = 0;

	if (hit->recipients[0] + hit->recipients[1] == 0 ||
	    replay_outcome_of(hit)->action <= ACTION_LOG)
		return 0;
	replay_received(replay, hit, &address, &domain);
	if (address + domain != 0)
		look |= REPLAY_LOOK_ANSWERS;
	if (hit->senders >= REPLAY_LOOK_MANY)
		look |= REPLAY_LOOK_SENDERS;
	if (hit->last - hit->first >= REPLAY_LOOK_SECONDS)
		look |= REPLAY_LOOK_LONG;
	return look;
}

const char *
replay_kind_words(enum replay_kind kind)
{
	static const char *const words[REPLAY_KINDS] = {
	    [REPLAY_REFUSED] =
		N_("the MTA refused it before it asked a milter"),
	    [REPLAY_AGAIN] =
		N_("it came again, from a filter or another host: it "
		   "counts where it came in"),
	    [REPLAY_INTERNAL] =
		N_("of a mail that the MTA made itself, or sent on to a "
		   "list's members"),
	    [REPLAY_NO_MILTERS] = N_("of Exim, whose log is not replayed"),
	    [REPLAY_NO_BEGINNING] =
		N_("where the mail came from is not in the log"),
	    [REPLAY_NO_LIST] =
		N_("an alias led to it, which Sendmail does not log"),
	    [REPLAY_TWO_FORMS] =
		N_("submitted on this host and rewritten: the gate saw "
		   "one of two forms"),
	    [REPLAY_NO_USER] =
		N_("whether the client had logged in decides, which the "
		   "log does not say"),
	    [REPLAY_NO_SENDER] =
		N_("the sender decides, whom the log does not say"),
	    [REPLAY_DNS] =
		N_("the answer of the DNS decides, and that day's is "
		   "gone"),
	    [REPLAY_MEMORY] =
		N_("what the gate remembers of earlier mails decides"),
	    [REPLAY_NAMELESS] =
		N_("mails whose recipients the log does not have, or not "
		   "all: held, refused whole or not yet delivered"),
	    [REPLAY_UNREAD] = N_("lines that are cut, or could say anything"),
	    [REPLAY_TOO_MANY] =
		N_("too many different wrong recipients to keep"),
	};

	return words[kind] != NULL ? _(words[kind]) : "";
}

/* ---- words --------------------------------------------------------------- */

const char *
replay_shown_address(const struct replay_writing *writing, const char *address,
    struct buffer *room)
{
	return redaction_show(writing->report->redaction, span_of(address),
	    room)
	    .bytes;
}

static void
set_words(struct buffer *room, struct replay_words *words,
    const struct finding *finding)
{
	room->len = 0;
	report_add_phrase(finding, room);
	buffer_add(room, "", 1);
	words->phrase = room->failed ? "" : room->bytes;
	memcpy(words->meant, finding->verdict.meant.text,
	    finding->verdict.meant.len);
	words->meant[finding->verdict.meant.len] = '\0';
	memcpy(words->suggestion, finding->suggestion,
	    sizeof(words->suggestion));
}

struct explained {
	struct replay_writing *writing;
	struct replay_words *words;
};

/* As recipient_take. */
static void
take_words(void *context, const struct recipient_subject *subject,
    const struct policy_decision *decision)
{
	struct explained *explained = context;
	struct buffer *room = &explained->writing->phrase;
	const struct redaction *redaction =
	    explained->writing->report->redaction;
	struct redacted redacted;

	(void)decision;
	if (redaction == NULL) {
		set_words(room, explained->words, subject->finding);
		return;
	}
	if (redacted_take(redaction, subject->finding, &redacted) < 0)
		room->failed = true;
	set_words(room, explained->words, &redacted.finding);
	buffer_clear(&redacted.texts);
}

void
replay_find_words(struct replay_writing *writing, uint32_t hit,
    struct replay_words *words_r)
{
	struct replay *replay = writing->report->replay;
	const struct replay_hit *one = &replay->hits[hit];
	struct explained explained = {writing, words_r};

	*words_r = (struct replay_words){.phrase = ""};
	replay_explain(replay, hit, replay_outcome_of(one) == &one->outcomes[1],
	    take_words, &explained);
}

/* ---- the order ----------------------------------------------------------- */

/* The order of names says nothing about those that nobody is to know. */
static int
compare_paths(const struct replay_report *report, uint32_t one, uint32_t other)
{
	const char *x = replay_path(report->replay, one);
	const char *y = replay_path(report->replay, other);

	return report->redaction != NULL
	           ? order_numbers(redaction_rank(report->redaction,
				       span_of(x)),
			 redaction_rank(report->redaction, span_of(y)))
	           : strcmp(x, y);
}

/* Those to look at first: what answers, then what more speaks for, then what is
 * done, then how often. */
static int
compare_hits(const void *a, const void *b, void *context)
{
	const struct replay_report *report = context;
	const struct replay *replay = report->replay;
	const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	const struct replay_hit *x = &replay->hits[one];
	const struct replay_hit *y = &replay->hits[other];
	const unsigned look_x = replay_look_at(replay, x);
	const unsigned look_y = replay_look_at(replay, y);
	int order = order_numbers(look_y != 0, look_x != 0);

	if (order == 0)
		order = order_numbers(look_y & REPLAY_LOOK_ANSWERS,
		    look_x & REPLAY_LOOK_ANSWERS);
	if (order == 0)
		order = order_numbers(replay_outcome_of(y)->action,
		    replay_outcome_of(x)->action);
	if (order == 0)
		order = order_numbers(y->senders, x->senders);
	if (order == 0)
		order = order_numbers(y->recipients[0] + y->recipients[1],
		    x->recipients[0] + x->recipients[1]);
	return order != 0 ? order : compare_paths(report, one, other);
}

int
replay_report_write(const struct replay_report *report)
{
	struct replay_writing writing = {.report = report};
	struct replay *replay = report->replay;
	const size_t count = replay_count(replay);
	struct buffer *const rooms[] = {&writing.buffer, &writing.address,
	    &writing.target, &writing.sender, &writing.phrase};
	bool failed = false;

	writing.order = calloc(count, sizeof(*writing.order));
	if (writing.order == NULL)
		return -1;
	for (uint32_t i = 1; i < count; i++) {
		const struct replay_hit *hit = &replay->hits[i];

		if (hit->recipients[0] + hit->recipients[1] + hit->exempt +
			hit->undecided ==
		    0)
			continue;
		writing.order[writing.count++] = i;
		writing.looked += replay_look_at(replay, hit) != 0;
	}
	qsort_r(writing.order, writing.count, sizeof(*writing.order),
	    compare_hits, (void *)report);
	if (report->format == REPORT_JSON || report->format == REPORT_CSV)
		replay_rows_write(&writing);
	else if (report->format == REPORT_HTML)
		replay_page_write(&writing);
	else
		replay_text_write(&writing);
	free(writing.order);
	buffer_print(&writing.buffer, report->out);
	for (size_t i = 0; i < sizeof(rooms) / sizeof(*rooms); i++) {
		failed |= rooms[i]->failed;
		buffer_clear(rooms[i]);
	}
	if (!failed)
		return 0;
	errno = ENOMEM;
	return -1;
}
