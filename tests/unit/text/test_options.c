/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "domains/text/options.h"

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_BLUE };

struct values {
	bool flag;
	const char *text;
	unsigned number;
	enum colour colour;
	const char *called;
};

static const char *const colours[] = {"red", "blue", NULL};

static const char *
take_even(const char *text, void *value)
{
	struct values *values = value;

	values->called = text != NULL ? text : "left out";
	return text != NULL && strlen(text) % 2 != 0 ? "must be even" : NULL;
}

#define AT(member) .offset = offsetof(struct values, member)

static const struct option_row rows[] = {
    {"flag", 'f', OPTION_FLAG, NULL, "a flag", AT(flag)},
    {"text", 't', OPTION_TEXT, "TEXT",
	"a sentence that is much too long to stand on one line of eighty "
	"columns beside its option",
	AT(text)},
    {"number", 'n', OPTION_NUMBER, "N", "a number", AT(number), .min = 2,
	.max = 30},
    {"colour", 0, OPTION_CHOICE, "COLOUR", "one of:", AT(colour),
	.min = COLOUR_RED, .choices = colours},
    {"even", 'e', OPTION_CALL, "[=TEXT]", "a call", .take = take_even},
    {"tint", 0, OPTION_RENAMED, "colour", NULL, .offset = 0},
    {NULL},
};

static const struct option_row common[] = {
    {"common-with-a-long-name", 'c', OPTION_FLAG, NULL, "common", .offset = 0},
    {NULL},
};

static const char *const usage[] = {"[options] [file ...]", "--even", NULL};

static enum options_result
parse(const char *line, struct values *values, bool *shared, int *operands)
{
	const struct options options = {
	    .name = "test",
	    .usage = usage,
	    .tables = {{rows, values}, {common, shared}},
	    .has_commands = strstr(line, "command") != NULL,
	};
	char *argv[16] = {(char[]){"test"}}, copy[256];
	enum options_result result;
	int argc = 1, first;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = copy, *end; *word != '\0' && argc < 15; word = end) {
		end = word + strcspn(word, " ");
		if (*end != '\0')
			*end++ = '\0';
		argv[argc++] = word;
	}
	result = options_parse(&options, argc, argv, &first);
	*operands = argc - first;
	return result;
}

Test(options, values)
{
	struct values values = {0};
	bool shared = false;
	int operands;

	cr_assert_eq(parse("a -f --text=b -n 30 --colour blue -e b -c", &values,
			 &shared, &operands),
	    OPTIONS_GO_ON);
	cr_expect(values.flag);
	cr_expect_eq(values.number, 30);
	cr_expect_eq(values.colour, COLOUR_BLUE);
	cr_expect_str_eq(values.called, "left out");
	cr_expect(shared);
	cr_expect_eq(operands, 2);

	cr_assert_eq(parse("--colour red --even=four -- -f", &values, &shared,
			 &operands),
	    OPTIONS_GO_ON);
	cr_expect_eq(values.colour, COLOUR_RED);
	cr_expect_eq(operands, 1);
}

Test(options, a_command_has_options_of_its_own)
{
	struct values values = {0};
	bool shared = false;
	int operands;

	cr_assert_eq(parse("-f command -c", &values, &shared, &operands),
	    OPTIONS_GO_ON);
	cr_expect(values.flag);
	cr_expect_not(shared);
	cr_expect_eq(operands, 2);
}

Test(options, wrong)
{
	static const char *const lines[] = {"-x", "--nonsense", "--flag=1",
	    "--text", "-n 1", "-n 31", "-n -2", "-n 3x", "-n +3",
	    "-n 99999999999999999999", "--colour green", "--even=odd",
	    "--tint blue", "--tint=blue", "--t"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct values values = {0};
		bool shared;
		int operands;

		cr_expect_eq(parse(lines[i], &values, &shared, &operands),
		    OPTIONS_WRONG, "%s", lines[i]);
		cr_expect_eq(values.number, 0, "%s", lines[i]);
	}
}

static const struct option_row shared_rows[] = {
    {"flag", 'f', OPTION_FLAG, NULL, "a flag", AT(flag), .commands = "add"},
    {"text", 't', OPTION_TEXT, "TEXT", "a text", AT(text),
	.commands = "remove add"},
    {"colour", 0, OPTION_CHOICE, "COLOUR", "one of:", AT(colour),
	.choices = colours, .commands = "removed"},
    {"number", 'n', OPTION_NUMBER, "N", "a number", AT(number)},
    {NULL},
};

/* getopt_long() sorts its arguments. */
static enum options_result
parse_words(const struct options *options, const char *const *words, int count)
{
	char *argv[8] = {NULL};
	enum options_result result;
	int first;

	for (int i = 0; i < count; i++)
		argv[i] = strdup(words[i]);
	result = options_parse(options, count, argv, &first);
	for (int i = 0; i < count; i++)
		free(argv[i]);
	return result;
}

/* A flag that is not heeded may be one that was to hold a command back. */
Test(options, of_other_commands)
{
	struct values values = {0};
	struct options options = {
	    .name = "test remove",
	    .usage = usage,
	    .tables = {{shared_rows, &values}},
	    .subcommand = true,
	};
	const char *const all[] = {"remove", "-t", "a", "-n", "3",
	    "--colour=red", NULL};
	const char *const flag[] = {"remove", "x", "-f", NULL};
	const char *const blue[] = {"remove", "--colour", "blue", NULL};
	char *text = NULL;
	size_t size;
	FILE *out;

	cr_expect_eq(parse_words(&options, all, 6), OPTIONS_GO_ON);
	cr_expect_eq(parse_words(&options, blue, 3), OPTIONS_WRONG);
	values.colour = COLOUR_NONE;
	cr_expect_eq(parse_words(&options, flag, 3), OPTIONS_WRONG);
	/* It stood before the command. */
	cr_expect_eq(parse_words(&options, flag, 1), OPTIONS_WRONG);
	options.name = "test add";
	cr_expect_eq(parse_words(&options, flag, 1), OPTIONS_GO_ON);

	out = open_memstream(&text, &size);
	cr_assert_not_null(out);
	options_print_help(&options, out);
	fclose(out);
	cr_expect_not_null(strstr(text, "--flag"));
	cr_expect_not_null(strstr(text, "--number"));
	cr_expect_null(strstr(text, "--colour"));
	free(text);
}

Test(options, help)
{
	static const char wanted[] =
	    "usage: test [options] [file ...]\n"
	    "       test --even\n"
	    "\n"
	    "  -f, --flag           a flag\n"
	    "  -t, --text TEXT      a sentence that is much too long to stand "
	    "on one line of\n"
	    "                       eighty columns beside its option\n"
	    "  -n, --number N       a number\n"
	    "      --colour COLOUR  one of: red or blue\n"
	    "  -e, --even[=TEXT]    a call\n"
	    "  -c, --common-with-a-long-name\n"
	    "                       common\n"
	    "  -h, --help           show this text\n";
	const struct options options = {
	    .name = "test",
	    .usage = usage,
	    .tables = {{rows, NULL}, {common, NULL}},
	    .subcommand = true,
	};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_not_null(out);
	options_print_help(&options, out);
	fclose(out);
	cr_expect_str_eq(text, wanted);
	free(text);
}
