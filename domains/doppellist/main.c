/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist: keeps, checks and shares domain lists.  This file is the table
 * of subcommands and main(); each subcommand is a file beside it. */
#include "domains/doppellist/command.h"

#include <signal.h>
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
    &doppellist_merge,
    &doppellist_diff,
    &doppellist_import,
    &doppellist_stats,
    &doppellist_generate,
    &doppellist_export,
    NULL,
};

static const char usage[] =
    "usage: doppellist [-c FILE] [-l DIR] COMMAND [options] ...\n"
    "       doppellist COMMAND --help\n";

static const char help[] =
    "\n"
    "Options, before the command or behind it:\n"
    "  -c, --config FILE  configuration (default " DOPPEL_SYSCONFDIR
    "/domains.conf)\n"
    "  -l, --lists DIR    directory of the domain lists\n"
    "  -V, --version      show the version\n"
    "  -h, --help         show this text, or that of a command\n"
    "\n"
    "Exit status: 0 nothing found, 1 found, 2 trouble.\n"
    "Manual: doppellist(1).\n";

static void
show_help(void)
{
	fputs(usage, stdout);
	fputs("\nKeeps, checks and shares the lists of doppelcheck.\n\n"
	      "Commands:\n",
	    stdout);
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("  %-9s %s\n", commands[i]->name, commands[i]->brief);
	fputs(help, stdout);
}

/* Takes the options before the command.  Returns whether to go on. */
static bool
take_options(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"version", no_argument, NULL,
						    'V'},
	    DOPPELLIST_COMMON_OPTIONS};
	int option;

	list->status = DOPPELLIST_NOTHING;
	while ((option = getopt_long(argc, argv, "+c:hl:V", options, NULL)) !=
	       -1) {
		switch (option) {
		case 'c':
			list->config = optarg;
			break;
		case 'l':
			list->lists = optarg;
			break;
		case 'h':
			show_help();
			return false;
		case 'V':
			puts("doppellist " DOPPEL_VERSION);
			return false;
		default: /* getopt_long() has said what is wrong */
			fputs(usage, stderr);
			list->status = DOPPELLIST_TROUBLE;
			return false;
		}
	}
	return true;
}

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
	if (!take_options(list, argc, argv))
		return list->status;
	if (optind == argc) {
		fputs(usage, stderr);
		return DOPPELLIST_TROUBLE;
	}
	list->command = find_command(argv[optind]);
	if (list->command == NULL) {
		console_say(argv[optind], "no such command");
		fputs(usage, stderr);
		return DOPPELLIST_TROUBLE;
	}
	argc -= optind;
	argv += optind;
	optind = 0; /* begin anew */
	return list->command->run(list, argc, argv);
}

int
main(int argc, char **argv)
{
	struct doppellist list = {0};
	int status;

	messages_start();
	/* A closed pipe and a limit of file sizes are write errors like any
	 * other. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	status = run(&list, argc, argv);
	if (list.loaded)
		settings_clear(&list.settings);
	return console_finish_output(status, DOPPELLIST_TROUBLE);
}
