/* SPDX-License-Identifier: BSD-2-Clause */
/* What the subcommands of doppellist share: options, settings, engine. */
#include "domains/doppellist/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/text/console.h"

/* "doppellist " and the name of a command. */
#define COMMAND_NAME_SIZE 32

const struct option_row doppellist_rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE",
	"configuration (default " DOPPEL_SYSCONFDIR "/domains.conf)",
	.offset = offsetof(struct doppellist, config)},
    {"lists", 'l', OPTION_TEXT, "DIR", "directory of the domain lists",
	.offset = offsetof(struct doppellist, lists)},
    {NULL},
};

/* The command line of the command that runs; name has room for its name. */
static struct options
options_of(const struct doppellist *list, char name[static COMMAND_NAME_SIZE],
    const char *usage[static 2])
{
	snprintf(name, COMMAND_NAME_SIZE, "doppellist %s", list->command->name);
	usage[0] = list->command->usage;
	return (struct options){
	    .name = name,
	    .usage = usage,
	    .about = list->command->brief,
	    .subcommand = true,
	};
}

char **
doppellist_parse(struct doppellist *list, int argc, char **argv, void *target)
{
	const struct doppellist_command *command = list->command;
	const char *usage[2] = {NULL, NULL};
	char name[COMMAND_NAME_SIZE];
	struct options options = options_of(list, name, usage);
	size_t count;
	int first;

	options.tables[0] = (struct option_table){command->rows, target};
	options.tables[1] = (struct option_table){doppellist_rows, list};
	switch (options_parse(&options, argc, argv, &first)) {
	case OPTIONS_SHOWN:
		list->status = DOPPELLIST_NOTHING;
		return NULL;
	case OPTIONS_WRONG:
		list->status = DOPPELLIST_TROUBLE;
		return NULL;
	case OPTIONS_GO_ON:
		break;
	}
	count = (size_t)(argc - first);
	if (count >= command->least &&
	    (command->most == 0 || count <= command->most))
		return argv + first;
	list->status = doppellist_misused(list, command->wanted);
	return NULL;
}

int
doppellist_misused(const struct doppellist *list, const char *text)
{
	const char *usage[2] = {NULL, NULL};
	char name[COMMAND_NAME_SIZE];
	const struct options options = options_of(list, name, usage);

	options_refuse(&options, list->command->name, text);
	return DOPPELLIST_TROUBLE;
}

const char *
doppellist_take_kind(const char *text, void *kind)
{
	for (unsigned i = 0; i < LISTFILE_KINDS; i++) {
		if (strcmp(listfile_kind_name((enum listfile_kind)i), text) ==
		    0) {
			*(enum listfile_kind *)kind = (enum listfile_kind)i;
			return NULL;
		}
	}
	return "must be a kind of list, such as doppelgangers or innocent";
}

int
doppellist_load(struct doppellist *list)
{
	if (!list->loaded)
		list->loaded = settings_load(list->config, list->lists,
				   &list->diagnostics, &list->settings) == 0;
	return list->loaded ? 0 : -1;
}

int
doppellist_open(struct doppellist *list, struct doppel **doppel_r)
{
	if (doppellist_load(list) < 0)
		return -1;
	return doppel_open(&list->settings.engine, &list->diagnostics,
	    doppel_r);
}

void
doppellist_report(struct doppellist *list)
{
	console_diagnostics(&list->diagnostics);
	diagnostics_clear(&list->diagnostics);
}

int
doppellist_no_memory(const struct doppellist *list)
{
	console_say(list->command->name, strerror(ENOMEM));
	return -1;
}

void
doppellist_today(char day_r[static DOPPELLIST_DAY_SIZE])
{
	time_t now = time(NULL);
	struct tm day;

	if (localtime_r(&now, &day) == NULL ||
	    strftime(day_r, DOPPELLIST_DAY_SIZE, "%Y-%m-%d", &day) == 0)
		memcpy(day_r, "1970-01-01", DOPPELLIST_DAY_SIZE);
}
