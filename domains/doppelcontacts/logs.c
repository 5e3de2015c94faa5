/* SPDX-License-Identifier: BSD-2-Clause */
/* Whom was written to, by mail logs (sources.h). */
#include <stdlib.h>

#include "domains/contacts/machine.h"
#include "domains/doppelcontacts/sources.h"
#include "domains/maillog/lines.h"
#include "domains/maillog/mails.h"
#include "domains/maillog/texts.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/text/console.h"

struct log_reading {
	const struct lookup_key_rules *rules;
	struct leaks *leaks;
	struct mails *mails;
	char domain[CONTACT_ADDRESS_SIZE]; /* of the last one */
};

/* As struct leaks_options has it: a "wrong" address is any outside. */
static bool
is_outside(void *context, struct span address)
{
	const struct log_reading *reading = context;
	struct span domain = span_after_last(address, '@');

	return domain.len != 0 && !lookup_key_is_own(reading->rules, domain);
}

static bool
is_contact(void *context, struct span address, struct span *domain_r)
{
	struct log_reading *reading = context;
	size_t len = contact_write_address(address, reading->domain);

	if (len == 0 || machine_find(address) != MACHINE_NONE)
		return false;
	*domain_r = span_after_last((struct span){reading->domain, len}, '@');
	return true;
}

/* To a list or alias here mail comes from everywhere. */
static bool
is_ours(void *context, struct span sender, struct span via)
{
	const struct log_reading *reading = context;

	return sender.len != 0 &&
	       (via.len == 0 || lookup_key_is_own(reading->rules,
				    span_after_last(sender, '@')));
}

/* As struct maillog_source has it. */
static int
begin(void *context)
{
	struct log_reading *reading = context;
	const struct leaks_options options = {
	    .may_be_wrong = is_outside,
	    .is_wrong = is_contact,
	    .counts = is_ours,
	    .context = reading,
	    .wanted = WANTED_ALL,
	};

	mails_free(&reading->mails);
	leaks_free(&reading->leaks);
	reading->leaks = leaks_new(&options);
	if (reading->leaks != NULL)
		reading->mails = mails_new(reading->leaks, NULL);
	return reading->mails == NULL ? -1 : 0;
}

/* As maillog_take. */
static int
take_line(void *context, const struct maillog_line *line)
{
	struct log_reading *reading = context;

	texts_read(line, mails_take, reading->mails);
	return leaks_failed(reading->leaks);
}

static int
read_files(struct log_reading *reading, const struct maillog_file *files,
    size_t count, struct diagnostics *diagnostics)
{
	struct diagnostics notes = {0}, errors = {0};
	const struct maillog_source source = {
	    .files = files,
	    .count = count,
	    .since = INT64_MIN,
	    .diagnostics = &errors,
	    .notes = &notes,
	    .again = begin,
	};
	struct maillog_read read;
	int result =
	    maillog_read(&source, texts_matter, take_line, reading, &read);

	if (mails_finish(reading->mails, read.last) < 0)
		result = diagnostics_no_memory(&errors, "mail log");
	if (leaks_overflowed(reading->leaks))
		result = diagnostics_add(&errors, "mail log", 0,
		    "has too many addresses for one run: give fewer files at a "
		    "time");
	console_notes(&notes);
	diagnostics_add_all(diagnostics, &errors);
	diagnostics_clear(&notes);
	diagnostics_clear(&errors);
	return result;
}

/* Those that mail was sent to, of all addresses and domains. */
static int
take_contacts(const struct log_reading *reading,
    struct source_contacts *contacts)
{
	for (uint32_t i = 1; i < leaks_count(reading->leaks); i++) {
		const struct leak *leak = leaks_at(reading->leaks, i);
		struct span name = span_of(leaks_name(reading->leaks, i));
		char address[CONTACT_ADDRESS_SIZE];
		size_t len = name.len == 0 || *name.bytes == '@'
		                 ? 0
		                 : contact_write_address(name, address);
		struct contact *contact;

		if (len == 0 || leak->mails[MAILLOG_SENT] == 0)
			continue;
		contact = source_contacts_add(contacts, address, len);
		if (contact == NULL)
			return -1;
		contact->sent = (struct contact_period){leak->first, leak->last,
		    leak->mails[MAILLOG_SENT]};
		contact->senders =
		    leak->distinct[LEAKS_SENDER] < CONTACT_SENDERS_MAX
			? leak->distinct[LEAKS_SENDER]
			: CONTACT_SENDERS_MAX;
	}
	return 0;
}

int
source_read_logs(struct command *command, char **paths, size_t count,
    struct source_contacts *contacts)
{
	struct log_reading reading = {
	    .rules = &command->settings.registrations.rules};
	struct maillog_file *files = calloc(count, sizeof(*files));
	int result = -1;

	if (files != NULL && begin(&reading) == 0) {
		for (size_t i = 0; i < count; i++)
			files[i] = (struct maillog_file){.name = paths[i],
			    .path = paths[i],
			    .fd = -1};
		result =
		    read_files(&reading, files, count, &command->diagnostics);
		if (result == 0)
			result = take_contacts(&reading, contacts);
	}
	if (result < 0 && command->diagnostics.count == 0)
		diagnostics_no_memory(&command->diagnostics, "mail log");
	mails_free(&reading.mails);
	leaks_free(&reading.leaks);
	free(files);
	return result;
}
