// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: from reader to sink.  The first two bytes choose the type of the
 * file and its encoding.  No sink can be injected into: what comes out has as
 * many records as there are findings, each can be read by those who read such a
 * form, and no byte of it drives a terminal.  And the gate, which gets the same
 * bytes by RCPT TO, judges as the audit does. */
#include <csv.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "domains/registrations/judge.h"
#include "domains/readers/reader.h"
#include "domains/reports/decision_line.h"
#include "domains/reports/mail_text.h"
#include "domains/reports/spool_text.h"
#include "domains/reports/report.h"
#include "tests/fuzz/fuzz.h"

#define FORMATS (REPORT_SARIF + 1)
#define FINDINGS_MAX 200

struct pipeline {
	struct judge judge;
	struct report reports[FORMATS];
	char *text[FORMATS];
	size_t len[FORMATS];
	struct {
		enum verdict_reason reason;
		unsigned line;
	} findings[FINDINGS_MAX]; /* that were taken */
	size_t count;
	struct spool_text *left; /* of them, for doppelmail */
};

/* ---- the engine ---------------------------------------------------------- */

static const struct doppel *
engine(void)
{
	static const char doppelgangers[] = "gmai.com gmail.com\n",
			  providers[] = "gmail.com weight=0.3\n"
					"yahoo.co.jp weight=0.1\n"
					"xn--wgv71a119e.jp weight=0.1\n"
					"xn--mller-kva.de weight=0.1\n";
	static struct doppel *engine;
	static char paths[2][256];
	const struct doppel_list lists[] = {
	    {.kind = LISTFILE_DOPPELGANGERS, .path = paths[0]},
	    {.kind = LISTFILE_PROVIDERS, .path = paths[1]},
	};
	const struct doppel_options options = {
	    .lists = lists,
	    .list_count = 2,
	    .thresholds = doppel_thresholds_default,
	};
	struct diagnostics diagnostics = {0};

	if (engine != NULL)
		return engine;
	snprintf(paths[0], sizeof(paths[0]), "%s",
	    fuzz_write("doppelgangers.list", doppelgangers,
		strlen(doppelgangers)));
	snprintf(paths[1], sizeof(paths[1]), "%s",
	    fuzz_write("providers.list", providers, strlen(providers)));
	FUZZ_CHECK(doppel_open(&options, &diagnostics, &engine) == 0);
	return engine;
}

static struct judge_demands
demand_all(void *context, const struct member *member)
{
	(void)context;
	(void)member;
	return (struct judge_demands){true, true, true};
}

/* ---- the gate ------------------------------------------------------------ */

/* The worst finding about the domain is the same by RCPT TO. */
static void
check_gate(const struct member *member, const struct finding *found, int count)
{
	const struct judge judge = {
	    .doppel = engine(),
	    .least = VERDICT_POSSIBLE,
	};
	struct finding gate[JUDGE_FINDINGS_MAX];
	struct full_width mended;
	struct member path;
	const struct verdict *verdict;

	if (member->target != MEMBER_ADDRESS ||
	    (count != 0 && found->verdict.reason == VERDICT_MISSPELLED_NAME))
		return;
	/* Of a pattern, where it stands for what is put in. */
	if (memmem(member->address.bytes, member->address.len, "$(", 2) != NULL)
		return;
	member_of_text(member->address.bytes, member->address.len, &mended,
	    &path);
	if (path.target != MEMBER_ADDRESS)
		return;
	int there = judge_member(&judge, &path, gate);

	FUZZ_CHECK(there >= 0);
	/* What stands around an address may be what is malformed, for one of
	 * them: in a text "x@b.jp ." ends a sentence. */
	if (count == 0) {
		FUZZ_CHECK(there == 0 ||
			   (gate[0].verdict.reason == VERDICT_MALFORMED &&
			       member->mended.len < member->address.len));
		return;
	}
	verdict = &found->verdict;
	if (verdict->reason == VERDICT_MALFORMED && there == 0)
		return;
	FUZZ_CHECK(there != 0);
	FUZZ_CHECK(gate[0].verdict.reason == verdict->reason);
	FUZZ_CHECK(gate[0].verdict.confidence == verdict->confidence);
}

/* ---- sinks --------------------------------------------------------------- */

static size_t
count_lines(const char *text, size_t len)
{
	size_t lines = 0;

	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	return lines;
}

static void
check_json_line(const char *text, size_t len, enum verdict_reason wanted,
    unsigned line)
{
	json_error_t error;
	json_t *object = json_loadb(text, len,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	const char *reason =
	    json_string_value(json_object_get(object, "reason"));

	FUZZ_CHECK(json_is_object(object));
	FUZZ_CHECK(
	    reason != NULL && strcmp(reason, verdict_reason_name(wanted)) == 0);
	FUZZ_CHECK(json_integer_value(json_object_get(object, "line")) == line);
	json_decref(object);
}

static void
check_json(const struct pipeline *pipeline)
{
	const char *at = pipeline->text[REPORT_JSON];

	FUZZ_CHECK(
	    count_lines(at, pipeline->len[REPORT_JSON]) == pipeline->count);
	for (size_t i = 0; i < pipeline->count; i++) {
		size_t len = strcspn(at, "\n");

		check_json_line(at, len, pipeline->findings[i].reason,
		    pipeline->findings[i].line);
		at += len + 1;
	}
}

static void
check_sarif(const struct pipeline *pipeline)
{
	json_error_t error;
	json_t *log = json_loadb(pipeline->text[REPORT_SARIF],
	    pipeline->len[REPORT_SARIF],
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	json_t *runs = json_object_get(log, "runs");

	FUZZ_CHECK(log != NULL && json_array_size(runs) == 1);
	FUZZ_CHECK(json_array_size(json_object_get(json_array_get(runs, 0),
		       "results")) == pipeline->count);
	json_decref(log);
}

struct table {
	size_t rows, columns, cells;
};

static void
take_cell(void *bytes, size_t len, void *context)
{
	struct table *table = context;

	table->cells++;
	if (len != 0 && table->rows != 0)
		FUZZ_CHECK(strchr("=+-@\t\r", *(char *)bytes) == NULL);
}

static void
take_row(int end, void *context)
{
	struct table *table = context;

	(void)end;
	if (table->rows++ == 0)
		table->columns = table->cells;
	FUZZ_CHECK(table->cells == table->columns);
	table->cells = 0;
}

static void
check_csv(const struct pipeline *pipeline)
{
	struct table table = {0};
	struct csv_parser parser;
	size_t len = pipeline->len[REPORT_CSV];

	FUZZ_CHECK(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
	FUZZ_CHECK(csv_parse(&parser, pipeline->text[REPORT_CSV], len,
		       take_cell, take_row, &table) == len);
	FUZZ_CHECK(csv_fini(&parser, take_cell, take_row, &table) == 0);
	FUZZ_CHECK(table.rows == pipeline->count + 1);
	csv_free(&parser);
}

static void
check_decision_line(const struct finding *finding)
{
	const struct policy_decision decision = {.action = ACTION_REJECT};
	struct span of = finding->member.list;
	char *list = strndup(of.len != 0 ? of.bytes : "", of.len);
	const struct decision_line line = {
	    .to = finding->member.address.bytes,
	    .to_len = finding->member.address.len,
	    .original = list,
	    .from = finding->member.name.bytes,
	    .from_len = finding->member.name.len,
	    .client_name = list,
	    .client_address = "192.0.2.7",
	    .finding = finding,
	    .decision = &decision,
	};
	char text[DECISION_LINE_SIZE];
	size_t len = decision_line_format(&line, text);
	static const char end[] = " action=reject";
	const char *first = memmem(text, len, " action=", 8);

	FUZZ_CHECK(len < DECISION_LINE_SIZE && strlen(text) == len);
	for (size_t i = 0; i < len; i++)
		FUZZ_CHECK(text[i] >= ' ' && text[i] <= '~');
	FUZZ_CHECK(first == text + len - strlen(end));
	FUZZ_CHECK(memmem(text, len, end, strlen(end)) != NULL);
	free(list);
}

/* What doppelcheck leaves, as doppelmail reads it: all findings, and to nobody
 * but whom their list has. */
static void
leave(const struct pipeline *pipeline, struct spool *spool_r)
{
	static const struct diagnostics none;
	const struct spool_text_head head = {
	    .helper = "postmaster",
	    .diagnostics = &none,
	};
	struct spool_text *text = pipeline->left;
	struct diagnostics diagnostics = {0};
	struct buffer file = {0};
	const char *list;

	for (uint32_t i = 0; (list = spool_text_list(text, i)) != NULL; i++)
		spool_text_add_contact(text, list, "owner", "person");
	FUZZ_CHECK(
	    spool_text_seal(text, &head, "found", &diagnostics, &file) == 0);
	FUZZ_CHECK(spool_parse("found", file.bytes, file.len, &diagnostics,
		       spool_r) == 0);
	FUZZ_CHECK(spool_r->count == pipeline->count);
	FUZZ_CHECK(diagnostics.count == 0 && spool_r->diagnostics.count == 0);
}

static void
check_mail(const struct pipeline *pipeline)
{
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	const struct spool_finding **findings;
	struct buffer text = {0};
	struct spool spool;

	if (pipeline->count == 0)
		return;
	leave(pipeline, &spool);
	findings = calloc(spool.count, sizeof(*findings));
	FUZZ_CHECK(findings != NULL);
	for (size_t i = 0; i < spool.count; i++) {
		findings[i] = &spool.findings[i];
		FUZZ_CHECK(strcmp(spool.contacts[findings[i]->contact].contact,
			       "owner") == 0);
	}
	mail_text_write_findings(findings, spool.count, "postmaster", subject,
	    &text);
	FUZZ_CHECK(strchr(subject, '\n') == NULL);
	fuzz_check_printable(subject, strlen(subject), 0);
	fuzz_check_printable(text.bytes, text.len, '\n');
	FUZZ_CHECK(memmem(text.bytes, text.len, "\n.\n", 3) == NULL);
	buffer_clear(&text);
	free(findings);
	spool_clear(&spool);
}

static void
check_sinks(const struct pipeline *pipeline)
{
	const char *text = pipeline->text[REPORT_TEXT];
	size_t len = pipeline->len[REPORT_TEXT];

	for (size_t i = 0; i < FORMATS; i++)
		fuzz_check_printable(pipeline->text[i], pipeline->len[i], '\n');
	FUZZ_CHECK(count_lines(text, len) == pipeline->count);
	check_json(pipeline);
	check_csv(pipeline);
	check_sarif(pipeline);
	check_mail(pipeline);
}

/* ---- the way ------------------------------------------------------------- */

static int
take(void *context, const struct member *member)
{
	struct pipeline *pipeline = context;
	struct finding found[JUDGE_FINDINGS_MAX];
	int count = judge_member(&pipeline->judge, member, found);

	FUZZ_CHECK(count >= 0);
	check_gate(member, found, count);
	for (int i = 0; i < count; i++) {
		if (pipeline->count == FINDINGS_MAX)
			return -1;
		for (size_t format = 0; format < FORMATS; format++)
			FUZZ_CHECK(report_take(&pipeline->reports[format],
				       &found[i]) == SINK_TAKEN);
		check_decision_line(&found[i]);
		FUZZ_CHECK(
		    spool_text_add_finding(pipeline->left, &found[i]) == 0);
		pipeline->findings[pipeline->count].line = member->line;
		pipeline->findings[pipeline->count++].reason =
		    found[i].verdict.reason;
	}
	return 0;
}

static void
begin(struct pipeline *pipeline)
{
	pipeline->judge = (struct judge){
	    .doppel = engine(),
	    .demand = demand_all,
	    .least = VERDICT_POSSIBLE,
	};
	pipeline->left = spool_text_new();
	FUZZ_CHECK(pipeline->left != NULL);
	for (size_t i = 0; i < FORMATS; i++) {
		pipeline->reports[i].format = (enum report_format)i;
		pipeline->reports[i].out =
		    open_memstream(&pipeline->text[i], &pipeline->len[i]);
		FUZZ_CHECK(pipeline->reports[i].out != NULL);
		report_begin(&pipeline->reports[i]);
	}
}

static void
end(struct pipeline *pipeline)
{
	for (size_t i = 0; i < FORMATS; i++) {
		report_end(&pipeline->reports[i]);
		FUZZ_CHECK(report_flush(&pipeline->reports[i]) == 0);
		fclose(pipeline->reports[i].out);
		buffer_clear(&pipeline->reports[i].pending);
	}
	check_sinks(pipeline);
	for (size_t i = 0; i < FORMATS; i++)
		free(pipeline->text[i]);
	spool_text_free(&pipeline->left);
}

int
fuzz_pipeline(const uint8_t *data, size_t size)
{
	struct pipeline pipeline = {.count = 0};
	struct diagnostics diagnostics = {0};

	if (size < 2)
		return 0;
	const struct reader_options options = {
	    .type = data[0] % READER_TYPES,
	    .encoding = data[1] % ENCODINGS,
	    .list = data[1] >= 128 ? "lab@example.jp" : NULL,
	};

	begin(&pipeline);
	(void)reader_parse("fuzz/x,\"=\n\x1b[31m", (const char *)data + 2,
	    size - 2, &options, take, &pipeline, &diagnostics);
	diagnostics_clear(&diagnostics);
	end(&pipeline);
	return 0;
}

FUZZ_ENTRY(fuzz_pipeline)
