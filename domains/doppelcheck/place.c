/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what the settings found: see the header. */
#include "domains/doppelcheck/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/base/subprocess.h"
#include "domains/readers/lists/fetched.h"
#include "domains/readers/mta/table.h"
#include "domains/base/buffer.h"

/* The longest that anybody has is a hundredth of it. */
#define MAIN_CF_MAX ((size_t)4 * 1024 * 1024)

/* doppelfetch gives a service five minutes. */
#define FETCH_SECONDS 330

/* The parameters that have an address of their own. */
#define ADDRESS_LIST "always_bcc or luser_relay"

/* Adds the line ends that stand before an address in a file, so that it is
 * read at its line; none when it does not stand there as it is. */
static void
add_lines_before(struct buffer *text, const char *path, const char *address)
{
	struct diagnostics ignored = {.limit = 1};
	const char *found;
	char *bytes;
	size_t len;

	if (file_read(path, MAIN_CF_MAX, &ignored, &bytes, &len) == 0) {
		found = memmem(bytes, len, address, strlen(address));
		for (const char *at = bytes; found != NULL && at < found; at++)
			if (*at == '\n')
				buffer_add(text, at, 1);
		free(bytes);
	}
	diagnostics_clear(&ignored);
}

static int
read_address(const struct settings_place *place, const char *config_dir,
    struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct buffer text = {0};
	char *path;
	int result = -1;

	if (asprintf(&path, "%s/main.cf",
		config_dir != NULL ? config_dir : "") < 0)
		path = NULL;
	if (path != NULL)
		add_lines_before(&text, path, place->path);
	buffer_add_text(&text, place->path);
	if (path == NULL || text.failed) {
		diagnostics_add(diagnostics, place->path, 0, "%s",
		    strerror(ENOMEM));
	} else {
		options->list = ADDRESS_LIST;
		options->type = READER_LIST;
		result = reader_parse(path, text.bytes, text.len, options, take,
		    context, diagnostics);
	}
	buffer_clear(&text);
	free(path);
	return result;
}

/* Runs doppelfetch, which lies beside this program, with these options. */
static int
fetch(const struct fetched_reading *reading, const char **argv,
    bool (*give_up)(void))
{
	char program[PATH_MAX], *bytes;
	size_t len;
	int result;

	subprocess_find_beside(FETCHED_PROGRAM, program);
	argv[0] = program;
	if (subprocess_read_within(FETCH_SECONDS, reading->service, argv,
		give_up, reading->diagnostics, &bytes, &len) < 0)
		return -1;
	result = fetched_parse(reading, bytes, len);
	free(bytes);
	return result;
}

static int
read_mailman3(const struct settings_mailman3 *mailman3,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	const struct fetched_reading reading = {
	    .service = mailman3->url,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};
	const char *argv[8] = {NULL, "--url", mailman3->url};
	size_t count = 3;

	if (options->fetched != NULL)
		return fetched_read(&reading, options->fetched);
	if (mailman3->user != NULL) {
		argv[count++] = "--user";
		argv[count++] = mailman3->user;
	}
	if (mailman3->password_file != NULL) {
		argv[count++] = "--password-file";
		argv[count++] = mailman3->password_file;
	}
	return fetch(&reading, argv, options->give_up);
}

/* A table at a directory service. */
static int
read_fetched_table(const char *table, const struct reader_options *options,
    member_take take, void *context, struct diagnostics *diagnostics)
{
	struct buffer listing = {0};
	const struct fetched_reading reading = {
	    .service = table,
	    .diagnostics = diagnostics,
	    .listing = &listing,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};
	const char *argv[] = {NULL, "--table", table, NULL};
	int result = options->fetched != NULL
	                 ? fetched_read(&reading, options->fetched)
	                 : fetch(&reading, argv, options->give_up);

	/* What came before an error is worth a look. */
	if (listing.len != 0 &&
	    table_read_list(table, listing.bytes, listing.len, options, take,
		context, diagnostics) < 0)
		result = -1;
	buffer_clear(&listing);
	return result;
}

int
place_read(const struct settings_place *place,
    const struct settings_registrations *registrations,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct reader_options own = *options;

	own.type = place->type;
	own.list = place->list;
	own.rights = &place->rights;
	switch (place->kind) {
	case SETTINGS_PLACE_FILE:
		break;
	case SETTINGS_PLACE_TABLE:
	case SETTINGS_PLACE_SENDERS:
		if (fetched_table(place->path) != NULL)
			return read_fetched_table(fetched_table(place->path),
			    &own, take, context, diagnostics);
		return table_read(place->path, registrations->postfix, &own,
		    take, context, diagnostics);
	case SETTINGS_PLACE_ADDRESS:
		return read_address(place, registrations->postfix, &own, take,
		    context, diagnostics);
	case SETTINGS_PLACE_MAILMAN3:
		return read_mailman3(&registrations->mailman3, &own, take,
		    context, diagnostics);
	}
	return reader_read(place->path, &own, take, context, diagnostics);
}
