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

/* A recipient with all the addresses that led to it. */
#define RECIPIENT_MAX ((size_t)16 * ADDRESS_SIZE)

/* What may come after an address that was not routed: it was not its time yet,
 * its domain is held, or there is no way; since 4.99 with a blank. */
static const char *const not_routed[] = {"> routing defer (", "> defer (",
    "> : ", ">: "};
#define NOT_ROUTED (sizeof(not_routed) / sizeof(*not_routed))

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
	struct span rest, id;

	if (!span_begins(line->tag, "exim"))
		return false;
	rest = field_after_stamp(line->text);
	if (!take_id(&rest, &id))
		return field_has(rest, " RCPT ");
	return field_take(&rest, "=> ") || field_take(&rest, "-> ") ||
	       field_take(&rest, "<= ") || field_take(&rest, "** ") ||
	       field_take(&rest, "== ") || field_take(&rest, ">> ") ||
	       field_take(&rest, "Completed") ||
	       field_take(&rest, "removed by ") || field_has(rest, " RCPT ");
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

/* More of a line is not looked at for an address. */
static struct span
begin_of(struct span text)
{
	if (text.len > RECIPIENT_MAX)
		text.len = RECIPIENT_MAX;
	return text;
}

static bool
take_not_routed(struct span *rest)
{
	for (size_t i = 0; i < NOT_ROUTED; i++)
		if (field_take(rest, not_routed[i] + 1))
			return true;
	return false;
}

static bool
has_domain(struct span address)
{
	const char *at = span_find_last(address, '@');

	if (at == NULL)
		return address.len != 0 &&
		       memchr(address.bytes, ' ', address.len) == NULL;
	for (const char *end = address.bytes + address.len; ++at < end;)
		if ((unsigned char)*at <= ' ' || *at == '"' || *at == '<' ||
		    *at == '>' || *at == ',')
			return false;
	return true;
}

/* Takes the address off that ends at the first blank, and what may come between
 * it and " R=" or the ":" of a failure.  False where a blank is in its local
 * part: then that is not where it ends. */
static bool
take_plain(struct span *rest, struct maillog_event *event)
{
	const char *blank = span_find(*rest, ' ');
	struct span at = *rest, skipped, via = {"", 0};
	bool whole = true;

	if (blank == NULL)
		return false;
	event->to = span_between(at.bytes, blank);
	at = span_after(at, event->to.len);
	if (event->to.len > 1 && blank[-1] == ':' &&
	    memchr(event->to.bytes, '@', event->to.len) != NULL) {
		event->to.len--;
		at = span_between(blank - 1, at.bytes + at.len);
	}
	if (field_take(&at, " ("))
		whole = field_take_until(&at, ")", &skipped);
	if (field_take(&at, " <"))
		whole = whole && field_take_path(&at, &via);
	if (field_take(&at, " F=<"))
		whole = whole && field_take_path(&at, &skipped);
	if (field_take(&at, " Q="))
		while (at.len != 0 && *at.bytes != ' ')
			at = span_after(at, 1);
	if (field_take(&at, " P=<"))
		whole = whole && field_take_path(&at, &skipped);
	if (!whole || !has_domain(event->to) ||
	    (!field_take(&at, " R=") && !take_not_routed(&at)))
		return false;
	event->via = via;
	*rest = at;
	return true;
}

/* But for quotes and case, up to its domain if it has one. */
static bool
is_same(struct span one, struct span other)
{
	size_t at = 0;

	for (size_t i = 0; i < one.len; i++) {
		if (one.bytes[i] == '"' || one.bytes[i] == '\\')
			continue;
		while (at < other.len &&
		       (other.bytes[at] == '"' || other.bytes[at] == '\\'))
			at++;
		if (at == other.len ||
		    ascii_lower(one.bytes[i]) != ascii_lower(other.bytes[at]))
			return false;
		at++;
	}
	while (at < other.len &&
	       (other.bytes[at] == '"' || other.bytes[at] == '\\'))
		at++;
	return at == other.len;
}

static struct span
local_part_of(struct span address)
{
	const char *at = span_find_last(address, '@');

	return at != NULL ? span_between(address.bytes, at) : address;
}

/* Is all that looks like fields, after an address, a local part?  It is in
 * quotes then, in the original after it. */
static bool
is_within_local_part(struct span text, struct span address)
{
	struct span rest = text, skipped, before, original, path;

	while (field_take_until(&rest, " <\"", &skipped)) {
		before = span_between(text.bytes, rest.bytes - 3);
		path = span_between(rest.bytes - 1, rest.bytes + rest.len);
		if (!field_take_path(&path, &original))
			return false;
		while (take_off(&before, " (", ')', &skipped))
			;
		if (before.len > address.len &&
		    is_same(local_part_of(original), local_part_of(before)))
			return true;
	}
	return false;
}

/* Before how many " R=" of the rest, within the text, a recipient may stand,
 * and the first one.  What a host says of a failure stands there, too, so it
 * has to have an original then, as all have whose local part needs quotes. */
static unsigned
find_recipients(struct span text, struct span rest, bool failed,
    struct maillog_event *event, struct span *after)
{
	struct span skipped;
	unsigned found = 0;

	while (field_take_until(&rest, " R=", &skipped)) {
		struct maillog_event one = *event;

		split_recipient(span_between(text.bytes, rest.bytes - 3), &one);
		if (!has_domain(one.to) || (failed && one.via.len == 0))
			continue;
		if (++found == 1) {
			*event = one;
			*after = rest;
		}
	}
	return found;
}

/* "a b@c <\"a b\"@c>: Unrouteable address", "... routing defer (-51): ..." */
static bool
read_unrouted(struct span text, struct maillog_event *event)
{
	struct span rest = text, before = text;
	size_t i = 0;

	while (
	    i < NOT_ROUTED && !field_take_until(&rest, not_routed[i], &before))
		i++;
	if (i == NOT_ROUTED || field_has(text, " R="))
		return false;
	before.len++;
	split_recipient(before, event);
	return has_domain(event->to) &&
	       is_same(local_part_of(event->via), local_part_of(event->to));
}

/* Reads the recipient off the front of a line, without what a host answered to
 * it. */
static bool
read_address(struct span text, bool failed, struct maillog_event *event,
    struct span *after)
{
	struct maillog_event other = *event;
	struct span begin = begin_of(text), skipped;

	*after = begin;
	if (take_plain(after, event))
		return !is_within_local_part(begin, event->to) &&
		       find_recipients(begin, *after, failed, &other,
			   &skipped) == 0;
	return find_recipients(begin, begin, failed, event, after) == 1 ||
	       (failed && read_unrouted(begin, event));
}

/* The local part in quotes where it needs them. */
static struct span
quote(struct span address, char room[static ADDRESS_SIZE])
{
	const char *at = span_find_last(address, '@');
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

/* Takes what a host answered off the end: " C=\"250 ok\" QT=1s DT=0.1s".  A
 * quote in it has a backslash, so that it cannot begin by itself. */
static struct span
take_answer(struct span *text)
{
	struct span rest = *text, skipped, answer;

	while (field_take_until(&rest, " C=\"", &skipped))
		;
	answer = rest;
	while (rest.bytes != text->bytes && rest.len != 0) {
		size_t step = *rest.bytes == '\\' && rest.len > 1 ? 2 : 1;
		bool ends = *rest.bytes == '"';

		rest = span_after(rest, step);
		if (!ends)
			continue;
		if (rest.len != 0 && !span_begins(rest, " QT=") &&
		    !span_begins(rest, " DT="))
			break;
		text->len = (size_t)(answer.bytes - text->bytes) - 4;
		return span_between(answer.bytes, rest.bytes - 1);
	}
	return (struct span){"", 0};
}

/* What took it: "remote T=smtp S=9 H=mx.example DS [192.0.2.1]:25 ...". */
static void
read_host(struct span rest, struct span answer, struct maillog_event *event)
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
	if (event->relay.len > 3 &&
	    span_equal(span_after(event->relay, event->relay.len - 3), " DS"))
		event->relay.len -= 3;
	event->outcome = MAILLOG_SENT;
	event->next = field_find_next(answer);
}

/* "|command", "/file", ":blackhole:", and what an ACL threw away. */
static bool
is_address(struct span to)
{
	return to.len != 0 && *to.bytes != '|' && *to.bytes != '/' &&
	       *to.bytes != ':' && !span_begins(to, "blackhole (");
}

static void
read_recipient(struct maillog_event *event, struct span rest,
    enum maillog_outcome outcome, maillog_event_take take, void *context)
{
	char room[ADDRESS_SIZE];
	struct span after, answer = {"", 0};

	if (!is_address(rest))
		return;
	event->kind = MAILLOG_RESULT;
	event->outcome = outcome;
	if (outcome == MAILLOG_SENT)
		answer = take_answer(&rest);
	bool known = read_address(rest, outcome != MAILLOG_SENT, event, &after);

	/* ">s@a <x@b>": an answer to s@a, which is a mail of its own. */
	if (span_begins(rest, ">") && !is_same(event->via, event->to))
		return;
	if (!known)
		event->kind = MAILLOG_UNREAD;
	else if (outcome == MAILLOG_SENT)
		read_host(after, answer, event);
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

/* Up to a blank that is not in quotes. */
static struct span
sender_of(struct span text)
{
	bool quoted = false;
	size_t len = 0;

	for (; len < text.len && (quoted || text.bytes[len] != ' '); len++)
		if (text.bytes[len] == '"')
			quoted = !quoted;
		else if (quoted && text.bytes[len] == '\\')
			len++;
	return len <= text.len ? (struct span){text.bytes, len} : text;
}

/* "s@a H=...", "<> R=..."; the Message-ID is after id= or id*=. */
static void
read_arrival(struct maillog_event *event, struct span rest)
{
	struct span after, skipped;
	const char *blank;

	event->kind = MAILLOG_SENDER;
	event->from = sender_of(rest);
	after = span_after(rest, event->from.len);
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

/* "<x@b>: ...", as the client gave it: with or without brackets. */
static bool
take_given(struct span *rest, struct span *path_r)
{
	if (field_take(rest, "<"))
		return field_take_path(rest, path_r);
	*path_r = *rest;
	(void)field_take_until(rest, ":", path_r);
	return span_find(*path_r, ' ') == NULL;
}

/* "H=(helo) [192.0.2.9] F=<s@a> SPF=fail rejected RCPT <x@b>: no", "F=<s@a>
 * RCPT <x@b>: discarded by RCPT ACL" */
static bool
read_reject(struct maillog_event *event, struct span rest)
{
	struct span skipped;

	event->kind = MAILLOG_REJECT;
	if (!field_take_until(&rest, " F=<", &skipped) ||
	    !field_take_path(&rest, &event->from))
		return false;
	while (field_take(&rest, " A=") || field_take(&rest, " SPF=") ||
	       field_take(&rest, " DMARC="))
		if (field_take_until(&rest, " ", &skipped))
			rest =
			    span_between(rest.bytes - 1, rest.bytes + rest.len);
	event->outcome = MAILLOG_DISCARDED;
	if (field_take(&rest, " RCPT "))
		return take_given(&rest, &event->to) &&
		       field_has(rest, "discarded by ");
	event->outcome = field_take(&rest, " temporarily") ? MAILLOG_TEMPFAILED
	                                                   : MAILLOG_REFUSED;
	return field_take(&rest, " rejected RCPT ") &&
	       take_given(&rest, &event->to);
}

void
exim_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	struct maillog_event event = {.line = line};
	struct span rest = field_after_stamp(line->text);

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
	} else if (field_take(&rest, "removed by ")) {
		event.kind = MAILLOG_REMOVED;
		event.outcome = MAILLOG_DISCARDED;
		(void)take(context, &event);
	} else if (read_reject(&event, rest)) {
		(void)take(context, &event);
	}
}
