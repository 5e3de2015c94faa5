/* SPDX-License-Identifier: BSD-2-Clause */
/* Sink: no sink can be injected into.  Each takes a finding with each code
 * point and byte that could end a line, begin a field, drive a terminal or turn
 * a text, in each field that others can fill. */
#include "domains/reports/sink.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/utf8.h"
#include "domains/reports/baseline.h"
#include "domains/reports/decision_line.h"
#include "domains/reports/explanation.h"
#include "domains/reports/mail_text.h"
#include "domains/reports/findings_page.h"
#include "domains/reports/report.h"
#include "domains/reports/spool_text.h"
#include "domains/text/console.h"

TestSuite(sink, .timeout = 120);

#define TEXT_SIZE 32
#define CELL_SIZE (TEXT_SIZE + 4)

/* ---- what others try ----------------------------------------------------- */

static const struct {
	uint32_t first, last;
} dangerous[] = {
    {0x00, 0x2f}, /* controls, quotes, comma, blanks, + - */
    {0x3a, 0x40}, /* < = > ; : @ */
    {0x5b, 0x60}, /* brackets, backslash */
    {0x7b, 0xa0}, /* DEL, C1, no-break space */
    {0xad, 0xad},
    {0x034f, 0x034f},
    {0x061c, 0x061c},
    {0x115f, 0x1160},
    {0x180b, 0x180f},
    {0x200b, 0x200f},
    {0x2028, 0x202f},
    {0x2060, 0x206f},
    {0x3000, 0x3000},
    {0x3164, 0x3164},
    {0xfdd0, 0xfdd1},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
    {0xff01, 0xff20},
    {0xffa0, 0xffa0},
    {0xfff0, 0xffff},
    {0x1d173, 0x1d17a},
    {0x1fffe, 0x1ffff},
    {0xe0000, 0xe0080},
    {0x10fffe, 0x10ffff},
};

/* No UTF-8: overlong newline, surrogate, over the end, cut off. */
static const char *const malformed[] = {"\x80", "\x9b", "\xc0\x8a", "\xc1\x8a",
    "\xe0\x80\x8a", "\xed\xa0\x80", "\xed\xb0\x80", "\xf4\x90\x80\x80",
    "\xf5\x80\x80\x80", "\xfe", "\xff", "\xe2\x80", "\xf0\x9f\x98"};

static size_t
encode(uint32_t code, char *bytes)
{
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xc0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 63));
		return 2;
	}
	if (code < 0x10000) {
		bytes[0] = (char)(0xe0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 63));
		bytes[2] = (char)(0x80 | (code & 63));
		return 3;
	}
	bytes[0] = (char)(0xf0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 63));
	bytes[2] = (char)(0x80 | (code >> 6 & 63));
	bytes[3] = (char)(0x80 | (code & 63));
	return 4;
}

/* A piece alone, in front, within and at the end. */
static void
try_places(const char *piece, size_t len, void (*try)(struct span text))
{
	static const char *const around[][2] = {{"", ""}, {"", "1"}, {"a", "b"},
	    {"a", ""}, {" ", "1"}};

	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++) {
		char text[TEXT_SIZE];
		size_t before = strlen(around[i][0]);
		size_t after = strlen(around[i][1]);

		memcpy(text, around[i][0], before);
		memcpy(text + before, piece, len);
		memcpy(text + before + len, around[i][1], after);
		text[before + len + after] = '\0';
		try((struct span){text, before + len + after});
	}
}

static void
try_all(void (*try)(struct span text))
{
	for (size_t i = 0; i < sizeof(dangerous) / sizeof(*dangerous); i++)
		for (uint32_t code = dangerous[i].first;
		     code <= dangerous[i].last; code++) {
			char piece[UTF8_BYTES_MAX];

			try_places(piece, encode(code, piece), try);
		}
	for (size_t i = 0; i < sizeof(malformed) / sizeof(*malformed); i++)
		try_places(malformed[i], strlen(malformed[i]), try);
}

/* ---- findings ------------------------------------------------------------ */

enum field {
	NONE,
	ADDRESS,
	LIST,
	NAME,
	NEAR,
	CELL,
	/* Strings of C: without NUL. */
	FILE_NAME,
	SUGGESTION,
	DETAIL,
	LIST_FILE,
	SOURCE,
	MEANT,
	MX,
	FIELDS
};

/* A finding of which one field is the text. */
static void
make(enum field field, struct span text, char place[static CELL_SIZE],
    struct finding *finding)
{
	const char *const c = text.bytes;

	*finding = (struct finding){
	    .member = {.address = span_of("taro@gmai.com"),
		.list = span_of("lab"),
		.name = span_of("Taro"),
		.file = field == FILE_NAME ? c : "aliases",
		.line = 7},
	    .verdict = {.reason = field == NEAR ? VERDICT_MISSPELLED_NAME
	                                        : VERDICT_KNOWN_DOPPELGANGER,
		.confidence = VERDICT_CERTAIN,
		.meant = {.text = "gmail.com", .len = 9, .labels = 2},
		.file = field == LIST_FILE ? c : "doppelgangers.list",
		.line = 3,
		.source = field == LIST_FILE ? NULL
	                  : field == SOURCE  ? c
	                                     : "source",
		.evidence = &finding->evidence},
	    .near.by = span_of("taro"),
	    .suggestion = "taro@gmail.com",
	    .detail = "a stray \">\"",
	    .evidence = {.kind = EVIDENCE_MX,
		.asked = true,
		.mx = "mx.example"},
	};
	if (field == ADDRESS)
		finding->member.address = text;
	if (field == LIST)
		finding->member.list = text;
	if (field == NAME)
		finding->member.name = text;
	if (field == NEAR)
		finding->near.by = text;
	if (field == CELL) {
		snprintf(place, CELL_SIZE, "%.*s!C12", (int)text.len,
		    text.bytes);
		finding->member.cell = span_of(place);
	}
	if (field == SUGGESTION)
		snprintf(finding->suggestion, TEXT_SIZE, "%s", c);
	if (field == DETAIL)
		snprintf(finding->detail, TEXT_SIZE, "%s", c);
	if (field == MEANT) {
		snprintf(finding->verdict.meant.text, TEXT_SIZE, "%s", c);
		finding->verdict.meant.len = (uint8_t)strlen(c);
	}
	if (field == MX)
		snprintf(finding->evidence.mx, TEXT_SIZE, "%s", c);
}

/* Calls it for each field that can have the text. */
static void
for_fields(struct span text, void (*take)(enum field field, struct span text,
				 const struct finding *finding))
{
	for (int field = NONE + 1; field < FIELDS; field++) {
		struct finding finding;
		char place[CELL_SIZE];

		if (field >= FILE_NAME && strlen(text.bytes) != text.len)
			continue;
		make((enum field)field, text, place, &finding);
		take((enum field)field, text, &finding);
	}
}

/* ---- what must hold ------------------------------------------------------ */

/* Only what a person sees, and so many lines. */
static void
expect_visible(const char *what, enum field field, const char *text, size_t len,
    size_t lines)
{
	const char *at = text, *end = text + len;
	size_t found = 0;

	while (at < end) {
		uint32_t code = 0;
		size_t taken = utf8_decode(at, (size_t)(end - at), &code);

		cr_assert(taken != 0 && (code == '\n' || utf8_printable(code)),
		    "%s, field %d: U+%04X stands in it: %.*s", what, field,
		    code, (int)len, text);
		found += code == '\n';
		at += taken;
	}
	cr_assert_eq(found, lines, "%s, field %d: %zu lines: %.*s", what, field,
	    found, (int)len, text);
}

/* What a parser of JSON finds again: each byte that is not UTF-8 is U+FFFD. */
static size_t
replaced(struct span text, char out[static 3 * TEXT_SIZE])
{
	size_t len = 0;

	for (size_t i = 0, taken; i < text.len; i += taken) {
		uint32_t code;

		taken = utf8_decode(text.bytes + i, text.len - i, &code);
		if (taken == 0) {
			memcpy(out + len, "\xef\xbf\xbd", 3);
			len += 3;
			taken = 1;
		} else {
			memcpy(out + len, text.bytes + i, taken);
			len += taken;
		}
	}
	return len;
}

static const char *const keys[FIELDS] = {
    [ADDRESS] = "address",
    [LIST] = "list",
    [NAME] = "name",
    [NEAR] = "near",
    [FILE_NAME] = "file",
    [SUGGESTION] = "suggestion",
    [DETAIL] = "detail",
    [SOURCE] = "source",
    [MEANT] = "meant",
    [MX] = "mx",
};

static void
expect_value(const json_t *object, enum field field, struct span text)
{
	char want[3 * TEXT_SIZE];
	size_t len = replaced(text, want);
	const json_t *value;

	if (keys[field] == NULL)
		return;
	value = json_object_get(object, keys[field]);
	cr_assert(json_is_string(value) && json_string_length(value) == len &&
		      memcmp(json_string_value(value), want, len) == 0,
	    "%s is another in JSON", keys[field]);
}

/* All that a report writes of a finding. */
static char *
write_report(enum report_format format, const struct finding *finding,
    size_t *len_r)
{
	char *text = NULL;
	struct report report = {
	    .format = format,
	    .out = open_memstream(&text, len_r),
	};

	report_begin(&report);
	cr_assert_eq(report_take(&report, finding), SINK_TAKEN);
	report_end(&report);
	fclose(report.out);
	return text;
}

/* ---- text, JSON, SARIF --------------------------------------------------- */

static void
take_text(enum field field, struct span text, const struct finding *finding)
{
	size_t len;
	char *out = write_report(REPORT_TEXT, finding, &len);

	(void)text;
	expect_visible("text", field, out, len, 1);
	free(out);
}

static void
take_json(enum field field, struct span text, const struct finding *finding)
{
	size_t len;
	char *out = write_report(REPORT_JSON, finding, &len);
	json_t *object = json_loadb(out, len, JSON_ALLOW_NUL, NULL);

	expect_visible("JSON", field, out, len, 1);
	cr_assert(object != NULL, "no JSON: %s", out);
	expect_value(object, field, text);
	json_decref(object);
	free(out);
}

static void
take_sarif(enum field field, struct span text, const struct finding *finding)
{
	size_t len;
	char *out = write_report(REPORT_SARIF, finding, &len);
	json_t *run, *result, *all = json_loadb(out, len, JSON_ALLOW_NUL, NULL);

	expect_visible("SARIF", field, out, len, 3);
	run = json_array_get(json_object_get(all, "runs"), 0);
	result = json_array_get(json_object_get(run, "results"), 0);
	cr_assert(result != NULL, "no SARIF: %s", out);
	if (field == LIST || field == SUGGESTION)
		expect_value(json_object_get(result, "properties"), field,
		    text);
	json_decref(all);
	free(out);
}

/* ---- CSV ----------------------------------------------------------------- */

/* Takes a field of a line, quoted or not (RFC 4180); moves to the next. */
static void
expect_csv_field(const char **at)
{
	const char *begin = *at + 1;

	if (**at != '"') {
		*at += strcspn(*at, ",\n");
		return;
	}
	cr_assert_not(escape_is_formula(begin, strcspn(begin, "\"")),
	    "a formula: %s", begin);
	for ((*at)++; **at != '"' || (*at)[1] == '"'; *at += 1 + (**at == '"'))
		cr_assert(**at != '\0' && **at != '\n');
	(*at)++;
}

static void
take_csv(enum field field, struct span text, const struct finding *finding)
{
	size_t len, count = 0;
	char *out = write_report(REPORT_CSV, finding, &len);
	const char *at = strchr(out, '\n') + 1;

	(void)text;
	expect_visible("CSV", field, out, len, 2);
	for (; *at != '\n' || count == 0; count++) {
		at += count != 0;
		expect_csv_field(&at);
		cr_assert(*at == ',' || *at == '\n', "%s", out);
	}
	cr_assert_eq(count, 13, "%zu fields: %s", count, out);
	free(out);
}

/* ---- mail, log ----------------------------------------------------------- */

/* As it reaches the one who mails: through a spool. */
static void
write_mail(const struct finding *finding, char *subject, struct buffer *mail)
{
	struct diagnostics none = {0};
	const struct spool_text_head head = {.helper = "postmaster",
	    .diagnostics = &none};
	struct spool_text *text = spool_text_new();
	const struct spool_finding *found;
	struct buffer file = {0};
	struct spool spool;

	cr_assert_eq(spool_text_add_finding(text, finding), 0);
	spool_text_add_contact(text, spool_text_list(text, 0), "a@b.jp",
	    "a@b.jp");
	cr_assert_eq(spool_text_seal(text, &head, "found", &none, &file), 0);
	cr_assert_eq(spool_parse("found", file.bytes, file.len, &none, &spool),
	    0, "%s", none.kept != 0 ? none.list[0].text : "");
	cr_assert_eq(spool.count, 1);
	found = spool.findings;
	mail_text_write_findings(&found, 1, "postmaster", subject, mail);
	cr_assert_not(mail->failed);
	spool_clear(&spool);
	spool_text_free(&text);
}

static size_t
count_lines(const struct buffer *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text->len; i++)
		lines += text->bytes[i] == '\n';
	return lines;
}

static void
take_mail(enum field field, struct span text, const struct finding *finding)
{
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	struct buffer mail = {0}, plain = {0};
	struct finding usual;
	char place[CELL_SIZE];

	make(field, span_of("x"), place, &usual);
	write_mail(&usual, subject, &plain);
	write_mail(finding, subject, &mail);
	expect_visible("subject", field, subject, strlen(subject), 0);
	/* A text ends with its NUL, and may be none then. */
	expect_visible("mail", field, mail.bytes, mail.len,
	    count_lines(strlen(text.bytes) == text.len ? &plain : &mail));
	buffer_clear(&mail);
	buffer_clear(&plain);
}

/* The keys of a line, in their order: a forged one would be one more. */
static void
take_line(enum field field, struct span text, const struct finding *finding)
{
	static const char *const names[] = {"to", "from", "client", "list",
	    "member", "registered", "reason", "confidence", "meant", "detail",
	    "evidence", "mx", "action"};
	const struct policy_decision decision = {.action = ACTION_LOG};
	const struct decision_line given = {
	    .to = text.bytes,
	    .to_len = text.len,
	    .from = text.bytes,
	    .from_len = text.len,
	    .client_name = text.bytes,
	    .client_address = text.bytes,
	    .finding = finding,
	    .decision = &decision,
	};
	char line[DECISION_LINE_SIZE];
	const char *at = line;

	expect_visible("line", field, line, decision_line_format(&given, line),
	    0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		/* What is empty may have no key. */
		if (strncmp(at, names[i], len) != 0 || at[len] != '=') {
			cr_assert(*names[i] == 'm' || *names[i] == 'd',
			    "field %d: no %s: %s", field, names[i], line);
			continue;
		}
		at += len + 1;
		/* Only detail may have commas, and it has quotes. */
		if (*at == '"')
			at += strcspn(at + 1, "\"") + 2;
		at += strcspn(at, ",");
		at += *at == ',' ? 2 : 0;
	}
	cr_assert(*at == '\0', "field %d: %s of %s", field, at, line);
}

/* ---- baseline, explanation, diagnostics ---------------------------------- */

static void
take_baseline(enum field field, struct span text, const struct finding *finding)
{
	struct baseline *baseline = baseline_new("state");
	struct baseline *again = baseline_new("state");
	struct buffer out = {0};
	size_t lines = 0;

	(void)text;
	cr_assert(baseline != NULL && again != NULL);
	baseline_keep(baseline, baseline_see(baseline, finding, true), true);
	baseline_format(baseline, &out);
	for (size_t i = 0; i < out.len; i++) {
		cr_assert((unsigned char)out.bytes[i] >= ' ' ||
			      out.bytes[i] == '\n' || out.bytes[i] == '\t',
		    "field %d", field);
		lines += out.bytes[i] == '\n';
	}
	cr_assert_eq(lines, 3, "field %d: %.*s", field, (int)out.len,
	    out.bytes);
	cr_assert_eq(baseline_parse(again, out.bytes, out.len), NULL);
	cr_assert(
	    baseline_was_reported(again, baseline_see(again, finding, false)));
	buffer_clear(&out);
	baseline_close(&baseline);
	baseline_close(&again);
}

/* Whatever a field has in it, the page has the same tags, attributes and
 * lines. */
static void
take_html(enum field field, struct span text, const struct finding *finding)
{
	static size_t marks;
	size_t len, seen = 0;
	char *out = NULL;
	const struct report_counts counts = {.addresses = 1, .wrong = 1};
	struct report report = {.format = REPORT_HTML};
	FILE *stream = open_memstream(&out, &len);

	(void)text;
	cr_assert_eq(report_take(&report, finding), SINK_TAKEN);
	findings_page_write(&report, &counts);
	cr_assert_eq(page_write(&report.page, true, stream), 0);
	fclose(stream);
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)out[i];

		cr_assert(byte == '\n' || (byte >= ' ' && byte != 0x7f),
		    "field %d", field);
		seen += strchr("<>\"'`\n", byte) != NULL;
	}
	cr_assert(marks == 0 || marks == seen, "field %d: %s", field, out);
	marks = seen;
	free(out);
}

static void
try_reports(struct span text)
{
	for_fields(text, take_text);
	for_fields(text, take_json);
	for_fields(text, take_sarif);
	for_fields(text, take_csv);
	for_fields(text, take_html);
}

static void
try_others(struct span text)
{
	for_fields(text, take_mail);
	for_fields(text, take_line);
	for_fields(text, take_baseline);
}

Test(sink, no_report_can_be_injected_into)
{
	try_all(try_reports);
}

Test(sink, no_mail_log_or_baseline_can_be_injected_into)
{
	try_all(try_others);
}

/* As a file's name and as its words. */
static void
try_diagnostics(struct span text)
{
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	struct diagnostics diagnostics = {0};
	struct buffer mail = {0};
	char *bytes = NULL;
	size_t len = 0;
	FILE *usual = stderr;

	diagnostics_add(&diagnostics, text.bytes, 3, "%s", text.bytes);
	stderr = open_memstream(&bytes, &len);
	console_diagnostics(&diagnostics);
	fclose(stderr);
	stderr = usual;
	expect_visible("console", NONE, bytes, len, 1);
	mail_text_write_diagnostics(&diagnostics, false, subject, &mail);
	expect_visible("subject", NONE, subject, strlen(subject), 0);
	expect_visible("mail of errors", NONE, mail.bytes, mail.len, 15);
	free(bytes);
	buffer_clear(&mail);
	diagnostics_clear(&diagnostics);
}

Test(sink, no_diagnostic_can_be_injected_into)
{
	try_all(try_diagnostics);
}

static struct doppel *engine;

/* Does the line begin with words of ours? */
static bool
is_ours(const char *line)
{
	static const char *const heads[] = {"\n", "  ", "Verdict\n",
	    "Names it may stand for\n", "How to read the numbers"};

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (strncmp(line, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

/* An address that somebody was asked about. */
static void
try_explanation(struct span text)
{
	static const struct settings settings;
	char address[TEXT_SIZE + sizeof("@gmai.com")], *bytes = NULL;
	size_t len = 0, lines = 0;
	FILE *out = open_memstream(&bytes, &len);
	bool found;

	snprintf(address, sizeof(address), "%s@gmai.com", text.bytes);
	cr_assert_eq(explain_address(engine, &settings, NULL, NULL, address,
			 false, out, &found),
	    0);
	fclose(out);
	for (const char *at = bytes; *at != '\0'; lines++) {
		cr_assert(is_ours(at), "%s", bytes);
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	expect_visible("explanation", ADDRESS, bytes, len, lines);
	free(bytes);
}

Test(sink, no_explanation_can_be_injected_into)
{
	const struct doppel_options options = {0};
	struct diagnostics diagnostics = {0};

	cr_assert_eq(doppel_open(&options, &diagnostics, &engine), 0);
	try_all(try_explanation);
	doppel_close(&engine);
}
