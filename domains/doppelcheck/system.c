/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits what this machine's mail system uses: see the header. */
#include "domains/doppelcheck/system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/base/interning.h"
#include "domains/base/translation.h"
#include "domains/doppelcheck/coverage.h"
#include "domains/doppelcheck/delivery.h"
#include "domains/doppelcheck/unconfirmed.h"
#include "domains/readers/mta/postfix.h"
#include "domains/registrations/budget.h"
#include "domains/reports/baseline.h"
#include "domains/reports/news.h"
#include "domains/reports/spool.h"
#include "domains/settings/sources.h"
#include "domains/text/console.h"

struct system {
	struct system_options options;
	struct settings_registrations registrations; /* shares all but */
	char *postfix;                               /*   this */
	struct settings_places places;
	struct report *report;
	struct baseline *baseline; /* NULL: all findings are reported */
	struct contacts *contacts;
	struct news *news;          /* NULL: the same, or they are delivered */
	struct delivery *delivery;  /* NULL: findings are written */
	struct interning *reported; /* findings and diagnostics, each once */
	struct coverage coverage;
	struct unconfirmed *unconfirmed; /* NULL: nobody is */
	struct budgets budgets;
	struct diagnostics diagnostics; /* of the run */
	bool given_up;
};

/* ---- diagnostics --------------------------------------------------------- */

/* Two sources may lead to one file: what was reported is not reported again.
 * What finds no room is. */
static bool
is_first(struct system *system, const struct buffer *text)
{
	size_t before = interning_count(system->reported);

	return text->failed || before >= SYSTEM_REPORTED_MAX ||
	       interning_add(system->reported,
		   (struct span){text->bytes, text->len}) >= before;
}

static void
take_diagnostic(struct system *system, const struct diagnostic *diagnostic)
{
	struct diagnostics one = {0};
	struct buffer text = {0};

	buffer_add_format(&text, "diagnostic\n%s\n%u\n%s", diagnostic->file,
	    diagnostic->line, diagnostic->text);
	if (is_first(system, &text)) {
		diagnostics_add_copy(&one, diagnostic);
		console_diagnostics(&one);
		diagnostics_add_copy(&system->diagnostics, diagnostic);
		diagnostics_clear(&one);
	}
	buffer_clear(&text);
}

/* As struct audit_listener has it. */
static void
take_diagnostics(void *context, const struct diagnostics *diagnostics)
{
	struct system *system = context;
	size_t more = diagnostics->count - diagnostics->kept;

	for (size_t i = 0; i < diagnostics->kept; i++)
		take_diagnostic(system, &diagnostics->list[i]);
	if (more == 0)
		return;
	diagnostics_add(&system->diagnostics,
	    diagnostics->kept != 0 ? diagnostics->list[0].file : "--system", 0,
	    ngettext("%zu more error", "%zu more errors", more), more);
	console_format("--system",
	    ngettext("%zu more error", "%zu more errors", more), more);
}

/* Reports them, and clears them.  Returns -1 when there are any. */
static int
report_diagnostics(struct system *system, struct diagnostics *diagnostics)
{
	int result = diagnostics->count != 0 ? -1 : 0;

	take_diagnostics(system, diagnostics);
	diagnostics_clear(diagnostics);
	return result;
}

/* ---- findings ------------------------------------------------------------ */

static void
note_opening(void *context, const char *path)
{
	struct system *system = context;

	coverage_note_opened(&system->coverage, path);
}

static int
note_member(void *context, const struct member *member)
{
	struct system *system = context;

	coverage_note_read(&system->coverage, member->file);
	if (system->delivery != NULL)
		contacts_take(system->contacts, member);
	return 0;
}

static bool
is_first_finding(struct system *system, const struct finding *finding)
{
	const struct member *member = &finding->member;
	struct span address = member->address;
	struct buffer text = {0};
	bool first;

	/* A file may have one of 64 MiB; no more of it is reported. */
	if (address.len > BASELINE_FIELD_MAX)
		address.len = BASELINE_FIELD_MAX;

	buffer_add_format(&text, "%s\n%u\n%s\n", member->file, member->line,
	    verdict_reason_name(finding->verdict.reason));
	buffer_add_escaped(&text, member->cell.bytes, member->cell.len);
	buffer_add_text(&text, "\n");
	buffer_add_escaped(&text, member->list.bytes, member->list.len);
	buffer_add_text(&text, "\n");
	buffer_add_escaped(&text, address.bytes, address.len);
	first = is_first(system, &text);
	buffer_clear(&text);
	return first;
}

/* Through the baseline to the report. */
static enum sink_result
report_news(struct system *system, const struct finding *finding)
{
	struct diagnostics diagnostics = {0};
	enum sink_result result = SINK_TAKEN;
	uint32_t entry;

	if (system->news != NULL)
		result = news_take(system->news, finding, &diagnostics, &entry);
	(void)report_diagnostics(system, &diagnostics);
	return result == SINK_TAKEN ? report_take(system->report, finding)
	                            : result;
}

/* As struct sink has it. */
static enum sink_result
take_finding(void *context, const struct finding *finding)
{
	struct system *system = context;
	enum sink_result result;

	if (!is_first_finding(system, finding))
		return SINK_KNOWN;
	result = system->delivery != NULL
	             ? delivery_take(system->delivery, finding)
	             : report_news(system, finding);
	if (result == SINK_STOPPED && !system->report->failed)
		console_say("findings", strerror(ENOMEM));
	return result;
}

int
system_audit(struct system *system, const struct audit_options *options,
    struct report_counts *counts_r)
{
	const struct audit_listener listener = {
	    .context = system,
	    .opening = note_opening,
	    .member = note_member,
	    .sink = {take_finding, system},
	    .diagnostics = take_diagnostics,
	};
	struct audit_options here = *options;
	struct diagnostics unasked = {0};
	bool whole;
	int result;

	here.rules = &system->places.rules;
	if (system->unconfirmed != NULL) {
		here.silence.is_unconfirmed = unconfirmed_find;
		here.silence.of = system->unconfirmed;
		unconfirmed_ask_at_once(system->unconfirmed,
		    system->options.contacts, time(NULL), &unasked);
	}
	budgets_clear(&system->budgets);
	here.reader.budgets = &system->budgets;
	system->report = options->report;
	for (size_t i = 0; i < system->places.count; i++)
		note_opening(system, system->places.list[i].path);
	result = audit_places(&here, &system->registrations, &system->places,
	    &listener, &whole, counts_r);
	system->given_up = system->given_up || !whole;
	(void)report_diagnostics(system, &unasked);
	return system->diagnostics.count != 0 ? -1 : result;
}

/* ---- finishing ----------------------------------------------------------- */

static bool
could_not_be_read(const void *context, const char *file)
{
	const struct system *system = context;

	return coverage_misses(&system->coverage, &system->diagnostics, file);
}

/* All findings were written. */
static int
save_all(struct system *system)
{
	struct diagnostics diagnostics = {0};

	baseline_keep_all(system->baseline);
	if (baseline_prepare(system->baseline, &diagnostics) == 0)
		(void)baseline_commit(system->baseline, &diagnostics);
	return report_diagnostics(system, &diagnostics);
}

/* read: places were. */
static int
deliver(struct system *system, bool read, struct report_counts *counts)
{
	const struct delivery_end end = {
	    .read = read,
	    .whole = !system->given_up,
	    .diagnostics = &system->diagnostics,
	    .baseline = system->baseline,
	};

	return delivery_end(system->delivery, &end, counts);
}

int
system_finish(struct system *system, bool written, struct report_counts *counts)
{
	struct diagnostics diagnostics = {0};
	int result;

	if (system->baseline == NULL)
		return 0;
	contacts_finish(system->contacts, &diagnostics);
	if (system->given_up)
		diagnostics_add(&diagnostics, "--system", 0, "was given up");
	result = report_diagnostics(system, &diagnostics);
	if (system->delivery != NULL)
		return deliver(system, true, counts) < 0 ? -1 : result;
	if (system->given_up)
		return result;
	baseline_forget(system->baseline, could_not_be_read, system);
	if (written && save_all(system) < 0)
		result = -1;
	return result;
}

size_t
system_count_reported(const struct system *system)
{
	return system->baseline != NULL
	           ? baseline_count_reported(system->baseline)
	           : 0;
}

/* ---- opening ------------------------------------------------------------- */

void
system_close(struct system **system)
{
	struct system *gone = *system;

	*system = NULL;
	if (gone == NULL)
		return;
	delivery_free(&gone->delivery);
	news_free(&gone->news);
	contacts_free(&gone->contacts);
	baseline_close(&gone->baseline);
	interning_free(&gone->reported);
	coverage_clear(&gone->coverage);
	unconfirmed_free(&gone->unconfirmed);
	budgets_clear(&gone->budgets);
	settings_clear_places(&gone->places);
	diagnostics_clear(&gone->diagnostics);
	free(gone->postfix);
	free(gone);
}

static struct system *
system_new(const struct system_options *options)
{
	static const struct settings_registrations no_registrations;
	static const struct settings_policies no_policies;
	struct system *system = calloc(1, sizeof(*system));

	if (system == NULL)
		return NULL;
	system->options = *options;
	system->registrations = options->registrations != NULL
	                            ? *options->registrations
	                            : no_registrations;
	if (options->policies == NULL)
		system->options.policies = &no_policies;
	system->diagnostics.limit = SPOOL_DIAGNOSTICS_MAX;

	const struct contacts_options contacts = {
	    .doppel = options->doppel,
	    .registrations = &system->registrations,
	    .policies = system->options.policies,
	    .rules = &system->places.rules,
	};

	system->contacts = contacts_new(&contacts);
	system->reported = interning_new();
	if (options->contacts != NULL &&
	    settings_wants_unconfirmed(options->contacts))
		system->unconfirmed = unconfirmed_new();
	if (system->contacts == NULL || system->reported == NULL ||
	    !coverage_begin(&system->coverage))
		system_close(&system);
	return system;
}

static int
find_places(struct system *system, struct diagnostics *diagnostics)
{
	struct diagnostics postfix = {0};

	/* Why there is none is an error only when there is nothing else. */
	if (system->registrations.postfix == NULL)
		system->registrations.postfix = system->postfix =
		    postfix_find(&postfix);
	if (!settings_has_registrations(&system->registrations)) {
		console_diagnostics(&postfix);
		diagnostics_add(diagnostics, "--system", 0,
		    "there is nothing to audit: domains.conf names no "
		    "registrations, and no Postfix answers here");
	}
	diagnostics_clear(&postfix);
	if (diagnostics->count != 0)
		return -1;
	if (settings_find_places(&system->registrations, diagnostics,
		&system->places) == 0)
		return 0;
	/* A Postfix that cannot be asked is a source that cannot be read: all
	 * else is audited. */
	if (system->registrations.postfix == NULL)
		return -1;
	system->registrations.postfix = NULL;
	return settings_has_registrations(&system->registrations)
	           ? settings_find_places(&system->registrations, diagnostics,
			 &system->places)
	           : -1;
}

/* Locks the baseline, unless doppelmail does, and makes ready for what is to be
 * delivered.  Returns -1 when that fails; that another run has the lock is
 * reported, and no diagnostic. */
static int
lock(struct system *system, bool *busy_r)
{
	const struct system_options *options = &system->options;
	const struct delivery_options delivery = {
	    .spool = options->spool,
	    .program = options->program,
	    .contacts = system->contacts,
	    .coverage = &system->coverage,
	    .unheard = system->unconfirmed != NULL &&
	                       options->contacts->request.from != NULL
	                   ? options->unheard
	                   : NULL,
	    .unconfirmed = system->unconfirmed,
	};
	bool delivers = options->program != NULL || options->spool != NULL;
	struct diagnostics diagnostics = {0};
	int result = 0;

	*busy_r = false;
	if (options->spool != NULL)
		system->baseline = baseline_new(options->baseline);
	else if (options->baseline != NULL)
		result = baseline_lock(options->baseline, &diagnostics,
		    &system->baseline, busy_r);
	if (delivers)
		system->delivery = delivery_new(&delivery);
	if (delivers &&
	    (system->delivery == NULL ||
		(options->spool != NULL && system->baseline == NULL)))
		diagnostics_no_memory(&diagnostics, "--system");
	if (*busy_r)
		console_say(options->baseline, "another run is at work");
	return report_diagnostics(system, &diagnostics) < 0 || *busy_r ? -1
	                                                               : result;
}

/* Says why nothing can be audited. */
static void
deliver_refusal(struct system *system)
{
	struct report_counts counts = {0};

	if (system->delivery != NULL)
		(void)deliver(system, false, &counts);
}

static int
prepare(struct system *system)
{
	struct diagnostics diagnostics = {0};
	int result = find_places(system, &diagnostics);

	if (result == 0 && system->baseline != NULL)
		result = baseline_read(system->baseline, &diagnostics);
	if (result == 0 && system->baseline != NULL &&
	    system->delivery == NULL) {
		system->news = news_new(system->baseline);
		if (system->news == NULL)
			result = diagnostics_no_memory(&diagnostics, "--state");
	}
	(void)report_diagnostics(system, &diagnostics);
	return result;
}

int
system_open(const struct system_options *options, struct system **system_r)
{
	struct system *system = system_new(options);
	bool busy;
	int result;

	*system_r = NULL;
	if (system == NULL)
		return console_say("--system", strerror(ENOMEM));
	result = lock(system, &busy);
	if (result == 0)
		result = prepare(system);
	if (result < 0 && !busy)
		deliver_refusal(system);
	if (result < 0)
		system_close(&system);
	*system_r = system;
	return result;
}

void
system_mail_diagnostics(const struct system_options *options,
    const struct diagnostics *diagnostics)
{
	struct system *system;
	bool busy;

	if (options->program == NULL && options->spool == NULL)
		return;
	system = system_new(options);
	if (system == NULL)
		return;
	(void)lock(system, &busy);
	diagnostics_add_all(&system->diagnostics, diagnostics);
	if (!busy)
		deliver_refusal(system);
	system_close(&system);
}
