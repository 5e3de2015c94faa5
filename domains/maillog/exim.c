/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads Exim's lines: see the header. */
#include "domains/maillog/exim.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/maillog/field.h"

/* "1xXVBm-00051P-2Y", and since 4.97 "1xXVBm-00000000abc-2def". */
#define ID_SHORT 16
#define ID_LONG 23

/* An address with the quotes that the log leaves out. */
#define ADDRESS_SIZE 1024

static bool
take_id(struct span *rest, struct span *id_r)
{
	struct span then = *rest;

	if (!field_take_id(&then, " ", id_r) ||
	    (id_r->len != ID_SHORT && id_r->len != ID_LONG) ||
	    id_r->bytes[6] != '-')
		return false;
	*rest = then;
	return true;
}

bool
exim_lines_matter(const struct maillog_line *line)
{
	struct span rest = line->text, id;

	if (!span_begins(line->tag, "exim"))
		return false;
	if (!take_id(&rest, &id))
		return field_has(rest, "rejected RCPT <");
	return field_take(&rest, "=> ") || field_take(&rest, "-> ") ||
	       field_take(&rest, "<= ") || field_take(&rest, "** ") ||
	       field_take(&rest, "== ") || field_take(&rest, ">> ") ||
	       field_take(&rest, "Completed") ||
	       field_has(rest, "rejected RCPT <");
}

/* ---- recipients ---------------------------------------------------------- */

/* Takes " <ORIGINAL>" or the like off the end. */
static bool
take_off(struct span *rest, const char *begin, char end, struct span *value_r)
{
	size_t len = strlen(begin);

	if (rest->len == 0 || rest->bytes[rest->len - 1] != end)
		return false;
	for (size_t i = rest->len; i >= len; i--)
		if (memcmp(rest->bytes + i - len, begin, len) == 0) {
			*value_r =
			    (struct span){rest->bytes + i, rest->len - i - 1};
			rest->len = i - len;
			return true;
		}
	return false;
}

/* "x@b (between@a) <lab@a> F=<s@a> P=<s@a>" */
static void
split_recipient(struct span text, struct maillog_event *event)
{
	struct span skipped;

	(void)take_off(&text, " P=<", '>', &skipped);
	(void)take_off(&text, " F=<", '>', &skipped);
	event->via = (struct span){"", 0};
	(void)take_off(&text, " <", '>', &event->via);
	while (take_off(&text, " (", ')', &skipped))
		;
	event->to = text;
}

static bool
has_domain(struct span address)
{
	const char *at =
	    address.len != 0 ? memrchr(address.bytes, '@', address.len) : NULL;

	if (at == NULL)
		return address.len != 0 &&
		       memchr(address.bytes, ' ', address.len) == NULL;
	for (const char *end = address.bytes + address.len; ++at < end;)
		if ((unsigned char)*at <= ' ' || *at == '"' || *at == '<' ||
		    *at == '>' || *at == ',')
			return false;
	return true;
}

/* Finds the one " R=NAME T=" or " R=NAME" before which a recipient stands.
 * Returns how many there are. */
static unsigned
find_recipient(struct span rest, struct maillog_event *event,
    struct span *after)
{
	const struct span text = rest;
	struct span skipped;
	unsigned found = 0;

	while (field_take_until(&rest, " R=", &skipped)) {
		struct maillog_event one = *event;

		split_recipient(span_between(text.bytes, rest.bytes - 3), &one);
		if (!has_domain(one.to))
			continue;
		if (++found == 1) {
			*event = one;
			*after = rest;
		}
	}
	return found;
}

/* The local part in quotes where it needs them. */
static struct span
quote(struct span address, char room[static ADDRESS_SIZE])
{
	const char *at =
	    address.len != 0 ? memrchr(address.bytes, '@', address.len) : NULL;
	size_t local, len = 0;
	bool plain = true;

	if (at == NULL || 2 * address.len + 2 > ADDRESS_SIZE)
		return address;
	local = (size_t)(at - address.bytes);
	for (size_t i = 0; i < local; i++)
		plain = plain && (ascii_is_alphanumeric(address.bytes[i]) ||
				     (address.bytes[i] & 0x80) != 0 ||
				     (address.bytes[i] != '\0' &&
					 strchr(".!#$%&'*+-/=?^_`{|}~",
					     address.bytes[i]) != NULL));
	if (plain)
		return address;
	room[len++] = '"';
	for (size_t i = 0; i < local; i++) {
		if (address.bytes[i] == '"' || address.bytes[i] == '\\')
			room[len++] = '\\';
		room[len++] = address.bytes[i];
	}
	room[len++] = '"';
	memcpy(room + len, at, address.len - local);
	return (struct span){room, len + address.len - local};
}

/* The original is no list when it is the same but for quotes and case. */
static bool
is_same(struct span via, struct span to)
{
	size_t at = 0;

	for (size_t i = 0; i < via.len; i++) {
		if (via.bytes[i] == '"' || via.bytes[i] == '\\')
			continue;
		while (at < to.len &&
		       (to.bytes[at] == '"' || to.bytes[at] == '\\'))
			at++;
		if (at == to.len ||
		    ascii_lower(via.bytes[i]) != ascii_lower(to.bytes[at]))
			return false;
		at++;
	}
	while (at < to.len && (to.bytes[at] == '"' || to.bytes[at] == '\\'))
		at++;
	return at == to.len;
}

/* What took it: "remote T=smtp S=9 H=mx.example [192.0.2.1]:25 ... C=..." */
static void
read_host(struct span rest, struct maillog_event *event)
{
	struct span skipped, host, address;

	event->outcome = MAILLOG_LOCAL;
	if (!field_take_until(&rest, " H=", &skipped) ||
	    !field_take_until(&rest, "]", &host))
		return;
	address = span_between(host.bytes, host.bytes + host.len + 1);
	field_split_relay(address, &event->relay, &event->relay_address);
	if (event->relay_address.len == 0)
		return;
	event->outcome = MAILLOG_SENT;
	if (field_take_until(&rest, " C=\"", &skipped))
		event->next = field_find_next(rest);
}

/* Before ": " there is no answer of another host yet. */
static bool
read_failure(struct maillog_event *event, struct span rest)
{
	struct span before = rest, after = rest;

	if (find_recipient(rest, event, &after) == 1)
		return true;
	after = rest;
	if (field_has(rest, " R=") || !field_take_until(&after, ": ", &before))
		return false;
	split_recipient(before, event);
	return has_domain(event->to);
}

/* "|command", "/file", ":blackhole:" */
static bool
is_address(struct span to)
{
	return to.len != 0 && *to.bytes != '|' && *to.bytes != '/' &&
	       *to.bytes != ':';
}

static void
read_recipient(struct maillog_event *event, struct span rest,
    enum maillog_outcome outcome, maillog_event_take take, void *context)
{
	char room[ADDRESS_SIZE];
	struct span after;

	if (!is_address(rest))
		return;
	event->kind = MAILLOG_RESULT;
	event->outcome = outcome;
	if (outcome != MAILLOG_SENT) {
		if (!read_failure(event, rest))
			event->kind = MAILLOG_UNREAD;
	} else if (find_recipient(rest, event, &after) == 1) {
		read_host(after, event);
	} else {
		event->kind = MAILLOG_UNREAD;
	}
	if (event->kind == MAILLOG_RESULT) {
		if (is_same(event->via, event->to))
			event->via.len = 0;
		event->to = quote(event->to, room);
		event->kind = MAILLOG_RECIPIENT;
		if (!take(context, event))
			return;
		event->kind = MAILLOG_RESULT;
	}
	(void)take(context, event);
}

/* ---- mails --------------------------------------------------------------- */

/* "s@a H=...", "<> R=..."; the Message-ID is after id= or id*=. */
static void
read_arrival(struct maillog_event *event, struct span rest)
{
	struct span after = rest, skipped;
	const char *blank = memchr(rest.bytes, ' ', rest.len);

	event->kind = MAILLOG_SENDER;
	event->from = blank != NULL ? span_between(rest.bytes, blank) : rest;
	if (span_equal(event->from, "<>"))
		event->from.len = 0;
	if (field_take_until(&after, " S=", &skipped))
		event->size = field_take_number(&after);
	if (!field_take_until(&after, " id=", &skipped) &&
	    !field_take_until(&after, " id*=", &skipped))
		return;
	blank = memchr(after.bytes, ' ', after.len);
	event->message_id =
	    blank != NULL ? span_between(after.bytes, blank) : after;
}

/* "H=(helo) [192.0.2.9] F=<s@a> rejected RCPT <x@b>: no" */
static bool
read_reject(struct maillog_event *event, struct span rest)
{
	struct span skipped;

	event->kind = MAILLOG_REJECT;
	if (!field_take_until(&rest, " F=<", &skipped) ||
	    !field_take_path(&rest, &event->from))
		return false;
	if (field_take(&rest, " A="))
		(void)(field_take_until(&rest, " ", &skipped) &&
		       (rest = span_between(rest.bytes - 1,
			    rest.bytes + rest.len),
			   true));
	event->outcome = field_take(&rest, " temporarily") ? MAILLOG_TEMPFAILED
	                                                   : MAILLOG_REFUSED;
	return field_take(&rest, " rejected RCPT <") &&
	       field_take_path(&rest, &event->to);
}

void
exim_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	struct maillog_event event = {.line = line};
	struct span rest = line->text;

	if (!take_id(&rest, &event.id)) {
		if (read_reject(&event, rest))
			(void)take(context, &event);
	} else if (field_take(&rest, "=> ") || field_take(&rest, "-> ") ||
		   field_take(&rest, ">> ")) {
		read_recipient(&event, rest, MAILLOG_SENT, take, context);
	} else if (field_take(&rest, "** ")) {
		read_recipient(&event, rest, MAILLOG_BOUNCED, take, context);
	} else if (field_take(&rest, "== ")) {
		read_recipient(&event, rest, MAILLOG_DEFERRED, take, context);
	} else if (field_take(&rest, "<= ")) {
		read_arrival(&event, rest);
		(void)take(context, &event);
	} else if (field_take(&rest, "Completed")) {
		event.kind = MAILLOG_REMOVED;
		(void)take(context, &event);
	} else if (read_reject(&event, rest)) {
		(void)take(context, &event);
	}
}
