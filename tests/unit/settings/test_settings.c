/* SPDX-License-Identifier: BSD-2-Clause */
/* domains.conf, good and bad. */
#include "domains/settings/settings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scratch.h"
#include "tests/unit/settings/bad.h"
#include "tests/unit/text.h"

TestSuite(settings, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

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
	text_write("etc/empty.conf", "");
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

	text_write("etc/x.conf",
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

/* What a configuration says of the lists: "o" for one's own, "m" for those that
 * must have an end mark. */
static void
expect_flags(const char *text, const char *lists_dir, const char *want)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;
	char got[64] = "";
	size_t len = 0;

	text_write("x.conf", text);
	cr_assert_eq(settings_load("x.conf", lists_dir, &diagnostics,
			 &settings),
	    0);
	for (size_t i = 0; i < settings.engine.list_count; i++) {
		const struct doppel_list *list = &settings.engine.lists[i];

		text_put(got, sizeof(got), &len, "%s%s,",
		    list->keeper != LIST_SHIPPED ? "o" : "",
		    list->end_mark ? "m" : "");
	}
	cr_expect_str_eq(got, want, "%s", text);
	settings_clear(&settings);
}

Test(settings, own_lists_and_those_with_an_end_mark)
{
	expect_flags("", NULL, "m,m,m,o,o,m,m,m,");
	expect_flags("", "d", ",,,o,o,,,,");
	expect_flags("", DOPPEL_LISTDIR, ",,,o,o,,,,");
	expect_flags("lists = { directory = \"" DOPPEL_LISTDIR "//\"; };", NULL,
	    "m,m,m,o,o,m,m,m,");
	expect_flags("lists = { directory = \"" DOPPEL_LISTDIR "x\"; };", NULL,
	    ",,,o,o,,,,");
	expect_flags("lists = { doppelgangers = \"d\"; exempt = \"e\"; };",
	    NULL, "m,o,m,m,o,o,m,m,m,");
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

	text_write("x.conf", "");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_eq(settings.engine.thresholds.possible, usual.possible);
	cr_expect_eq(settings.engine.thresholds.likely, usual.likely);
	cr_expect_eq(settings.engine.thresholds.certain, usual.certain);
	cr_expect_null(settings.engine.known_real);
	settings_clear(&settings);

	text_write("x.conf",
	    "thresholds = { possible = -1; likely = -0.5; "
	    "certain = 50; };\nlists = { known-real = \"/k\"; };");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_eq(settings.engine.thresholds.possible, -1.0);
	cr_expect_eq(settings.engine.thresholds.likely, -0.5);
	cr_expect_eq(settings.engine.thresholds.certain, 50.0);
	cr_expect_str_eq(settings.engine.known_real, "/k");
	settings_clear(&settings);
}

static const struct scratch_case bad_domains[] = {
    {"thresholds = { possible = 3;\nlikely = 2; certain = 1; };\n",
	{"x.conf:1: thresholds.possible: 3, should be at most "
	 "thresholds.likely, which is 2",
	    "x.conf:2: thresholds.likely: 2, should be at most "
	    "thresholds.certain, which is 1"}},
    {"thresholds = { possible = 101; };\n",
	{"x.conf:1: thresholds.possible: 101, should be -100 to 100"}},
    {"lists = { directory = \"\";\nexempt = [\"e\", \"\"];\n"
     "known-real = \"\"; };\n",
	{"x.conf:1: lists.directory: is empty",
	    "x.conf:2: lists.exempt: is empty",
	    "x.conf:3: lists.known-real: is empty"}},
    {"list = { };\n", {"x.conf:1: list: unknown key"}},
};

Test(settings, bad_domains_conf)
{
	bad_expect(bad_domains, sizeof(bad_domains) / sizeof(*bad_domains));
}

Test(settings, a_configuration_that_is_named_must_exist)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;

	cr_expect_eq(settings_load("none.conf", "lists", &diagnostics,
			 &settings),
	    -1);
	scratch_expect("none.conf", &diagnostics,
	    (const char *const[]){
		"none.conf: cannot open: No such file or directory", NULL, NULL,
		NULL, NULL, NULL});
}

Test(settings, dns)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;

	text_write("x.conf", "");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_null(settings.dns.servers);
	cr_expect_eq(settings.dns.timeout, DNS_TIMEOUT_DEFAULT);
	cr_expect_eq(settings.dns.tries, DNS_TRIES_DEFAULT);
	settings_clear(&settings);

	text_write("x.conf",
	    "dns = { servers = [\"192.0.2.1\", "
	    "\"[2001:db8::1]:53\"]; timeout = 70; tries = 3; };");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_expect_str_eq(settings.dns.servers, "192.0.2.1,[2001:db8::1]:53");
	cr_expect_eq(settings.dns.timeout, 70);
	cr_expect_eq(settings.dns.tries, 3);
	settings_clear(&settings);

	text_write("x.conf",
	    "dns = {\nservers = \"ns.example\";\ntimeout = 3;\n};");
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings),
	    -1);
	scratch_expect("dns", &diagnostics,
	    (const char *const[SCRATCH_LINES_MAX]){
		"x.conf:2: dns.servers: ns.example: should be an IP address, "
		"with :PORT or without",
		"x.conf:3: dns.timeout: 3, should be 50 to 30000"});
}
