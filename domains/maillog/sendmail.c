/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads Sendmail's lines: see the header. */
#include "domains/maillog/sendmail.h"

#include <string.h>

#include "domains/maillog/field.h"

/* "8AT36Iln027258"; with a letter and a digit fewer before 8.10. */
#define ID_MIN 12

/* An address that Sendmail takes is shorter. */
#define ADDRESS_SIZE 1024

/* The line at hand. */
struct reading {
	struct maillog_event event;
	maillog_event_take take;
	void *context;
};

bool
sendmail_lines_matter(const struct maillog_line *line)
{
	struct span rest = line->text, id;

	if (!span_begins(line->tag, "sendmail") &&
	    !span_begins(line->tag, "sm-"))
		return false;
	if (!field_take_id(&rest, ": ", &id) || id.len < ID_MIN)
		return false;
	return field_take(&rest, "to=") || field_take(&rest, "from=") ||
	       field_take(&rest, "Milter") || field_take(&rest, "milter=") ||
	       field_take(&rest, "ruleset=check_rcpt") ||
	       field_take(&rest, "unquarantine") ||
	       field_has(rest, ": clone: ");
}

static void
hand_on(struct reading *reading, enum maillog_event_kind kind)
{
	reading->event.kind = kind;
	(void)reading->take(reading->context, &reading->event);
}

/* But for "|command", a file and a user. */
static void
hand_on_result(struct reading *reading)
{
	const struct span to = reading->event.to;

	if (span_begins(to, "|") || span_begins(to, "\"|") ||
	    span_begins(to, "/") || span_begins(to, "\\"))
		return;
	reading->event.kind = MAILLOG_RECIPIENT;
	if (reading->take(reading->context, &reading->event))
		hand_on(reading, MAILLOG_RESULT);
}

/* ---- addresses ----------------------------------------------------------- */

static bool
is_octal(const char *text)
{
	return text[0] == '\\' && text[1] >= '2' && text[1] <= '3' &&
	       text[2] >= '0' && text[2] <= '7' && text[3] >= '0' &&
	       text[3] <= '7';
}

/* Turns \303\274 into the bytes that were there. */
static struct span
decode(struct span text, char room[static ADDRESS_SIZE])
{
	size_t len = 0;

	if (text.len > ADDRESS_SIZE || !span_has(text, '\\'))
		return text;
	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.bytes + i;

		if (text.len - i >= 4 && is_octal(at)) {
			room[len++] =
			    (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 |
				   (at[3] - '0'));
			i += 3;
		} else {
			room[len++] = *at;
		}
	}
	return (struct span){room, len};
}

/* Takes an address of a list, which is bare when an alias led to it, up to the
 * comma after it. */
static bool
take_address(struct span *rest, struct span *address_r)
{
	struct span scan = *rest;
	bool quoted = false;

	if (field_take(rest, "<"))
		return field_take_path(rest, address_r);
	for (size_t i = 0; i < scan.len; i++) {
		if (scan.bytes[i] == '"')
			quoted = !quoted;
		else if (scan.bytes[i] == '\\')
			i++;
		else if (scan.bytes[i] == ',' && !quoted) {
			*address_r = (struct span){scan.bytes, i};
			*rest = span_after(scan, i);
			return true;
		}
	}
	return false;
}

/* ---- deliveries ---------------------------------------------------------- */

static enum maillog_outcome
sent_outcome(struct maillog_event *event, struct span mailer, struct span relay,
    struct span stat)
{
	if (span_equal(mailer, "discard"))
		return MAILLOG_DISCARDED;
	field_split_relay(relay, &event->relay, &event->relay_address);
	if (event->relay_address.len == 0 &&
	    (span_equal(mailer, "local") || span_equal(mailer, "prog") ||
		span_begins(mailer, "*") || span_begins(mailer, "procmail") ||
		span_begins(mailer, "cyrus")))
		return MAILLOG_LOCAL;
	event->next = field_find_next(stat);
	return MAILLOG_SENT;
}

/* Up to ", ", which is taken as well. */
static struct span
take_value(struct span *rest)
{
	struct span value = *rest;

	if (!field_take_until(rest, ", ", &value))
		*rest = span_after(*rest, rest->len);
	return value;
}

/* Of a mail that was not taken: nothing has a mailer.  The reply has lost its
 * code, and the enhanced one where the words are Sendmail's own. */
static enum maillog_outcome
untaken_outcome(struct span dsn, struct span stat)
{
	if (span_begins(stat, "discarded"))
		return MAILLOG_DISCARDED;
	return span_begins(dsn, "4") || span_begins(stat, "4.") ||
	               span_begins(stat, "Please try again later")
	           ? MAILLOG_TEMPFAILED
	           : MAILLOG_REFUSED;
}

/* After the list: field by field, up to the first one in which somebody else
 * may write ("reply=", "stat="), for what looks like fields there is none.  The
 * digit of dsn= comes before it, and a quarantine has no relay=. */
static enum maillog_outcome
read_status(struct maillog_event *event, struct span rest)
{
	struct span mailer = {"", 0}, relay = mailer, dsn = mailer, skipped;

	while (rest.len != 0 && !span_begins(rest, "stat=") &&
	       !span_begins(rest, "reply=")) {
		if (field_take(&rest, "quarantine="))
			return MAILLOG_HELD;
		if (field_take(&rest, "mailer="))
			mailer = take_value(&rest);
		else if (field_take(&rest, "relay="))
			relay = take_value(&rest);
		else if (field_take(&rest, "dsn="))
			dsn = take_value(&rest);
		else if (field_take(&rest, "ctladdr=<")) {
			if (!field_take_path(&rest, &skipped))
				return MAILLOG_PENDING;
			(void)take_value(&rest);
		} else if (field_take(&rest, "ctladdr=\"")) {
			rest =
			    span_between(rest.bytes - 1, rest.bytes + rest.len);
			if (!take_address(&rest, &skipped))
				return MAILLOG_PENDING;
			(void)take_value(&rest);
		} else {
			(void)take_value(&rest);
		}
	}
	if (mailer.len != 0 && span_begins(dsn, "4"))
		return MAILLOG_DEFERRED;
	if (mailer.len != 0 && span_begins(dsn, "5"))
		return MAILLOG_BOUNCED;
	if (!field_take_until(&rest, "stat=", &skipped))
		return MAILLOG_PENDING;
	if (mailer.len == 0 && !span_begins(rest, "Sent"))
		return untaken_outcome(dsn, rest);
	if (span_begins(rest, "Sent"))
		return sent_outcome(event, mailer, relay, rest);
	return span_begins(rest, "Deferred") || span_begins(rest, "queued")
	           ? MAILLOG_DEFERRED
	           : MAILLOG_BOUNCED;
}

/* The list, twice: its end is where the status begins. */
static void
read_delivery(struct reading *reading, struct span rest)
{
	struct span list = rest, address;
	char room[ADDRESS_SIZE];

	do {
		if (!take_address(&rest, &address)) {
			hand_on(reading, MAILLOG_UNREAD);
			return;
		}
	} while (
	    field_take(&rest, ",") && !(rest.len != 0 && *rest.bytes == ' '));
	(void)field_take(&rest, " ");
	(void)field_take(&rest, "[more], ");
	reading->event.outcome = read_status(&reading->event, rest);
	if (reading->event.outcome == MAILLOG_PENDING) {
		hand_on(reading, MAILLOG_UNREAD);
		return;
	}
	do {
		reading->event.expanded = !span_begins(list, "<");
		if (!take_address(&list, &address))
			return;
		reading->event.to = decode(address, room);
		hand_on_result(reading);
	} while (
	    field_take(&list, ",") && !(list.len != 0 && *list.bytes == ' '));
}

/* ---- the mail ------------------------------------------------------------ */

static void
read_sender(struct reading *reading, struct span rest)
{
	struct maillog_event *event = &reading->event;

	if (field_take(&rest, "<") ? !field_take_path(&rest, &event->from)
				   : !take_address(&rest, &event->from))
		return;
	if (field_take(&rest, ", size="))
		event->size = field_take_number(&rest);
	if (field_take_until(&rest, ", msgid=", &event->message_id)) {
		if (!field_take(&rest, "<") ||
		    !field_take_until(&rest, ">", &event->message_id))
			event->message_id = (struct span){NULL, 0};
	}
	hand_on(reading, MAILLOG_SENDER);
}

/* "Milter: to=<x@b>, reject=550 ...", "Milter (name) delete: rcpt <x@b>" */
static void
read_milter(struct reading *reading, struct span rest)
{
	struct maillog_event *event = &reading->event;
	struct span skipped;

	if (field_take(&rest, ": to=<")) {
		if (!field_take_path(&rest, &event->to) ||
		    !field_take(&rest, ", reject="))
			return;
		event->outcome = span_begins(rest, "4") ? MAILLOG_TEMPFAILED
		                                        : MAILLOG_REFUSED;
		hand_on(reading, MAILLOG_REJECT);
		return;
	}
	if (field_take(&rest, " ("))
		(void)field_take_until(&rest, ")", &skipped);
	if (!field_take(&rest, " delete: rcpt ") &&
	    !field_take(&rest, " delete: rcpt: "))
		return;
	(void)field_take(&rest, ": ");
	if (!field_take(&rest, "<") || !field_take_path(&rest, &event->to))
		return;
	event->outcome = MAILLOG_DISCARDED;
	hand_on_result(reading);
}

/* "ruleset=check_rcpt, arg1=<x@b>, relay=..., reject=550 ..." */
static void
read_ruleset(struct reading *reading, struct span rest)
{
	struct maillog_event *event = &reading->event;
	struct span skipped;

	if (!field_take(&rest, ", arg1=<") ||
	    !field_take_path(&rest, &event->to) ||
	    !field_take_until(&rest, ", reject=", &skipped))
		return;
	event->outcome =
	    span_begins(rest, "4") ? MAILLOG_TEMPFAILED : MAILLOG_REFUSED;
	hand_on(reading, MAILLOG_REJECT);
}

void
sendmail_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	struct reading reading = {
	    .event = {.line = line, .endless = true},
	    .take = take,
	    .context = context,
	};
	struct maillog_event *event = &reading.event;
	struct span rest = line->text;

	if (!field_take_id(&rest, ": ", &event->id))
		return;
	if (field_take(&rest, "to="))
		read_delivery(&reading, rest);
	else if (field_take(&rest, "from="))
		read_sender(&reading, rest);
	else if (field_take(&rest, "Milter"))
		read_milter(&reading, rest);
	else if (field_take(&rest, "ruleset=check_rcpt"))
		read_ruleset(&reading, rest);
	else if (field_take(&rest, "milter=") &&
		 field_has(rest, ", quarantine="))
		hand_on(&reading, MAILLOG_HOLD);
	else if (field_take(&rest, "unquarantine"))
		hand_on(&reading, MAILLOG_RELEASE);
	else if (field_take_id(&rest, ": clone: ", &event->next) &&
		 field_take(&rest, "owner=")) {
		event->from = rest;
		hand_on(&reading, MAILLOG_CLONED);
	}
}
