/* SPDX-License-Identifier: BSD-2-Clause */
/* What the subcommands of doppelcontacts share: settings, store, operands. */
#include "domains/doppelcontacts/command.h"

#include <string.h>

#include "domains/contacts/names.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"

/* A person waits. */
#define COMMAND_WAIT_MS 5000

static int
load(struct command *command)
{
	if (command->place != NULL && command->config == NULL)
		return 0;
	if (settings_load(command->config, NULL, &command->diagnostics,
		&command->settings) < 0)
		return -1;
	command->loaded = true;
	return 0;
}

int
command_open(struct command *command, bool writes, struct store **store_r)
{
	struct store_options options;

	if (!command->loaded && load(command) < 0)
		return -1;
	options = settings_contacts_store(&command->settings.contacts);
	options.writes = writes;
	options.wait_ms =
	    command->wait_ms != 0 ? command->wait_ms : COMMAND_WAIT_MS;
	options.now = command->now;
	/* Nothing is looked for by its search keys here. */
	if (!writes)
		options.keys_version = 0;
	if (command->place != NULL)
		options.place = command->place;
	if (command->key_file != NULL)
		options.key_file = command->key_file;
	if (command->password_file != NULL)
		options.password_file = command->password_file;
	if (options.place == NULL)
		return diagnostics_add(&command->diagnostics,
		    command->config != NULL ? command->config
					    : DOPPEL_SYSCONFDIR "/domains.conf",
		    0, "contacts.store is missing, and there is no --store");
	return store_open(&options, &command->diagnostics, store_r);
}

bool
command_has_key(const struct command *command)
{
	return command->key_file != NULL ||
	       command->settings.contacts.key_file != NULL;
}

struct span
command_organisation(const struct command *command)
{
	return command->organisation != NULL ? span_of(command->organisation)
	                                     : settings_contacts_organisation(
						   &command->settings.contacts);
}

int
command_read_address(const struct command *command, const char *operand,
    char room[static CONTACT_ADDRESS_SIZE], struct contact_key *key_r)
{
	size_t len = contact_write_address(span_of(operand), room);

	key_r->organisation = command_organisation(command);
	key_r->address = (struct span){room, len};
	if (len != 0)
		return 0;
	if (names_are_hash(span_of(operand))) {
		key_r->address = span_of(operand);
		return 0;
	}
	return console_say(operand, _("is no address that can be a contact"));
}

int
command_fail(void)
{
	console_say("store", store_error());
	return COMMAND_ERROR;
}
