/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the values of tables apart, each by the rules of its kind. */
#include "domains/readers/mta/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/name.h"
#include "domains/readers/mta/rows.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* ---- words --------------------------------------------------------------- */

/* Up to a blank, a line end or a comma. */
static struct span
first_word(struct span text)
{
	size_t len = 0;

	while (len < text.len && !row_is_space(text.bytes[len]) &&
	       text.bytes[len] != ',')
		len++;
	return (struct span){text.bytes, len};
}

/* Counts the lines that it passes. */
static void
skip_space(struct span *rest, struct destination_place *place)
{
	while (rest->len > 0 && row_is_space(rest->bytes[0])) {
		place->line += rest->bytes[0] == '\n';
		*rest = span_after(*rest, 1);
	}
}

/* ---- next hops ----------------------------------------------------------- */

/* Delivery agents whose next hop is a text, or the machine itself. */
static const char *const hopless[] = {"error", "retry", "discard", "local",
    "virtual", NULL};

/* Of "smtp:[gmai.com]:25" what goes before the host: a word without a dot and a
 * colon ("smtp:", "inet:").  Postfix's own names have none. */
static bool
take_agent(struct span *rest, struct span *agent_r)
{
	struct span after = *rest;

	*agent_r = span_take_until(&after, ':');
	if (agent_r->len == rest->len || span_has(*agent_r, '.') ||
	    span_has(*agent_r, '['))
		return false;
	*rest = after;
	return true;
}

/* Hands on the host of a next hop, where that is a name with a dot. */
static int
take_host(const struct reader_text *text, const struct destination_place *place,
    struct span host)
{
	char whole[1 + NAME_MAX_BYTES * 4 + 1];
	struct member member = {
	    .target = MEMBER_DOMAIN,
	    .list = place->list,
	    .file = text->file,
	    .line = place->line,
	};
	struct name name;
	char end = span_take_begin(&host, "[") ? ']' : ':';

	host = span_take_until(&host, end);
	if (host.len == 0 || host.len > sizeof(whole) - 2 ||
	    span_has(host, '$') ||
	    name_parse(host.bytes, host.len, &name, NULL) < 0 || name.literal ||
	    name.labels < 2)
		return 0;
	snprintf(whole, sizeof(whole), "@%.*s", (int)host.len, host.bytes);
	member.address = host;
	member.mended = span_of(whole);
	member_parse(&member);
	return text->take(text->context, &member) != 0 ? -1 : 0;
}

static int
take_hops(const struct reader_text *text, const struct destination_place *place,
    struct span value)
{
	struct destination_place here = *place;
	struct span rest = value, agent;

	skip_space(&rest, &here);
	if (take_agent(&rest, &agent)) {
		if (span_is_one_of(agent, hopless) || span_equal(agent, "unix"))
			return 0;
		if (take_agent(&rest, &agent) && !span_equal(agent, "inet"))
			return 0;
	}
	while (rest.len > 0) {
		struct span host = first_word(rest);

		if (take_host(text, &here, host) < 0)
			return -1;
		rest = span_after(rest, host.len);
		if (rest.len > 0 && rest.bytes[0] == ',')
			rest = span_after(rest, 1);
		skip_space(&rest, &here);
	}
	return 0;
}

/* ---- actions ------------------------------------------------------------- */

/* What access(5) and header_checks(5) know, but for numbers, and Sendmail's
 * access table. */
static const char *const actions[] = {"ok", "reject", "dunno", "discard",
    "hold", "defer", "defer_if_reject", "defer_if_permit", "filter", "prepend",
    "redirect", "bcc", "info", "warn", "ignore", "replace", "pass", "strip",
    "permit", "permit_mynetworks", "reject_unauth_destination", "relay",
    "permit_sasl_authenticated", "permit_auth_destination", "skip",
    "quarantine", "friend", "hater", "spamfriend", "spamhater", NULL};

static int
take_action(const struct reader_text *text,
    const struct destination_place *place, struct span value)
{
	struct destination_place here = *place;
	struct span rest = value, word;

	skip_space(&rest, &here);
	word = first_word(rest);
	rest = span_after(rest, word.len);
	if (span_equal(word, "filter"))
		return take_hops(text, &here, rest);
	if (!span_equal(word, "redirect") && !span_equal(word, "bcc"))
		return 0;
	/* A name without @ is refused there. */
	here.grammar = DESTINATION_ADDRESSES;
	return destination_take_all(text, &here, rest);
}

/* "550 text", "550 5.7.1 text" too. */
static bool
is_action(struct span value)
{
	struct span word = first_word(span_trim(value));

	if (word.len == 3 && (word.bytes[0] == '4' || word.bytes[0] == '5') &&
	    ascii_is_digit(word.bytes[1]) && ascii_is_digit(word.bytes[2]))
		return true;
	return span_begins(word, "error:") ||
	       span_begins(word, "quarantine:") ||
	       span_is_one_of(word, actions);
}

/* ---- a new place --------------------------------------------------------- */

/* Free text, in which an address may stand. */
static int
take_words(const struct reader_text *text,
    const struct destination_place *place, struct span value)
{
	struct destination_place here = *place;
	struct span rest = value;

	here.grammar = DESTINATION_ADDRESSES;
	while (rest.len > 0) {
		struct span word = first_word(rest);

		if (span_has(word, '@') &&
		    destination_take(text, &here, word) < 0)
			return -1;
		rest = span_after(rest, word.len);
		if (rest.len != 0) {
			here.line += rest.bytes[0] == '\n';
			rest = span_after(rest, 1);
		}
	}
	return 0;
}

/* ---- tables -------------------------------------------------------------- */

int
value_take(const struct reader_text *text, enum reader_type type,
    const struct destination_place *place, struct span value)
{
	struct destination_place here = *place;

	here.grammar = type == READER_ALIASES ? DESTINATION_MAIL_SYSTEM
	                                      : DESTINATION_VIRTUAL;
	if (text->includes_only && type != READER_ALIASES)
		return 0;
	if (type == READER_ACCESS)
		return take_action(text, &here, value);
	if (type == READER_TRANSPORT)
		return take_hops(text, &here, value);
	if (type == READER_RELOCATED)
		return take_words(text, &here, value);
	return destination_take_all(text, &here, value);
}

/* Parts key and value; false: there is only one of them. */
static bool
split_row(struct span row, struct destination_place *place_r,
    struct span *value_r)
{
	bool pattern = row_is_pattern(row);
	size_t end =
	    pattern ? row_pattern_end(row) : row_key_end(row, row_is_space);

	place_r->list = (struct span){row.bytes, end};
	place_r->substituted = pattern;
	*value_r = span_after(row, end);
	return span_trim(*value_r).len != 0;
}

static int
read_rows(const struct reader_text *text, enum reader_type type)
{
	struct row_scan scan = row_scan_begin(text->text);
	struct row row;

	while (row_next(&scan, &row)) {
		struct destination_place place = {.line = row.line};
		struct span value;

		if (!budget_go_on(text->budgets, row.text.len))
			return -1;
		if (row_is_condition(row.text))
			continue;
		if (split_row(row.text, &place, &value)) {
			if (value_take(text, type, &place, value) < 0)
				return -1;
			continue;
		}
		row_refuse(text, &row, N_("a key without a value"));
	}
	return 0;
}

/* The comments within rows are blanks then: what is in the text stands at the
 * same place. */
static int
read_table(const struct reader_text *text, enum reader_type type)
{
	struct reader_text own = *text;
	char *copy;
	int result;

	if (row_blank_comments(text->text, &copy) < 0)
		return reader_text_no_memory(text);
	if (copy != NULL)
		own.text.bytes = copy;
	result = read_rows(&own, type);
	free(copy);
	return result;
}

int
access_read(const struct reader_text *text)
{
	return read_table(text, READER_ACCESS);
}

int
transport_read(const struct reader_text *text)
{
	return read_table(text, READER_TRANSPORT);
}

int
relocated_read(const struct reader_text *text)
{
	return read_table(text, READER_RELOCATED);
}

/* ---- recognising --------------------------------------------------------- */

/* "smtp:", "smtp:[relay.example]", ":relay.example" */
static bool
is_transport(struct span value)
{
	struct span rest = span_trim(value), agent;

	bool one = first_word(rest).len == rest.len;

	return take_agent(&rest, &agent) &&
	       (span_is_one_of(agent, hopless) ||
		   (one && !span_has(rest, '@') && !span_begins(rest, "//")));
}

/* Do all whole rows have it, and is there one? */
static bool
rows_have(struct span text, bool (*has)(struct span row, struct span value))
{
	struct row_scan scan = row_scan_begin(text);
	struct row row;
	size_t count = 0;

	while (row_next(&scan, &row)) {
		struct destination_place place;
		struct span value;

		/* The last one may be cut. */
		if (scan.rest.len == 0 && count != 0 &&
		    row.text.bytes[row.text.len - 1] != '\n')
			break;
		if (row_is_condition(row.text))
			continue;
		if (row.orphan || !split_row(row.text, &place, &value) ||
		    !has(row.text, value))
			return false;
		count++;
	}
	return count != 0;
}

static bool
has_action(struct span row, struct span value)
{
	(void)row;
	return is_action(value);
}

static bool
has_transport(struct span row, struct span value)
{
	return value.bytes[-1] != ':' && row.len != 0 && is_transport(value);
}

static bool
has_pattern(struct span row, struct span value)
{
	(void)value;
	return row_is_pattern(row);
}

bool
access_begins(struct span text)
{
	return rows_have(text, has_action);
}

bool
transport_begins(struct span text)
{
	return rows_have(text, has_transport);
}

/* Neither in a list nor glued to a separator. */
static bool
has_plain_key(struct span row, struct span value)
{
	for (const char *at = row.bytes; at < value.bytes; at++)
		if (strchr(",;<>()\"", *at) != NULL)
			return false;
	return true;
}

/* "@old.example", or "@" alone as OpenSMTPD has it, and a value. */
static bool
is_catch_all(struct span line)
{
	const char *end = line.bytes + line.len, *at = line.bytes;

	if (line.len < 2 || *at != '@')
		return false;
	while (at < end && !row_is_space(*at))
		at++;
	return at < end &&
	       (at == line.bytes + 1 ||
		   memchr(line.bytes, '.', (size_t)(at - line.bytes)) != NULL);
}

bool
virtual_begins(struct span text)
{
	if (rows_have(text, has_pattern))
		return true;
	if (!rows_have(text, has_plain_key))
		return false;
	while (text.len > 0)
		if (is_catch_all(span_take_line(&text)))
			return true;
	return false;
}
