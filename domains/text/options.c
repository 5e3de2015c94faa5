/* SPDX-License-Identifier: BSD-2-Clause */
/* Parses a command line by its table, and prints the table as help. */
#include "domains/text/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/text/console.h"

/* What getopt_long() returns for row 0; no letter is as great. */
#define FIRST_VALUE 256

#define TEXT_SIZE 512

const char options_left_out[] = "";

static const struct option_row standard_rows[] = {
    {"version", 'V', OPTION_VERSION, NULL, "show the version", .min = 0},
    {"help", 'h', OPTION_HELP, NULL, "show this text", .min = 0},
    {NULL},
};

/* A row and what its offset is from. */
struct bound_row {
	const struct option_row *row;
	char *target;
};

/* All rows of a command line, in the order of --help. */
struct rows {
	struct bound_row list[OPTIONS_MAX];
	size_t count;
};

static void
add_rows(struct rows *rows, const struct option_row *row, void *target)
{
	for (; row != NULL && row->name != NULL; row++)
		if (rows->count < OPTIONS_MAX)
			rows->list[rows->count++] =
			    (struct bound_row){row, target};
}

static struct rows
collect_rows(const struct options *options)
{
	struct rows rows = {.count = 0};

	for (size_t i = 0; i < 2; i++)
		add_rows(&rows, options->tables[i].rows,
		    options->tables[i].target);
	/* These have no value, and any target will do. */
	add_rows(&rows, standard_rows + (options->subcommand ? 1 : 0),
	    options->tables[0].target);
	return rows;
}

/* Does the subcommand, if this is one, know the option? */
static bool
is_known(const struct options *options, const struct option_row *row)
{
	const char *name = strrchr(options->name, ' '), *at = row->commands;

	if (at == NULL || !options->subcommand || name == NULL)
		return true;
	for (name++; *at != '\0'; at += strspn(at, " ")) {
		const size_t len = strcspn(at, " ");

		if (strlen(name) == len && memcmp(name, at, len) == 0)
			return true;
		at += len;
	}
	return false;
}

/* ---- help ---------------------------------------------------------------- */

/* The lines of a text up to the column; the cursor stands at one.  A newline in
 * the text begins a line. */
static void
print_wrapped(FILE *out, const char *text, size_t indent, size_t column)
{
	while (*text != '\0') {
		size_t len = strcspn(text, " \n");

		if (column > indent &&
		    (text[-1] == '\n' || column + 1 + len >= OPTIONS_COLUMNS)) {
			fputc('\n', out);
			column = 0;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		if (column < indent) {
			fprintf(out, "%*s", (int)(indent - column), "");
			column = indent;
		}
		fwrite(text, 1, len, out);
		column += len;
		text += len + (text[len] != '\0');
	}
	fputc('\n', out);
}

static bool
may_be_left_out(const struct option_row *row)
{
	return row->argument != NULL && strncmp(row->argument, "[=", 2) == 0;
}

/* "  -c, --config FILE" */
static size_t
format_option(const struct option_row *row, char *text, size_t size)
{
	const char *argument = row->argument != NULL ? row->argument : "";
	char letter[] = "    ";

	if (row->letter != 0)
		memcpy(letter, (char[]){'-', row->letter, ',', ' '}, 4);
	return (size_t)snprintf(text, size, "  %s--%s%s%s", letter, row->name,
	    *argument != '\0' && !may_be_left_out(row) ? " " : "", argument);
}

/* "a, b or c" */
static void
format_choices(const struct option_row *row, char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; row->choices[i] != NULL && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s",
		    i == 0                        ? ""
		    : row->choices[i + 1] != NULL ? ", "
						  : " or ",
		    row->choices[i]);
}

static void
print_option(FILE *out, const struct option_row *row, size_t indent)
{
	char text[TEXT_SIZE], choices[TEXT_SIZE] = "";
	size_t column = format_option(row, text, sizeof(text));
	size_t len = strlen(row->help);

	fputs(text, out);
	if (column + 2 > indent) {
		fputc('\n', out);
		column = 0;
	}
	if (row->choices != NULL && len != 0 && row->help[len - 1] == ':')
		format_choices(row, choices, sizeof(choices));
	snprintf(text, sizeof(text), "%s%s%s", row->help,
	    *choices != '\0' ? " " : "", choices);
	print_wrapped(out, text, indent, column);
}

static void
print_options(FILE *out, const struct options *options)
{
	const struct rows rows = collect_rows(options);
	char text[TEXT_SIZE];
	size_t indent = 0;

	for (size_t i = 0; i < rows.count; i++) {
		const struct option_row *row = rows.list[i].row;
		size_t column = 2 + format_option(row, text, sizeof(text));

		if (is_known(options, row) && column > indent &&
		    column <= OPTIONS_INDENT_MAX)
			indent = column;
	}
	for (size_t i = 0; i < rows.count; i++)
		if (rows.list[i].row->kind != OPTION_RENAMED &&
		    is_known(options, rows.list[i].row))
			print_option(out, rows.list[i].row, indent);
}

static void
print_usage(const struct options *options, FILE *out)
{
	for (size_t i = 0; options->usage[i] != NULL; i++)
		fprintf(out, "%s %s %s\n", i == 0 ? "usage:" : "      ",
		    options->name, options->usage[i]);
}

void
options_print_help(const struct options *options, FILE *out)
{
	print_usage(options, out);
	fputc('\n', out);
	if (options->about != NULL) {
		print_wrapped(out, options->about, 0, 0);
		fputc('\n', out);
	}
	if (options->print_commands != NULL)
		options->print_commands(out);
	if (options->heading != NULL)
		fprintf(out, "%s\n", options->heading);
	print_options(out, options);
	if (options->ending != NULL)
		fprintf(out, "\n%s", options->ending);
}

/* The first word of the name: "doppellist" of "doppellist add". */
static void
print_version(const struct options *options)
{
	printf("%.*s " DOPPEL_VERSION "\n", (int)strcspn(options->name, " "),
	    options->name);
}

/* ---- values -------------------------------------------------------------- */

enum options_result
options_refuse(const struct options *options, const char *subject,
    const char *text)
{
	console_say(subject, text);
	print_usage(options, stderr);
	return OPTIONS_WRONG;
}

static enum options_result
refuse_value(const struct options *options, const struct option_row *row,
    const char *text)
{
	char subject[TEXT_SIZE];

	snprintf(subject, sizeof(subject), "--%s", row->name);
	return options_refuse(options, subject, text);
}

static enum options_result
take_number(const struct options *options, const struct option_row *row,
    const char *text, unsigned *value)
{
	unsigned max = row->max != 0 ? row->max : UINT_MAX;
	char why[TEXT_SIZE], *end;
	unsigned long number;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (ascii_is_digit(*text) && *end == '\0' && errno == 0 &&
	    number >= row->min && number <= max) {
		*value = (unsigned)number;
		return OPTIONS_GO_ON;
	}
	snprintf(why, sizeof(why), "must be a number from %u to %u", row->min,
	    max);
	return refuse_value(options, row, why);
}

static enum options_result
take_choice(const struct options *options, const struct option_row *row,
    const char *text, unsigned *value)
{
	char choices[TEXT_SIZE], why[TEXT_SIZE + 16];

	for (unsigned i = 0; row->choices[i] != NULL; i++)
		if (strcmp(row->choices[i], text) == 0) {
			*value = row->min + i;
			return OPTIONS_GO_ON;
		}
	format_choices(row, choices, sizeof(choices));
	snprintf(why, sizeof(why), "must be %s", choices);
	return refuse_value(options, row, why);
}

static enum options_result
take_option(const struct options *options, const struct bound_row *bound,
    const char *text)
{
	const struct option_row *row = bound->row;
	void *value = bound->target + row->offset;
	char why[TEXT_SIZE];
	const char *wrong;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)value = true;
		return OPTIONS_GO_ON;
	case OPTION_TEXT:
		*(const char **)value = text != NULL ? text : options_left_out;
		return OPTIONS_GO_ON;
	case OPTION_NUMBER:
		return take_number(options, row, text, value);
	case OPTION_CHOICE:
		return take_choice(options, row, text, value);
	case OPTION_CALL:
		wrong = row->take(text, value);
		return wrong == NULL ? OPTIONS_GO_ON
		                     : refuse_value(options, row, wrong);
	case OPTION_RENAMED:
		snprintf(why, sizeof(why), "is called --%s now", row->argument);
		return refuse_value(options, row, why);
	case OPTION_HELP:
		options_print_help(options, stdout);
		return OPTIONS_SHOWN;
	case OPTION_VERSION:
		print_version(options);
		break;
	}
	return OPTIONS_SHOWN;
}

/* ---- parsing ------------------------------------------------------------- */

static int
argument_of(const struct option_row *row)
{
	if (row->kind == OPTION_RENAMED)
		return optional_argument;
	if (row->argument == NULL)
		return no_argument;
	return may_be_left_out(row) ? optional_argument : required_argument;
}

/* What getopt_long() wants: letters has room for three bytes a row. */
static void
describe_rows(const struct rows *rows, struct option *longs, char *letters)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct option_row *row = rows->list[i].row;
		int argument = argument_of(row);

		longs[i] = (struct option){row->name, argument, NULL,
		    FIRST_VALUE + (int)i};
		if (row->letter == 0)
			continue;
		*letters++ = row->letter;
		if (argument == required_argument)
			*letters++ = ':';
	}
	longs[rows->count] = (struct option){NULL, 0, NULL, 0};
	*letters = '\0';
}

static const struct bound_row *
find_row(const struct rows *rows, int value)
{
	for (size_t i = 0; i < rows->count; i++)
		if (value == FIRST_VALUE + (int)i ||
		    value == rows->list[i].row->letter)
			return &rows->list[i];
	return NULL;
}

/* Was it given, before the subcommand or after it? */
static bool
is_given(const struct bound_row *bound)
{
	const void *value = bound->target + bound->row->offset;

	switch (bound->row->kind) {
	case OPTION_FLAG:
		return *(const bool *)value;
	case OPTION_NUMBER:
	case OPTION_CHOICE:
		return *(const unsigned *)value != 0;
	default:
		return *(const char *const *)value != NULL;
	}
}

static enum options_result
refuse_unknown(const struct options *options, const struct rows *rows)
{
	char why[TEXT_SIZE];

	for (size_t i = 0; i < rows->count; i++) {
		if (is_known(options, rows->list[i].row) ||
		    !is_given(&rows->list[i]))
			continue;
		snprintf(why, sizeof(why), "is no option of %s",
		    strrchr(options->name, ' ') + 1);
		return refuse_value(options, rows->list[i].row, why);
	}
	return OPTIONS_GO_ON;
}

enum options_result
options_parse(const struct options *options, int argc, char **argv,
    int *first_r)
{
	const struct rows rows = collect_rows(options);
	struct option longs[OPTIONS_MAX + 1];
	char letters[1 + 2 * OPTIONS_MAX + 1] = "+";
	enum options_result result = OPTIONS_GO_ON;
	char *name = argv[0];
	int value;

	describe_rows(&rows, longs, letters + options->has_commands);
	/* What getopt_long() says begins as all other messages do, also where
	 * this is the name of a command. */
	argv[0] = program_invocation_short_name;
	optind = 0; /* from the beginning, whoever parsed before */
	while (result == OPTIONS_GO_ON &&
	       (value = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct bound_row *bound = find_row(&rows, value);

		if (bound != NULL) {
			result = take_option(options, bound, optarg);
			continue;
		}
		/* getopt_long() has said what is wrong. */
		print_usage(options, stderr);
		result = OPTIONS_WRONG;
	}
	argv[0] = name;
	*first_r = optind;
	return result == OPTIONS_GO_ON ? refuse_unknown(options, &rows)
	                               : result;
}
