/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks twice a minute. */
#include "domains/doppelcheck/interview.h"

#include <time.h>

#include "domains/base/clock.h"
#include "domains/reports/leak_format.h"
#include "domains/service/log.h"

/* What was heard or confirmed counts within a minute; but a tenth of the time
 * at most is spent on that. */
#define ASK_MS 25000
#define ASK_SHARE 10

static void
report_learning(struct interview *interview, unsigned days)
{
	const int64_t since =
	    unconfirmed_learning_since(interview->unconfirmed);
	char day[LEAK_DAY_SIZE];

	if (since == interview->learning_since)
		return;
	interview->learning_since = since;
	if (since == 0)
		return;
	leak_format_time(since, day);
	log_line(LOG_NOTE,
	    "contacts: learning since %s, for %u days: nobody is "
	    "unconfirmed yet",
	    day, days);
}

static void
report_failure(struct interview *interview, bool failed,
    const struct diagnostics *diagnostics)
{
	if (failed && !interview->failed) {
		log_diagnostics(LOG_WARN, diagnostics);
		log_line(LOG_WARN, "contacts: what was known stays in force");
	}
	if (!failed && interview->failed)
		log_line(LOG_NOTE, "contacts: there are answers again");
	interview->failed = failed;
}

bool
interview_turn(struct interview *interview,
    const struct settings_contacts *settings, bool at_once)
{
	struct diagnostics diagnostics = {0};
	const uint64_t begin = clock_now();
	uint64_t rest;
	bool changed = false;

	if (!settings_wants_unconfirmed(settings))
		return false;
	/* Who is new does not wait, unless nobody answers. */
	at_once |=
	    !interview->failed && unconfirmed_has_new(interview->unconfirmed);
	if (!at_once && begin < interview->due)
		return false;
	report_failure(interview,
	    unconfirmed_ask(interview->unconfirmed, settings, time(NULL),
		&diagnostics, &changed) < 0,
	    &diagnostics);
	diagnostics_clear(&diagnostics);
	report_learning(interview, settings->learning);
	rest = (clock_now() - begin) * ASK_SHARE;
	interview->due = clock_now() + (rest > ASK_MS ? rest : ASK_MS);
	return changed;
}
