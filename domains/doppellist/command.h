/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist: what its subcommands share.
 *
 * A subcommand is a row in the table of main.c and a file of its own:
 *
 *     const struct doppellist_command doppellist_stats = {
 *             .name = "stats",
 *             .brief = "count a list by what is meant, source, slip, age",
 *             .usage = "[FILE ...]",
 *             .options = "  -t, --top N   show the N most frequent\n",
 *             .run = stats,
 *     };
 *
 *     static int
 *     stats(struct doppellist *list, int argc, char **argv)
 *     {
 *             static const struct option options[] = {
 *                     {"top", required_argument, NULL, 't'},
 *                     DOPPELLIST_COMMON_OPTIONS};
 *             int option;
 *
 *             while ((option = doppellist_option(list, argc, argv, "t:",
 *                         options)) != -1)
 *                     switch (option) {
 *                     case 't': ... optarg
 *                     default: return list->status;
 *                     }
 *             ... argv[optind] ...
 *             return DOPPELLIST_NOTHING;
 *     }
 *
 * Results go to standard output, which main() flushes and checks; everything
 * else goes through console_say().
 */
#ifndef DOMAINS_DOPPELLIST_COMMAND_H
#define DOMAINS_DOPPELLIST_COMMAND_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/doppel.h"
#include "domains/settings/settings.h"

/* As grep and diff have it. */
enum doppellist_status {
	DOPPELLIST_NOTHING = 0,
	DOPPELLIST_FOUND = 1,
	DOPPELLIST_TROUBLE = 2,
};

struct doppellist {
	const char *config;                       /* --config, or NULL */
	const char *lists;                        /* --lists, or NULL */
	const struct doppellist_command *command; /* that runs */
	int status;  /* when doppellist_option() ended the command */
	bool loaded; /* settings are read */
	struct settings settings;
};

struct doppellist_command {
	const char *name;
	const char *brief;   /* one line for the table of commands */
	const char *usage;   /* what follows "doppellist NAME [options]" */
	const char *options; /* its own options, a line each, for --help */
	int (*run)(struct doppellist *list, int argc, char **argv);
};

extern const struct doppellist_command doppellist_lint, doppellist_add,
    doppellist_remove, doppellist_exempt, doppellist_show, doppellist_merge,
    doppellist_diff, doppellist_import, doppellist_stats, doppellist_generate,
    doppellist_export;

/* At the end of each table of options. */
/* clang-format off */
#define DOPPELLIST_COMMON_OPTIONS                                             \
	{"config", required_argument, NULL, 'c'},                             \
	{"help", no_argument, NULL, 'h'},                                     \
	{"lists", required_argument, NULL, 'l'},                              \
	{NULL, 0, NULL, 0}
/* clang-format on */

/* The next of the subcommand's options as getopt_long() has it; letters are
 * those of the subcommand alone.  The common options are taken here.  -1 at
 * the end of the options; '?' when the command is over (--help, or a wrong
 * option, which was told): then list->status is to be returned. */
int
doppellist_option(struct doppellist *list, int argc, char **argv,
    const char *letters, const struct option *options);

/* Says "NAME: TEXT" and the usage; returns DOPPELLIST_TROUBLE. */
int
doppellist_misused(const struct doppellist *list, const char *text);

/* A kind of list by its name.  Returns 0, or -1 when told. */
int
doppellist_take_kind(const char *text, enum listfile_kind *kind_r);

/* Reads the settings of --config and --lists, once: list->settings.engine
 * names the lists in force, in order.  Returns 0, or -1 when told. */
int
doppellist_load(struct doppellist *list);

/* Opens an engine on the lists in force, with the known doppelgangers or, to
 * ask what arithmetic says of them, without.  Returns 0, or -1 when told. */
int
doppellist_open(struct doppellist *list, bool with_doppelgangers,
    struct doppel **doppel_r);

/* Today in the time zone of the machine, as YYYY-MM-DD. */
#define DOPPELLIST_DAY_SIZE 11
void
doppellist_today(char day_r[static DOPPELLIST_DAY_SIZE]);

#endif
