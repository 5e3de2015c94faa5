/* SPDX-License-Identifier: BSD-2-Clause */
/* Mails findings and diagnostics: see the header. */
#include "domains/reports/mailing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/reports/mail_text.h"
#include "domains/reports/news.h"
#include "domains/text/console.h"
#include "domains/text/mail.h"

/* A finding that waits for its mail. */
struct kept {
	const struct spool_finding *finding;
	const struct spool_contact *contact;
	uint32_t entry; /* of the baseline */
};

struct run {
	struct mailing *mailing;
	const struct spool *spool;
	struct kept *list;
	size_t count;
	struct diagnostics diagnostics; /* of this run */
	unsigned mails;
	bool stuck; /* no mail can be handed over */
};

static int
add_diagnostic(struct run *run, const char *subject, const char *text)
{
	return diagnostics_add(&run->diagnostics, subject, 0, "%s", text);
}

/* ---- what is new --------------------------------------------------------- */

/* As much of it as the baseline knows. */
static enum sink_result
compare(struct run *run, struct news *news, const struct spool_finding *found,
    uint32_t *entry_r)
{
	const struct finding finding = {
	    .member =
		{
		    .list = span_of(found->list),
		    .address = span_of(found->address),
		    .file = found->file,
		},
	    .verdict = {.reason = found->reason},
	};

	return news_take(news, &finding, &run->diagnostics, entry_r);
}

/* Keeps what is new.  Returns 0, or -1 with a diagnostic. */
static int
keep_news(struct run *run)
{
	struct news *news = news_new(run->mailing->baseline);
	const struct spool *spool = run->spool;
	enum sink_result result = SINK_TAKEN;

	run->list = calloc(spool->count + 1, sizeof(*run->list));
	if (news == NULL || run->list == NULL)
		result = SINK_STOPPED;
	for (size_t i = 0; i < spool->count && result != SINK_STOPPED; i++) {
		const struct spool_finding *finding = &spool->findings[i];
		uint32_t entry;

		result = compare(run, news, finding, &entry);
		if (result != SINK_TAKEN)
			continue;
		run->list[run->count++] = (struct kept){
		    .finding = finding,
		    .contact = &spool->contacts[finding->contact],
		    .entry = entry,
		};
		run->mailing->counts.findings[finding->reason]++;
	}
	news_free(&news);
	return result == SINK_STOPPED
	           ? add_diagnostic(run, "findings", strerror(ENOMEM))
	           : 0;
}

/* As baseline_forget() has it. */
static bool
was_missed(const void *context, const char *file)
{
	const struct spool *spool = context;

	return interning_find(spool->missed, span_of(file)) != INTERNING_NONE;
}

/* ---- mails --------------------------------------------------------------- */

static int
send_text(struct run *run, const char *to, const char *subject,
    const struct buffer *text)
{
	const struct mail mail = {
	    .program = run->mailing->program,
	    .from = run->spool->helper,
	    .to = to,
	    .subject = subject,
	    .text = text,
	    .number = run->mails++,
	};
	enum mail_result result = mail_send(&mail, &run->diagnostics);

	run->stuck = result == MAIL_STUCK;
	return result == MAIL_TAKEN ? 0 : -1;
}

/* Mails what kept the audit from reading, and this run from mailing. */
static int
send_diagnostics(struct run *run, const struct diagnostics *all)
{
	const struct spool *spool = run->spool;
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	struct buffer text = {0};
	int result;

	if (all->count == 0)
		return 0;
	if (!spool->helper_right)
		return add_diagnostic(run, spool->helper,
		    "cannot be mailed: leads to a wrong address");
	mail_text_write_diagnostics(all, !spool->read, subject, &text);
	result = send_text(run, spool->helper, subject, &text);
	buffer_clear(&text);
	return result;
}

/* The same unless it was mailed before. */
static int
report_diagnostics(struct run *run)
{
	struct baseline *baseline = run->mailing->baseline;
	struct diagnostics all = {.limit = SPOOL_DIAGNOSTICS_MAX};
	int result = 0;

	diagnostics_add_all(&all, &run->spool->diagnostics);
	diagnostics_add_all(&all, &run->diagnostics);
	if (baseline == NULL || !baseline_has_mailed(baseline, &all)) {
		result = send_diagnostics(run, &all);
		if (result == 0 && baseline != NULL)
			result = baseline_note_mailed(baseline, &all,
			    &run->diagnostics);
	}
	diagnostics_clear(&all);
	return result;
}

/* ---- findings ------------------------------------------------------------ */

/* Those of a person together, in the order in which they were found; those of
 * nobody first, list by list. */
static int
compare_persons(const void *a, const void *b)
{
	const struct kept *one = a, *other = b;
	const char *person = one->contact->person,
		   *second = other->contact->person;
	int order = person == NULL || second == NULL
	                ? (person != NULL) - (second != NULL)
	                : strcmp(person, second);

	if (person == NULL && second == NULL)
		order = (one->contact > other->contact) -
		        (one->contact < other->contact);
	return order != 0 ? order
	                  : (one->finding > other->finding) -
	                        (one->finding < other->finding);
}

static void
keep_entries(struct run *run, const struct kept *list, size_t count, bool keep)
{
	for (size_t i = 0; i < count; i++)
		baseline_keep(run->mailing->baseline, list[i].entry, keep);
}

/* Sends one mail.  The baseline that it makes is on the disk before it goes,
 * under another name.  Returns whether another mail, and a baseline, is worth
 * a try. */
static bool
send_findings(struct run *run, const struct kept *list, size_t count)
{
	struct baseline *baseline = run->mailing->baseline;
	const struct spool_finding *findings[MAIL_TEXT_FINDINGS_MAX] = {NULL};
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	struct buffer text = {0};
	bool prepared, sent;

	for (size_t i = 0; i < count; i++)
		findings[i] = list[i].finding;
	keep_entries(run, list, count, true);
	mail_text_write_findings(findings, count, run->spool->helper, subject,
	    &text);
	prepared = baseline_prepare(baseline, &run->diagnostics) == 0;
	sent = prepared &&
	       send_text(run, list->contact->contact, subject, &text) == 0;
	buffer_clear(&text);
	if (sent)
		return baseline_commit(baseline, &run->diagnostics) == 0;
	keep_entries(run, list, count, false);
	return prepared && !run->stuck;
}

/* How many findings from one on have its person, at most a mail of them. */
static size_t
count_of_person(const struct run *run, size_t first)
{
	const struct kept *list = &run->list[first];
	size_t count = 1;

	while (first + count < run->count && count < MAIL_TEXT_FINDINGS_MAX &&
	       strcmp(list[count].contact->person, list->contact->person) == 0)
		count++;
	return count;
}

/* Once for each list. */
static void
report_to_nobody(struct run *run, const struct kept *kept)
{
	const char *list = kept->finding->list;

	if (kept != run->list && kept[-1].contact == kept->contact)
		return;
	add_diagnostic(run, *list != '\0' ? list : "--mail",
	    "there is nobody to report it to: postmaster leads to a wrong "
	    "address");
}

static void
send_all(struct run *run)
{
	struct baseline *baseline = run->mailing->baseline;
	bool goes_on = true;
	size_t count;

	if (run->count != 0)
		qsort(run->list, run->count, sizeof(*run->list),
		    compare_persons);
	for (size_t i = 0; i < run->count && goes_on; i += count) {
		count = 1;
		if (run->list[i].contact->person == NULL) {
			report_to_nobody(run, &run->list[i]);
			continue;
		}
		count = count_of_person(run, i);
		goes_on = send_findings(run, &run->list[i], count);
	}
	/* What is gone, after a mail that failed or without any. */
	if (goes_on && baseline_prepare(baseline, &run->diagnostics) == 0)
		(void)baseline_commit(baseline, &run->diagnostics);
}

int
mailing_run(struct mailing *mailing, const struct spool *spool)
{
	struct run run = {
	    .mailing = mailing,
	    .spool = spool,
	    .diagnostics = {.limit = SPOOL_DIAGNOSTICS_MAX},
	};
	int result = 0;

	if (mailing->baseline != NULL && spool->read && spool->whole &&
	    keep_news(&run) == 0) {
		baseline_forget(mailing->baseline, was_missed, spool);
		send_all(&run);
	}
	if (!run.stuck && report_diagnostics(&run) < 0)
		result = -1;
	if (run.diagnostics.count != 0)
		result = -1;
	console_diagnostics(&run.diagnostics);
	diagnostics_clear(&run.diagnostics);
	free(run.list);
	return result;
}
