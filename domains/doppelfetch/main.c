/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelfetch: asks the services that domains.conf names for the members of
 * their lists, and leaves what they say for doppelcheck, which has no network.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/doppelfetch/answer.h"
#include "domains/doppelfetch/tables.h"
#include "domains/readers/lists/fetched.h"
#include "domains/registrations/interfaces.h"
#include "domains/settings/settings.h"
#include "domains/text/console.h"
#include "domains/text/options.h"

/* Of what is left, under a lock: a run by hand may be beside the timer's. */
#define MODE (S_IRUSR | S_IWUSR | S_IRGRP)

enum exit_code { EXIT_DONE = 0, EXIT_ERROR = 2 };

struct command {
	const char *config;
	const char *directory;
	const char *url;
	const char *user;
	const char *password_file;
	const char *table;
};

/* clang-format off */
#define AT(member) .offset = offsetof(struct command, member)

static const struct option_row rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE",
	"configuration (default " DOPPEL_SYSCONFDIR "/domains.conf)",
	AT(config)},
    {"directory", 'D', OPTION_TEXT, "DIR",
	"leave what the services say there", AT(directory)},
    {"url", 'u', OPTION_TEXT, "URL",
	"ask this Mailman 3 instead, and print what it says", AT(url)},
    {"user", 'U', OPTION_TEXT, "NAME", "with --url: as whom", AT(user)},
    {"password-file", 'p', OPTION_TEXT, "FILE",
	"with --url: where the password is, of mode 0600",
	AT(password_file)},
    {"table", 't', OPTION_TEXT, "ldap:FILE",
	"list this table of Postfix's instead, and print it", AT(table)},
    {NULL},
};
/* clang-format on */

static const char *const usage[] = {
    "[--config FILE] --directory DIR",
    "--url URL [--user NAME] [--password-file FILE]",
    "--table ldap:FILE",
    NULL,
};

static const struct options options = {
    .name = FETCHED_PROGRAM,
    .usage = usage,
    .about = "Asks Mailman for the members of its lists, and directory "
	     "services for the tables that Postfix has there, for "
	     "doppelcheck.",
    .ending = "Exit status: 0 done, 2 an error.\n"
	      "Manual: doppelfetch(8).\n",
};

/* ---- leaving ------------------------------------------------------------- */

/* What came takes the place of what was there; why nothing came lies beside
 * it. */
static int
leave(const char *directory, const char *service, const struct buffer *file,
    bool failed, struct diagnostics *diagnostics)
{
	char name[FETCHED_NAME_SIZE], path[PATH_MAX], failure[PATH_MAX];

	fetched_file_name(service, name);
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	snprintf(failure, sizeof(failure), "%s/%s%s", directory, name,
	    FETCHED_FAILED);
	if (file->failed)
		return diagnostics_no_memory(diagnostics, path);
	if (replacement_write_own(failed ? failure : path, MODE, true, file,
		diagnostics) < 0)
		return -1;
	if (!failed && unlink(failure) < 0 && errno != ENOENT)
		return diagnostics_add(diagnostics, failure, 0,
		    "cannot remove: %s", strerror(errno));
	return 0;
}

/* The readers have no network to find the host's own addresses with.  The file
 * stays as it is as long as they do. */
static int
leave_addresses(const char *directory, struct diagnostics *diagnostics)
{
	struct diagnostics none_yet = {0};
	struct strings addresses = {0};
	struct buffer file = {0};
	char path[PATH_MAX], *before = NULL;
	size_t len = 0;
	int result = 0;

	snprintf(path, sizeof(path), "%s/" INTERFACES_FILE, directory);
	file.failed = interfaces_find(&addresses) < 0;
	for (size_t i = 0; i < addresses.count; i++)
		buffer_add_format(&file, "%s\n", addresses.list[i]);
	(void)file_read(path, INTERFACES_SIZE_MAX, &none_yet, &before, &len);
	if (file.failed || addresses.count == 0)
		result = diagnostics_add(diagnostics, path, 0, "%s",
		    file.failed ? strerror(ENOMEM)
				: "the kernel shows no address of this host");
	else if (before == NULL || len != file.len ||
		 (len != 0 && memcmp(before, file.bytes, len) != 0))
		result =
		    replacement_write_own(path, MODE, true, &file, diagnostics);
	free(before);
	diagnostics_clear(&none_yet);
	strings_clear(&addresses);
	buffer_clear(&file);
	return result;
}

static void
fetch(const struct command *command, const char *service,
    const struct settings_mailman3 *mailman3, struct diagnostics *diagnostics)
{
	struct buffer file = {0};
	int result = answer_fetch(service, mailman3, diagnostics, &file);

	(void)leave(command->directory, service, &file, result < 0,
	    diagnostics);
	buffer_clear(&file);
}

static void
list_tables(const struct command *command,
    const struct settings_registrations *registrations,
    struct diagnostics *diagnostics)
{
	struct strings tables = {0};

	(void)tables_find(registrations, diagnostics, &tables);
	for (size_t i = 0; i < tables.count; i++)
		fetch(command, tables.list[i], NULL, diagnostics);
	strings_clear(&tables);
}

/* ---- both ways ----------------------------------------------------------- */

static int
fetch_and_leave(const struct command *command, struct diagnostics *diagnostics)
{
	struct settings settings;

	(void)leave_addresses(command->directory, diagnostics);
	if (settings_load(command->config, NULL, diagnostics, &settings) < 0)
		return -1;
	if (settings.registrations.mailman3.url != NULL)
		fetch(command, settings.registrations.mailman3.url,
		    &settings.registrations.mailman3, diagnostics);
	list_tables(command, &settings.registrations, diagnostics);
	settings_clear(&settings);
	return diagnostics->count != 0 ? -1 : 0;
}

/* doppelcheck reads from what is printed why nothing came: no error of ours. */
static int
fetch_and_print(const struct command *command, struct diagnostics *diagnostics)
{
	const struct settings_mailman3 service = {
	    .url = (char *)(uintptr_t)command->url,
	    .user = (char *)(uintptr_t)command->user,
	    .password_file = (char *)(uintptr_t)command->password_file,
	};
	struct buffer file = {0};
	int result = 0;

	if (command->table != NULL)
		(void)answer_fetch(command->table, NULL, diagnostics, &file);
	else
		(void)answer_fetch(command->url, &service, diagnostics, &file);
	if (file.failed)
		result = diagnostics_no_memory(diagnostics, "memory");
	else
		buffer_print(&file, stdout);
	buffer_clear(&file);
	return result;
}

static int
run(const struct command *command)
{
	struct diagnostics diagnostics = {0};
	int result = command->directory == NULL
	                 ? fetch_and_print(command, &diagnostics)
	                 : fetch_and_leave(command, &diagnostics);

	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return console_finish_output(result < 0 ? EXIT_ERROR : EXIT_DONE,
	    EXIT_ERROR);
}

/* Which options go together. */
static enum options_result
check_command(const struct options *how, const struct command *command,
    bool operands)
{
	int ways = (command->directory != NULL) + (command->url != NULL) +
	           (command->table != NULL);

	if (operands)
		return options_refuse(how, "arguments", "it takes none");
	if (ways != 1)
		return options_refuse(how, "--directory",
		    "it needs this, --url or --table");
	if (command->directory == NULL && command->config != NULL)
		return options_refuse(how, "--config", "needs --directory");
	if (command->url == NULL &&
	    (command->user != NULL || command->password_file != NULL))
		return options_refuse(how, "--user, --password-file",
		    "need --url");
	if (command->table != NULL &&
	    fetched_table(command->table) != command->table)
		return options_refuse(how, "--table",
		    "must begin with \"ldap:\"");
	return OPTIONS_GO_ON;
}

int
main(int argc, char **argv)
{
	struct command command = {0};
	struct options how = options;
	enum options_result result;
	int first;

	console_keep_write_errors();
	how.tables[0] = (struct option_table){rows, &command};
	result = options_parse(&how, argc, argv, &first);
	if (result == OPTIONS_GO_ON)
		result = check_command(&how, &command, first < argc);
	if (result == OPTIONS_GO_ON)
		return run(&command);
	return console_finish_output(result == OPTIONS_SHOWN ? EXIT_DONE
							     : EXIT_ERROR,
	    EXIT_ERROR);
}
