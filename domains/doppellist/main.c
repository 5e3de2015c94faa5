/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist: keeps, checks and shares domain lists.  This file is the table
 * of subcommands and main(); each subcommand is a file beside it. */
#include "domains/doppellist/command.h"

#include <stdio.h>
#include <string.h>

#include "domains/text/console.h"
#include "domains/text/messages.h"

static const struct doppellist_command *const commands[] = {
    &doppellist_lint,
    &doppellist_show,
    &doppellist_add,
    &doppellist_remove,
    &doppellist_exempt,
    &doppellist_protect,
    &doppellist_merge,
    &doppellist_diff,
    &doppellist_import,
    &doppellist_stats,
    &doppellist_generate,
    &doppellist_export,
    &doppellist_accept,
    NULL,
};

static void
print_commands(FILE *out)
{
	fputs("Commands:\n", out);
	for (size_t i = 0; commands[i] != NULL; i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name,
		    commands[i]->brief);
	fputc('\n', out);
}

static const char *const usage[] = {"[-c FILE] [-l DIR] COMMAND [options] ...",
    "COMMAND --help", NULL};

static const struct doppellist_command *
find_command(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int
run(struct doppellist *list, int argc, char **argv)
{
	int first;

	list->options = (struct options){
	    .name = "doppellist",
	    .usage = usage,
	    .about = "Keeps, checks and shares the lists of doppelcheck.",
	    .print_commands = print_commands,
	    .heading = "Options, before the command or after it:",
	    .tables = {{doppellist_rows, list}},
	    .ending = "Exit status: 0 nothing found, 1 found, 2 an error.\n"
		      "Manual: doppellist(1).\n",
	    .has_commands = true,
	};
	first = doppellist_parse_options(list, argc, argv);
	if (first < 0)
		return list->status;
	if (first == argc)
		return doppellist_misused(list, "COMMAND", "is missing");
	list->command = find_command(argv[first]);
	if (list->command == NULL)
		return doppellist_misused(list, argv[first], "no such command");
	return list->command->run(list, argc - first, argv + first);
}

int
main(int argc, char **argv)
{
	struct doppellist list = {0};
	int status;

	messages_start();
	console_keep_write_errors();
	doppellist_set_today(&list);
	status = run(&list, argc, argv);
	doppellist_report(&list);
	if (list.loaded)
		settings_clear(&list.settings);
	return console_finish_output(status, DOPPELLIST_ERROR);
}
