/* SPDX-License-Identifier: BSD-2-Clause */
/* Export: the lines of each form, and its limits.  That the systems read them
 * is tested with the systems (tests/integration/cases/exporting.py). */
#include "domains/doppellist/export/forms.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *
written(const char *form, const struct collection_entry *entries, size_t count)
{
	static const struct collection nothing;
	struct export_job job = {
	    .collection = &nothing,
	    .entries = entries,
	    .count = count,
	    .date = "2026-09-21",
	    .serial = 1790000000,
	    .program = "doppellist test",
	};
	char *text = NULL;
	size_t len;

	job.out = open_memstream(&text, &len);
	cr_assert_not_null(job.out);
	cr_expect_eq(export_form_write(export_form_find(form), &job), 0);
	cr_assert_eq(fclose(job.out), 0);
	return text;
}

static const struct entry test = {.name = "doppelganger.test"};
static const struct entry said = {
    .name = "gmai.com",
    .meant = "gmail.com",
    .since = "2020-06-26",
    .source = "=cmd|x",
    .note = "a \"b\", c",
    .line = 7,
};
static const struct document list = {.path = (char *)"a.list"};

static const struct collection_entry sample[] = {
    {.entry = &test},
    {.entry = &said, .document = &list},
};

#define REPLY                                                          \
	"gmai.com is a known doppelganger of gmail.com; did you mean " \
	"gmail.com?"
#define TEST_REPLY                                                           \
	"doppelganger.test is the test name of doppelcheck: the gate is in " \
	"place"

Test(doppellist_export, forms)
{
	static const struct {
		const char *name;
		const char *text;
	} rows[] = {
	    {"postfix-transport",
		"doppelganger.test\terror:5.1.2 " TEST_REPLY "\n"
		".doppelganger.test\terror:5.1.2 " TEST_REPLY "\n"
		"gmai.com\terror:5.1.2 " REPLY "\n"
		".gmai.com\terror:5.1.2 " REPLY "\n"},
	    {"postfix-access", "doppelganger.test\t550 5.1.2 " TEST_REPLY "\n"
			       ".doppelganger.test\t550 5.1.2 " TEST_REPLY "\n"
			       "gmai.com\t550 5.1.2 " REPLY "\n"
			       ".gmai.com\t550 5.1.2 " REPLY "\n"},
	    {"postfix-pcre",
		"/^(.*)@(?:[^@]+\\.)?doppelganger\\.test$/\t550 "
		"5.1.2 " TEST_REPLY "\n"
		"/^(.*)@(?:[^@]+\\.)?gmai\\.com$/\t550 5.1.2 gmai.com is a "
		"known doppelganger of gmail.com; did you mean "
		"${1}@gmail.com?\n"},
	    {"sendmail-access",
		"To:doppelganger.test\tERROR:5.1.2:\"550 " TEST_REPLY "\"\n"
		"To:gmai.com\tERROR:5.1.2:\"550 " REPLY "\"\n"},
	    {"exim",
		"doppelganger.test: " TEST_REPLY "\ngmai.com: " REPLY "\n"},
	    {"rspamd", "doppelganger.test meant=nothing\n"
		       "gmai.com meant=gmail.com\n"},
	    {"mailman3-ban",
		"^.*[@.]doppelganger\\.test$\n^.*[@.]gmai\\.com$\n"},
	    {"sympa", "*@doppelganger.test\n"
		      "*.doppelganger.test\n*@gmai.com\n*.gmai.com\n"},
	    {"rhsbl",
		"$SOA 3600 localhost. "
		"postmaster.localhost. 1790000000 3600 600 604800 300\n"
		"$TTL 3600\n.doppelganger.test :127.0.0.2:" TEST_REPLY "\n"
		".gmai.com :127.0.0.2:" REPLY "\n"
		"test :127.0.0.2:the test entry of RFC 5782\n"},
	    {"rpz", "$TTL 300\n@ SOA localhost. "
		    "postmaster.localhost. 1790000000 3600 600 604800 300\n"
		    "@ NS localhost.\ndoppelganger.test CNAME . ; test\n"
		    "*.doppelganger.test CNAME .\n"
		    "gmai.com CNAME . ; gmail.com\n*.gmai.com CNAME .\n"},
	    {"rhsbl-zone",
		"$TTL 300\n@ SOA localhost. "
		"postmaster.localhost. 1790000000 3600 600 604800 300\n"
		"@ NS localhost.\n"
		"doppelganger.test A 127.0.0.2\n"
		"doppelganger.test TXT \"" TEST_REPLY "\"\n"
		"*.doppelganger.test A 127.0.0.2\n"
		"*.doppelganger.test TXT \"" TEST_REPLY "\"\n"
		"gmai.com A 127.0.0.2\ngmai.com TXT \"" REPLY "\"\n"
		"*.gmai.com A 127.0.0.2\n*.gmai.com TXT \"" REPLY "\"\n"
		"test A 127.0.0.2\n"
		"test TXT \"the test entry of RFC 5782\"\n"},
	    {"hosts", "0.0.0.0 doppelganger.test # test\n"
		      "0.0.0.0 gmai.com # gmail.com\n"},
	    {"google", "# address list doppelcheck 1\n"
		       "doppelganger.test,gmai.com\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *text = written(rows[i].name, sample, 2);

		cr_expect_str_eq(text, rows[i].text, "%s: %s", rows[i].name,
		    text);
		free(text);
	}
}

/* Other people's words: no formula for a spreadsheet, no end of a string. */
Test(doppellist_export, csv_and_json_quote)
{
	char *csv = written("csv", sample + 1, 1);
	char *json = written("json", sample + 1, 1);

	cr_expect_str_eq(csv,
	    "name,meant,since,until,source,note,file,line\r\n"
	    "gmai.com,gmail.com,2020-06-26,,\"'=cmd|x\",\"a \"\"b\"\", c\","
	    "a.list,7\r\n");
	cr_expect_str_eq(json,
	    "{\n\"program\": \"doppellist test\",\n"
	    "\"date\": \"2026-09-21\",\n\"lists\": [],\n\"entries\": [\n"
	    "{\"name\": \"gmai.com\", \"meant\": \"gmail.com\", "
	    "\"since\": \"2020-06-26\", \"source\": \"=cmd|x\", "
	    "\"note\": \"a \\\"b\\\", c\", \"file\": \"a.list\", "
	    "\"line\": 7}\n]\n}\n");
	free(csv);
	free(json);
}

static size_t
count_lines(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += *text == '\n';
	return count;
}

/* A system that speaks SMTPUTF8 compares what came: the key is there in both
 * forms, and the reply stays ASCII. */
Test(doppellist_export, u_labels_are_keys_too)
{
	static const struct entry dotless = {.name = "xn--gmal-nza.com",
	    .meant = "gmail.com"};
	static const struct collection_entry entry = {.entry = &dotless};
	static const char reply[] = "xn--gmal-nza.com is a known doppelganger "
				    "of gmail.com; did you mean";
	static const struct {
		const char *form, *key;
		size_t lines;
	} rows[] = {
	    {"postfix-transport", "\ngmaıl.com\terror:5.1.2 ", 4},
	    {"postfix-transport", "\n.gmaıl.com\terror:5.1.2 ", 4},
	    {"postfix-access", "\n.gmaıl.com\t550 5.1.2 ", 4},
	    {"postfix-pcre", "gmaıl\\.com$/\t550 5.1.2 ", 2},
	    {"exim", "\ngmaıl.com: ", 2},
	    {"rspamd", "\ngmaıl.com meant=gmail.com\n", 2},
	    {"rpz", "\nxn--gmal-nza.com CNAME", 5},
	    {"hosts", "0.0.0.0 xn--gmal-nza.com", 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *text = written(rows[i].form, &entry, 1);
		const char *key = strstr(text, rows[i].key);

		cr_expect(key != NULL && count_lines(text) == rows[i].lines,
		    "%s: %s", rows[i].form, text);
		if (key != NULL && strchr(rows[i].key, '5') != NULL)
			cr_expect_not_null(strstr(key, reply), "%s", text);
		free(text);
	}
}

/* Names between two names of a zone exist, and a wildcard ends there. */
Test(doppellist_export, rpz_has_no_name_below_another)
{
	static const struct entry entries[] = {
	    {.name = "a.b.gmai.com", .meant = "gmail.com"},
	    {.name = "b.xgmai.com", .meant = "gmail.com"},
	    {.name = "gmai.com", .meant = "gmail.com"},
	    {.name = "gmai.com.jp", .meant = "gmail.com"},
	};
	static const struct collection_entry rows[] = {
	    {.entry = &entries[0]},
	    {.entry = &entries[1]},
	    {.entry = &entries[2]},
	    {.entry = &entries[3]},
	};
	char *text = written("rpz", rows, 4);

	cr_expect_null(strstr(text, "a.b.gmai.com"), "%s", text);
	cr_expect_not_null(strstr(text, "\n*.b.xgmai.com CNAME .\n"));
	cr_expect_not_null(strstr(text, "\n*.gmai.com CNAME .\n"));
	cr_expect_not_null(strstr(text, "\n*.gmai.com.jp CNAME .\n"));
	free(text);
	/* These have nothing that is for all names below. */
	text = written("hosts", rows, 4);
	cr_expect_not_null(strstr(text, "0.0.0.0 a.b.gmai.com"));
	free(text);
}

/* In a policy zone this would be a rule about all clients of a network. */
Test(doppellist_export, rpz_takes_no_other_rules)
{
	static const struct entry entries[] = {
	    {.name = "24.0.2.0.192.rpz-client-ip", .meant = "gmail.com"},
	    {.name = "ns.rpz-nsdname", .meant = "gmail.com"},
	    {.name = "rpz-ip.com", .meant = "gmail.com"},
	};
	static const struct collection_entry rows[] = {
	    {.entry = &entries[0]},
	    {.entry = &entries[1]},
	    {.entry = &entries[2]},
	};
	char *text = written("rpz", rows, 3);

	cr_expect_null(strstr(text, "client-ip"));
	cr_expect_null(strstr(text, "nsdname"));
	cr_expect_not_null(strstr(text, "\nrpz-ip.com CNAME"));
	free(text);
}

/* A string of TXT has 255 bytes. */
Test(doppellist_export, rhsbl_long_names)
{
	char name[200], meant[200];
	const struct entry entry = {.name = name, .meant = meant};
	const struct collection_entry row = {.entry = &entry};

	memset(name, 'a', sizeof(name));
	memset(meant, 'b', sizeof(meant));
	name[60] = name[120] = name[180] = '.';
	meant[60] = meant[120] = meant[180] = '.';
	name[sizeof(name) - 1] = meant[sizeof(meant) - 1] = '\0';

	char *text = written("rhsbl", &row, 1);
	char *at = strstr(text, ":127.0.0.2:");

	cr_assert_not_null(at);
	at += strlen(":127.0.0.2:");
	cr_expect_eq(strncmp(at, meant, strlen(meant)), 0);
	cr_expect_eq(at[strlen(meant)], '\n');
	free(text);
}

/* ---- Exchange --------------------------------------------------------- */

static struct collection_entry *
make_entries(size_t count, size_t kinds)
{
	struct collection_entry *rows = calloc(count, sizeof(*rows));
	struct entry *entries = calloc(count, sizeof(*entries));
	char text[64];

	cr_assert(rows != NULL && entries != NULL);
	for (size_t i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "name%07zu.com", i);
		entries[i].name = strdup(text);
		snprintf(text, sizeof(text), "meant%zu.com", i % kinds);
		entries[i].meant = strdup(text);
		rows[i].entry = &entries[i];
	}
	return rows;
}

static void
free_entries(struct collection_entry *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free((void *)(uintptr_t)rows[i].entry->name);
		free((void *)(uintptr_t)rows[i].entry->meant);
	}
	free((void *)(uintptr_t)rows[0].entry);
	free(rows);
}

/* Every name in exactly one rule of at most 8192 characters. */
static unsigned
check_rules(size_t count, size_t kinds)
{
	struct collection_entry *entries = make_entries(count, kinds);
	char *text = written("exchange", entries, count);
	size_t names = 0;
	unsigned rules = 0;

	for (char *line = text; *line != '\0'; rules++) {
		size_t len = strcspn(line, "\n");

		cr_expect_leq(len, 8192, "rule %u", rules);
		cr_expect_eq(strncmp(line,
				 "New-TransportRule -Name "
				 "'doppelcheck ",
				 37),
		    0);
		for (char *at = line;
		     (at = strstr(at, "'name")) != NULL && at < line + len;
		     at++)
			names++;
		line += len + 1;
	}
	cr_expect_eq(names, count, "%zu names", names);
	free(text);
	free_entries(entries, count);
	return rules;
}

Test(doppellist_export, exchange_rules)
{
	cr_expect_eq(check_rules(3, 1), 1);
	cr_expect_eq(check_rules(10, 5), 5);
	cr_expect_gt(check_rules(2000, 2), 2);
	/* Too many meanings for a rule each. */
	cr_expect_lt(check_rules(2000, 500), 20);
	cr_expect_leq(check_rules(50000, 7), 300);
}

Test(doppellist_export, limits_of_clouds)
{
	struct collection_entry *entries = make_entries(400000, 3);
	struct export_job job = {.entries = entries, .count = 50000};

	cr_expect_eq(export_form_find("exchange")->write(&job), 0);
	cr_expect_eq(export_form_find("google")->write(&job), 0);
	job.count = 400000;
	cr_expect_eq(export_form_find("exchange")->write(&job), -1);
	cr_expect_eq(export_form_find("google")->write(&job), -1);
	free_entries(entries, 400000);
}

Test(doppellist_export, google_lists)
{
	struct collection_entry *entries = make_entries(100001, 1);
	char *text = written("google", entries, 100001);

	cr_expect_not_null(
	    strstr(text, "name0099999.com\n# address list doppelcheck 2\n"
			 "name0100000.com\n"));
	free(text);
	free_entries(entries, 100001);
}
