/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what the settings found: see the header. */
#include "domains/doppelcheck/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/base/subprocess.h"
#include "domains/readers/lists/fetched.h"
#include "domains/readers/mta/main_cf_finder.h"
#include "domains/readers/mta/postfix.h"
#include "domains/readers/mta/table.h"
#include "domains/readers/mta/values.h"
#include "domains/base/buffer.h"

/* The longest that anybody has is a hundredth of it. */
#define MAIN_CF_MAX ((size_t)4 * 1024 * 1024)

/* doppelfetch gives a service five minutes. */
#define FETCH_SECONDS 330

/* ---- Postfix's settings -------------------------------------------------- */

/* Puts members of a setting where they stand in main.cf or master.cf. */
struct placing {
	const char *table; /* the file that in-line tables have */
	char *path;
	struct main_cf_finder finder;
	member_take take;
	void *context;
};

/* As member_take. */
static int
take_placed(void *context, const struct member *member)
{
	struct placing *placing = context;
	struct member placed = *member;

	if (strcmp(member->file, placing->table) != 0)
		return placing->take(placing->context, member);
	placed.file = placing->path;
	placed.line = main_cf_find_line(&placing->finder, member->address);
	placed.in_text = false;
	return placing->take(placing->context, &placed);
}

static int
read_value(const struct settings_place *place,
    const struct reader_options *options, struct placing *placing,
    struct diagnostics *diagnostics)
{
	const struct reader_text text = {
	    .file = place->path,
	    .text = span_of(place->path),
	    .take = take_placed,
	    .context = placing,
	    .diagnostics = diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};
	const struct destination_place where = {
	    .list = span_of(place->list),
	    .line = 1,
	    .substituted = true,
	};

	return value_take(&text, place->type, &where, text.text);
}

/* A value, or a table that a setting names. */
static int
read_setting(const struct settings_place *place, const char *config_dir,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct placing placing = {place->path, NULL, {.line = 0}, take,
	    context};
	struct diagnostics ignored = {.limit = 1};
	const char *file =
	    strchr(place->list, '/') != NULL ? "master.cf" : "main.cf";
	char *bytes = NULL;
	size_t len;
	int result;

	if (asprintf(&placing.path, "%s/%s",
		config_dir != NULL ? config_dir : POSTFIX_USUAL_DIRECTORY,
		file) < 0)
		return diagnostics_no_memory(diagnostics, place->path);
	if (options->opening != NULL)
		options->opening(options->opening_context, placing.path);
	if (file_read(placing.path, MAIN_CF_MAX, &ignored, &bytes, &len) == 0)
		placing.finder = main_cf_find_setting((struct span){bytes, len},
		    span_of(place->list));
	result = place->kind == SETTINGS_PLACE_VALUE
	             ? read_value(place, options, &placing, diagnostics)
	             : table_read(place->path, config_dir, options, take_placed,
			   &placing, diagnostics);
	diagnostics_clear(&ignored);
	free(bytes);
	free(placing.path);
	return result;
}

/* ---- services ------------------------------------------------------------ */

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
	const char *directory = registrations->postfix;
	struct reader_options own = *options;

	/* "" stands for the usual one. */
	if (directory != NULL && *directory == '\0')
		directory = NULL;
	own.type = place->type;
	own.list = place->kind == SETTINGS_PLACE_FILE ? place->list : NULL;
	own.rights = &place->rights;
	switch (place->kind) {
	case SETTINGS_PLACE_FILE:
		break;
	case SETTINGS_PLACE_TABLE:
	case SETTINGS_PLACE_ONCE:
	case SETTINGS_PLACE_OTHERS:
		if (fetched_table(place->path) != NULL)
			return read_fetched_table(fetched_table(place->path),
			    &own, take, context, diagnostics);
		if (place->list == NULL)
			return table_read(place->path, directory, &own, take,
			    context, diagnostics);
		return read_setting(place, directory, &own, take, context,
		    diagnostics);
	case SETTINGS_PLACE_VALUE:
		return read_setting(place, directory, &own, take, context,
		    diagnostics);
	case SETTINGS_PLACE_MAILMAN3:
		return read_mailman3(&registrations->mailman3, &own, take,
		    context, diagnostics);
	}
	return reader_read(place->path, &own, take, context, diagnostics);
}
