/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses that a person knows to be right, in any form (sources.h). */

#include "domains/doppelcontacts/sources.h"
#include "domains/readers/reader.h"
#include "domains/registrations/lookup_keys.h"

struct book {
	struct command *command;
	struct source_contacts *contacts;
};

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	struct book *book = context;
	const struct lookup_key_rules *rules =
	    &book->command->settings.registrations.rules;
	char address[CONTACT_ADDRESS_SIZE], quoted[DIAGNOSTIC_QUOTE_SIZE];
	struct contact *contact;
	size_t len;

	if (member->target != MEMBER_ADDRESS)
		return 0;
	if (member->error == ADDRESS_FINE &&
	    lookup_key_is_own(rules, (struct span){member->parsed.domain,
					 member->parsed.domain_len}))
		return 0;
	len = contact_write_address(member->mended, address);
	if (len == 0)
		return diagnostics_add(&book->command->diagnostics,
			   member->file, member->line,
			   "%s is no address that can be a contact",
			   diagnostic_quote(member->address.bytes,
			       member->address.len, quoted)) == 0;
	contact = source_contacts_add(book->contacts, address, len);
	if (contact == NULL)
		return diagnostics_no_memory(&book->command->diagnostics,
		    member->file);
	contact->confirmed = CONTACT_BY_PERSON;
	contact->confirmed_at = book->command->now;
	return 0;
}

int
source_read_book(struct command *command, const char *path,
    struct source_contacts *contacts)
{
	struct book book = {command, contacts};
	const struct reader_options options = {.type = READER_AUTO};
	const size_t before = command->diagnostics.count;
	int result = reader_read(path, &options, take_member, &book,
	    &command->diagnostics);

	return result < 0 || command->diagnostics.count != before ? -1 : 0;
}
