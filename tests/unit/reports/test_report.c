/* SPDX-License-Identifier: BSD-2-Clause */
/* Report: findings as lines of text and of JSON, CSV and SARIF. */
#include "domains/reports/report.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The finding of a list line, as main() would have it written. */
static char *
finding(const struct report *report, const char *address, const char *local,
    const struct verdict *verdict)
{
	struct finding given = {
	    .member.address = span_of(address),
	    .verdict = *verdict,
	};
	struct buffer buffer = {0};

	if (local != NULL)
		verdict_suggestion(verdict, local, strlen(local),
		    given.suggestion, sizeof(given.suggestion));
	report_add_place(report, "li\"st\n.txt", &buffer);
	buffer_add_number(&buffer, 12);
	report_add_finding(report, &given, &buffer);
	buffer_add(&buffer, "", 1);
	cr_assert(!buffer.failed);
	return buffer.bytes;
}

static const struct verdict known = {
    .reason = VERDICT_KNOWN_DOPPELGANGER,
    .confidence = VERDICT_CERTAIN,
    .meant = {.text = "gmail.com", .len = 9, .labels = 2},
    .typo = {.slips = 1, .slip = {{.class = TYPO_OMISSION, .at = 4}}},
    .file = "doppelgangers.list",
    .line = 7,
    .source = "a \"source\"",
};

static const struct verdict malformed = {
    .reason = VERDICT_MALFORMED,
    .confidence = VERDICT_CERTAIN,
    .detail = "no @",
};

Test(doppelcheck_report, text_line_is_as_the_manual_says)
{
	const struct report report = {.format = REPORT_TEXT};
	char *line = finding(&report, "taro@gmai.com", "taro", &known);

	cr_expect(strcmp(line,
		      "li\"st\\x0a.txt:12: taro@gmai.com: known doppelganger "
		      "of gmail.com, did you mean taro@gmail.com? "
		      "[known-doppelganger certain]\n") == 0,
	    "%s", line);
	free(line);
	line = finding(&report, "ro\033ot", NULL, &malformed);
	cr_expect(strcmp(line,
		      "li\"st\\x0a.txt:12: ro\\x1bot: malformed address (no @) "
		      "[malformed certain]\n") == 0,
	    "%s", line);
	free(line);
}

Test(doppelcheck_report, colour_only_where_asked)
{
	const struct report plain = {.format = REPORT_TEXT};
	const struct report coloured = {.format = REPORT_TEXT, .colour = true};
	char *line = finding(&plain, "taro@gmai.com", "taro", &known);

	cr_expect(strchr(line, '\033') == NULL);
	free(line);
	line = finding(&coloured, "taro@gmai.com", "taro", &known);
	cr_expect(strstr(line, "\033[1mtaro@gmai.com\033[0m") != NULL);
	cr_expect(strstr(line, "certain\033[0m]\n") != NULL);
	free(line);
}

static void
expect_field(const json_t *object, const char *key, const char *value)
{
	const json_t *field = json_object_get(object, key);

	cr_assert(field != NULL, "no %s", key);
	if (value == NULL)
		cr_expect(json_is_null(field), "%s is not null", key);
	else
		cr_expect(json_is_string(field) &&
			      strcmp(json_string_value(field), value) == 0,
		    "%s", key);
}

Test(doppelcheck_report, json_line_has_the_fields_of_the_manual)
{
	const struct report report = {.format = REPORT_JSON};
	char *line = finding(&report, "taro@gmai.com", "taro", &known);
	json_t *object = json_loads(line, 0, NULL);

	cr_assert(object != NULL, "%s", line);
	cr_expect(strchr(line, '\n') == line + strlen(line) - 1);
	cr_expect(strncmp(line, "{\"version\":1,\"file\":", 20) == 0, "%s",
	    line);
	expect_field(object, "file", "li\"st\n.txt");
	cr_expect(json_integer_value(json_object_get(object, "line")) == 12);
	expect_field(object, "address", "taro@gmai.com");
	expect_field(object, "reason", "known-doppelganger");
	expect_field(object, "confidence", "certain");
	expect_field(object, "meant", "gmail.com");
	expect_field(object, "suggestion", "taro@gmail.com");
	expect_field(object, "slip", "omission");
	expect_field(object, "source", "a \"source\"");
	cr_expect(json_object_size(object) == 10);
	json_decref(object);
	free(line);
}

Test(doppelcheck_report, json_line_of_a_malformed_address_says_why)
{
	const struct report report = {.format = REPORT_JSON};
	char *line = finding(&report, "ro\"ot\xff", NULL, &malformed);
	json_t *object = json_loads(line, 0, NULL);

	cr_assert(object != NULL, "%s", line);
	expect_field(object, "address", "ro\"ot\xef\xbf\xbd");
	expect_field(object, "reason", "malformed");
	expect_field(object, "meant", NULL);
	expect_field(object, "suggestion", NULL);
	expect_field(object, "slip", NULL);
	expect_field(object, "source", NULL);
	expect_field(object, "detail", "no @");
	json_decref(object);
	free(line);
}

Test(doppelcheck_report, source_is_the_list_line_when_the_list_has_none)
{
	const struct report report = {.format = REPORT_JSON};
	struct verdict verdict = known;
	char *line;

	verdict.source = NULL;
	line = finding(&report, "taro@gmai.com", "taro", &verdict);
	cr_expect(strstr(line, "\"source\":\"doppelgangers.list:7\"") != NULL,
	    "%s", line);
	free(line);
}

Test(doppelcheck_report, long_text_is_cut_at_a_character)
{
	const struct report text = {.format = REPORT_TEXT};
	const struct report json = {.format = REPORT_JSON};
	static char address[9000];
	char *line;

	address[0] = 'x';
	for (size_t i = 1; i + 3 < sizeof(address); i += 3)
		memcpy(address + i, "\xe5\xb1\xb1", 3);
	line = finding(&text, address, NULL, &malformed);
	cr_expect(strstr(line, "\xe5\xb1\xb1...: malformed") != NULL);
	cr_expect(strlen(line) < REPORT_ADDRESS_MAX + 200);
	cr_expect(strstr(line, "\\x") == strstr(line, "\\x0a"));
	free(line);
	line = finding(&json, address, NULL, &malformed);
	cr_expect(strstr(line, "\xef\xbf\xbd") == NULL);
	free(line);
}

/* All that a report writes of these findings. */
static char *
written(enum report_format format, size_t count)
{
	char *text = NULL;
	size_t len = 0;
	struct report report = {
	    .format = format,
	    .out = open_memstream(&text, &len),
	};
	const struct finding given = {
	    .member = {.address = span_of("taro@gmai.com"),
		.list = span_of("lab"),
		.file = "a",
		.line = 7},
	    .verdict = known,
	    .suggestion = "taro@gmail.com",
	    .detail = "a stray \">\" at its end",
	};

	report_begin(&report);
	for (size_t i = 0; i < count; i++)
		cr_expect(report_take(&report, &given) == SINK_TAKEN);
	report_end(&report);
	cr_expect(!report.failed);
	fclose(report.out);
	return text;
}

Test(doppelcheck_report, csv_has_a_header_and_the_detail)
{
	char *text = written(REPORT_CSV, 1);

	cr_expect(strstr(text, "file,line,address") == text, "%s", text);
	cr_expect(strstr(text, "\"a\",7,\"taro@gmai.com\",\"lab\",") != NULL,
	    "%s", text);
	cr_expect(strstr(text, "\"a stray \"\">\"\" at its end\",,\n") != NULL,
	    "%s", text);
	free(text);
}

/* Sheet and cell have fields of their own; text says them where a line stands
 * otherwise. */
Test(doppelcheck_report, a_cell_of_a_spreadsheet)
{
	const struct {
		enum report_format format;
		const char *want;
	} rows[] = {
	    {REPORT_TEXT, "a.xlsx:a!b!C12: taro@gmai.com: "},
	    {REPORT_JSON, ",\"line\":12,\"sheet\":\"a!b\",\"cell\":\"C12\","},
	    {REPORT_CSV, ",,\"a!b\",\"C12\"\n"},
	    {REPORT_SARIF, "\"startLine\":12}},\"logicalLocations\":[{\"name\":"
			   "\"C12\",\"fullyQualifiedName\":\"a!b!C12\"}]}],"},
	};
	const struct finding finding = {
	    .member = {.address = span_of("taro@gmai.com"),
		.file = "a.xlsx",
		.line = 12,
		.cell = span_of("a!b!C12")},
	    .verdict = known,
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *text;
		size_t len;
		struct report report = {
		    .out = open_memstream(&text, &len),
		    .format = rows[i].format,
		};

		report_begin(&report);
		cr_expect(report_take(&report, &finding) == SINK_TAKEN);
		report_end(&report);
		fclose(report.out);
		cr_expect_not_null(strstr(text, rows[i].want), "%s", text);
		free(text);
	}
}

Test(doppelcheck_report, sarif_is_one_document)
{
	for (size_t count = 0; count < 3; count++) {
		char *text = written(REPORT_SARIF, count);
		json_t *sarif = json_loads(text, 0, NULL);
		json_t *runs = json_object_get(sarif, "runs");
		json_t *results =
		    json_object_get(json_array_get(runs, 0), "results");

		cr_expect(json_array_size(results) == count, "%s", text);
		json_decref(sarif);
		free(text);
	}
}

Test(doppelcheck_report, summary_counts_by_reason)
{
	struct report_counts counts = {.addresses = 1, .distinct = 1};
	char text[512] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	report_summary(out, &counts);
	counts.addresses = 10000000000;
	counts.distinct = 2;
	counts.findings[VERDICT_TYPO] = 2;
	counts.findings[VERDICT_MALFORMED] = 1;
	report_summary(out, &counts);
	fclose(out);
	cr_expect(strcmp(text,
		      "1 address read, 1 distinct domain, 0 findings\n"
		      "10000000000 addresses read, 2 distinct domains, "
		      "3 findings: typo 2, malformed 1\n") == 0,
	    "%s", text);
}
