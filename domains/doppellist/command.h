/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist: what its subcommands share.
 *
 * A subcommand is a file of commands/ (or of the folder that it is about) and a
 * row in the table of main.c:
 *
 *     struct command { struct doppellist *list; unsigned top; };
 *
 *     static const struct option_row rows[] = {
 *             {"top", 't', OPTION_NUMBER, "N", "show the N most frequent",
 *                     .offset = offsetof(struct command, top), .max = 1000},
 *             {NULL},
 *     };
 *
 *     static int
 *     stats_run(struct doppellist *list, int argc, char **argv)
 *     {
 *             struct command command = {.list = list, .top = 10};
 *             char **files = doppellist_parse(list, argc, argv, &command);
 *
 *             if (files == NULL)
 *                     return list->status;
 *             ...
 *             return DOPPELLIST_NOTHING;
 *     }
 *
 *     const struct doppellist_command doppellist_stats = {
 *             .name = "stats",
 *             .brief = "count a list by what is meant, source, slip, age",
 *             .usage = "[options] [FILE ...]",
 *             .rows = rows,
 *             .run = stats_run,
 *     };
 *
 * Results go to standard output, which main() flushes and checks; everything
 * else goes through console_say().
 */
#ifndef DOMAINS_DOPPELLIST_COMMAND_H
#define DOMAINS_DOPPELLIST_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/engine/doppel.h"
#include "domains/settings/settings.h"
#include "domains/text/options.h"

/* As grep and diff have it. */
enum doppellist_status {
	DOPPELLIST_NOTHING = 0,
	DOPPELLIST_FOUND = 1,
	DOPPELLIST_ERROR = 2,
};

#define DOPPELLIST_DAY_SIZE 11 /* YYYY-MM-DD */

struct doppellist {
	const char *config;                       /* --config, or NULL */
	const char *lists;                        /* --lists, or NULL */
	const struct doppellist_command *command; /* that runs */
	struct options options; /* of the program, then of the command */
	const char *usage[2];
	char name[32]; /* "doppellist add" */
	int status;    /* when the options end the program */
	bool loaded;   /* settings are read */
	struct settings settings;
	char today[DOPPELLIST_DAY_SIZE]; /* in the machine's time zone */
	/* What is wrong with the files; main() reports it when the command has
	 * ended. */
	struct diagnostics diagnostics;
};

struct doppellist_command {
	const char *name;
	const char *brief; /* one line for the table of commands */
	const char *usage; /* what follows "doppellist NAME" */
	const struct option_row *rows;
	size_t least, most; /* operands; most 0: any number */
	const char *wanted; /* what is reported when there are less or more */
	enum listfile_kind kind; /* of the list that it changes, if any */
	int (*run)(struct doppellist *list, int argc, char **argv);
};

extern const struct doppellist_command doppellist_lint, doppellist_add,
    doppellist_remove, doppellist_exempt, doppellist_protect, doppellist_show,
    doppellist_merge, doppellist_diff, doppellist_import, doppellist_stats,
    doppellist_generate, doppellist_export, doppellist_accept;

/* The options that the program and each command take; their target is struct
 * doppellist. */
extern const struct option_row doppellist_rows[];

/* Takes list->options.  Returns the place of the first operand, or -1 when the
 * program is over: then list->status is to be returned. */
int
doppellist_parse_options(struct doppellist *list, int argc, char **argv);

/* Takes the command's options into the target.  Returns the operands, NULL at
 * their end; or NULL when the command is over (--help, or a wrong command line,
 * which is reported): then list->status is to be returned. */
char **
doppellist_parse(struct doppellist *list, int argc, char **argv, void *target);

/* Reports "SUBJECT: TEXT" and the usage; returns DOPPELLIST_ERROR. */
int
doppellist_misused(const struct doppellist *list, const char *subject,
    const char *text);

/* For OPTION_CALL: takes a kind of list by its name, an enum listfile_kind. */
const char *
doppellist_take_kind(const char *text, void *kind);

/* Reads the settings of --config and --lists, once: list->settings.engine
 * names the lists in force, in order.  Returns 0, or -1 with diagnostics. */
int
doppellist_load(struct doppellist *list);

/* Opens an engine on the lists in force.  Returns 0, or -1 with
 * diagnostics. */
int
doppellist_open(struct doppellist *list, struct doppel **doppel_r);

/* Reports the diagnostics that there are, and forgets them. */
void
doppellist_report(struct doppellist *list);

/* Reports that memory is out; returns -1. */
int
doppellist_no_memory(const struct doppellist *list);

void
doppellist_set_today(struct doppellist *list);

#endif
