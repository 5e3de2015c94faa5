/* SPDX-License-Identifier: BSD-2-Clause */
/* confirm, forget: what a person says of addresses (command.h). */
#include <stdio.h>
#include <string.h>

#include "domains/doppelcontacts/command.h"
#include "domains/doppelcontacts/rows.h"
#include "domains/engine/doppel.h"
#include "domains/registrations/judge.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"

/* All operands are looked at before the first one is changed. */
static int
check_addresses(const struct command *command, char **addresses)
{
	char room[CONTACT_ADDRESS_SIZE];
	struct contact_key key;
	int result = 0;

	for (; *addresses != NULL; addresses++)
		if (command_read_address(command, *addresses, room, &key) < 0)
			result = -1;
	return result;
}

/* The beginning of the day of --until, UTC. */
static int
read_until(const struct command *command, int64_t *until_r)
{
	char time[ROWS_TIME_SIZE];

	*until_r = 0;
	if (command->until == NULL)
		return 0;
	if (strlen(command->until) == 10) {
		snprintf(time, sizeof(time), "%.10sT00:00:00Z", command->until);
		if (rows_read_time(span_of(time), until_r) &&
		    *until_r > command->now)
			return 0;
	}
	return console_say("--until", _("must be a day to come, YYYY-MM-DD"));
}

/* The lists, for the hint below alone: without settings, or with lists that
 * have an error, as the programs that judge report, there is none. */
static struct doppel *
open_lists(const struct command *command)
{
	struct diagnostics ignored = {.limit = 1};
	struct doppel_options options = command->settings.engine;
	struct doppel *doppel = NULL;

	options.few_names = true;
	if (command->loaded)
		doppel_open(&options, &ignored, &doppel);
	diagnostics_clear(&ignored);
	return doppel;
}

/* No confirmation excuses a known doppelganger, but a local domain is none for
 * the lists of others. */
static void
report_doppelganger(const struct command *command, const struct doppel *doppel,
    const char *address)
{
	const struct lookup_key_rules *rules =
	    &command->settings.registrations.rules;
	const char *at = strrchr(address, '@');
	char phrase[NAME_SIZE + 128], text[NAME_SIZE + 512];
	struct verdict verdict;
	struct name name;

	doppel_judge_path(doppel, address, strlen(address), &verdict);
	if (verdict.reason != VERDICT_KNOWN_DOPPELGANGER ||
	    (at != NULL &&
		name_parse(at + 1, strlen(at + 1), &name, NULL) == 0 &&
		judge_vouches(rules, &name, &verdict)))
		return;
	verdict_phrase(&verdict, phrase, sizeof(phrase));
	snprintf(text, sizeof(text),
	    _("is confirmed, but stays refused: %s; only exempt.list lets such "
	      "a domain pass"),
	    phrase);
	console_say(address, text);
}

int
command_confirm(struct command *command, char **addresses)
{
	char room[CONTACT_ADDRESS_SIZE];
	struct contact_key key;
	struct store *store;
	struct doppel *doppel;
	int status = COMMAND_DONE;
	int64_t until;

	if (read_until(command, &until) < 0 ||
	    command_open(command, true, &store) < 0)
		return COMMAND_ERROR;
	if (check_addresses(command, addresses) < 0)
		status = COMMAND_ERROR;
	doppel = open_lists(command);
	for (; status == COMMAND_DONE && *addresses != NULL; addresses++)
		if (command_read_address(command, *addresses, room, &key) < 0 ||
		    store_confirm(store, &key, CONTACT_BY_PERSON, command->now,
			until) < 0)
			status = command_fail();
		else if (doppel != NULL)
			report_doppelganger(command, doppel, *addresses);
	doppel_close(&doppel);
	if (status == COMMAND_DONE && store_checkpoint(store, false) < 0)
		status = command_fail();
	store_close(&store);
	return status;
}

int
command_forget(struct command *command, char **addresses)
{
	char room[CONTACT_ADDRESS_SIZE];
	struct contact_key key;
	struct store *store;
	int status = COMMAND_DONE;

	if (command_open(command, true, &store) < 0)
		return COMMAND_ERROR;
	if (check_addresses(command, addresses) < 0)
		status = COMMAND_ERROR;
	for (; status != COMMAND_ERROR && *addresses != NULL; addresses++) {
		enum store_result result = STORE_ERROR;

		if (command_read_address(command, *addresses, room, &key) == 0)
			result = store_forget(store, &key);
		if (result == STORE_ERROR)
			status = command_fail();
		if (result == STORE_NONE) {
			console_say(*addresses, _("is not known"));
			status = COMMAND_NOTHING;
		}
	}
	store_close(&store);
	return status;
}
