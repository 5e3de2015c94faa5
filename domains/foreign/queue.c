/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the recipients in mail queues: see the header. */
#include "domains/foreign/queue.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/registrations/budget.h"

/* The length of its ids, which end with the number of a process. */
#define SENDMAIL_ID 14

/* Of the message at hand. */
struct place {
	struct span list; /* its queue id */
	unsigned line;
};

static struct span
take_word(struct span *line)
{
	struct span word;

	*line = span_trim(*line);
	word = (struct span){line->bytes, 0};
	while (word.len < line->len && !ascii_is_blank(line->bytes[word.len]))
		word.len++;
	*line = span_after(*line, word.len);
	return word;
}

/* ---- text ---------------------------------------------------------------- */

/* "4DA83A7A3B7*  260 Sun Nov 29 03:01:44  sender", and so Sendmail's, which has
 * a priority after the size with -v: "90048+Nov 29". */
static bool
is_message(struct span line, struct span *id_r)
{
	static const char marks[] = "*!#-?";
	struct span id;

	if (line.len == 0 || !ascii_is_alphanumeric(*line.bytes))
		return false;
	id = take_word(&line);
	while (id.len > 1 && strchr(marks, id.bytes[id.len - 1]) != NULL)
		id.len--;
	/* Postfix's may end with an X; this is one of Sendmail's load. */
	if (id.len == SENDMAIL_ID + 1 && id.bytes[SENDMAIL_ID] == 'X' &&
	    span_number((struct span){id.bytes + SENDMAIL_ID - 6, 6},
		UINT64_MAX, NULL))
		id.len--;
	*id_r = id;
	if (id.len < 5 || !span_number(take_word(&line), UINT64_MAX, NULL))
		return false;
	line = span_trim(line);
	while (line.len != 0 &&
	       (ascii_is_digit(*line.bytes) || *line.bytes == '+'))
		line = span_after(line, 1);
	return take_word(&line).len == 3;
}

/* "25m  2.9K 1xXVBm-00051P-2Y <sender>", Exim's. */
static bool
is_exim_message(struct span line, struct span *id_r)
{
	struct span age = take_word(&line), size = take_word(&line);
	struct span id = take_word(&line);

	*id_r = id;
	if (age.len < 2 || size.len == 0 || !ascii_is_digit(*age.bytes) ||
	    strchr("smhdw", age.bytes[age.len - 1]) == NULL ||
	    !ascii_is_digit(*size.bytes) || id.len < 16 || id.bytes[6] != '-')
		return false;
	line = span_trim(line);
	return line.len != 0 && *line.bytes == '<';
}

/* Users here have no domain.  Nothing that follows a parenthesis is looked at:
 * a reason, but for one in quotes.  Sendmail cuts what is over 38 bytes. */
static int
take_recipient(const struct reader_text *text, const struct place *place,
    struct span recipient)
{
	const char *quote = memmem(recipient.bytes, recipient.len, "\"@", 2);
	const char *reason =
	    quote != NULL ? NULL
			  : memmem(recipient.bytes, recipient.len, " (", 2);
	struct full_width mended;
	struct member member;
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	if (reason != NULL)
		recipient = span_between(recipient.bytes, reason);
	if (span_begins(recipient, "<") &&
	    recipient.bytes[recipient.len - 1] != '>') {
		diagnostics_add(text->diagnostics, text->file, place->line,
		    "\"%s\" is cut: \"mailq -v\" prints all of it",
		    diagnostic_quote(recipient.bytes, recipient.len, quoted));
		return 0;
	}
	if (!span_has(recipient, '@'))
		return 0;
	if (*recipient.bytes == '<' &&
	    recipient.bytes[recipient.len - 1] == '>')
		recipient = span_between(recipient.bytes + 1,
		    recipient.bytes + recipient.len - 1);
	member_of_text(recipient.bytes, recipient.len, &mended, &member);
	member.list = place->list;
	member.file = text->file;
	member.line = place->line;
	return text->take(text->context, &member) != 0 ? -1 : 0;
}

/* A line below a message: a recipient, a reason in parentheses. */
static int
take_below(const struct reader_text *text, struct place *place,
    struct span line)
{
	bool delivered =
	    line.len > 8 && line.bytes[8] == 'D' && line.bytes[0] == ' ';

	line = span_trim(line);
	if (line.len == 0 || *line.bytes == '(' || delivered)
		return 0;
	return take_recipient(text, place, line);
}

static bool
begins_text(struct span text)
{
	struct span line = span_trim(span_take_line(&text)), id;

	return (span_begins(line, "-") && span_contains(line, "-Queue ID-")) ||
	       span_contains(line, "-----Q-ID-----") ||
	       span_equal(line, "Mail queue is empty") ||
	       (span_contains(line, "(") && span_contains(line, " request") &&
		   span_contains(text, "-----Q-ID-----")) ||
	       is_exim_message(line, &id);
}

static int
read_text(const struct reader_text *text)
{
	struct place place = {0};
	struct span rest = text->text, id;

	while (rest.len > 0) {
		struct span line = span_take_line(&rest);

		place.line++;
		if (!budget_go_on(text->budgets, line.len + 1))
			return -1;
		if (is_message(line, &id) || is_exim_message(line, &id))
			place.list = id;
		else if (line.len == 0 || !ascii_is_blank(*line.bytes))
			continue; /* headings, reasons, the sum */
		else if (place.list.len != 0 &&
			 take_below(text, &place, line) < 0)
			return -1;
	}
	return 0;
}

/* ---- JSON ---------------------------------------------------------------- */

/* The string that begins after the next quote; false at the end. */
static bool
take_string(struct span *line, struct span *string_r)
{
	const char *quote = span_find(*line, '"');
	const char *end = line->bytes + line->len, *at;

	if (quote == NULL)
		return false;
	for (at = quote + 1; at < end && *at != '"'; at++)
		at += *at == '\\' && at + 1 < end;
	*string_r = span_between(quote + 1, at);
	*line = at < end ? span_between(at + 1, end) : (struct span){end, 0};
	return true;
}

/* An address that has escapes does not stand there as it is. */
static int
take_json_address(const struct reader_text *text, const struct place *place,
    struct span string)
{
	struct buffer plain = {0};
	int result = -1;

	if (!span_has(string, '\\'))
		return take_recipient(text, place, string);
	for (size_t i = 0; i < string.len; i++) {
		i += string.bytes[i] == '\\' && i + 1 < string.len;
		buffer_add(&plain, string.bytes + i, 1);
	}
	if (plain.failed)
		diagnostics_add(text->diagnostics, text->file, place->line,
		    "out of memory");
	else
		result = take_recipient(text, place,
		    (struct span){plain.bytes, plain.len});
	buffer_clear(&plain);
	return result;
}

/* Postfix writes "queue_id" before the recipients, which may be on other lines,
 * and keys as they are. */
static int
take_object(const struct reader_text *text, struct place *place,
    struct span line)
{
	struct span key, value;

	while (take_string(&line, &key)) {
		struct span rest = span_trim(line);

		if (rest.len == 0 || *rest.bytes != ':')
			continue;
		rest = span_trim(span_after(rest, 1));
		if (rest.len == 0 || *rest.bytes != '"')
			continue;
		line = rest;
		if (!take_string(&line, &value))
			break;
		if (span_equal(key, "queue_id"))
			place->list = value;
		else if (span_equal(key, "address") &&
			 take_json_address(text, place, value) < 0)
			return -1;
	}
	return 0;
}

/* Also what jq makes of it. */
static bool
begins_json(struct span text)
{
	struct span key;

	text = span_trim(text);
	return (span_begins(text, "{") || span_begins(text, "[")) &&
	       take_string(&text, &key) &&
	       (span_equal(key, "queue_name") ||
		   (span_equal(key, "arrival_time") &&
		       span_contains(text, "\"queue_id\"")));
}

static int
read_json(const struct reader_text *text)
{
	struct place place = {0};
	struct span rest = text->text;

	while (rest.len > 0) {
		struct span line = span_take_line(&rest);

		place.line++;
		if (!budget_go_on(text->budgets, line.len + 1) ||
		    take_object(text, &place, line) < 0)
			return -1;
	}
	return 0;
}

int
queue_read(const struct reader_text *text)
{
	return begins_json(text->text) ? read_json(text) : read_text(text);
}

bool
queue_begins(struct span text)
{
	while (text.len > 0 && ascii_is_space(*text.bytes) &&
	       memchr(text.bytes, '\n', text.len) == text.bytes)
		text = span_after(text, 1);
	return begins_json(text) || begins_text(text);
}
