/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads Postfix's lines: see the header. */
#include "domains/maillog/postfix.h"

#include <string.h>

#include "domains/maillog/field.h"

/* Of a line with more "<" that nothing closes nothing is concluded. */
#define OPEN_MAX 16

/* The line at hand. */
struct reading {
	struct maillog_event event;
	maillog_event_take take;
	void *context;
};

/* ---- whose mail ---------------------------------------------------------- */

#define ENDS(span, text)                                                 \
	((span).len >= sizeof(text) - 1 &&                               \
	    memcmp((span).bytes + (span).len - (sizeof(text) - 1), text, \
		sizeof(text) - 1) == 0)

/* "postfix-out" of "postfix-out/smtp".  A service of its own may call itself
 * as it likes; cleanup and qmgr are one for all, and have the queue. */
static void
set_instance(struct maillog_event *event, struct span tag)
{
	struct span rest = tag;
	const char *slash = field_take(&rest, "postfix/") ? rest.bytes - 1
	                                                  : span_find(tag, '/');

	if (slash == NULL || tag.bytes[tag.len - 1] == '/')
		slash = tag.bytes;
	event->instance = span_between(tag.bytes, slash);
	event->own_name = !ENDS(tag, "/qmgr") && !ENDS(tag, "/cleanup");
}

/* Takes "ID: ", or "NOQUEUE: " with an empty id, or what stands in its place
 * when a filter before the queue refuses a mail. */
static bool
take_id(struct span *rest, struct span *id_r)
{
	if (!field_take_id(rest, ": ", id_r) || id_r->len < 5)
		return false;
	if (field_is(*id_r, "NOQUEUE") || field_is(*id_r, "proxy-reject"))
		id_r->len = 0;
	return true;
}

/* ---- deliveries ---------------------------------------------------------- */

/* "mx.example[192.0.2.1]:25" */
static uint32_t
find_port(struct span relay)
{
	struct span port = span_after_last(relay, ']');

	return field_take(&port, ":") ? field_take_number(&port) : 0;
}

/* "250 2.7.0 Ok, discarded, id=01-2 - spam", as amavis says it since its first
 * release.  Of no other host: that one could hide so what it has got. */
static bool
is_discarded(struct span answer)
{
	struct span code;

	return field_take_until(&answer, " Ok, discarded, id=", &code) &&
	       code.len == sizeof("250 2.7.0") - 1 &&
	       span_begins(code, "250 2.7.");
}

/* "2001:db8::1", but not "private/dovecot-lmtp": it left this host. */
static enum maillog_outcome
sent_outcome(struct maillog_event *event, struct span relay, struct span text)
{
	if (field_is(relay, "none"))
		return MAILLOG_DISCARDED;
	field_split_relay(relay, &event->relay, &event->relay_address);
	if (event->relay_address.len == 0)
		return MAILLOG_LOCAL;
	if (field_is_loopback(event->relay_address) && is_discarded(text))
		return MAILLOG_DISCARDED;
	event->relay_port = find_port(relay);
	event->next = field_find_next(text);
	return MAILLOG_SENT;
}

/* Sets what the status says; false when it says nothing about a delivery. */
static bool
take_status(struct maillog_event *event, struct span relay, struct span rest)
{
	if (field_take(&rest, "sent (")) {
		event->outcome = sent_outcome(event, relay, rest);
	} else if (field_take(&rest, "deferred (") ||
		   field_take(&rest, "SOFTBOUNCE (")) {
		event->outcome = MAILLOG_DEFERRED;
	} else if (field_take(&rest, "bounced (") ||
		   field_take(&rest, "expired (")) {
		event->outcome = MAILLOG_BOUNCED;
	} else {
		/* A probe that verifies an address, or its end is missing. */
		if (!field_take(&rest, "deliverable (") &&
		    !field_take(&rest, "undeliverable ("))
			event->kind = MAILLOG_UNREAD;
		return event->kind == MAILLOG_UNREAD;
	}
	return true;
}

/* An alias of its own?  Not so when case or a dot at the end is all that
 * differs. */
static bool
is_other(struct span via, struct span to)
{
	via.len -= via.len != 0 && via.bytes[via.len - 1] == '.';
	to.len -= to.len != 0 && to.bytes[to.len - 1] == '.';
	return !span_same_folded(via, to);
}

/* "..., status=sent (forwarded as ID)": the members have another id, and with
 * an owner- alias no orig_to. */
static bool
is_forwarded(struct maillog_event *event, struct span rest)
{
	struct span skipped;

	if (!field_take(&rest, ", relay=local, ") ||
	    !field_take_until(&rest, "status=", &skipped) ||
	    !field_take(&rest, "sent (forwarded as ") ||
	    !field_take_id(&rest, ")", &event->next))
		return false;
	event->kind = MAILLOG_FORWARDED;
	if (event->via.len == 0)
		event->via = event->to;
	return true;
}

/* After "to=<".  Nothing is taken from a field but in its place. */
static bool
read_delivery(struct reading *reading, struct span rest)
{
	struct maillog_event *event = &reading->event;
	struct span relay, between;

	if (field_take_path(&rest, &event->to)) {
		event->kind = MAILLOG_RECIPIENT;
		if (field_take(&rest, ", orig_to=<") &&
		    !field_take_path(&rest, &event->via))
			rest.len = 0;
		if (is_forwarded(event, rest))
			return true;
		if (event->via.len != 0 && !is_other(event->via, event->to))
			event->via.len = 0;
		if (!reading->take(reading->context, event))
			return false;
		event->kind = MAILLOG_RESULT;
		if (field_take(&rest, ", relay=") &&
		    field_take_until(&rest, ", ", &relay) &&
		    field_take_until(&rest, "status=", &between))
			return take_status(event, relay, rest);
	}
	event->kind = MAILLOG_UNREAD;
	return true;
}

/* ---- what is refused or held --------------------------------------------- */

/* Takes all up to "; from=<", past what stands in <>.  Whoever chooses a part
 * of the text could write it there, so one has to be all there is. */
static bool
take_until_envelope(struct span *rest)
{
	const char *const mark = "; from=<";
	struct span after = *rest, path;
	bool found = false;
	unsigned open = 0;

	while (after.len != 0 && open < OPEN_MAX) {
		if (field_take(&after, mark)) {
			if (found)
				return false;
			found = true;
			*rest = after;
		} else if (field_take(&after, "<")) {
			open += !field_take_path(&after, &path);
		} else {
			after = span_after(after, 1);
		}
	}
	return found && open < OPEN_MAX;
}

/* "from=<s> to=<r> proto=..."; postscreen has commas.  At CONNECT, HELO and
 * MAIL there is no to=: then to stays without bytes. */
static bool
take_envelope(struct maillog_event *event, struct span rest)
{
	if (!take_until_envelope(&rest) ||
	    !field_take_path(&rest, &event->from))
		return false;
	(void)field_take(&rest, ",");
	if (!field_take(&rest, " to=<"))
		return true;
	return field_take_path(&rest, &event->to) &&
	       (rest.len == 0 || *rest.bytes == ' ' || *rest.bytes == ',' ||
		   *rest.bytes == ':');
}

/* By the first digit of the reply. */
static enum maillog_outcome
code_outcome(struct span reply)
{
	return span_begins(reply, "4") ? MAILLOG_TEMPFAILED : MAILLOG_REFUSED;
}

/* Where the reply stands: "RCPT from mx[192.0.2.1]: 450 4.1.8 <s@a>: ...";
 * postscreen writes the port, too. */
static enum maillog_outcome
reply_outcome(struct span rest)
{
	struct span before;

	if (!field_take_until(&rest, "]", &before))
		return MAILLOG_REFUSED;
	if (field_take(&rest, ":") && !field_take(&rest, " ")) {
		(void)field_take_number(&rest);
		(void)field_take(&rest, ": ");
	}
	return code_outcome(rest);
}

static bool
read_reject(struct maillog_event *event, struct span rest,
    enum maillog_outcome outcome)
{
	event->kind = MAILLOG_REJECT;
	event->outcome = outcome;
	if (!take_envelope(event, rest))
		event->kind = MAILLOG_UNREAD;
	return event->kind == MAILLOG_UNREAD || event->to.bytes != NULL;
}

static bool
read_hold(struct maillog_event *event, struct span rest)
{
	event->kind = MAILLOG_HOLD;
	if (!take_envelope(event, rest))
		event->to = event->from = (struct span){NULL, 0};
	return true;
}

/* ---- the mail ------------------------------------------------------------ */

static bool
read_sender(struct maillog_event *event, struct span rest)
{
	event->kind = MAILLOG_SENDER;
	if (!field_take_path(&rest, &event->from))
		return false;
	if (field_take(&rest, ", status=")) /* expired, force-expired */
		event->kind = MAILLOG_EXPIRED;
	else if (field_take(&rest, ", size="))
		event->size = field_take_number(&rest);
	else
		return false;
	return true;
}

/* Of pickup: a mail that was submitted on this host, or one that postsuper put
 * into the maildrop again. */
static bool
read_pickup(struct maillog_event *event, struct span rest)
{
	struct span before;

	event->kind = MAILLOG_CLIENT;
	if (!field_take_until(&rest, " from=<", &before) ||
	    !field_take_path(&rest, &event->from))
		return false;
	if (!field_take(&rest, " orig_id=") ||
	    !field_take_id(&rest, "", &event->next))
		return true;
	before = event->id;
	event->kind = MAILLOG_RENAMED;
	event->id = event->next;
	event->next = before;
	return true;
}

static bool
read_message_id(struct maillog_event *event, struct span rest)
{
	if (event->line->cut)
		return false;
	event->kind = MAILLOG_MESSAGE_ID;
	if (field_take(&rest, "<") && rest.len != 0 &&
	    rest.bytes[rest.len - 1] == '>')
		rest.len--;
	event->message_id = rest;
	return true;
}

/* A line that says no more than this of a mail. */
static bool
take_change(struct maillog_event *event, struct span rest)
{
	if (field_take(&rest, "removed")) {
		if (rest.len != 0 && !field_take(&rest, " ("))
			return false;
		event->kind = MAILLOG_REMOVED;
		if (ENDS(event->line->tag, "/postsuper"))
			event->outcome = MAILLOG_DISCARDED;
	} else if (field_take(&rest, "client="))
		event->kind = MAILLOG_CLIENT;
	else if (field_take(&rest, "released from hold"))
		event->kind = MAILLOG_RELEASE;
	else if (field_take(&rest, "placed on hold"))
		event->kind = MAILLOG_HOLD;
	else
		return false;
	return true;
}

/* What remains of a line after its id; false when it is no event. */
static bool
read_text(struct reading *reading, struct span rest)
{
	struct maillog_event *event = &reading->event;

	if (field_take(&rest, "to=<"))
		return read_delivery(reading, rest);
	if (field_take(&rest, "from=<"))
		return read_sender(event, rest);
	if (field_take(&rest, "message-id="))
		return read_message_id(event, rest);
	if (take_change(event, rest))
		return true;
	if (field_take(&rest, "uid="))
		return read_pickup(event, rest);
	if (field_take(&rest, "END-OF-MESSAGE: "))
		return event->id.len == 0 &&
		       read_reject(event, rest, code_outcome(rest));
	/* A milter's word, or milter_header_checks' about what it adds. */
	if (field_take(&rest, "milter-"))
		(void)field_take(&rest, "header-");
	if (field_take(&rest, "reject: "))
		return read_reject(event, rest, reply_outcome(rest));
	if (field_take(&rest, "hold: "))
		return read_hold(event, rest);
	return field_take(&rest, "discard: ") &&
	       read_reject(event, rest, MAILLOG_DISCARDED);
}

/* All but id and instance.  Clearing all at once begins slowly; and each span
 * has a value of its own, for of one that is copied to others GCC loads at once
 * what it has stored in halves, which waits for the store. */
static void
begin_event(struct maillog_event *event, const struct maillog_line *line)
{
	event->kind = MAILLOG_MESSAGE_ID;
	event->line = line;
	event->from = (struct span){NULL, 0};
	event->to = (struct span){NULL, 0};
	event->via = (struct span){NULL, 0};
	event->message_id = (struct span){NULL, 0};
	event->relay = (struct span){NULL, 0};
	event->relay_address = (struct span){NULL, 0};
	event->next = (struct span){NULL, 0};
	event->outcome = MAILLOG_PENDING;
	event->size = 0;
	event->relay_port = 0;
	event->expanded = event->endless = false;
}

void
postfix_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	struct reading reading;
	struct maillog_event *event = &reading.event;
	struct span rest = line->text;

	if (!take_id(&rest, &event->id))
		return;
	reading.take = take;
	reading.context = context;
	begin_event(event, line);
	set_instance(event, line->tag);
	if (!read_text(&reading, rest))
		return;
	(void)take(context, event);
	/* No other recipient of it has a result. */
	if (event->kind == MAILLOG_REJECT && event->id.len != 0 &&
	    field_has(rest, "ject: END-OF-MESSAGE from ")) {
		event->kind = MAILLOG_REMOVED;
		(void)take(context, event);
	}
}
