/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings as text, JSON, CSV and SARIF: see the header. */
#include "domains/reports/forms.h"

#include <string.h>

#include "domains/dns/evidence.h"
#include "domains/engine/name/shown.h"
#include "domains/reports/findings_page.h"
#include "domains/reports/groups.h"
#include "domains/text/messages.h"

/* A phrase names at most a domain and three slips. */
#define PHRASE_SIZE 1024
#define SLIPS_SIZE 256

#define COLOUR_OFF "\033[0m"
#define COLOUR_ADDRESS "\033[1m"
#define COLOUR_MEANT "\033[32m"

static const char *const colours[VERDICT_CONFIDENCES] = {
    [VERDICT_NO_CONFIDENCE] = "",
    [VERDICT_POSSIBLE] = "\033[36m",
    [VERDICT_LIKELY] = "\033[33m",
    [VERDICT_CERTAIN] = "\033[1;31m",
};

/* A text that is longer than an address, cut at a border of UTF-8
 * characters. */
static struct span
capped(struct span text)
{
	const size_t max = REPORT_ADDRESS_MAX;
	size_t back = 0;

	if (text.len <= max)
		return text;
	while (back < 3 && (text.bytes[max - back] & 0xc0) == 0x80)
		back++;
	return (struct span){text.bytes, back < 3 ? max - back : max};
}

static const char *
slip_names(const struct verdict *verdict, char slips[static SLIPS_SIZE])
{
	slips[0] = '\0';
	(void)verdict_slip_names(verdict, slips, SLIPS_SIZE);
	return slips;
}

static const char *
detail_of(const struct finding *finding)
{
	return finding->verdict.detail != NULL ? finding->verdict.detail
	                                       : finding->detail;
}

/* ---- text ---------------------------------------------------------------- */

static void
add_coloured(const char *colour, struct span text, struct buffer *buffer)
{
	if (colour != NULL)
		buffer_add_text(buffer, colour);
	buffer_add_escaped(buffer, text.bytes, text.len);
	if (colour != NULL)
		buffer_add_text(buffer, COLOUR_OFF);
}

static void
add_capped(const char *colour, struct span text, struct buffer *buffer)
{
	const struct span shown = capped(text);

	add_coloured(colour, shown, buffer);
	if (shown.len < text.len)
		buffer_add_text(buffer, "...");
}

/* A text with one %s, which the bytes take the place of; colour may be NULL. */
static void
add_filled(const char *text, const char *colour, struct span span,
    struct buffer *buffer)
{
	const char *gap = strstr(text, "%s");

	buffer_add(buffer, text, (size_t)(gap - text));
	add_coloured(colour, span, buffer);
	buffer_add_text(buffer, gap + strlen("%s"));
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
	if (finding->verdict.reason != VERDICT_MISSPELLED_NAME)
		return;
	buffer_add_text(buffer, " ");
	add_capped(NULL, finding->near.by, buffer);
}

void
report_add_phrase(const struct finding *finding, struct buffer *buffer)
{
	char phrase[PHRASE_SIZE];

	(void)finding_phrase(finding, phrase, sizeof(phrase));
	buffer_add_escaped(buffer, phrase, strlen(phrase));
	add_near(finding, buffer);
	add_evidence(&finding->verdict, buffer);
}

void
report_add_suggestion(const struct finding *finding, bool colour,
    struct buffer *buffer)
{
	char room[SHOWN_ADDRESS_SIZE];

	if (*finding->suggestion != '\0')
		add_filled(_(", did you mean %s?"),
		    colour ? COLOUR_MEANT : NULL,
		    span_of(shown_address(finding->suggestion, room)), buffer);
}

void
forms_add_address(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	add_capped(report->colour ? COLOUR_ADDRESS : NULL,
	    finding->member.address, buffer);
}

void
forms_add_list(const struct finding *finding, struct buffer *buffer)
{
	if (finding->member.list.len != 0)
		add_filled(_(" for %s"), NULL, finding->member.list, buffer);
}

/* The finding as a sentence, which begins with the address. */
static void
add_sentence(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	forms_add_address(report, finding, buffer);
	forms_add_list(finding, buffer);
	buffer_add_text(buffer, ": ");
	report_add_phrase(finding, buffer);
	report_add_suggestion(finding, report->colour, buffer);
}

static void
add_text_place(const char *path, struct buffer *buffer)
{
	buffer_add_escaped(buffer, path, strlen(path));
	buffer_add_text(buffer, ":");
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
		buffer_add_text(buffer, colours[verdict->confidence]);
	buffer_add_text(buffer, verdict_reason_name(verdict->reason));
	buffer_add_text(buffer, " ");
	buffer_add_text(buffer, verdict_confidence_name(verdict->confidence));
	if (report->colour)
		buffer_add_text(buffer, COLOUR_OFF);
	buffer_add_text(buffer, "]\n");
}

/* ---- JSON ---------------------------------------------------------------- */

/* ,"key":"value", or null for an empty value. */
static void
add_json_field(struct buffer *buffer, const char *key, struct span value)
{
	buffer_add_text(buffer, ",\"");
	buffer_add_text(buffer, key);
	buffer_add_text(buffer, "\":");
	if (value.len != 0)
		buffer_add_json(buffer, value.bytes, value.len);
	else
		buffer_add_text(buffer, "null");
}

/* The same, or nothing for an empty one. */
static void
add_json_known(struct buffer *buffer, const char *key, struct span value)
{
	if (value.len != 0)
		add_json_field(buffer, key, value);
}

static void
add_json_source(struct buffer *buffer, const struct verdict *verdict)
{
	struct buffer place = {0};

	if (verdict->source != NULL)
		buffer_add_text(&place, verdict->source);
	else if (verdict->file != NULL)
		buffer_add_format(&place, "%s:%u", verdict->file,
		    verdict->line);
	add_json_field(buffer, "source", (struct span){place.bytes, place.len});
	buffer->failed = buffer->failed || place.failed;
	buffer_clear(&place);
}

/* What the DNS said, as far as it says anything. */
static void
add_json_evidence(struct buffer *buffer, const struct evidence *evidence)
{
	if (evidence == NULL || evidence->kind == EVIDENCE_NONE)
		return;
	add_json_field(buffer, "evidence",
	    span_of(evidence_kind_name(evidence->kind)));
	add_json_field(buffer, "mx", span_of(evidence->mx));
}

static void
add_json_place(const char *path, struct buffer *buffer)
{
	buffer_add_text(buffer, "{\"version\":1,\"file\":");
	buffer_add_json(buffer, path, strlen(path));
	buffer_add_text(buffer, ",\"line\":");
}

static void
add_json_cell(struct buffer *buffer, struct span place, const char *where)
{
	if (place.len == 0)
		return;
	add_json_field(buffer, "sheet", member_sheet(place));
	add_json_field(buffer, "cell", member_cell(place));
	if (where != NULL)
		add_json_field(buffer, "where", span_of(where));
}

static void
add_json(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;
	const struct member *member = &finding->member;
	char slips[SLIPS_SIZE], room[SHOWN_ADDRESS_SIZE];

	(void)report;
	add_json_cell(buffer, member->cell, member->where);
	add_json_field(buffer, "address", capped(member->address));
	add_json_known(buffer, "list", member->list);
	add_json_known(buffer, "name", member->name);
	add_json_field(buffer, "reason",
	    span_of(verdict_reason_name(verdict->reason)));
	add_json_field(buffer, "confidence",
	    span_of(verdict_confidence_name(verdict->confidence)));
	add_json_field(buffer, "meant",
	    (struct span){verdict->meant.text, verdict->meant.len});
	add_json_field(buffer, "suggestion",
	    span_of(shown_address(finding->suggestion, room)));
	add_json_field(buffer, "slip", span_of(slip_names(verdict, slips)));
	add_json_source(buffer, verdict);
	add_json_known(buffer, "detail", span_of(detail_of(finding)));
	if (verdict->reason == VERDICT_MISSPELLED_NAME)
		add_json_field(buffer, "near", capped(finding->near.by));
	add_json_evidence(buffer, verdict->evidence);
	buffer_add_text(buffer, "}\n");
}

/* ---- CSV ----------------------------------------------------------------- */

static void
add_csv_header(struct buffer *buffer)
{
	buffer_add_text(buffer, "file,line,address,list,name,reason,"
				"confidence,meant,suggestion,slip,detail,"
				"sheet,cell\n");
}

static void
add_next_field(struct buffer *buffer, struct span text)
{
	buffer_add(buffer, ",", 1);
	if (text.len != 0)
		buffer_add_csv(buffer, text.bytes, text.len);
}

static void
add_csv_place(const char *path, struct buffer *buffer)
{
	buffer_add_csv(buffer, path, strlen(path));
	buffer_add(buffer, ",", 1);
}

static void
add_csv(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;
	const struct member *member = &finding->member;
	char slips[SLIPS_SIZE], room[SHOWN_ADDRESS_SIZE];
	const struct span fields[] = {capped(member->address), member->list,
	    member->name, span_of(verdict_reason_name(verdict->reason)),
	    span_of(verdict_confidence_name(verdict->confidence)),
	    {verdict->meant.text, verdict->meant.len},
	    span_of(shown_address(finding->suggestion, room)),
	    span_of(slip_names(verdict, slips)), span_of(detail_of(finding)),
	    member_sheet(member->cell), member_cell(member->cell)};

	(void)report;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		add_next_field(buffer, fields[i]);
	buffer_add(buffer, "\n", 1);
}

/* ---- SARIF --------------------------------------------------------------- */

static const struct {
	enum verdict_reason reason;
	const char *text;
} rules[] = {
    {VERDICT_KNOWN_DOPPELGANGER,
	"The domain's owner receives other people's mail."},
    {VERDICT_TYPO,
	"The domain is a slip of a protected name or of a provider."},
    {VERDICT_REGISTRATION, "An address on record is wrong."},
    {VERDICT_UNDELIVERABLE, "The domain takes no mail."},
    {VERDICT_MISSPELLED_NAME, "The local part is a slip of the person's name."},
    {VERDICT_SIMILAR_CONTACT, "The address is a slip of a known contact."},
    {VERDICT_FIRST_CONTACT, "Nobody here has written to the address before."},
    {VERDICT_UNCONFIRMED, "Nobody at this address was ever heard from."},
    {VERDICT_PRIVATE_ADDRESS, "A private address where none is wanted."},
    {VERDICT_MALFORMED, "Not an address that mail could be sent to."},
};

static void
add_string(struct buffer *buffer, const char *key, struct span text)
{
	buffer_add(buffer, "\"", 1);
	buffer_add_text(buffer, key);
	buffer_add_text(buffer, "\":");
	buffer_add_json(buffer, text.bytes, text.len);
}

static void
add_pair(struct buffer *buffer, const char *key, const char *text)
{
	add_string(buffer, key, span_of(text));
}

static void
add_sarif_begin(struct buffer *buffer)
{
	buffer_add_text(buffer,
	    "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	    "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
	    "\"name\":\"doppelcheck\",\"version\":\"" DOPPEL_VERSION
	    "\",\"rules\":[");
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		buffer_add_text(buffer, i != 0 ? ",{" : "{");
		add_pair(buffer, "id", verdict_reason_name(rules[i].reason));
		buffer_add_text(buffer, ",\"shortDescription\":{");
		add_pair(buffer, "text", rules[i].text);
		buffer_add_text(buffer, "}}");
	}
	buffer_add_text(buffer, "]}},\"results\":[\n");
}

static void
add_sarif_place(const char *path, struct buffer *buffer)
{
	buffer_add_text(buffer, "{\"locations\":[{\"physicalLocation\":{"
				"\"artifactLocation\":{\"uri\":\"");
	buffer_add_escaped_for(buffer, ESCAPE_URI, path, strlen(path));
	buffer_add_text(buffer, "\"},\"region\":{\"startLine\":");
}

static const char *const levels[VERDICT_CONFIDENCES] = {
    [VERDICT_NO_CONFIDENCE] = "note",
    [VERDICT_POSSIBLE] = "note",
    [VERDICT_LIKELY] = "warning",
    [VERDICT_CERTAIN] = "error",
};

static void
add_sarif_cell(struct buffer *buffer, struct span place)
{
	if (place.len == 0)
		return;
	buffer_add_text(buffer, ",\"logicalLocations\":[{");
	add_string(buffer, "name", member_cell(place));
	buffer_add(buffer, ",", 1);
	add_string(buffer, "fullyQualifiedName", place);
	buffer_add_text(buffer, "}]");
}

static void
add_sarif(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;
	char room[SHOWN_ADDRESS_SIZE];
	struct buffer text = {0};

	buffer_add_text(buffer, "}}");
	add_sarif_cell(buffer, finding->member.cell);
	buffer_add_text(buffer, "}],");
	add_pair(buffer, "ruleId", verdict_reason_name(verdict->reason));
	buffer_add_text(buffer, ",");
	add_pair(buffer, "level", levels[verdict->confidence]);
	buffer_add_text(buffer, ",\"message\":{");
	add_sentence(report, finding, &text);
	add_string(buffer, "text", (struct span){text.bytes, text.len});
	buffer->failed = buffer->failed || text.failed;
	buffer_clear(&text);
	buffer_add_text(buffer, "},\"properties\":{");
	add_pair(buffer, "confidence",
	    verdict_confidence_name(verdict->confidence));
	add_json_known(buffer, "list", finding->member.list);
	add_json_known(buffer, "suggestion",
	    span_of(shown_address(finding->suggestion, room)));
	buffer_add_text(buffer, "}}");
}

/* ---- the table ----------------------------------------------------------- */

const struct report_form forms[] = {
    [REPORT_TEXT] = {NULL, add_text_place, true, add_text, "", ""},
    [REPORT_JSON] = {NULL, add_json_place, false, add_json, "", ""},
    [REPORT_CSV] = {add_csv_header, add_csv_place, false, add_csv, "", ""},
    [REPORT_SARIF] = {add_sarif_begin, add_sarif_place, false, add_sarif, ",\n",
	"\n]}]}\n"},
    [REPORT_HTML] = {NULL, groups_add_place, true, findings_page_add, "", ""},
    [REPORT_GROUPS] = {NULL, groups_add_place, true, groups_add_finding, "",
	""},
};
