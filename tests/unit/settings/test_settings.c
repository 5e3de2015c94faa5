/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings: good and bad configurations, each fault with file and line. */
#include "domains/settings/settings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/settings/text.h"

#define DIAGNOSTIC_LINES_MAX 6

static const char *const colours[] = {"red", "green", NULL};

/* A table with every type, apart from those of the programs. */
static const struct setting_key table[] = {
    {"name", SETTING_STRING, 0, 0, NULL},
    {"names", SETTING_STRING_LIST, 0, 0, NULL},
    {"colour", SETTING_CHOICE, 0, 0, colours},
    {"any", SETTING_INT, 0, 0, NULL},
    {"a.count", SETTING_INT, 1, 10, NULL},
    {"a.b.share", SETTING_FLOAT, 0, 0.5, NULL},
    {"a.b.on", SETTING_BOOL, 0, 0, NULL},
    {"many", SETTING_GROUPS, 0, 0, NULL},
    {"many.count", SETTING_INT, 1, 10, NULL},
    {NULL, SETTING_GROUP, 0, 0, NULL},
};

/* The tests work in a directory of their own, so that file names are short
 * and the same in each run. */
static char scratch[32];
static char home[512];

static void
enter_scratch(void)
{
	snprintf(scratch, sizeof(scratch), "/tmp/settings.XXXXXX");
	cr_assert(getcwd(home, sizeof(home)) != NULL);
	cr_assert(mkdtemp(scratch) != NULL && chdir(scratch) == 0);
}

static void
leave_scratch(void)
{
	char command[64];

	cr_assert_eq(chdir(home), 0);
	snprintf(command, sizeof(command), "rm -rf %s", scratch);
	cr_assert_eq(system(command), 0);
}

TestSuite(settings, .init = enter_scratch, .fini = leave_scratch,
    .timeout = 20);

static void
write_bytes(const char *name, const char *bytes, size_t len)
{
	FILE *file = fopen(name, "w");

	cr_assert(file != NULL && fwrite(bytes, 1, len, file) == len &&
		  fclose(file) == 0);
}

static void
write_text(const char *name, const char *text)
{
	write_bytes(name, text, strlen(text));
}

/* Compares the faults with NULL-terminated lines, then clears them. */
static void
expect_diagnostics(const char *what, struct diagnostics *diagnostics,
    const char *const want[DIAGNOSTIC_LINES_MAX])
{
	size_t count = 0;

	while (count < DIAGNOSTIC_LINES_MAX && want[count] != NULL)
		count++;
	cr_expect_eq(diagnostics->count, count, "%s: %zu faults, not %zu", what,
	    diagnostics->count, count);
	for (size_t i = 0; i < diagnostics->kept; i++) {
		char line[1024];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		cr_expect_str_eq(line, i < count ? want[i] : "(no more)",
		    "%s\n got: %s\nwant: %s", what, line,
		    i < count ? want[i] : "(no more)");
	}
	diagnostics_clear(diagnostics);
}

struct bad_case {
	const char *text;
	const char *diagnostics[DIAGNOSTIC_LINES_MAX];
};

#define NO_INCLUDE                                                   \
	"@include is not supported since 0.2.0: write the settings " \
	"of that file here"

static const struct bad_case bad_cases[] = {
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
    {"colour = \"blue\";\n",
	{"x.conf:1: colour: blue, should be one of red, green"}},
    {"colour = \"r\\x1b\";\n",
	{"x.conf:1: colour: r\\x1b, should be one of red, green"}},
    {"colour = \"\";\n", {"x.conf:1: colour: , should be one of red, green"}},
    /* includes, which 0.1.0 had */
    {"any = 1;\n @include \"/dev/zero\"\nx = 1;\n",
	{"x.conf:2: " NO_INCLUDE, "x.conf:3: x: unknown key"}},
    {"@include\n\t@include \"x.conf\n",
	{"x.conf:1: " NO_INCLUDE, "x.conf:2: " NO_INCLUDE}},
    {"any = @include \"x.conf\";\n",
	{"x.conf:1: syntax error at or before any = @include \"x.conf\";"}},
    /* hostile */
    {"name = \"a\\x00b\";\nx = 1;\n",
	{"x.conf:1: \\x00 in a string", "x.conf:2: x: unknown key"}},
    {"x = ((((((((((((((((1))))))))))))))));\n", {"x.conf:1: x: unknown key"}},
    {"x =\n(((((((((((((((((1)))))))))))))))));\n",
	{"x.conf:2: nested over 16 deep"}},
};

Test(settings, bad_configurations)
{
	for (size_t i = 0; i < sizeof(bad_cases) / sizeof(*bad_cases); i++) {
		const struct bad_case *bad = &bad_cases[i];
		struct diagnostics diagnostics = {0};
		config_t config;

		write_text("x.conf", bad->text);
		cr_expect_eq(settings_read("x.conf", table, &diagnostics,
				 &config),
		    -1, "%s", bad->text);
		expect_diagnostics(bad->text, &diagnostics, bad->diagnostics);
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

Test(settings, good_configurations)
{
	static const char *const none[DIAGNOSTIC_LINES_MAX] = {NULL};

	for (size_t i = 0; i < sizeof(good_cases) / sizeof(*good_cases); i++) {
		struct diagnostics diagnostics = {0};
		config_t config;

		write_text("x.conf", good_cases[i]);
		if (settings_read("x.conf", table, &diagnostics, &config) == 0)
			config_destroy(&config);
		else
			cr_expect(diagnostics.count > 0, "%s", good_cases[i]);
		expect_diagnostics(good_cases[i], &diagnostics, none);
	}
}

Test(settings, values)
{
	struct diagnostics diagnostics = {0};
	config_t config;
	int any;
	double share;

	write_text("x.conf", "any = 7;\nnames = (\"x\", \"y\");\n"
			     "a = { b = { share = 0; }; };");
	cr_assert_eq(settings_read("x.conf", table, &diagnostics, &config), 0);
	cr_expect(config_lookup_int(&config, "any", &any) && any == 7);
	cr_expect(
	    config_lookup_float(&config, "a.b.share", &share) && share == 0);
	cr_assert_eq(settings_string_count(&config, "names"), 2);
	cr_expect_str_eq(settings_string_at(&config, "names", 0), "x");
	cr_expect_str_eq(settings_string_at(&config, "names", 1), "y");
	cr_expect_eq(settings_string_count(&config, "name"), 0);

	settings_diagnostic(&config, "names", &diagnostics, "bad %d", 1);
	settings_diagnostic(&config, "a.b.share", &diagnostics, "bad %d", 2);
	settings_diagnostic(&config, "colour", &diagnostics, "bad %d", 3);
	expect_diagnostics("settings_fault", &diagnostics,
	    (const char *const[]){"x.conf:2: names: bad 1",
		"x.conf:3: a.b.share: bad 2", "x.conf: colour: bad 3", NULL,
		NULL, NULL});
	config_destroy(&config);
}

static void
expect_unreadable(const char *path, const char *want)
{
	struct diagnostics diagnostics = {0};
	config_t config;

	cr_expect_eq(settings_read(path, table, &diagnostics, &config), -1);
	expect_diagnostics(path, &diagnostics,
	    (const char *const[DIAGNOSTIC_LINES_MAX]){want});
}

Test(settings, files_that_are_none)
{
	expect_unreadable("none",
	    "none: cannot open: No such file or directory");
	expect_unreadable("/tmp", "/tmp: is a directory, not a regular file");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	expect_unreadable("fifo", "fifo: is a FIFO, not a regular file");
	write_bytes("nul", "any = 1;\nany\0", 13);
	expect_unreadable("nul", "nul:2: a NUL byte; a configuration is text");
	write_text("big", "");
	cr_assert_eq(truncate("big", (off_t)SETTINGS_FILE_MAX + 1), 0);
	expect_unreadable("big",
	    "big: 1048577 bytes, at most 1048576 are read");
}

/* libconfig alone runs out of its parser's stack, or of ours. */
Test(settings, deep_and_long)
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

/* The lists that come out, as "kind path[?]" lines; ? is optional. */
static void
expect_lists(const struct settings *settings, const char *want)
{
	char got[2048] = "";

	for (size_t i = 0; i < settings->engine.list_count; i++) {
		const struct doppel_list *list = &settings->engine.lists[i];
		size_t len = strlen(got);

		snprintf(got + len, sizeof(got) - len, "%s %s%s\n",
		    listfile_kind_name(list->kind), list->path,
		    list->optional ? "?" : "");
	}
	cr_expect_str_eq(got, want, "got:\n%swant:\n%s", got, want);
}

static void
expect_loaded(const char *path, const char *lists_dir, const char *want)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;

	cr_assert_eq(settings_load(path, lists_dir, &diagnostics, &settings), 0,
	    "%s", diagnostics.kept > 0 ? diagnostics.list[0].text : "");
	expect_lists(&settings, want);
	settings_clear(&settings);
	cr_expect_eq(settings.engine.list_count, 0);
}

Test(settings, lists)
{
	cr_assert_eq(mkdir("etc", 0700), 0);
	write_text("etc/empty.conf", "");
	expect_loaded("etc/empty.conf", NULL,
	    "doppelgangers " DOPPEL_LISTDIR "/doppelgangers.list\n"
	    "providers " DOPPEL_LISTDIR "/providers.list\n"
	    "innocent " DOPPEL_LISTDIR "/innocent.list\n"
	    "protected etc/protected.list?\n"
	    "exempt etc/exempt.list?\n"
	    "collectors " DOPPEL_LISTDIR "/collectors.list?\n"
	    "hosters " DOPPEL_LISTDIR "/hosters.list?\n"
	    "private " DOPPEL_LISTDIR "/private.list?\n");
	expect_loaded("etc/empty.conf", "lists",
	    "doppelgangers lists/doppelgangers.list\n"
	    "providers lists/providers.list\n"
	    "innocent lists/innocent.list\n"
	    "protected lists/protected.list?\n"
	    "exempt lists/exempt.list?\n"
	    "collectors lists/collectors.list?\n"
	    "hosters lists/hosters.list?\n"
	    "private lists/private.list?\n");

	write_text("etc/x.conf",
	    "lists = { directory = \"d\";\n"
	    "doppelgangers = [\"a\", \"/b\"]; innocent = \"c\";\n"
	    "protected = \"p\"; exempt = []; };\n");
	expect_loaded("etc/x.conf", NULL,
	    "doppelgangers etc/d/doppelgangers.list\n"
	    "doppelgangers etc/a\n"
	    "doppelgangers /b\n"
	    "providers etc/d/providers.list\n"
	    "innocent etc/d/innocent.list\n"
	    "innocent etc/c\n"
	    "protected etc/p\n"
	    "collectors etc/d/collectors.list?\n"
	    "hosters etc/d/hosters.list?\n"
	    "private etc/d/private.list?\n");
	expect_loaded("etc/x.conf", "lists",
	    "doppelgangers lists/doppelgangers.list\n"
	    "doppelgangers etc/a\n"
	    "doppelgangers /b\n"
	    "providers lists/providers.list\n"
	    "innocent lists/innocent.list\n"
	    "innocent etc/c\n"
	    "protected lists/protected.list?\n"
	    "protected etc/p\n"
	    "exempt lists/exempt.list?\n"
	    "collectors lists/collectors.list?\n"
	    "hosters lists/hosters.list?\n"
	    "private lists/private.list?\n");
}

/* More local lists than any array of fixed size would hold. */
Test(settings, many_lists)
{
	enum { MANY = 3000 };
	FILE *file = fopen("x.conf", "w");
	struct diagnostics diagnostics = {0};
	struct settings settings;

	fprintf(file, "lists = { exempt = [ \"e0\"");
	for (unsigned i = 1; i < MANY; i++)
		fprintf(file, ", \"e%u\"", i);
	fprintf(file, " ]; };\n");
	fclose(file);
	cr_assert_eq(settings_load("x.conf", "d", &diagnostics, &settings), 0);
	cr_assert_eq(settings.engine.list_count, 8 + MANY);
	cr_expect_str_eq(settings.engine.lists[4 + MANY].path, "e2999");
	settings_clear(&settings);
}

Test(settings, thresholds_and_known_real)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;
	struct doppel_thresholds usual = doppel_thresholds_default;

	write_text("x.conf", "");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_eq(settings.engine.thresholds.possible, usual.possible);
	cr_expect_eq(settings.engine.thresholds.likely, usual.likely);
	cr_expect_eq(settings.engine.thresholds.certain, usual.certain);
	cr_expect_null(settings.engine.known_real);
	settings_clear(&settings);

	write_text("x.conf",
	    "thresholds = { possible = -1; likely = -0.5; "
	    "certain = 50; };\nlists = { known-real = \"/k\"; };");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_eq(settings.engine.thresholds.possible, -1.0);
	cr_expect_eq(settings.engine.thresholds.likely, -0.5);
	cr_expect_eq(settings.engine.thresholds.certain, 50.0);
	cr_expect_str_eq(settings.engine.known_real, "/k");
	settings_clear(&settings);
}

static const struct bad_case bad_domains[] = {
    {"thresholds = { possible = 3;\nlikely = 2; certain = 1; };\n",
	{"x.conf:1: thresholds.possible: 3, should be at most "
	 "thresholds.likely, which is 2",
	    "x.conf:2: thresholds.likely: 2, should be at most "
	    "thresholds.certain, which is 1"}},
    {"thresholds = { possible = 101; };\n",
	{"x.conf:1: thresholds.possible: 101, should be -100 to 100"}},
    {"lists = { directory = \"\";\nexempt = [\"e\", \"\"];\n"
     "known-real = \"\"; };\n",
	{"x.conf:1: lists.directory: empty file name",
	    "x.conf:2: lists.exempt: empty file name",
	    "x.conf:3: lists.known-real: empty file name"}},
    {"list = { };\n", {"x.conf:1: list: unknown key"}},
};

Test(settings, bad_domains_conf)
{
	for (size_t i = 0; i < sizeof(bad_domains) / sizeof(*bad_domains);
	     i++) {
		struct diagnostics diagnostics = {0};
		struct settings settings;

		write_text("x.conf", bad_domains[i].text);
		cr_expect_eq(settings_load("x.conf", NULL, &diagnostics,
				 &settings),
		    -1, "%s", bad_domains[i].text);
		expect_diagnostics(bad_domains[i].text, &diagnostics,
		    bad_domains[i].diagnostics);
	}
}

Test(settings, a_configuration_that_is_named_must_exist)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;

	cr_expect_eq(settings_load("none.conf", "lists", &diagnostics,
			 &settings),
	    -1);
	expect_diagnostics("none.conf", &diagnostics,
	    (const char *const[]){
		"none.conf: cannot open: No such file or directory", NULL, NULL,
		NULL, NULL, NULL});
}

Test(settings, resolve)
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

Test(settings, dns)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;

	write_text("x.conf", "");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_null(settings.dns.servers);
	cr_expect_eq(settings.dns.timeout, DNS_TIMEOUT_DEFAULT);
	cr_expect_eq(settings.dns.tries, DNS_TRIES_DEFAULT);
	settings_clear(&settings);

	write_text("x.conf",
	    "dns = { servers = [\"192.0.2.1\", "
	    "\"[2001:db8::1]:53\"]; timeout = 70; tries = 3; };");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_str_eq(settings.dns.servers, "192.0.2.1,[2001:db8::1]:53");
	cr_expect_eq(settings.dns.timeout, 70);
	cr_expect_eq(settings.dns.tries, 3);
	settings_clear(&settings);

	write_text("x.conf",
	    "dns = {\nservers = \"ns.example\";\ntimeout = 3;\n};");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings),
	    -1);
	expect_diagnostics("dns", &diagnostics,
	    (const char *const[DIAGNOSTIC_LINES_MAX]){
		"x.conf:3: dns.timeout: 3, should be 50 to 30000"});

	write_text("x.conf", "dns = {\nservers = \"ns.example\";\n};");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings),
	    -1);
	expect_diagnostics("dns", &diagnostics,
	    (const char *const[DIAGNOSTIC_LINES_MAX]){
		"x.conf:2: dns.servers: ns.example, should be an IP address, "
		"with :PORT or without"});
}

Test(settings, registrations)
{
	static const char text[] =
	    "registrations = {\n"
	    "  aliases = [\"/etc/aliases\", \"hash:/etc/mail/aliases\"];\n"
	    "  forward = \"forward/*\";\n"
	    "  local-domains = [\"Example.AC.jp.\", \"b\u00fccher.jp\"];\n"
	    "  delimiter = \"+-\";\n"
	    "  contact = \"admin@example.ac.jp\";\n"
	    "  mailman3 = { url = \"http://127.0.0.1:8001/3.1\";\n"
	    "    user = \"u\"; password-file = \"secret\"; };\n"
	    "};\n";
	struct diagnostics diagnostics = {0};
	struct settings settings;
	const struct settings_registrations *r = &settings.registrations;

	cr_assert_eq(mkdir("d", 0700), 0);
	write_text("d/x.conf", text);
	cr_assert_eq(settings_load("d/x.conf", NULL, &diagnostics, &settings),
	    0);
	cr_assert(settings_has_registrations(r));
	cr_assert_eq(r->source_count, 3);
	cr_expect_str_eq(r->sources[0].what, "/etc/aliases");
	cr_expect_eq(r->sources[0].type, READER_ALIASES);
	cr_expect_not(r->sources[0].table);
	cr_expect_str_eq(r->sources[1].what, "hash:/etc/mail/aliases");
	cr_expect(r->sources[1].table);
	cr_expect_str_eq(r->sources[2].what, "d/forward/*");
	cr_expect_eq(r->sources[2].type, READER_FORWARD);
	cr_assert_eq(r->local_domain_count, 2);
	cr_expect_str_eq(r->local_domains[0], "example.ac.jp");
	cr_expect_str_eq(r->local_domains[1], "xn--bcher-kva.jp");
	cr_expect_str_eq(r->delimiter, "+-");
	cr_expect_str_eq(r->contact, "admin@example.ac.jp");
	cr_expect_eq(r->refresh, SETTINGS_REFRESH_DEFAULT);
	cr_expect_str_eq(r->mailman3.password_file, "d/secret");
	settings_clear(&settings);

	/* The lists of a directory alone: nothing of the machine's own. */
	cr_assert_eq(settings_load(NULL, "d", &diagnostics, &settings), 0);
	cr_expect_not(settings_has_registrations(&settings.registrations));
	settings_clear(&settings);
}

Test(settings, bad_registrations)
{
	static const struct bad_case cases[] = {
	    {"registrations = {\nmembers = \"\";\n};\n",
		{"x.conf:2: registrations.members: : is empty"}},
	    {"registrations = {\nmembers = \"hash:/m\";\n};\n",
		{"x.conf:2: registrations.members: hash:/m: tables of "
		 "Postfix's are aliases or virtual"}},
	    {"registrations = {\nlocal-domains = [\"a\", \"b..c\"];\n};\n",
		{"x.conf:2: registrations.local-domains: b..c: "
		 "two dots or a dot at the beginning"}},
	    {"registrations = {\ndelimiter = \"@\";\n};\n",
		{"x.conf:2: registrations.delimiter: @: should be "
		 "punctuation such as \"+\""}},
	    {"registrations = {\ncontact = \"a b@c.jp\";\n};\n",
		{"x.conf:2: registrations.contact: a b@c.jp: should be a "
		 "plain address in ASCII"}},
	    {"registrations = {\ncontact = \"admin\";\n};\n",
		{"x.conf:2: registrations.contact: admin: no @"}},
	    {"registrations = {\nrefresh = 51;\n};\n",
		{"x.conf:2: registrations.refresh: 51, should be 1 to 50"}},
	    {"registrations = { mailman3 = {\nuser = \"u\"; }; };\n",
		{"x.conf:1: registrations.mailman3: has no url"}},
	    {"registrations = { mailman3 = {\nurl = \"file:///x\"; }; };\n",
		{"x.conf:2: registrations.mailman3.url: file:///x: should "
		 "begin with http:// or https://"}},
	    {"policies = ( { lists = \"a\"; },\n{ misspelled-name = true; } "
	     ");\n",
		{"x.conf:2: policies.[1]: names no lists: "
		 "lists = \"lab@example.jp\""}},
	    {"policies = { lists = \"a\";\nnear-contact = true; };\n",
		{"x.conf:2: policies.near-contact: near-contact is called "
		 "misspelled-name since 0.2.0"}},
	    {"policies = { lists = \"\"; };\n",
		{"x.conf:1: policies.lists: : is empty"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct diagnostics diagnostics = {0};
		struct settings settings;

		write_text("x.conf", cases[i].text);
		cr_expect_eq(settings_load("x.conf", NULL, &diagnostics,
				 &settings),
		    -1, "%s", cases[i].text);
		expect_diagnostics(cases[i].text, &diagnostics,
		    cases[i].diagnostics);
	}
}

Test(settings, policies)
{
	static const char text[] =
	    "policies = (\n"
	    " { lists = [\"Kinkyu@example.go.jp\", \"*-renraku\"];\n"
	    "   private-address = true; contact = \"a@b.jp\"; },\n"
	    " { lists = \"*@lists.example.jp\"; misspelled-name = true; }\n"
	    ");\n";
	static const struct {
		const char *list;
		int policy; /* -1: none */
	} cases[] = {
	    {"kinkyu@example.go.jp", 0},
	    {"KINKYU@EXAMPLE.go.jp", 0},
	    {"kinkyu", 0}, /* of every local domain */
	    {"kinkyu@example.ac.jp", -1},
	    {"bu-renraku", 0},
	    {"bu-renraku@anywhere.jp", 0},
	    {"renraku", 1}, /* the domain of the pattern does not matter */
	    {"renraku@lists.example.jp", 1},
	    {"renraku@example.jp", -1},
	    {"", -1},
	};
	struct diagnostics diagnostics = {0};
	struct settings settings;

	write_text("x.conf", text);
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_assert_eq(settings.policies.count, 2);
	cr_expect(settings.policies.list[0].private_address);
	cr_expect_not(settings.policies.list[0].misspelled_name);
	cr_expect_str_eq(settings.policies.list[0].contact, "a@b.jp");
	cr_expect(settings.policies.list[1].misspelled_name);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct settings_policy *found =
		    settings_find_policy(&settings.policies,
			span_of(cases[i].list));

		cr_expect_eq(found == NULL
				 ? -1
				 : (int)(found - settings.policies.list),
		    cases[i].policy, "%s", cases[i].list);
	}
	settings_clear(&settings);
}
