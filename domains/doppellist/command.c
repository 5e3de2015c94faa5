/* SPDX-License-Identifier: BSD-2-Clause */
/* What the subcommands of doppellist share: options, settings, engine. */
#include "domains/doppellist/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/text/console.h"

#define LETTERS_MAX 64

static void
print_usage(const struct doppellist_command *command, FILE *out)
{
	fprintf(out, "usage: doppellist %s [options] %s\n", command->name,
	    command->usage);
}

static void
print_help(const struct doppellist_command *command)
{
	print_usage(command, stdout);
	printf("\n%s.\n\n", command->brief);
	printf("%s", command->options);
	puts("  -c, --config FILE  configuration (default " DOPPEL_SYSCONFDIR
	     "/domains.conf)\n"
	     "  -l, --lists DIR    directory of the domain lists\n"
	     "  -h, --help         show this text");
}

int
doppellist_option(struct doppellist *list, int argc, char **argv,
    const char *letters, const struct option *options)
{
	char all[LETTERS_MAX];
	int option;

	snprintf(all, sizeof(all), "%sc:hl:", letters);
	while ((option = getopt_long(argc, argv, all, options, NULL)) != -1) {
		switch (option) {
		case 'c':
			list->config = optarg;
			break;
		case 'l':
			list->lists = optarg;
			break;
		case 'h':
			print_help(list->command);
			list->status = DOPPELLIST_NOTHING;
			return '?';
		case '?': /* getopt_long() has said what is wrong */
			print_usage(list->command, stderr);
			list->status = DOPPELLIST_TROUBLE;
			return '?';
		default:
			return option;
		}
	}
	return -1;
}

int
doppellist_misused(const struct doppellist *list, const char *text)
{
	console_say(list->command->name, text);
	print_usage(list->command, stderr);
	return DOPPELLIST_TROUBLE;
}

int
doppellist_take_kind(const char *text, enum listfile_kind *kind_r)
{
	for (unsigned i = 0; i < LISTFILE_KINDS; i++) {
		if (strcmp(listfile_kind_name((enum listfile_kind)i), text) ==
		    0) {
			*kind_r = (enum listfile_kind)i;
			return 0;
		}
	}
	console_say(text, "no such kind of list");
	return -1;
}

int
doppellist_load(struct doppellist *list)
{
	struct diagnostics diagnostics = {0};

	if (list->loaded)
		return 0;
	if (settings_load(list->config, list->lists, &diagnostics,
		&list->settings) == 0)
		list->loaded = true;
	else
		console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	return list->loaded ? 0 : -1;
}

int
doppellist_open(struct doppellist *list, bool with_doppelgangers,
    struct doppel **doppel_r)
{
	struct doppel_options options;
	struct doppel_list *lists;
	struct diagnostics diagnostics = {0};
	int result;

	if (doppellist_load(list) < 0)
		return -1;
	options = list->settings.engine;
	lists = calloc(options.list_count + 1, sizeof(*lists));
	if (lists == NULL) {
		console_say("domain lists", strerror(ENOMEM));
		return -1;
	}
	options.list_count = 0;
	for (size_t i = 0; i < list->settings.engine.list_count; i++)
		if (with_doppelgangers ||
		    options.lists[i].kind != LISTFILE_DOPPELGANGERS)
			lists[options.list_count++] = options.lists[i];
	options.lists = lists;
	result = doppel_open(&options, &diagnostics, doppel_r);
	if (result < 0)
		console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	free(lists);
	return result;
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
