/* SPDX-License-Identifier: BSD-2-Clause */
/* Good and bad configurations, each error with file and line. */
#include "domains/settings/table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/settings/text.h"
#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

static const char *const colours[] = {"red", "green", "blue", NULL};

struct part {
	unsigned count;
};

struct values {
	char *name, *file;
	struct strings names, files;
	char *taken[4];
	unsigned colour, both[2];
	bool blue;
	struct {
		unsigned count;
		double share;
		bool on;
	} a;
	struct part many[4];
	size_t many_count;
};

/* As the take() of strings: not a second one. */
static const char *
take_short(const struct setting_value *value)
{
	char **taken = value->to;

	if (strlen(value->text) > 3)
		return "is over 3 bytes";
	while (*taken != NULL)
		taken++;
	*taken = strdup(value->text);
	return NULL;
}

static void *
append_part(void *place)
{
	struct values *values = place;

	return &values->many[values->many_count++];
}

static const char *
check_part(const struct setting_value *group)
{
	const struct part *part = group->to;

	if (part->count == 7)
		setting_diagnostic(group, "count", "%d is unlucky", 7);
	if (part->count == 8)
		setting_diagnostic(group, "none", "is missing");
	return part->count == 9 ? "is full" : NULL;
}

#define AT(member) SETTING_AT(struct values, member)

static const struct setting_key b_keys[] = {
    {"share", SETTING_FLOAT, AT(a.share), .max = 0.5},
    {"on", SETTING_BOOL, AT(a.on)},
    {NULL},
};

static const struct setting_key a_keys[] = {
    {"count", SETTING_INT, AT(a.count), .min = 1, .max = 10},
    {"b", SETTING_GROUP, .keys = b_keys},
    {NULL},
};

static const struct setting_key many_keys[] = {
    {"count", SETTING_INT, SETTING_AT(struct part, count), .min = 1, .max = 10},
    {NULL},
};

/* A table with every type, apart from those of the programs. */
static const struct setting_key table[] = {
    {"name", SETTING_STRING, AT(name)},
    {"file", SETTING_FILE, AT(file)},
    {"names", SETTING_STRING_LIST, AT(names), .max = 3},
    {"files", SETTING_FILE_LIST, AT(files)},
    {"short", SETTING_STRING_LIST, AT(taken), .may_be_empty = true,
	.take = take_short},
    {"colour", SETTING_CHOICE, AT(colour), .choices = colours},
    {"both", SETTING_CHOICE, AT(both), .choices = colours},
    {"blue", SETTING_CHOICE, AT(blue), .choices = colours},
    {"any", SETTING_INT, .size = 0},
    {"a", SETTING_GROUP, .keys = a_keys},
    {"many", SETTING_GROUPS, .max = 3, .keys = many_keys, .append = append_part,
	.take = check_part},
    {NULL},
};

static int
read_values(const char *path, struct values *values,
    struct diagnostics *diagnostics)
{
	*values = (struct values){0};
	return settings_read(path, table, values, diagnostics);
}

static void
clear_values(struct values *values)
{
	free(values->name);
	free(values->file);
	strings_clear(&values->names);
	strings_clear(&values->files);
	for (size_t i = 0; i < 4; i++)
		free(values->taken[i]);
}

TestSuite(settings_table, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

static void
write_bytes(const char *name, const char *bytes, size_t len)
{
	FILE *file = fopen(name, "w");

	cr_assert(file != NULL && fwrite(bytes, 1, len, file) == len &&
		  fclose(file) == 0);
}

#define NO_INCLUDE                                                   \
	"@include is not supported since 0.2.0: write the settings " \
	"of that file here"

static const struct scratch_case bad_cases[] = {
    /* syntax: libconfig's, with the line shown */
    {"any = ;\n", {"x.conf:1: syntax error at or before any = ;"}},
    {"# c\n/* c\n c */\nany 1;\n",
	{"x.conf:4: syntax error at or before any 1;"}},
    {"a = {\n  count = 1;\n", {"x.conf:3: syntax error before this line"}},
    {"any = 1;\nany = 2;\n",
	{"x.conf:2: duplicate setting name at or before any = 2;"}},
    {"a = { count = 1; };\n\na = { b = { on = true; }; };\n",
	{"x.conf:3: duplicate setting name at or before "
	 "a = { b = { on = true; }; };"}},
    {"names = [\"a\", 1];\n", {"x.conf:1: mismatched element type in "
			       "array at or before names = [\"a\", 1];"}},
    {"any = \033[31m;\n",
	{"x.conf:1: syntax error at or before any = \\x1b[31m;"}},
    {"name = \"a\n", {"x.conf:1: string without its end"}},
    {"any = 1;\nname = \"a\\\"\n\n", {"x.conf:2: string without its end"}},
    {"any = 1; /* \"\n\n", {"x.conf:1: comment without its end"}},
    /* keys */
    {"anny = 1;\n", {"x.conf:1: anny: unknown key"}},
    {"a = { conut = 1; b = { c = { d = 1; }; }; };\n",
	{"x.conf:1: a.conut: unknown key", "x.conf:1: a.b.c: unknown key"}},
    {"Any = 1;\n", {"x.conf:1: Any: unknown key"}},
    /* all of them, in the order of the file */
    {"x = 1;\nname = 2;\na = {\n  count = 11;\n  b : {\n    on = 1;\n"
     "    share = 0.51;\n  }\n};\n",
	{"x.conf:1: x: unknown key",
	    "x.conf:2: name: an integer, should be a string in quotes",
	    "x.conf:4: a.count: 11, should be 1 to 10",
	    "x.conf:6: a.b.on: an integer, should be true or false",
	    "x.conf:7: a.b.share: 0.51, should be 0 to 0.5"}},
    /* types */
    {"name = [\"a\"];\n",
	{"x.conf:1: name: a list, should be a string in quotes"}},
    {"name = { };\n",
	{"x.conf:1: name: a group, should be a string in quotes"}},
    {"names = 1;\n", {"x.conf:1: names: an integer, should be a string "
		      "or a list of strings"}},
    {"names = (\"a\", 1);\n", {"x.conf:1: names: a list, should be a "
			       "string or a list of strings"}},
    {"names = ((\"a\"));\n", {"x.conf:1: names: a list, should be a "
			      "string or a list of strings"}},
    {"any = 1.0;\n", {"x.conf:1: any: a number with a fraction, should "
		      "be an integer"}},
    {"any = \"1\";\n", {"x.conf:1: any: a string, should be an integer"}},
    {"any = true;\n", {"x.conf:1: any: true or false, should be an integer"}},
    {"a = 1;\n", {"x.conf:1: a: an integer, should be a group { ... }"}},
    {"a = ();\n", {"x.conf:1: a: a list, should be a group { ... }"}},
    {"a = { b = { share = \"x\"; }; };\n",
	{"x.conf:1: a.b.share: a string, should be a number"}},
    /* lists of groups */
    {"many = 1;\n", {"x.conf:1: many: an integer, should be a list of "
		     "groups ( { ... }, { ... } )"}},
    {"many = ( 1 );\n", {"x.conf:1: many: a list, should be a list of "
			 "groups ( { ... }, { ... } )"}},
    {"many = (\n{ count = 11; },\n{ conut = 1; });\n",
	{"x.conf:2: many.count: 11, should be 1 to 10",
	    "x.conf:3: many.conut: unknown key"}},
    {"many = { count = 11; };\n",
	{"x.conf:1: many.count: 11, should be 1 to 10"}},
    /* ranges */
    {"a = { count = 0; };\n", {"x.conf:1: a.count: 0, should be 1 to 10"}},
    {"a = { count = -1; };\n", {"x.conf:1: a.count: -1, should be 1 to 10"}},
    {"a = { count = 4294967297L; };\n",
	{"x.conf:1: a.count: 4.29497e+09, should be 1 to 10"}},
    {"any = 99999999999;\n", {"x.conf:1: integer 99999999999, should be "
			      "-2147483648 to 2147483647"}},
    {"any = 0xffffffff;\n", {"x.conf:1: integer 0xffffffff, should be "
			     "-2147483648 to 2147483647"}},
    {"any = -2147483649;\n", {"x.conf:1: integer -2147483649, should be "
			      "-2147483648 to 2147483647"}},
    {"any = 99999999999999999999L;\n",
	{"x.conf:1: integer 99999999999999999999L, should be "
	 "-2147483648 to 2147483647"}},
    {"a = { b = { share = 1e999; }; };\n",
	{"x.conf:1: a.b.share: not a finite number"}},
    {"a = { b = { share = -0.1; }; };\n",
	{"x.conf:1: a.b.share: -0.1, should be 0 to 0.5"}},
    {"colour = \"grue\";\n",
	{"x.conf:1: colour: grue, should be one of red, green, blue"}},
    {"colour = \"r\\x1b\";\n",
	{"x.conf:1: colour: r\\x1b, should be one of red, green, blue"}},
    {"colour = \"\";\n",
	{"x.conf:1: colour: , should be one of red, green, blue"}},
    /* includes, which 0.1.0 had */
    {"any = 1;\n @include \"/dev/zero\"\nx = 1;\n",
	{"x.conf:2: " NO_INCLUDE, "x.conf:3: x: unknown key"}},
    {"@include\n\t@include \"x.conf\n",
	{"x.conf:1: " NO_INCLUDE, "x.conf:2: " NO_INCLUDE}},
    {"any = @include \"x.conf\";\n",
	{"x.conf:1: syntax error at or before any = @include \"x.conf\";"}},
    /* what a row takes */
    {"name = \"\";\nshort = [\"abcd\",\n\"a\", \"efgh\"];\n",
	{"x.conf:1: name: is empty", "x.conf:2: short: abcd: is over 3 bytes",
	    "x.conf:3: short: efgh: is over 3 bytes"}},
    {"names = [\"a\", \"b\", \"c\", \"d\"];\n",
	{"x.conf:1: names: 4 of them, at most 3"}},
    {"names = [\"a\", \"\"];\n", {"x.conf:1: names: is empty"}},
    {"many = (\n{ count = 9; }, { count = 8; },\n{\ncount = 7; });\n",
	{"x.conf:2: many: is full", "x.conf:2: many.none: is missing",
	    "x.conf:4: many.count: 7 is unlucky"}},
    {"many = ( { }, { }, { }, { } );\n",
	{"x.conf:1: many: 4 of them, at most 3"}},
    /* hostile */
    {"name = \"a\\x00b\";\nx = 1;\n",
	{"x.conf:1: \\x00 in a string", "x.conf:2: x: unknown key"}},
    {"x = ((((((((((((((((1))))))))))))))));\n", {"x.conf:1: x: unknown key"}},
    {"x =\n(((((((((((((((((1)))))))))))))))));\n",
	{"x.conf:2: nested over 16 deep"}},
};

Test(settings_table, bad_configurations)
{
	for (size_t i = 0; i < sizeof(bad_cases) / sizeof(*bad_cases); i++) {
		const struct scratch_case *bad = &bad_cases[i];
		struct diagnostics diagnostics = {0};
		struct values values;

		text_write("x.conf", bad->text);
		cr_expect_eq(read_values("x.conf", &values, &diagnostics), -1,
		    "%s", bad->text);
		scratch_expect(bad->text, &diagnostics, bad->diagnostics);
		clear_values(&values);
	}
}

static const char *const good_cases[] = {
    "",
    "\n",
    "# nothing",
    "\xef\xbb\xbf"
    "any = 3;\r\n",
    "any = 3",
    "any : 3,",
    "any = 3 name = \"x\"",
    "// c\nany = 3; # c\n/* @include \"none\"\n@include \"none\" */",
    "name = \"\n@include \\\"none\\\"\n\";",
    "name = \"a\" \"b\\\"{{{{{{{{{{{{{{{{{{{{{{{{{\"; # {{{{{{{{{{{{{{{{{",
    "names = \"x\";",
    "names = [];",
    "names = ();",
    "names = [\"x\"];",
    "names = (\"x\", \"y\");",
    "any = -2147483648;",
    "any = 0x7fffffff;",
    "any = 5L;",
    "a = { count = 10; b = { share = 0; on = FALSE; }; };",
    "a : { b : { share = 0.5 on = true } }",
    "colour = \"green\";",
};

Test(settings_table, good_configurations)
{
	static const char *const none[SCRATCH_LINES_MAX] = {NULL};

	for (size_t i = 0; i < sizeof(good_cases) / sizeof(*good_cases); i++) {
		struct diagnostics diagnostics = {0};
		struct values values;

		text_write("x.conf", good_cases[i]);
		cr_expect_eq(read_values("x.conf", &values, &diagnostics), 0,
		    "%s", good_cases[i]);
		scratch_expect(good_cases[i], &diagnostics, none);
		clear_values(&values);
	}
}

Test(settings_table, values)
{
	struct diagnostics diagnostics = {0};
	struct values values;

	cr_assert_eq(mkdir("d", 0700), 0);
	text_write("d/x.conf",
	    "name = \"n\"; file = \"f\"; names = (\"x\", \"y\");\n"
	    "files = [\"f\", \"/g\"]; short = [\"abc\", \"\"];\n"
	    "colour = \"blue\"; both = \"green\"; blue = \"blue\";\n"
	    "a = { count = 3; b = { share = 0; on = true; }; };\n"
	    "many = ( { count = 4; }, { } );\n");
	cr_assert_eq(read_values("d/x.conf", &values, &diagnostics), 0);
	cr_expect_str_eq(values.name, "n");
	cr_expect_str_eq(values.file, "d/f");
	cr_assert_eq(values.names.count, 2);
	cr_expect_str_eq(values.names.list[1], "y");
	cr_assert_eq(values.files.count, 2);
	cr_expect_str_eq(values.files.list[0], "d/f");
	cr_expect_str_eq(values.files.list[1], "/g");
	cr_expect_str_eq(values.taken[0], "abc");
	cr_expect_str_eq(values.taken[1], "");
	cr_expect_eq(values.colour, 2);
	cr_expect(values.both[0] == 1 && values.both[1] == 1);
	cr_expect(values.blue);
	cr_expect(values.a.count == 3 && values.a.share == 0 && values.a.on);
	cr_expect_eq(values.many_count, 2);
	cr_expect(values.many[0].count == 4 && values.many[1].count == 0);
	clear_values(&values);

	text_write("d/x.conf", "names = []; files = \"f\"; blue = \"red\";");
	cr_assert_eq(read_values("d/x.conf", &values, &diagnostics), 0);
	cr_expect(values.names.list != NULL && values.names.count == 0);
	cr_expect_eq(values.files.count, 1);
	cr_expect_not(values.blue);
	clear_values(&values);

	text_write("d/x.conf", "");
	cr_assert_eq(read_values("d/x.conf", &values, &diagnostics), 0);
	cr_expect_null(values.names.list);
}

static void
expect_unreadable(const char *path, const char *want)
{
	struct diagnostics diagnostics = {0};
	struct values values;

	cr_expect_eq(read_values(path, &values, &diagnostics), -1);
	scratch_expect(path, &diagnostics,
	    (const char *const[SCRATCH_LINES_MAX]){want});
}

Test(settings_table, files_that_are_none)
{
	expect_unreadable("none",
	    "none: cannot open: No such file or directory");
	expect_unreadable("/tmp", "/tmp: is a directory, not a regular file");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	expect_unreadable("fifo", "fifo: is a FIFO, not a regular file");
	write_bytes("nul", "any = 1;\nany\0", 13);
	expect_unreadable("nul", "nul:2: a NUL byte; a configuration is text");
	write_bytes("cr", "any = 1;\r\n# old Mac\rany = 2;\r", 28);
	expect_unreadable("cr",
	    "cr:2: a line ends in CR alone, should end in LF or CRLF");
	text_write("big", "");
	cr_assert_eq(truncate("big", (off_t)SETTINGS_FILE_MAX + 1), 0);
	expect_unreadable("big",
	    "big: 1048577 bytes, at most 1048576 are read");
}

/* libconfig alone runs out of its parser's stack, or of ours. */
Test(settings_table, deep_and_long)
{
	char *text = malloc(SETTINGS_FILE_MAX);
	size_t len = SETTINGS_FILE_MAX;

	memset(text, '(', len);
	memcpy(text, "x=\n", 3);
	write_bytes("deep", text, len);
	expect_unreadable("deep", "deep:2: nested over 16 deep");

	memset(text, 'x', len);
	write_bytes("word", text, len);
	expect_unreadable("word", "word:2: syntax error before this line");

	memcpy(text, "any = ", 6);
	memset(text + 6, '9', len - 6);
	write_bytes("number", text, len);
	expect_unreadable("number",
	    "number:1: integer 99999999999999999999"
	    "999999999999999999999999999999999999999999999999999999999999..."
	    ", should be -2147483648 to 2147483647");
	free(text);
}

Test(settings_table, resolve)
{
	static const char *const cases[][3] = {
	    {"/etc/x/y.conf", "a.list", "/etc/x/a.list"},
	    {"/etc/x/y.conf", "/a.list", "/a.list"},
	    {"y.conf", "a.list", "a.list"},
	    {"./y.conf", "../a.list", "./../a.list"},
	    {"/y.conf", "a.list", "/a.list"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *path = settings_resolve(cases[i][0], cases[i][1]);

		cr_expect_str_eq(path, cases[i][2]);
		free(path);
	}
}
