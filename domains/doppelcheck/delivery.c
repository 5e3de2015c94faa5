/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves what was found, or mails it: see the header. */
#include "domains/doppelcheck/delivery.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "domains/base/interning.h"
#include "domains/contacts/contact.h"
#include "domains/reports/mailing.h"
#include "domains/reports/spool_text.h"
#include "domains/reports/unheard.h"
#include "domains/text/console.h"

struct delivery {
	struct delivery_options options;
	struct spool_text *text;
	struct interning *wrong; /* addresses, which are not asked to confirm;
	                            NULL: none are */
};

struct delivery *
delivery_new(const struct delivery_options *options)
{
	struct delivery *delivery = calloc(1, sizeof(*delivery));

	if (delivery == NULL)
		return NULL;
	delivery->options = *options;
	delivery->text = spool_text_new();
	if (options->unheard != NULL)
		delivery->wrong = interning_new();
	if (delivery->text == NULL ||
	    (options->unheard != NULL && delivery->wrong == NULL))
		delivery_free(&delivery);
	return delivery;
}

void
delivery_free(struct delivery **delivery)
{
	struct delivery *gone = *delivery;

	*delivery = NULL;
	if (gone == NULL)
		return;
	spool_text_free(&gone->text);
	interning_free(&gone->wrong);
	free(gone);
}

/* Who is wrong is not asked, for whoever owns a double answers happily.
 * Returns -1 when memory is out. */
static int
note_wrong(struct delivery *delivery, const struct finding *finding)
{
	char address[CONTACT_ADDRESS_SIZE];
	size_t len;

	if (delivery->wrong == NULL ||
	    finding->verdict.reason == VERDICT_UNCONFIRMED)
		return 0;
	len = contact_write_address(finding->member.mended, address);
	return len != 0 && interning_add(delivery->wrong,
			       (struct span){address, len}) == INTERNING_NONE
	           ? -1
	           : 0;
}

enum sink_result
delivery_take(struct delivery *delivery, const struct finding *finding)
{
	if (spool_text_add_finding(delivery->text, finding) < 0 ||
	    note_wrong(delivery, finding) < 0)
		return SINK_STOPPED;
	return delivery->options.spool != NULL ? SINK_TAKEN : SINK_KNOWN;
}

/* ---- the file ------------------------------------------------------------ */

static void
add_contacts(struct delivery *delivery)
{
	const struct contacts *contacts = delivery->options.contacts;
	const char *list;

	for (uint32_t i = 0;
	     (list = spool_text_list(delivery->text, i)) != NULL; i++) {
		char contact[CONTACT_SIZE], person[CONTACT_SIZE];
		bool found = contacts_find(contacts, span_of(list), contact);

		if (found)
			contacts_person(contacts, contact, person);
		spool_text_add_contact(delivery->text, list,
		    found ? contact : NULL, found ? person : NULL);
	}
}

/* The files of the baseline that were looked at. */
struct missing {
	struct delivery *delivery;
	const struct diagnostics *diagnostics;
	struct interning *files;
};

/* As baseline_each_file() has it. */
static int
look_at_file(void *context, const char *file)
{
	struct missing *missing = context;
	struct delivery *delivery = missing->delivery;
	size_t before = interning_count(missing->files);
	uint32_t number = interning_add(missing->files, span_of(file));

	if (number == INTERNING_NONE)
		return -1;
	if (number >= before && coverage_misses(delivery->options.coverage,
				    missing->diagnostics, file))
		spool_text_add_missed(delivery->text, file);
	return 0;
}

/* Returns -1 when memory is out. */
static int
add_missed(struct delivery *delivery, const struct delivery_end *end)
{
	struct missing missing = {
	    .delivery = delivery,
	    .diagnostics = end->diagnostics,
	};
	int result = 0;

	if (!end->read || end->diagnostics->count == 0)
		return 0;
	missing.files = interning_new();
	if (missing.files == NULL ||
	    baseline_each_file(end->baseline, look_at_file, &missing) != 0)
		result = -1;
	interning_free(&missing.files);
	return result;
}

static int
make_file(struct delivery *delivery, const struct delivery_end *end,
    const char *path, struct diagnostics *diagnostics, struct buffer *file)
{
	char helper[CONTACT_SIZE];
	struct spool_text_head head = {
	    .read = end->read,
	    .whole = end->whole,
	    .helper = helper,
	    .diagnostics = end->diagnostics,
	};

	add_contacts(delivery);
	if (add_missed(delivery, end) < 0)
		return diagnostics_no_memory(diagnostics, path);
	head.helper_right =
	    contacts_find(delivery->options.contacts, span_of(""), helper);
	if (!head.helper_right)
		snprintf(helper, sizeof(helper), "postmaster");
	return spool_text_seal(delivery->text, &head, path, diagnostics, file);
}

/* ---- who may be asked to confirm ----------------------------------------- */

struct leaving {
	const struct delivery *delivery;
	struct buffer rows;
};

/* As unconfirmed_take has it. */
static void
leave_member(void *context, const char *member, const char *list)
{
	struct leaving *leaving = context;
	const struct delivery *delivery = leaving->delivery;
	char contact[CONTACT_SIZE];

	if (interning_find(delivery->wrong, span_of(member)) != INTERNING_NONE)
		return;
	unheard_add(&leaving->rows, member, list,
	    contacts_find(delivery->options.contacts, span_of(list), contact)
		? contact
		: NULL);
}

static int
leave_unheard(const struct delivery *delivery, struct diagnostics *diagnostics)
{
	struct leaving leaving = {delivery, {0}};
	int result;

	unconfirmed_each_silent(delivery->options.unconfirmed, leave_member,
	    &leaving);
	result = unheard_write(delivery->options.unheard, &leaving.rows,
	    diagnostics);
	buffer_clear(&leaving.rows);
	return result;
}

/* ---- both ways ----------------------------------------------------------- */

/* Takes over the file. */
static int
mail(const struct delivery *delivery, const struct delivery_end *end,
    struct buffer *file, struct diagnostics *diagnostics,
    struct report_counts *counts)
{
	struct mailing mailing = {
	    .program = delivery->options.program,
	    .baseline = end->baseline,
	};
	char *bytes = file->bytes;
	struct spool spool;
	int result;

	file->bytes = NULL;
	if (spool_parse("--mail", bytes, file->len, diagnostics, &spool) < 0)
		return -1;
	result = mailing_run(&mailing, &spool);
	report_add_counts(counts, &mailing.counts);
	spool_clear(&spool);
	return result;
}

int
delivery_end(struct delivery *delivery, const struct delivery_end *end,
    struct report_counts *counts)
{
	const char *directory = delivery->options.spool;
	struct diagnostics diagnostics = {0};
	struct buffer file = {0};
	char path[PATH_MAX] = "--mail";
	int result, unheard = 0;

	if (directory != NULL)
		snprintf(path, sizeof(path), "%s/%s", directory, SPOOL_NAME);
	result = make_file(delivery, end, path, &diagnostics, &file);
	/* Who is wrong is known only when all was judged. */
	if (delivery->wrong != NULL && end->read && end->whole &&
	    leave_unheard(delivery, &diagnostics) < 0)
		unheard = -1;
	if (result == 0)
		result = directory != NULL
		             ? spool_text_save(path, &spool_form, &file,
				   &diagnostics)
		             : mail(delivery, end, &file, &diagnostics, counts);
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	buffer_clear(&file);
	return unheard < 0 ? -1 : result;
}
