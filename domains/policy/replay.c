/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums up what would have been done: see the header. */
#include "domains/policy/replay.h"

#include <string.h>

#include "domains/policy/replay_senders.h"

/* ---- a recipient --------------------------------------------------------- */

/* What came of it. */
struct result {
	enum replay_kind kind;
	enum exemption exempt;
	struct replay_outcome outcome;
};

static const struct replay_outcome nothing_wrong = {.reason = VERDICT_NONE};

static struct replay_outcome
outcome_of(const struct replay *replay, uint32_t what, bool local)
{
	return what != ENVELOPES_NONE ? replay->hits[what].outcomes[local]
	                              : nothing_wrong;
}

static bool
same_outcome(struct replay_outcome a, struct replay_outcome b)
{
	return a.reason == b.reason && a.confidence == b.confidence &&
	       a.action == b.action;
}

static bool
asks_dns(const struct replay *replay, uint32_t what)
{
	return what != ENVELOPES_NONE && replay->hits[what].dns;
}

/* What the form and the origin say, before the configuration is asked. */
static enum replay_kind
kind_of_form(const struct envelope *envelope,
    const struct envelope_recipient *recipient)
{
	static const enum replay_kind of_origin[ENVELOPE_ORIGINS] = {
	    [ENVELOPE_UNKNOWN] = REPLAY_NO_BEGINNING,
	    [ENVELOPE_SMTP] = REPLAY_DECIDED,
	    [ENVELOPE_LOCAL] = REPLAY_DECIDED,
	    [ENVELOPE_AGAIN] = REPLAY_AGAIN,
	    [ENVELOPE_INTERNAL] = REPLAY_INTERNAL,
	};
	static const enum replay_kind of_form[ENVELOPE_FORMS] = {
	    [ENVELOPE_AS_GIVEN] = REPLAY_DECIDED,
	    [ENVELOPE_ALIAS] = REPLAY_NO_LIST,
	    [ENVELOPE_REFUSED] = REPLAY_REFUSED,
	    [ENVELOPE_NO_MILTERS] = REPLAY_NO_MILTERS,
	};
	const enum replay_kind form = of_form[recipient->form];

	if (form == REPLAY_NO_MILTERS || form == REPLAY_REFUSED)
		return form;
	return of_origin[envelope->origin] != REPLAY_DECIDED
	           ? of_origin[envelope->origin]
	           : form;
}

/* Would the contacts be asked about it? */
static bool
asks_contacts(const struct replay *replay, const struct envelope *envelope,
    const struct envelope_recipient *given)
{
	return (given->what == REPLAY_ASKED || given->other == REPLAY_ASKED) &&
	       (envelope->by_client & REPLAY_OURS) != 0 &&
	       replay_is_ours(replay, envelope->sender);
}

/* Without the mark that the contacts would be asked. */
static struct envelope_recipient
without_asked(struct envelope_recipient recipient)
{
	if (recipient.what == REPLAY_ASKED)
		recipient.what = ENVELOPES_NONE;
	if (recipient.other == REPLAY_ASKED)
		recipient.other = ENVELOPES_NONE;
	return recipient;
}

static struct result
decide(const struct replay *replay, const struct envelope *envelope,
    const struct envelope_recipient *recipient, bool asked)
{
	const struct exempt *exempt = replay->options.exempt;
	const bool local = envelope->origin == ENVELOPE_LOCAL;
	const uint32_t what = recipient->what;
	struct result result = {
	    .kind = kind_of_form(envelope, recipient),
	    .exempt = (envelope->by_client & ~REPLAY_OURS) != 0
	                  ? envelope->by_client & ~REPLAY_OURS
	                  : envelope->by_sender,
	    .outcome = outcome_of(replay, what, local),
	};

	if (result.kind != REPLAY_DECIDED)
		return result;
	if (what == 0 || recipient->other == 0)
		result.kind = REPLAY_TOO_MANY;
	else if (result.exempt != EXEMPTION_NONE)
		result.outcome.action = ACTION_ACCEPT;
	else if (!same_outcome(result.outcome,
		     outcome_of(replay, recipient->other, local)))
		result.kind = REPLAY_TWO_FORMS;
	else if (asks_dns(replay, what) || asks_dns(replay, recipient->other))
		result.kind = REPLAY_DNS;
	else if ((asked && result.outcome.reason == VERDICT_NONE) ||
		 result.outcome.reason == VERDICT_UNCONFIRMED ||
		 result.outcome.reason == VERDICT_SIMILAR_CONTACT ||
		 result.outcome.reason == VERDICT_FIRST_CONTACT ||
		 result.outcome.action == ACTION_CONFIRM)
		result.kind = REPLAY_MEMORY;
	else if (result.outcome.reason == VERDICT_NONE)
		; /* whoever sent it */
	else if (envelope->sender.bytes == NULL && exempt->sender_count != 0)
		result.kind = REPLAY_NO_SENDER;
	else if (!envelope->user_known &&
		 (exempt->authenticated || exempt->users.count != 0))
		result.kind = REPLAY_NO_USER;
	return result;
}

/* ---- sums ---------------------------------------------------------------- */

static uint32_t
number_of_cell(struct replay_outcome outcome)
{
	return ((uint32_t)outcome.reason * VERDICT_CONFIDENCES +
		   (uint32_t)outcome.confidence) *
	           ACTION_ACTIONS +
	       (uint32_t)outcome.action;
}

static struct replay_cell *
cell_of(struct replay *replay, struct replay_outcome outcome)
{
	return &replay
	            ->cells[outcome.reason][outcome.confidence][outcome.action];
}

static void
keep_detail(struct replay *replay, const struct envelope *envelope,
    const struct envelope_recipient *recipient, const struct result *result,
    uint32_t sender)
{
	struct replay_detail detail = {
	    .hit = recipient->what != ENVELOPES_NONE ? recipient->what
	                                             : recipient->other,
	    .kind = result->kind,
	    .action = result->outcome.action,
	    .exempt = result->exempt,
	    .local = envelope->origin == ENVELOPE_LOCAL,
	    .sender = sender,
	    .host = replay_text(replay, envelope->host),
	    .time = recipient->time,
	    .id_len = (uint8_t)envelope->id.len,
	};

	if (envelope->id.len > sizeof(detail.id))
		return;
	memcpy(detail.id, envelope->id.bytes, envelope->id.len);
	if (spill_add(replay->details, &detail, sizeof(detail)) < 0)
		replay->failed = true;
}

static void
add_wrong(struct replay *replay, const struct envelope *envelope,
    const struct envelope_recipient *recipient, const struct result *result,
    uint32_t sender)
{
	const bool local = envelope->origin == ENVELOPE_LOCAL;
	struct replay_hit *hit = &replay->hits[recipient->what];
	struct replay_cell *cell = cell_of(replay, result->outcome);

	if (result->exempt != EXEMPTION_NONE) {
		replay->exempt[result->exempt]++;
		hit->exempt++;
		return;
	}
	hit->recipients[local]++;
	maillog_widen(&hit->first, &hit->last, recipient->time);
	cell->recipients++;
	if (sender == INTERNING_NONE)
		return;
	hit->senders += replay_add_pair(replay, recipient->what, sender);
	cell->senders += replay_add_pair(replay,
	    REPLAY_WHAT_CELL + number_of_cell(result->outcome), sender);
	if (result->outcome.action > ACTION_LOG)
		replay->senders +=
		    replay_add_pair(replay, REPLAY_WHAT_TOUCHED, sender);
}

static void
add_recipient(struct replay *replay, const struct envelope *envelope,
    const struct envelope_recipient *recipient, const struct result *result)
{
	const bool found = recipient->what != ENVELOPES_NONE;
	const bool wrong = result->outcome.reason != VERDICT_NONE;
	const bool undecided = replay_is_undecidable(result->kind) &&
	                       (found || recipient->other != ENVELOPES_NONE);
	const bool kept =
	    undecided || (wrong && result->kind == REPLAY_DECIDED);
	uint32_t sender = INTERNING_NONE;

	replay->kinds[result->kind]++;
	if (kept && envelope->sender.bytes != NULL)
		sender = replay_folded(replay, envelope->sender);
	if (kept && replay->details != NULL)
		keep_detail(replay, envelope, recipient, result, sender);
	if (result->kind != REPLAY_DECIDED) {
		if (found && undecided)
			replay->hits[recipient->what].undecided++;
		return;
	}
	replay->actions[result->outcome.action]++;
	replay->local += envelope->origin == ENVELOPE_LOCAL;
	maillog_widen(&replay->first, &replay->last, recipient->time);
	if (wrong)
		add_wrong(replay, envelope, recipient, result, sender);
}

/* ---- a mail -------------------------------------------------------------- */

static bool
is_wanted(const struct replay *replay,
    const struct envelope_recipient *recipient)
{
	const struct wanted_part *wanted = &replay->options.wanted;
	struct span of;

	if (!wanted_then(wanted, recipient->time))
		return false;
	if (wanted->domain.len == 0)
		return true;
	if (recipient->what == ENVELOPES_NONE)
		return false;
	of = span_of(
	    replay_text_of(replay, replay->hits[recipient->what].domain));
	return of.len != 0 &&
	       span_same_folded(wanted->domain, span_after(of, 1));
}

void
replay_take(void *context, const struct envelope *envelope,
    const struct envelope_recipient *list, size_t count)
{
	struct replay *replay = context;
	const bool local = envelope->origin == ENVELOPE_LOCAL;
	enum action strongest = ACTION_ACCEPT, whole = ACTION_ACCEPT;
	size_t decided = 0, right = 0;

	if (envelope->origin == ENVELOPE_SMTP && envelope->sender.len != 0)
		replay_note_received(replay, envelope->sender);
	if (!wanted_from(&replay->options.wanted, envelope->sender))
		return;
	if (envelope->nameless &&
	    wanted_then(&replay->options.wanted, envelope->time) &&
	    (envelope->origin == ENVELOPE_SMTP || local))
		replay->kinds[REPLAY_NAMELESS]++;
	for (size_t i = 0; i < count; i++) {
		const struct envelope_recipient one = without_asked(list[i]);
		const struct result result = decide(replay, envelope, &one,
		    asks_contacts(replay, envelope, &list[i]));
		const enum action action = result.outcome.action;

		if (!is_wanted(replay, &one))
			continue;
		add_recipient(replay, envelope, &one, &result);
		if (result.kind != REPLAY_DECIDED)
			continue;
		decided++;
		right += action <= ACTION_LOG;
		strongest = action > strongest ? action : strongest;
		if ((action == ACTION_QUARANTINE || local) && action > whole)
			whole = action;
	}
	replay->mails += decided != 0;
	replay->touched += strongest > ACTION_LOG;
	replay->along += whole >= ACTION_QUARANTINE ? right : 0;
}

/* ---- what came of it ----------------------------------------------------- */

void
replay_finish(struct replay *replay)
{
	for (size_t i = 1; i < replay_count(replay); i++) {
		const struct replay_hit *hit = &replay->hits[i];
		const bool same =
		    same_outcome(hit->outcomes[0], hit->outcomes[1]);

		if (hit->recipients[0] != 0)
			cell_of(replay, hit->outcomes[0])->addresses++;
		if (hit->recipients[1] != 0 &&
		    !(same && hit->recipients[0] != 0))
			cell_of(replay, hit->outcomes[1])->addresses++;
	}
}
