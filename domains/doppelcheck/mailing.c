/* SPDX-License-Identifier: BSD-2-Clause */
/* Mails findings and diagnostics: see the header. */
#include "domains/doppelcheck/mailing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/reports/mail_text.h"
#include "domains/text/console.h"
#include "domains/text/mail.h"

/* A finding that waits for its mail. */
struct kept {
	struct finding *finding;
	uint32_t entry; /* of the baseline */
	size_t order;   /* in which it was found */
	char *contact;  /* whom it is reported to; NULL: nobody */
	char *person;   /* who that is */
};

struct mailing {
	const char *program;
	const struct contacts *contacts;
	struct baseline *baseline;
	struct kept *list;
	size_t count, size;
	unsigned mails;
	bool stuck; /* no mail can be handed over */
};

struct mailing *
mailing_new(const char *program, const struct contacts *contacts,
    struct baseline *baseline)
{
	struct mailing *mailing = calloc(1, sizeof(*mailing));

	if (mailing == NULL)
		return NULL;
	mailing->program = program;
	mailing->contacts = contacts;
	mailing->baseline = baseline;
	return mailing;
}

void
mailing_free(struct mailing **mailing)
{
	struct mailing *gone = *mailing;

	*mailing = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->count; i++) {
		finding_free(&gone->list[i].finding);
		free(gone->list[i].contact);
		free(gone->list[i].person);
	}
	free(gone->list);
	free(gone);
}

int
mailing_keep(struct mailing *mailing, const struct finding *finding,
    uint32_t entry)
{
	struct kept kept = {.entry = entry, .order = mailing->count};

	if (array_reserve(&mailing->list, &mailing->size, mailing->count,
		sizeof(*mailing->list)) < 0)
		return -1;
	kept.finding = finding_copy(finding);
	if (kept.finding == NULL)
		return -1;
	mailing->list[mailing->count++] = kept;
	return 0;
}

/* ---- mails --------------------------------------------------------------- */

/* Who looks after the machine's mail; false when that leads to a wrong
 * address. */
static bool
find_helper(const struct mailing *mailing, char helper_r[static CONTACT_SIZE])
{
	if (contacts_find(mailing->contacts, span_of(""), helper_r))
		return true;
	snprintf(helper_r, CONTACT_SIZE, "postmaster");
	return false;
}

static int
send_text(struct mailing *mailing, const char *to, const char *subject,
    const struct buffer *text, struct diagnostics *diagnostics)
{
	char from[CONTACT_SIZE];
	const struct mail mail = {
	    .program = mailing->program,
	    .from = from,
	    .to = to,
	    .subject = subject,
	    .text = text,
	    .number = mailing->mails++,
	};
	enum mail_result result;

	(void)find_helper(mailing, from);
	result = mail_send(&mail, diagnostics);
	mailing->stuck = result == MAIL_STUCK;
	return result == MAIL_TAKEN ? 0 : -1;
}

static int
send_diagnostics(struct mailing *mailing, const struct diagnostics *news,
    bool nothing, struct diagnostics *diagnostics)
{
	char to[CONTACT_SIZE], subject[MAIL_TEXT_SUBJECT_SIZE];
	struct buffer text = {0};
	int result;

	if (news->count == 0)
		return 0;
	if (!find_helper(mailing, to))
		return diagnostics_add(diagnostics, to, 0,
		    "cannot be mailed: leads to a wrong address");
	mail_text_write_diagnostics(news, nothing, subject, &text);
	result = send_text(mailing, to, subject, &text, diagnostics);
	buffer_clear(&text);
	return result;
}

int
mailing_send_diagnostics(struct mailing *mailing,
    const struct diagnostics *news, bool nothing)
{
	struct baseline *baseline = mailing->baseline;
	struct diagnostics diagnostics = {0};
	int result;

	if (mailing->stuck)
		return -1;
	if (baseline != NULL && baseline_has_mailed(baseline, news))
		return 0;
	result = send_diagnostics(mailing, news, nothing, &diagnostics);
	if (diagnostics.count == 0 && baseline != NULL)
		result = baseline_note_mailed(baseline, news, &diagnostics);
	if (diagnostics.count != 0)
		result = -1;
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return result;
}

/* ---- findings ------------------------------------------------------------ */

static int
compare_persons(const void *a, const void *b)
{
	const struct kept *one = a, *other = b;
	int order = one->person == NULL || other->person == NULL
	                ? (one->person != NULL) - (other->person != NULL)
	                : strcmp(one->person, other->person);

	return order != 0
	           ? order
	           : (one->order > other->order) - (one->order < other->order);
}

/* Finds whom each finding is reported to, and brings those of a person
 * together.  Returns 0, or -1 when memory is out. */
static int
find_contacts(struct mailing *mailing)
{
	for (size_t i = 0; i < mailing->count; i++) {
		struct kept *kept = &mailing->list[i];
		char contact[CONTACT_SIZE], person[CONTACT_SIZE];

		if (!contacts_find(mailing->contacts,
			kept->finding->member.list, contact))
			continue;
		contacts_person(mailing->contacts, contact, person);
		kept->contact = strdup(contact);
		kept->person = strdup(person);
		if (kept->contact == NULL || kept->person == NULL)
			return -1;
	}
	if (mailing->count != 0)
		qsort(mailing->list, mailing->count, sizeof(*mailing->list),
		    compare_persons);
	return 0;
}

static void
keep_entries(struct mailing *mailing, const struct kept *list, size_t count,
    bool keep)
{
	for (size_t i = 0; i < count; i++)
		baseline_keep(mailing->baseline, list[i].entry, keep);
}

static int
save_baseline(struct mailing *mailing, struct diagnostics *diagnostics)
{
	return baseline_prepare(mailing->baseline, diagnostics) < 0
	           ? -1
	           : baseline_commit(mailing->baseline, diagnostics);
}

/* Sends one mail.  The baseline that it makes is on the disk before it goes,
 * under another name.  *goes_on_r: is another mail, and a baseline, worth a
 * try? */
static void
send_findings(struct mailing *mailing, const struct kept *list, size_t count,
    struct diagnostics *diagnostics, bool *goes_on_r)
{
	char subject[MAIL_TEXT_SUBJECT_SIZE], helper[CONTACT_SIZE];
	const struct finding *findings[MAIL_TEXT_FINDINGS_MAX];
	struct buffer text = {0};

	for (size_t i = 0; i < count; i++)
		findings[i] = list[i].finding;
	keep_entries(mailing, list, count, true);
	(void)find_helper(mailing, helper);
	mail_text_write_findings(findings, count, helper, subject, &text);
	*goes_on_r = baseline_prepare(mailing->baseline, diagnostics) == 0;
	if (!*goes_on_r || send_text(mailing, list[0].contact, subject, &text,
			       diagnostics) < 0) {
		keep_entries(mailing, list, count, false);
		*goes_on_r = *goes_on_r && !mailing->stuck;
	} else {
		*goes_on_r =
		    baseline_commit(mailing->baseline, diagnostics) == 0;
	}
	buffer_clear(&text);
}

/* How many findings from one on have its person, at most a mail of them. */
static size_t
count_of_person(const struct mailing *mailing, size_t first)
{
	const struct kept *list = &mailing->list[first];
	size_t count = 1;

	while (first + count < mailing->count &&
	       count < MAIL_TEXT_FINDINGS_MAX &&
	       strcmp(list[count].person, list->person) == 0)
		count++;
	return count;
}

int
mailing_send(struct mailing *mailing, struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count, count;
	bool goes_on = find_contacts(mailing) == 0;

	if (!goes_on)
		diagnostics_add(diagnostics, "--mail", 0, "%s",
		    strerror(ENOMEM));
	for (size_t i = 0; i < mailing->count && goes_on; i += count) {
		const struct kept *kept = &mailing->list[i];
		const char *list = kept->finding->member.list.bytes;

		count = 1;
		if (kept->contact == NULL) {
			diagnostics_add(diagnostics,
			    *list != '\0' ? list : "--mail", 0,
			    "there is nobody to report it to: postmaster "
			    "leads to a wrong address");
			continue;
		}
		count = count_of_person(mailing, i);
		send_findings(mailing, kept, count, diagnostics, &goes_on);
	}
	/* What is gone, after a mail that failed or without any. */
	if (goes_on)
		(void)save_baseline(mailing, diagnostics);
	return diagnostics->count != before ? -1 : 0;
}
