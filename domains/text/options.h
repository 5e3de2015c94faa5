/* SPDX-License-Identifier: BSD-2-Clause */
/* Options: the command line of a program as a table.  One row an option makes
 * the parser (on top of getopt_long), --help and the check of the values.
 *
 *     struct command { const char *config; bool quiet; unsigned jobs; };
 *
 *     static const struct option_row rows[] = {
 *         {"config", 'c', OPTION_TEXT, "FILE", "configuration",
 *             .offset = offsetof(struct command, config)},
 *         {"quiet", 'q', OPTION_FLAG, NULL, "no summary",
 *             .offset = offsetof(struct command, quiet)},
 *         {"jobs", 'j', OPTION_NUMBER, "N", "threads",
 *             .offset = offsetof(struct command, jobs), .min = 1, .max = 64},
 *         {"form", 0, OPTION_RENAMED, "format", NULL, .offset = 0},
 *         {NULL},
 *     };
 *     static const char *const usage[] = {"[options] [file ...]", NULL};
 *     struct command command = {0};
 *     const struct options options = {
 *         .name = "doppelcheck",
 *         .usage = usage,
 *         .tables = {{rows, &command}},
 *     };
 *     int first;
 *
 *     switch (options_parse(&options, argc, argv, &first)) ...
 *
 * Every program has --help, and --version unless it is a subcommand.
 */
#ifndef DOMAINS_TEXT_OPTIONS_H
#define DOMAINS_TEXT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Rows of all tables of a command line. */
#define OPTIONS_MAX 48

/* --help keeps to so many columns, and its sentences begin here at most. */
#define OPTIONS_COLUMNS 80
#define OPTIONS_INDENT_MAX 28

enum option_kind {
	OPTION_FLAG,    /* bool: becomes true */
	OPTION_TEXT,    /* const char *; options_left_out where it was */
	OPTION_NUMBER,  /* unsigned: min to max */
	OPTION_CHOICE,  /* an enum: min + the place of the text in choices */
	OPTION_CALL,    /* take() */
	OPTION_RENAMED, /* an error: argument is the name that it has now */
	/* Those that options_parse() adds. */
	OPTION_HELP,
	OPTION_VERSION,
};

struct option_row {
	const char *name; /* without "--"; NULL ends a table */
	char letter;      /* 0: none */
	enum option_kind kind;
	const char *argument; /* "FILE"; "[=all]": may be left out; or NULL */
	const char *help;     /* one sentence, without a full stop; --help adds
	                         the choices where it ends with ":" */
	size_t offset;        /* of the value in the table's target */
	unsigned min, max;
	const char *const *choices; /* NULL ends them */
	/* Takes a text, NULL where it was left out.  Returns NULL, or what it
	 * must be: "must be a colour". */
	const char *(*take)(const char *text, void *value);
	/* Names of the subcommands that know it, with blanks between; NULL:
	 * all.  For another one it is an error, also when it stands before the
	 * subcommand, unless its value is 0 or NULL. */
	const char *commands;
};

/* "", which no argument is the same pointer as. */
extern const char options_left_out[];

struct option_table {
	const struct option_row *rows;
	void *target; /* the struct that the offsets are of */
};

struct options {
	const char *name;         /* "doppelcheck", "doppellist add" */
	const char *const *usage; /* what may follow it, a line each, NULL ends
	                             them */
	const char *about;        /* a paragraph; or NULL */
	void (*print_commands)(FILE *out); /* follows it; or NULL */
	const char *heading;               /* of the options; or NULL */
	struct option_table tables[2];     /* the second one may be empty */
	const char *ending;                /* lines after them; or NULL */
	bool subcommand;   /* the last word of the name; has no --version */
	bool has_commands; /* options end at the first operand */
};

enum options_result {
	OPTIONS_GO_ON,
	OPTIONS_SHOWN, /* help or version, on standard output */
	OPTIONS_WRONG, /* standard error has said why */
};

/* Takes the options; argv[*first_r] is then the first operand.  Operands come
 * after the options, where argv is put in this order. */
enum options_result
options_parse(const struct options *options, int argc, char **argv,
    int *first_r);

/* Says "PROGRAM: SUBJECT: TEXT" and the usage on standard error. */
enum options_result
options_refuse(const struct options *options, const char *subject,
    const char *text);

/* What --help shows. */
void
options_print_help(const struct options *options, FILE *out);

#endif
