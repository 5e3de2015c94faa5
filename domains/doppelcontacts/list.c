/* SPDX-License-Identifier: BSD-2-Clause */
/* list, show, stats, export: what is in the store (command.h). */
#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/doppelcontacts/command.h"
#include "domains/doppelcontacts/passes.h"
#include "domains/doppelcontacts/rows.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"

/* Standard output, a piece at a time. */
struct output {
	struct command *command;
	struct buffer buffer;
	struct store *lists; /* a second reader, for lists of contacts; NULL */
	struct store *asked; /* the same for what they were asked */
	char **patterns;
	bool shown;  /* something was */
	bool failed; /* store_error() has the words */
};

#define OUTPUT_PIECE ((size_t)64 * 1024)

static void
flush(struct output *output, size_t least)
{
	if (output->buffer.len < least)
		return;
	buffer_print(&output->buffer, stdout);
	output->buffer.len = 0;
}

/* ---- lists of a contact -------------------------------------------------- */

struct lists {
	struct contact_list *list;
	size_t count, room;
	bool failed;
};

static bool
keep_list(void *context, const struct contact_list *list)
{
	struct lists *lists = context;

	if (array_reserve(&lists->list, &lists->room, lists->count,
		sizeof(*list)) < 0) {
		lists->failed = true;
		return false;
	}
	lists->list[lists->count++] = *list;
	return true;
}

/* To be freed.  Returns 0, or -1. */
static int
read_lists(struct output *output, const struct contact_key *key,
    struct lists *lists_r)
{
	*lists_r = (struct lists){0};
	if (store_each_list(output->lists, key, keep_list, lists_r) !=
		STORE_ERROR &&
	    !lists_r->failed)
		return 0;
	free(lists_r->list);
	output->failed = true;
	return -1;
}

static void
add_contact(struct output *output, const struct contact *contact,
    const struct rows_more *more)
{
	const struct span organisation = command_organisation(output->command);
	struct buffer *buffer = &output->buffer;

	switch (output->command->format) {
	case COMMAND_TEXT:
		rows_add_text(buffer, contact, more);
		break;
	case COMMAND_JSON:
		buffer_add_text(buffer, output->shown ? ",\n" : "\n");
		rows_add_json(buffer, organisation, contact, more);
		break;
	case COMMAND_CSV:
		rows_add_csv(buffer, organisation, contact, more);
		break;
	}
	output->shown = true;
}

/* A contact with its lists, and with what it was asked, where that is shown. */
static bool
show_with(struct output *output, const struct contact *contact,
    const struct passes *passes)
{
	const struct contact_key key = {command_organisation(output->command),
	    {contact->address, contact->len}};
	struct rows_more more = {.whole = output->lists != NULL,
	    .passes = *passes};
	struct request_state request;
	struct lists lists = {0};

	if (output->lists != NULL && read_lists(output, &key, &lists) < 0)
		return false;
	more.lists = lists.list;
	more.list_count = lists.count;
	if (output->asked != NULL)
		switch (request_find(output->asked, &key, &request)) {
		case STORE_FOUND:
			more.request = &request;
			break;
		case STORE_ERROR:
			output->failed = true;
			break;
		case STORE_NONE:
			break;
		}
	add_contact(output, contact, &more);
	free(lists.list);
	flush(output, OUTPUT_PIECE);
	return !output->buffer.failed;
}

/* As store_take. */
static bool
show(void *context, const struct contact *contact)
{
	return show_with(context, contact, &(struct passes){.list = NULL});
}

/* ---- the whole ----------------------------------------------------------- */

static void
begin(struct output *output)
{
	if (output->command->format == COMMAND_JSON)
		buffer_add_text(&output->buffer,
		    "{\"version\":1,\"contacts\":[");
	else if (output->command->format == COMMAND_CSV)
		rows_add_csv_head(&output->buffer);
}

static int
finish(struct output *output, enum store_result result)
{
	int status = output->shown ? COMMAND_DONE : COMMAND_NOTHING;

	if (output->command->format == COMMAND_JSON)
		buffer_add_text(&output->buffer, "\n]}\n");
	flush(output, 0);
	if (output->buffer.failed) {
		console_say(output->command->row->name, strerror(ENOMEM));
		status = COMMAND_ERROR;
	} else if (result == STORE_ERROR || output->failed) {
		status = command_fail();
	}
	buffer_clear(&output->buffer);
	return status;
}

static bool
is_wanted(const struct output *output, const struct contact *contact)
{
	char **pattern = output->patterns;

	if ((output->command->never_heard && contact->heard.count != 0) ||
	    (output->command->confirmed &&
		contact->confirmed == CONTACT_UNCONFIRMED))
		return false;
	while (*pattern != NULL && fnmatch(*pattern, contact->address, 0) != 0)
		pattern++;
	return *output->patterns == NULL || *pattern != NULL;
}

static bool
show_wanted(void *context, const struct contact *contact)
{
	return !is_wanted(context, contact) || show(context, contact);
}

/* The contact of an address that was asked, which may be none. */
static bool
show_asked(void *context, const struct contact *row)
{
	struct output *output = context;
	const struct contact_key key = {command_organisation(output->command),
	    {row->address, row->len}};
	struct contact contact = {.len = row->len};

	memcpy(contact.address, row->address, sizeof(contact.address));
	if (store_find(output->asked, &key, &contact) == STORE_ERROR) {
		output->failed = true;
		return false;
	}
	return show_wanted(output, &contact);
}

/* One half of a pair that passes, or what an owner was asked. */
static bool
export_entry(struct output *output, enum rows_kind kind, const char *row,
    const struct contact_list *list)
{
	rows_add_list_csv(&output->buffer, kind,
	    command_organisation(output->command), row, list);
	output->shown = true;
	flush(output, OUTPUT_PIECE);
	return !output->buffer.failed;
}

static bool
export_pass(void *context, const char *row, const struct contact_list *list)
{
	return export_entry(context, ROWS_PASS, row, list);
}

static bool
export_request(void *context, const char *row, const struct contact_list *list)
{
	return export_entry(context, ROWS_REQUEST, row, list);
}

static enum store_result
each(struct output *output, struct store *store)
{
	const struct span organisation = command_organisation(output->command);
	const struct span all = {.len = 0};
	char room[CONTACT_OWNER_SIZE];
	enum store_result result =
	    store_each(store, organisation, show_wanted, output);

	if (result == STORE_ERROR || output->lists == NULL)
		return result;
	result = store_each_entry(store,
	    contact_owner(organisation, CONTACT_PASSES, room), all, export_pass,
	    output);
	return result == STORE_ERROR
	           ? result
	           : store_each_entry(store,
			 contact_owner(organisation, CONTACT_REQUESTS, room),
			 all, export_request, output);
}

static int
list(struct command *command, char **patterns, bool lists)
{
	struct output output = {.command = command, .patterns = patterns};
	char room[CONTACT_OWNER_SIZE];
	struct span organisation;
	struct store *store;
	int status;

	if (command_open(command, false, &store) < 0)
		return COMMAND_ERROR;
	if ((lists && command_open(command, false, &output.lists) < 0) ||
	    (command->asked &&
		command_open(command, false, &output.asked) < 0)) {
		store_close(&output.lists);
		store_close(&store);
		return COMMAND_ERROR;
	}
	organisation = command_organisation(command);
	begin(&output);
	status = finish(&output,
	    command->asked
		? store_each(store,
		      contact_owner(organisation, CONTACT_REQUESTS, room),
		      show_asked, &output)
		: each(&output, store));
	store_close(&output.asked);
	store_close(&output.lists);
	store_close(&store);
	return status;
}

int
command_list(struct command *command, char **patterns)
{
	return list(command, patterns, false);
}

/* An empty store is no error. */
int
command_export(struct command *command, char **none)
{
	int status;

	command->format = COMMAND_CSV;
	command->asked = false;
	status = list(command, none, true);
	return status == COMMAND_NOTHING ? COMMAND_DONE : status;
}

/* A contact, or one of which nothing is known but that it was asked, or is one
 * of a pair. */
static enum store_result
find_shown(struct output *output, const struct contact_key *key,
    struct contact *contact_r, struct passes *passes_r)
{
	enum store_result pairs = passes_find(output->lists, key, passes_r);
	enum store_result result = store_find(output->lists, key, contact_r);
	struct request_state request;

	if (pairs == STORE_ERROR || result != STORE_NONE)
		return pairs == STORE_ERROR ? pairs : result;
	*contact_r = (struct contact){.len = (uint32_t)key->address.len};
	memcpy(contact_r->address, key->address.bytes, key->address.len);
	result = request_find(output->lists, key, &request);
	return result == STORE_NONE ? pairs : result;
}

/* Returns a status. */
static int
show_address(struct output *output, const char *text)
{
	char room[CONTACT_ADDRESS_SIZE];
	struct contact_key key;
	struct contact contact;
	struct passes passes;
	enum store_result result;

	if (command_read_address(output->command, text, room, &key) < 0)
		return COMMAND_ERROR;
	result = find_shown(output, &key, &contact, &passes);
	if (result == STORE_FOUND)
		(void)show_with(output, &contact, &passes);
	else if (result == STORE_NONE)
		console_say(text, _("is not known"));
	else
		output->failed = true;
	passes_clear(&passes);
	return result == STORE_NONE ? COMMAND_NOTHING : COMMAND_DONE;
}

static int
show_all(struct output *output, char **addresses)
{
	bool missing = false;
	int status;

	begin(output);
	for (; !output->failed && *addresses != NULL; addresses++)
		switch (show_address(output, *addresses)) {
		case COMMAND_ERROR:
			buffer_clear(&output->buffer);
			return COMMAND_ERROR;
		case COMMAND_NOTHING:
			missing = true;
			break;
		default:
			break;
		}
	status = finish(output, STORE_FOUND);
	return status == COMMAND_DONE && missing ? COMMAND_NOTHING : status;
}

int
command_show(struct command *command, char **addresses)
{
	struct output output = {.command = command, .patterns = addresses};
	int status = COMMAND_ERROR;

	if (command_open(command, false, &output.lists) == 0) {
		output.asked = output.lists;
		status = show_all(&output, addresses);
	}
	store_close(&output.lists);
	return status;
}

/* ---- stats --------------------------------------------------------------- */

static void
print_counts(const struct store_counts *counts, bool json)
{
	const struct {
		const char *name, *text;
		uint64_t value;
	} numbers[] = {
	    {"contacts", N_("contacts"), counts->contacts},
	    {"written_to", N_("written to"), counts->written_to},
	    {"heard_from", N_("heard from"), counts->heard_from},
	    {"confirmed", N_("confirmed"), counts->confirmed},
	    {"lists", N_("pairs of list and contact"), counts->lists},
	    {"passes", N_("pairs of sender and recipient that pass"),
		counts->passes},
	    {"bytes", N_("bytes on the disk"), counts->bytes},
	};
	const struct {
		const char *name, *text;
		int64_t value;
	} times[] = {
	    {"learning_since", N_("learning since"), counts->learning_since},
	    {"first_mail", N_("first mail"), counts->first},
	    {"last_mail", N_("last mail"), counts->last},
	};
	char time[ROWS_TIME_SIZE];

	printf("%s", json ? "{\"version\":1" : "");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		json ? printf(",\"%s\":%" PRIu64, numbers[i].name,
			   numbers[i].value)
		     : printf("%s: %" PRIu64 "\n", _(numbers[i].text),
			   numbers[i].value);
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		rows_write_time(times[i].value, time);
		if (!json)
			printf("%s: %s\n", _(times[i].text),
			    *time == '\0' ? _("never") : time);
		else if (*time == '\0')
			printf(",\"%s\":null", times[i].name);
		else
			printf(",\"%s\":\"%s\"", times[i].name, time);
	}
	if (json)
		printf(",\"hashed\":%s}\n", counts->hashed ? "true" : "false");
	else
		printf("%s\n", counts->hashed ? _("addresses: as keyed hashes")
					      : _("addresses: as they are"));
}

int
command_stats(struct command *command, char **none)
{
	struct store_counts counts;
	struct store *store;
	int status = COMMAND_DONE;

	(void)none;
	if (command->format == COMMAND_CSV) {
		options_refuse(&command->options, "--format",
		    "stats are text or json");
		return COMMAND_ERROR;
	}
	if (command_open(command, false, &store) < 0)
		return COMMAND_ERROR;
	if (store_count(store, &counts) == STORE_ERROR)
		status = command_fail();
	else
		print_counts(&counts, command->format == COMMAND_JSON);
	store_close(&store);
	return status;
}
