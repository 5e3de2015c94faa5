/* SPDX-License-Identifier: BSD-2-Clause */
/* What the subcommands of doppellist share: options, settings, engine. */
#include "domains/doppellist/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/text/console.h"

const struct option_row doppellist_rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE",
	"configuration (default " DOPPEL_SYSCONFDIR "/domains.conf)",
	.offset = offsetof(struct doppellist, config)},
    {"lists", 'l', OPTION_TEXT, "DIR", "directory of the domain lists",
	.offset = offsetof(struct doppellist, lists)},
    {NULL},
};

int
doppellist_parse_options(struct doppellist *list, int argc, char **argv)
{
	int first;
	enum options_result result =
	    options_parse(&list->options, argc, argv, &first);

	list->status =
	    result == OPTIONS_SHOWN ? DOPPELLIST_NOTHING : DOPPELLIST_ERROR;
	return result == OPTIONS_GO_ON ? first : -1;
}

char **
doppellist_parse(struct doppellist *list, int argc, char **argv, void *target)
{
	const struct doppellist_command *command = list->command;
	int first;
	size_t count;

	snprintf(list->name, sizeof(list->name), "doppellist %s",
	    command->name);
	list->usage[0] = command->usage;
	list->options = (struct options){
	    .name = list->name,
	    .usage = list->usage,
	    .about = command->brief,
	    .tables = {{command->rows, target}, {doppellist_rows, list}},
	    .subcommand = true,
	};
	first = doppellist_parse_options(list, argc, argv);
	if (first < 0)
		return NULL;
	count = (size_t)(argc - first);
	if (count >= command->least &&
	    (command->most == 0 || count <= command->most))
		return argv + first;
	list->status = doppellist_misused(list, command->name, command->wanted);
	return NULL;
}

int
doppellist_misused(const struct doppellist *list, const char *subject,
    const char *text)
{
	options_refuse(&list->options, subject, text);
	return DOPPELLIST_ERROR;
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
	if (doppel_open(&list->settings.engine, &list->diagnostics, doppel_r) <
	    0)
		return -1;
	console_warnings(doppel_warnings(*doppel_r));
	return 0;
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
	return console_say(list->command->name, strerror(ENOMEM));
}

void
doppellist_set_today(struct doppellist *list)
{
	time_t now = time(NULL);
	struct tm day;

	if (localtime_r(&now, &day) == NULL ||
	    strftime(list->today, sizeof(list->today), "%Y-%m-%d", &day) == 0)
		memcpy(list->today, "1970-01-01", sizeof(list->today));
}
