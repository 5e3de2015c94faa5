/* SPDX-License-Identifier: BSD-2-Clause */
/* confirm-request: asks the owners of registered addresses whether they are
 * theirs (command.h).
 *
 * A request is remembered before its mail is handed over, and again afterwards.
 * A run that is killed between the two asks once more the next time, with
 * another token, and both are good: no mail is lost, and one at most is sent
 * twice. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domains/contacts/machine.h"
#include "domains/contacts/request.h"
#include "domains/doppelcontacts/command.h"
#include "domains/doppelcontacts/letter.h"
#include "domains/doppelcontacts/turns.h"
#include "domains/service/privilege.h"
#include "domains/text/console.h"
#include "domains/text/mail.h"
#include "domains/text/messages.h"

/* The audit looks every day, within an hour. */
#define OLD_SECONDS (26 * 3600)

/* A mail takes a minute at most: who was written to so lately, and waits, may
 * be another run's. */
#define ANOTHER_RUN_SECONDS 600

#define DAY INT64_C(86400)

struct asking {
	struct command *command;
	const struct settings_request *settings;
	struct store *store;
	char **only; /* addresses; none: all */
	int64_t until;
	size_t asked, later, failed;
	size_t odd; /* addresses to which no mail of a program should go */
	bool stuck; /* no mail can be handed over */
};

/* ---- who ----------------------------------------------------------------- */

static bool
is_wanted(const struct asking *asking, const struct contact_key *key)
{
	char room[CONTACT_ADDRESS_SIZE];

	for (char **only = asking->only; *only != NULL; only++) {
		size_t len = contact_write_address(span_of(*only), room);

		if (span_same((struct span){room, len}, key->address))
			return true;
	}
	return *asking->only == NULL;
}

/* Is each operand somebody who may be asked?  Before the first one is. */
static int
check_addresses(const struct asking *asking, const struct unheard *unheard)
{
	char room[CONTACT_ADDRESS_SIZE];
	int result = 0;

	for (char **only = asking->only; *only != NULL; only++) {
		size_t i = 0, len = contact_write_address(span_of(*only), room);

		while (len != 0 && i < unheard->count &&
		       strcmp(unheard->list[i].address, room) != 0)
			i++;
		if (len == 0 || i == unheard->count)
			result = console_say(*only,
			    _("is not among the members that may be asked"));
	}
	return result;
}

/* Returns 1 when the address is to be asked now, 0, or -1. */
static int
is_due(const struct asking *asking, const struct contact_key *key)
{
	const int64_t now = time(NULL);
	struct request_state state = {.last = 0};
	struct contact contact = {.len = 0};

	if (machine_find(key->address) != MACHINE_NONE ||
	    !is_wanted(asking, key))
		return 0;
	if (store_find(asking->store, key, &contact) == STORE_ERROR ||
	    request_find(asking->store, key, &state) == STORE_ERROR)
		return -1;
	if (contact.heard.count != 0 ||
	    contact.confirmed != CONTACT_UNCONFIRMED)
		return 0;
	return now - state.last >= (state.waits
					   ? ANOTHER_RUN_SECONDS
					   : asking->settings->again * DAY);
}

/* ---- a mail -------------------------------------------------------------- */

/* "kakunin@univ.example" -> "kakunin+confirm-TOKEN@univ.example"; false when
 * that is too long, or no delimiter is known. */
static bool
write_reply_to(const struct settings_request *settings, const char *id,
    char address_r[static CONTACT_ADDRESS_SIZE])
{
	const size_t local = strcspn(settings->from, "@");

	if (settings->delimiter == NULL ||
	    local + 1 + strlen(id) > CONTACT_LOCAL_MAX)
		return false;
	return snprintf(address_r, CONTACT_ADDRESS_SIZE, "%.*s%s%s%s",
		   (int)local, settings->from, settings->delimiter, id,
		   settings->from + local) < CONTACT_ADDRESS_SIZE;
}

static void
write_letter(const struct asking *asking, const struct unheard_member *members,
    size_t count, struct buffer *subject, struct buffer *text)
{
	const struct settings_request *settings = asking->settings;
	const struct letter letter = {
	    .name = settings->name != NULL ? settings->name : settings->from,
	    .from = settings->from,
	    .members = members,
	    .count = count,
	    .until = asking->until,
	    .language = settings->language,
	};

	letter_write(&letter, subject, text);
	buffer_add(subject, "", 1);
}

static int
send_letter(struct asking *asking, const struct unheard_member *members,
    size_t count, const struct request_token *token)
{
	const struct settings_request *settings = asking->settings;
	char id[sizeof(REQUEST_MARK) + REQUEST_TOKEN_LEN];
	char reply_to[CONTACT_ADDRESS_SIZE];
	struct buffer subject = {0}, text = {0};
	struct mail_outside outside = {.name = settings->name, .id = id};
	struct mail mail = {
	    .program = asking->command->sendmail,
	    .from = settings->from,
	    .to = members->address,
	    .text = &text,
	    .outside = &outside,
	};
	enum mail_result result = MAIL_REFUSED;

	snprintf(id, sizeof(id), REQUEST_MARK "%s", token->text);
	if (write_reply_to(settings, id, reply_to))
		outside.reply_to = reply_to;
	write_letter(asking, members, count, &subject, &text);
	mail.subject = subject.bytes;
	if (!subject.failed)
		result = mail_send(&mail, &asking->command->diagnostics);
	asking->stuck = result == MAIL_STUCK;
	buffer_clear(&subject);
	buffer_clear(&text);
	return result == MAIL_TAKEN ? 0 : -1;
}

/* Returns 0, or -1 with a diagnostic or message. */
static int
ask(struct asking *asking, const struct contact_key *key,
    const struct unheard_member *members, size_t count)
{
	struct request request = {.asked = time(NULL), .until = asking->until};
	struct request_token token;

	if (request_draw(&asking->command->diagnostics, &token) < 0)
		return -1;
	if (request_note(asking->store, key, &token, &request) < 0) {
		asking->stuck = true;
		return console_say("store", store_error());
	}
	if (send_letter(asking, members, count, &token) < 0)
		return -1;
	request.sent = true;
	if (request_note(asking->store, key, &token, &request) == 0)
		return 0;
	asking->stuck = true;
	return console_say("store", store_error());
}

/* ---- all ----------------------------------------------------------------- */

/* What would be sent: to whom, and the first letter as it is. */
static void
show(const struct asking *asking, const struct unheard_member *members,
    size_t count)
{
	struct buffer subject = {0}, text = {0}, line = {0};

	if (asking->asked == 0) {
		write_letter(asking, members, count, &subject, &text);
		if (!subject.failed && !text.failed)
			printf("%s\n\n%.*s\n", subject.bytes, (int)text.len,
			    text.bytes);
	}
	mail_add_escaped(&line, members->address, strlen(members->address));
	for (size_t i = 0; i < count; i++) {
		buffer_add_text(&line, i == 0 ? "\t" : ", ");
		mail_add_escaped(&line, members[i].list,
		    strlen(members[i].list));
	}
	buffer_add_text(&line, "\n");
	buffer_print(&line, stdout);
	buffer_clear(&line);
	buffer_clear(&subject);
	buffer_clear(&text);
}

static void
fail_store(struct asking *asking)
{
	console_say("store", store_error());
	asking->stuck = true;
	asking->failed++;
}

static struct contact_key
key_of(const struct asking *asking, const struct unheard_member *member)
{
	return (struct contact_key){
	    .organisation = command_organisation(asking->command),
	    .address = span_of(member->address),
	};
}

/* The addresses that are to be asked, by all their lists. */
static size_t
find_turns(struct asking *asking, const struct unheard *unheard,
    struct turn *turns)
{
	size_t found = 0, count;

	for (size_t i = 0; i < unheard->count && !asking->stuck; i += count) {
		const struct unheard_member *first = &unheard->list[i];
		const struct contact_key key = key_of(asking, first);
		int due =
		    contact_is_address(key.address) ? is_due(asking, &key) : 0;

		count = 1;
		while (i + count < unheard->count &&
		       strcmp(first[count].address, first->address) == 0)
			count++;
		if (due < 0)
			fail_store(asking);
		else if (due != 0 && !mail_is_address(first->address))
			asking->odd++;
		else if (due != 0)
			turns[found++] = (struct turn){first, count, 0};
	}
	return found;
}

static void
take_turn(struct asking *asking, const struct turn *turn)
{
	const struct contact_key key = key_of(asking, turn->members);
	int due;

	if (asking->asked >= asking->settings->most) {
		asking->later++;
		return;
	}
	/* Another run may have asked meanwhile. */
	due = is_due(asking, &key);
	if (due < 0) {
		fail_store(asking);
	} else if (due != 0 && asking->command->dry_run) {
		show(asking, turn->members, turn->count);
		asking->asked++;
	} else if (due != 0) {
		if (ask(asking, &key, turn->members, turn->count) < 0)
			asking->failed++;
		else
			asking->asked++;
	}
}

/* The bytes that part the user and what is added to it, in the names of
 * lists. */
static const char *
delimiters_of(const struct asking *asking)
{
	const char *of_lists =
	    asking->command->settings.registrations.delimiter;

	return of_lists != NULL ? of_lists
	       : asking->settings->delimiter != NULL
	           ? asking->settings->delimiter
	           : "+";
}

/* Returns 0, or -1 with a diagnostic. */
static int
take_all(struct asking *asking, const struct unheard *unheard)
{
	struct turn *turns = calloc(unheard->count + 1, sizeof(*turns));
	size_t count = turns != NULL ? find_turns(asking, unheard, turns) : 0;
	int result = turns != NULL
	                 ? turns_order(turns, count, delimiters_of(asking))
	                 : -1;

	for (size_t i = 0; i < count && result == 0 && !asking->stuck; i++)
		take_turn(asking, &turns[i]);
	free(turns);
	return result == 0
	           ? 0
	           : diagnostics_no_memory(&asking->command->diagnostics,
			 "members");
}

/* The end of the last day to answer, in local time. */
static int64_t
find_until(int64_t now, unsigned days)
{
	const time_t begin = (time_t)now;
	struct tm day;

	if (localtime_r(&begin, &day) == NULL)
		return now + (int64_t)days * DAY;
	day.tm_mday += (int)days + 1;
	day.tm_hour = day.tm_min = day.tm_sec = 0;
	day.tm_isdst = -1;
	return (int64_t)mktime(&day);
}

/* ---- the command --------------------------------------------------------- */

/* For good. */
static int
become(struct command *command)
{
	struct privilege privilege;

	if (command->user == NULL)
		return 0;
	return privilege_find("--user", command->user, NULL,
		   &command->diagnostics, &privilege) < 0 ||
	               privilege_check(&privilege, &command->diagnostics) < 0 ||
	               privilege_drop(&privilege, &command->diagnostics) < 0
	           ? -1
	           : 0;
}

/* Members of some days ago may have gone. */
static int
read_members(struct command *command, struct unheard *unheard_r)
{
	const char *path =
	    command->unheard != NULL ? command->unheard : COMMAND_UNHEARD;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return diagnostics_add(&command->diagnostics, path, 0,
		    "No such file: doppelcheck --system --unheard writes it");
	if (unheard_read(path, &command->diagnostics, unheard_r) < 0)
		return -1;
	if (command->now - unheard_r->time <= OLD_SECONDS)
		return 0;
	unheard_clear(unheard_r);
	return diagnostics_add(&command->diagnostics, path, 0,
	    "is older than a day: doppelcheck --system --unheard writes it");
}

static int
find_settings(struct command *command, struct asking *asking)
{
	asking->settings = &command->settings.contacts.request;
	if (asking->settings->from != NULL)
		return 0;
	return diagnostics_add(&command->diagnostics,
	    command->config != NULL ? command->config
				    : DOPPEL_SYSCONFDIR "/domains.conf",
	    0, "contacts.confirm-request.from is missing");
}

static int
finish(struct asking *asking)
{
	const bool failed = asking->failed != 0 || asking->stuck;

	printf(asking->command->dry_run
		   ? ngettext("%zu address would be asked",
			 "%zu addresses would be asked", asking->asked)
		   : ngettext("%zu address was asked",
			 "%zu addresses were asked", asking->asked),
	    asking->asked);
	if (asking->later != 0)
		printf(_(", %zu will be the next time"), asking->later);
	if (asking->odd != 0)
		printf(_(", no plain addresses: %zu"), asking->odd);
	putchar('\n');
	if (!asking->command->dry_run &&
	    store_checkpoint(asking->store, false) < 0)
		return command_fail();
	return failed ? COMMAND_ERROR : COMMAND_DONE;
}

int
command_confirm_request(struct command *command, char **addresses)
{
	struct asking asking = {.command = command, .only = addresses};
	struct unheard unheard;
	int status = COMMAND_ERROR;

	if (command->sendmail == NULL)
		command->sendmail = MAIL_PROGRAM;
	if (become(command) < 0 ||
	    command_open(command, !command->dry_run, &asking.store) < 0)
		return COMMAND_ERROR;
	if (find_settings(command, &asking) == 0 &&
	    read_members(command, &unheard) == 0) {
		asking.until = find_until(command->now, asking.settings->days);
		if (check_addresses(&asking, &unheard) < 0)
			status = COMMAND_NOTHING;
		else if (take_all(&asking, &unheard) == 0)
			status = finish(&asking);
		unheard_clear(&unheard);
	}
	store_close(&asking.store);
	return status;
}
