/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the MTA that a line is of: see the header. */
#include "domains/maillog/texts.h"

#include "domains/maillog/exim.h"
#include "domains/maillog/postfix.h"
#include "domains/maillog/sendmail.h"

bool
texts_of_others_matter(const struct maillog_line *line)
{
	return sendmail_lines_matter(line) || exim_lines_matter(line);
}

/* Whose line it may be. */
static void
read_line(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	if (sendmail_lines_matter(line))
		sendmail_line_read(line, take, context);
	else if (exim_lines_matter(line))
		exim_line_read(line, take, context);
	else
		postfix_line_read(line, take, context);
}

/* As maillog_event_take: is it about a recipient? */
static bool
note_recipient(void *context, const struct maillog_event *event)
{
	bool *found = context;

	*found |= event->kind == MAILLOG_UNREAD || event->to.len != 0;
	return true;
}

/* The end of a line is missing: what it says of recipients cannot be read. */
static __attribute__((noinline)) void
read_cut(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	const struct maillog_event unread = {.line = line,
	    .kind = MAILLOG_UNREAD};
	bool found = false;

	read_line(line, note_recipient, &found);
	if (found)
		(void)take(context, &unread);
}

void
texts_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	if (line->cut && line->text.len < MAILLOG_TEXT_MAX)
		read_cut(line, take, context);
	else if (!texts_may_be_of_others(line))
		postfix_line_read(line, take, context);
	else
		read_line(line, take, context);
}
