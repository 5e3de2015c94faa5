/* SPDX-License-Identifier: BSD-2-Clause */
/* How findings, the summary and trouble look: text, JSON, colour. */
#include "domains/reports/report.h"

#include <inttypes.h>
#include <string.h>

#include "domains/dns/evidence.h"
#include "domains/reports/forms.h"

/* A phrase names at most a domain and three slips. */
#define PHRASE_SIZE 1024
#define SLIPS_SIZE 256

#define COLOUR_OFF "\033[0m"
#define COLOUR_ADDRESS "\033[1m"
#define COLOUR_MEANT "\033[32m"

static const char *
confidence_colour(enum verdict_confidence confidence)
{
	switch (confidence) {
	case VERDICT_CERTAIN:
		return "\033[1;31m";
	case VERDICT_LIKELY:
		return "\033[33m";
	case VERDICT_POSSIBLE:
		return "\033[36m";
	case VERDICT_NO_CONFIDENCE:
	case VERDICT_CONFIDENCES:
		break;
	}
	return "";
}

/* The length of a text cut to max bytes at a border of UTF-8 characters. */
static size_t
capped(const char *bytes, size_t len, size_t max)
{
	if (len <= max)
		return len;
	for (size_t back = 0; back < 3; back++)
		if (((unsigned char)bytes[max - back] & 0xc0) != 0x80)
			return max - back;
	return max;
}

/* ---- JSON ---------------------------------------------------------------- */

/* ,"key":"value", or null for an empty value. */
static void
add_json_field(struct buffer *buffer, const char *key, const char *value,
    size_t len)
{
	buffer_add_text(buffer, ",\"");
	buffer_add_text(buffer, key);
	buffer_add_text(buffer, "\":");
	if (len != 0)
		buffer_add_json(buffer, value, len);
	else
		buffer_add_text(buffer, "null");
}

static void
add_json_source(struct buffer *buffer, const struct verdict *verdict)
{
	struct buffer place = {0};

	if (verdict->source != NULL) {
		add_json_field(buffer, "source", verdict->source,
		    strlen(verdict->source));
		return;
	}
	if (verdict->file != NULL) {
		buffer_add_text(&place, verdict->file);
		buffer_add_text(&place, ":");
		buffer_add_number(&place, verdict->line);
	}
	add_json_field(buffer, "source", place.bytes, place.len);
	buffer->failed = buffer->failed || place.failed;
	buffer_clear(&place);
}

static size_t
length(int formatted, size_t size)
{
	return formatted < 0              ? 0
	       : (size_t)formatted < size ? (size_t)formatted
	                                  : size - 1;
}

/* What the DNS said, as far as it says anything. */
static void
add_json_evidence(struct buffer *buffer, const struct evidence *evidence)
{
	const char *kind;

	if (evidence == NULL || evidence->kind == EVIDENCE_NONE)
		return;
	kind = evidence_kind_name(evidence->kind);
	add_json_field(buffer, "evidence", kind, strlen(kind));
	add_json_field(buffer, "mx", evidence->mx, strlen(evidence->mx));
}

static void
add_json(const struct finding *finding, struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;
	const char *reason = verdict_reason_name(verdict->reason);
	const char *confidence = verdict_confidence_name(verdict->confidence);
	const char *detail =
	    verdict->detail != NULL ? verdict->detail : finding->detail;
	char slips[SLIPS_SIZE];
	size_t slips_len =
	    length(verdict_slip_names(verdict, slips, sizeof(slips)),
		sizeof(slips));

	add_json_field(buffer, "address", finding->member.address.bytes,
	    capped(finding->member.address.bytes, finding->member.address.len,
		REPORT_ADDRESS_MAX));
	if (finding->member.list.len != 0)
		add_json_field(buffer, "list", finding->member.list.bytes,
		    finding->member.list.len);
	if (finding->member.name.len != 0)
		add_json_field(buffer, "name", finding->member.name.bytes,
		    finding->member.name.len);
	add_json_field(buffer, "reason", reason, strlen(reason));
	add_json_field(buffer, "confidence", confidence, strlen(confidence));
	add_json_field(buffer, "meant", verdict->meant.text,
	    verdict->meant.len);
	add_json_field(buffer, "suggestion", finding->suggestion,
	    strlen(finding->suggestion));
	add_json_field(buffer, "slip", slips, slips_len);
	add_json_source(buffer, verdict);
	if (detail != NULL && *detail != '\0')
		add_json_field(buffer, "detail", detail, strlen(detail));
	if (verdict->reason == VERDICT_MISSPELLED_NAME)
		add_json_field(buffer, "near", finding->near.by.bytes,
		    capped(finding->near.by.bytes, finding->near.by.len,
			REPORT_ADDRESS_MAX));
	add_json_evidence(buffer, verdict->evidence);
	buffer_add_text(buffer, "}\n");
}

/* ---- text ---------------------------------------------------------------- */

static void
add_coloured(const struct report *report, const char *colour, const char *bytes,
    size_t len, struct buffer *buffer)
{
	if (report->colour)
		buffer_add_text(buffer, colour);
	buffer_add_escaped(buffer, bytes, len);
	if (report->colour)
		buffer_add_text(buffer, COLOUR_OFF);
}

/* An undeliverable name has said why already. */
static void
add_evidence(const struct verdict *verdict, struct buffer *buffer)
{
	char phrase[PHRASE_SIZE];

	if (verdict->evidence == NULL ||
	    verdict->reason == VERDICT_UNDELIVERABLE ||
	    evidence_phrase(verdict->evidence, phrase, sizeof(phrase)) <= 0)
		return;
	buffer_add_text(buffer, ", ");
	buffer_add_escaped(buffer, phrase, strlen(phrase));
}

/* After "the person's name": which that is. */
static void
add_near(const struct finding *finding, struct buffer *buffer)
{
	const struct span by = finding->near.by;
	size_t shown;

	if (finding->verdict.reason != VERDICT_MISSPELLED_NAME)
		return;
	shown = capped(by.bytes, by.len, REPORT_ADDRESS_MAX);
	buffer_add_text(buffer, " ");
	buffer_add_escaped(buffer, by.bytes, shown);
	if (shown < by.len)
		buffer_add_text(buffer, "...");
}

void
report_add_phrase(const struct finding *finding, struct buffer *buffer)
{
	char phrase[PHRASE_SIZE];

	buffer_add_escaped(buffer, phrase,
	    length(finding_phrase(finding, phrase, sizeof(phrase)),
		sizeof(phrase)));
	add_near(finding, buffer);
	add_evidence(&finding->verdict, buffer);
}

/* The finding as a sentence, which begins with the address. */
static void
add_sentence(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	size_t shown = capped(finding->member.address.bytes,
	    finding->member.address.len, REPORT_ADDRESS_MAX);

	add_coloured(report, COLOUR_ADDRESS, finding->member.address.bytes,
	    shown, buffer);
	if (shown < finding->member.address.len)
		buffer_add_text(buffer, "...");
	if (finding->member.list.len != 0) {
		buffer_add_text(buffer, " for ");
		buffer_add_escaped(buffer, finding->member.list.bytes,
		    finding->member.list.len);
	}
	buffer_add_text(buffer, ": ");
	report_add_phrase(finding, buffer);
	if (*finding->suggestion != '\0') {
		buffer_add_text(buffer, ", did you mean ");
		add_coloured(report, COLOUR_MEANT, finding->suggestion,
		    strlen(finding->suggestion), buffer);
		buffer_add_text(buffer, "?");
	}
}

static void
add_text(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;

	buffer_add_text(buffer, ": ");
	add_sentence(report, finding, buffer);
	buffer_add_text(buffer, " [");
	if (report->colour)
		buffer_add_text(buffer, confidence_colour(verdict->confidence));
	buffer_add_text(buffer, verdict_reason_name(verdict->reason));
	buffer_add_text(buffer, " ");
	buffer_add_text(buffer, verdict_confidence_name(verdict->confidence));
	if (report->colour)
		buffer_add_text(buffer, COLOUR_OFF);
	buffer_add_text(buffer, "]\n");
}

/* ---- the door ------------------------------------------------------------ */

void
report_add_begin(const struct report *report, struct buffer *buffer)
{
	if (report->format == REPORT_CSV)
		csv_add_header(buffer);
	else if (report->format == REPORT_SARIF)
		sarif_add_begin(buffer);
}

void
report_add_end(const struct report *report, struct buffer *buffer)
{
	if (report->format == REPORT_SARIF)
		sarif_add_end(buffer);
}

void
report_add_separator(const struct report *report, struct buffer *buffer)
{
	if (report->format != REPORT_SARIF)
		return;
	if (*report->begun)
		buffer_add_text(buffer, ",\n");
	*report->begun = true;
}

void
report_add_place(const struct report *report, const char *path,
    struct buffer *buffer)
{
	switch (report->format) {
	case REPORT_TEXT:
		buffer_add_escaped(buffer, path, strlen(path));
		buffer_add_text(buffer, ":");
		break;
	case REPORT_JSON:
		buffer_add_text(buffer, "{\"file\":");
		buffer_add_json(buffer, path, strlen(path));
		buffer_add_text(buffer, ",\"line\":");
		break;
	case REPORT_CSV:
		csv_add_place(path, buffer);
		break;
	case REPORT_SARIF:
		sarif_add_place(path, buffer);
		break;
	}
}

static void
add_sarif(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	struct buffer text = {0};

	add_sentence(report, finding, &text);
	sarif_add_finding(finding, &text, buffer);
	buffer->failed = buffer->failed || text.failed;
	buffer_clear(&text);
}

void
report_add_finding(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	switch (report->format) {
	case REPORT_TEXT:
		add_text(report, finding, buffer);
		break;
	case REPORT_JSON:
		add_json(finding, buffer);
		break;
	case REPORT_CSV:
		csv_add_finding(finding, buffer);
		break;
	case REPORT_SARIF:
		add_sarif(report, finding, buffer);
		break;
	}
}

uint64_t
report_count_findings(const struct report_counts *counts)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < VERDICT_REASONS; i++)
		sum += counts->findings[i];
	return sum;
}

static const char *
plural(uint64_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

void
report_summary(FILE *out, const struct report_counts *counts)
{
	uint64_t findings = report_count_findings(counts);
	const char *between = ": ";

	fprintf(out,
	    "%" PRIu64 " %s read, %" PRIu64 " distinct %s, %" PRIu64 " %s",
	    counts->addresses,
	    plural(counts->addresses, "address", "addresses"), counts->distinct,
	    plural(counts->distinct, "domain", "domains"), findings,
	    plural(findings, "finding", "findings"));
	for (size_t i = 0; i < VERDICT_REASONS; i++) {
		if (counts->findings[i] == 0)
			continue;
		fprintf(out, "%s%s %" PRIu64, between,
		    verdict_reason_name((enum verdict_reason)i),
		    counts->findings[i]);
		between = ", ";
	}
	fputc('\n', out);
}
