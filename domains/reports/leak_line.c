/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a line by jansson, and checks what it says: see the header. */
#include "domains/reports/leak_line.h"

#include <jansson.h>

#include "domains/base/ascii.h"
#include "domains/base/library.h"
#include "domains/base/translation.h"
#include "domains/reports/row.h"

#define FUNCTIONS(F)                     \
	F(jansson, json_, loadb)         \
	F(jansson, json_, object_get)    \
	F(jansson, json_, string_value)  \
	F(jansson, json_, string_length) \
	F(jansson, json_, integer_value) \
	F(jansson, json_, delete)

LIBRARY(jansson, DOPPEL_LIBJANSSON, FUNCTIONS)

#define VERSION 1

/* An object whose values are taken; the first one that is missing, or of
 * another kind, is in lacking. */
struct values {
	const json_t *object;
	bool lacking;
};

int
leak_line_begin(struct diagnostics *diagnostics)
{
	const char *why;

	return library_load(&library, &why) == 0
	           ? 0
	           : diagnostics_add(diagnostics, "--merge", 0, "%s", why);
}

static struct span
take_text(struct values *values, const char *key)
{
	const json_t *value = jansson.object_get(values->object, key);

	if (!json_is_string(value) ||
	    jansson.string_length(value) > LEAKS_TEXT_LEN_MAX) {
		values->lacking = true;
		return (struct span){"", 0};
	}
	return (struct span){jansson.string_value(value),
	    jansson.string_length(value)};
}

static uint64_t
take_number(struct values *values, const char *key)
{
	const json_t *value = jansson.object_get(values->object, key);

	if (!json_is_integer(value) || jansson.integer_value(value) < 0) {
		values->lacking = true;
		return 0;
	}
	return (uint64_t)jansson.integer_value(value);
}

static uint64_t
take_hash(struct values *values, const char *key)
{
	const struct span text = take_text(values, key);
	uint64_t hash = 0;

	values->lacking |= text.len != 0 && text.len != 16;
	for (size_t i = 0; i < text.len && !values->lacking; i++) {
		unsigned digit = ascii_hex_value(text.bytes[i]);

		values->lacking |= digit > 15;
		hash = hash << 4 | digit;
	}
	return hash;
}

static void
take_mail(struct values *values, struct record *mail)
{
	const struct span outcome = take_text(values, "outcome");

	mail->texts[RECORD_DOMAIN] = take_text(values, "domain");
	mail->texts[RECORD_ADDRESS] = take_text(values, "address");
	mail->texts[RECORD_SENDER] = take_text(values, "sender");
	mail->texts[RECORD_LIST] = take_text(values, "list");
	mail->texts[RECORD_RELAY] = take_text(values, "relay");
	mail->texts[RECORD_MESSAGE_ID] = take_text(values, "text");
	mail->sender_known = mail->texts[RECORD_SENDER].len != 0;
	if (span_equal(mail->texts[RECORD_SENDER], "<>"))
		mail->texts[RECORD_SENDER].len = 0;
	mail->time = (int64_t)take_number(values, "first");
	mail->begun = (int64_t)take_number(values, "begun");
	mail->size = take_number(values, "bytes");
	mail->key = take_hash(values, "mail");
	mail->id = take_hash(values, "queue");
	mail->next = take_hash(values, "next");
	mail->message_hash = take_hash(values, "message");
	mail->outcome = MAILLOG_PENDING;
	for (size_t i = 0; i < MAILLOG_OUTCOMES; i++)
		if (span_equal(outcome, row_outcome_names[i]))
			mail->outcome = (enum maillog_outcome)i;
	values->lacking |= mail->outcome == MAILLOG_PENDING || mail->key == 0;
}

/* jansson ends a text with a zero byte, and takes none with one in it. */
static const char *
take_name(struct values *values, const char *key)
{
	return take_text(values, key).bytes;
}

static void
take_fact(struct values *values, struct gate_fact *fact)
{
	enum gate_mode mode = GATE_ENFORCED;

	for (size_t i = 0; i < GATE_TEXTS; i++)
		fact->texts[i] = take_text(values, gate_text_names[i]);
	values->lacking |=
	    !gate_mode_parse(take_name(values, "mode"), &mode) ||
	    !verdict_reason_parse(take_name(values, "reason"), &fact->reason) ||
	    !verdict_confidence_parse(take_name(values, "confidence"),
		&fact->confidence) ||
	    !action_parse(take_name(values, "action"), &fact->action) ||
	    (mode == GATE_EXEMPT &&
		!exemption_parse(take_name(values, "exempt"), &fact->exempt));
	fact->monitor = mode == GATE_MONITORED;
	fact->outcome = MAILLOG_PENDING;
	fact->time = (int64_t)take_number(values, "first");
	fact->known = take_number(values, "recipients") == 0;
	fact->mail = take_hash(values, "mail");
	fact->queue = take_hash(values, "queue");
}

/* As long as a line is. */
static const char *
take_words(struct values *values, const char *key)
{
	const json_t *value = jansson.object_get(values->object, key);

	values->lacking |= !json_is_string(value);
	return json_is_string(value) ? jansson.string_value(value) : "";
}

static void
take_values(struct values *values, struct span kind, struct leak_line *line)
{
	line->kind = LEAK_LINE_OTHER;
	if (span_equal(kind, "report")) {
		line->kind = LEAK_LINE_REPORT;
		line->redaction = take_text(values, "redaction");
		line->deliveries = take_number(values, "deliveries");
		line->rejects = take_number(values, "rejects");
	} else if (span_equal(kind, "host")) {
		line->kind = LEAK_LINE_HOST;
		line->host = take_text(values, "text");
		line->first = (int64_t)take_number(values, "first");
		line->last = (int64_t)take_number(values, "last");
		values->lacking |= line->first > line->last;
	} else if (span_equal(kind, "mail")) {
		line->kind = LEAK_LINE_MAIL;
		take_mail(values, &line->mail);
	} else if (span_equal(kind, "gate-decision")) {
		line->kind = LEAK_LINE_GATE;
		take_fact(values, &line->fact);
	} else if (span_equal(kind, "note") || span_equal(kind, "error")) {
		line->kind =
		    span_equal(kind, "note") ? LEAK_LINE_NOTE : LEAK_LINE_ERROR;
		line->file = take_words(values, "file");
		line->note = take_words(values, "text");
	} else if (span_equal(kind, "end")) {
		line->kind = LEAK_LINE_END;
		line->lines = take_number(values, "lines");
	}
}

int
leak_line_read(struct span text, struct leak_line *line_r, const char **why_r)
{
	struct leak_line line = {.kind = LEAK_LINE_OTHER};
	struct values values = {0};
	json_error_t error;
	json_t *object =
	    jansson.loadb(text.bytes, text.len, JSON_REJECT_DUPLICATES, &error);
	uint64_t version;
	struct span kind;

	*why_r = N_("is no line of a report on mail logs (--format json)");
	if (object == NULL)
		return -1;
	values.object = line.object = object;
	version = take_number(&values, "version");
	kind = take_text(&values, "kind");
	if (!values.lacking && version != VERSION) {
		*why_r =
		    N_("is a report of another version than this program's");
		values.lacking = true;
	} else if (!values.lacking) {
		*why_r = N_("lacks what a line of its kind has, or has "
			    "something else there");
		take_values(&values, kind, &line);
	}
	if (values.lacking) {
		jansson.delete(object);
		return -1;
	}
	*line_r = line;
	return 0;
}

void
leak_line_clear(struct leak_line *line)
{
	if (line->object != NULL)
		jansson.delete(line->object);
	line->object = NULL;
}
