/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings as CSV and as SARIF: see the header. */
#include "domains/reports/forms.h"

#include <string.h>

#define SLIPS_SIZE 256

/* ---- CSV ----------------------------------------------------------------- */

void
csv_add_header(struct buffer *buffer)
{
	buffer_add_text(buffer, "file,line,address,list,name,reason,"
				"confidence,meant,suggestion,slip,detail\n");
}

static void
add_next_field(struct buffer *buffer, const char *bytes, size_t len)
{
	buffer_add(buffer, ",", 1);
	if (len != 0)
		buffer_add_csv(buffer, bytes, len);
}

static void
add_next_text(struct buffer *buffer, const char *text)
{
	add_next_field(buffer, text, strlen(text));
}

void
csv_add_place(const char *path, struct buffer *buffer)
{
	buffer_add_csv(buffer, path, strlen(path));
	buffer_add(buffer, ",", 1);
}

static const char *
slip_names(const struct verdict *verdict, char slips[static SLIPS_SIZE])
{
	slips[0] = '\0';
	verdict_slip_names(verdict, slips, SLIPS_SIZE);
	return slips;
}

void
csv_add_finding(const struct finding *finding, struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;
	char slips[SLIPS_SIZE];
	size_t len = finding->member.address.len < REPORT_ADDRESS_MAX
	                 ? finding->member.address.len
	                 : REPORT_ADDRESS_MAX;

	add_next_field(buffer, finding->member.address.bytes, len);
	add_next_field(buffer, finding->member.list.bytes,
	    finding->member.list.len);
	add_next_field(buffer, finding->member.name.bytes,
	    finding->member.name.len);
	add_next_text(buffer, verdict_reason_name(verdict->reason));
	add_next_text(buffer, verdict_confidence_name(verdict->confidence));
	add_next_field(buffer, verdict->meant.text, verdict->meant.len);
	add_next_text(buffer, finding->suggestion);
	add_next_text(buffer, slip_names(verdict, slips));
	add_next_text(buffer, verdict->detail != NULL ? verdict->detail : "");
	buffer_add(buffer, "\n", 1);
}

/* ---- SARIF --------------------------------------------------------------- */

/* What a reader of results sees of a rule. */
static const struct {
	enum verdict_reason reason;
	const char *text;
} rules[] = {
    {VERDICT_KNOWN_DOPPELGANGER,
	"The domain belongs to somebody who waits for other people's mail."},
    {VERDICT_TYPO, "The domain is a slip of one that is known."},
    {VERDICT_REGISTRATION, "An address on record is wrong."},
    {VERDICT_UNDELIVERABLE, "The domain takes no mail."},
    {VERDICT_MISSPELLED_NAME, "The local part is a slip of the person's name."},
    {VERDICT_UNCONFIRMED, "Nobody at this address was ever heard from."},
    {VERDICT_PRIVATE_ADDRESS, "A private address where none is wanted."},
    {VERDICT_MALFORMED, "Not an address that mail could be sent to."},
};

static void
add_string(struct buffer *buffer, const char *key, const char *bytes,
    size_t len)
{
	buffer_add(buffer, "\"", 1);
	buffer_add_text(buffer, key);
	buffer_add_text(buffer, "\":");
	buffer_add_json(buffer, bytes, len);
}

static void
add_text(struct buffer *buffer, const char *key, const char *text)
{
	add_string(buffer, key, text, strlen(text));
}

void
sarif_add_begin(struct buffer *buffer)
{
	buffer_add_text(buffer,
	    "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	    "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
	    "\"name\":\"doppelcheck\",\"version\":\"" DOPPEL_VERSION
	    "\",\"rules\":[");
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		buffer_add_text(buffer, i != 0 ? ",{" : "{");
		add_text(buffer, "id", verdict_reason_name(rules[i].reason));
		buffer_add_text(buffer, ",\"shortDescription\":{");
		add_text(buffer, "text", rules[i].text);
		buffer_add_text(buffer, "}}");
	}
	buffer_add_text(buffer, "]}},\"results\":[\n");
}

void
sarif_add_place(const char *path, struct buffer *buffer)
{
	buffer_add_text(buffer, "{\"locations\":[{\"physicalLocation\":{"
				"\"artifactLocation\":{\"uri\":\"");
	buffer_add_escaped_for(buffer, ESCAPE_URI, path, strlen(path));
	buffer_add_text(buffer, "\"},\"region\":{\"startLine\":");
}

static const char *
level(enum verdict_confidence confidence)
{
	switch (confidence) {
	case VERDICT_CERTAIN:
		return "error";
	case VERDICT_LIKELY:
		return "warning";
	case VERDICT_POSSIBLE:
	case VERDICT_NO_CONFIDENCE:
	case VERDICT_CONFIDENCES:
		break;
	}
	return "note";
}

void
sarif_add_finding(const struct finding *finding, const struct buffer *text,
    struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;

	buffer_add_text(buffer, "}}}],");
	add_text(buffer, "ruleId", verdict_reason_name(verdict->reason));
	buffer_add_text(buffer, ",");
	add_text(buffer, "level", level(verdict->confidence));
	buffer_add_text(buffer, ",\"message\":{");
	add_string(buffer, "text", text->bytes, text->len);
	buffer_add_text(buffer, "},\"properties\":{");
	add_text(buffer, "confidence",
	    verdict_confidence_name(verdict->confidence));
	if (finding->member.list.len != 0) {
		buffer_add_text(buffer, ",");
		add_string(buffer, "list", finding->member.list.bytes,
		    finding->member.list.len);
	}
	if (*finding->suggestion != '\0') {
		buffer_add_text(buffer, ",");
		add_text(buffer, "suggestion", finding->suggestion);
	}
	buffer_add_text(buffer, "}}");
}

void
sarif_add_end(struct buffer *buffer)
{
	buffer_add_text(buffer, "\n]}]}\n");
}
