/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes events down: see the header. */
#include "tests/unit/maillog/said.h"

#include <criterion/criterion.h>

#include "tests/unit/text.h"

static const char *const outcomes[] = {"pending", "sent", "deferred", "bounced",
    "held", "refused", "tempfailed", "discarded", "local", "handed-on"};

static void
put_field(struct said *said, const char *name, struct span value)
{
	if (value.bytes != NULL && value.len != 0)
		text_put(said->text, sizeof(said->text), &said->len, " %s=%.*s",
		    name, (int)value.len, value.bytes);
}

bool
said_note(void *context, const struct maillog_event *event)
{
	static const char *const kinds[] = {"message", "sender", "recipient",
	    "result", "reject", "hold", "release", "client", "expired",
	    "renamed", "cloned", "forwarded", "removed", "unread"};
	struct said *said = context;

	if (event->kind == MAILLOG_RECIPIENT)
		return true;
	text_put(said->text, sizeof(said->text), &said->len, "%s%s",
	    said->len != 0 ? " | " : "", kinds[event->kind]);
	put_field(said, "id", event->id);
	if (!event->own_name)
		put_field(said, "instance", event->instance);
	put_field(said, "from", event->from);
	put_field(said, "to", event->to);
	put_field(said, "via", event->via);
	put_field(said, "message", event->message_id);
	put_field(said, "relay", event->relay);
	put_field(said, "address", event->relay_address);
	put_field(said, "next", event->next);
	if (event->size != 0)
		text_put(said->text, sizeof(said->text), &said->len, " size=%d",
		    (int)event->size);
	if (event->outcome != MAILLOG_PENDING)
		text_put(said->text, sizeof(said->text), &said->len, " %s",
		    outcomes[event->outcome]);
	return true;
}

void
said_check(const struct said_row *rows, size_t count, maillog_wanted matter,
    void (*read)(const struct maillog_line *line, maillog_event_take take,
	void *context))
{
	for (size_t i = 0; i < count; i++) {
		const struct maillog_line line = {
		    .tag = span_of(rows[i].tag),
		    .text = span_of(rows[i].text),
		};
		struct said said = {.text = ""};

		if (matter(&line))
			read(&line, said_note, &said);
		cr_expect_str_eq(said.text, rows[i].expected,
		    "row %zu (%s): got %s, expected %s", i, rows[i].text,
		    said.text, rows[i].expected);
	}
}
