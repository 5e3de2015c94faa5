/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the MTA that a line is of: see the header. */
#include "domains/maillog/texts.h"

#include "domains/maillog/exim.h"
#include "domains/maillog/postfix.h"
#include "domains/maillog/sendmail.h"

static bool
is_of_sendmail(const struct maillog_line *line)
{
	return line->tag.len != 0 && *line->tag.bytes == 's' &&
	       sendmail_lines_matter(line);
}

static bool
is_of_exim(const struct maillog_line *line)
{
	return line->tag.len != 0 && *line->tag.bytes == 'e' &&
	       exim_lines_matter(line);
}

/* No line of Postfix has such a tag as the others, and most are Postfix's. */
bool
texts_matter(const struct maillog_line *line)
{
	return postfix_lines_matter(line) || is_of_sendmail(line) ||
	       is_of_exim(line);
}

static void
read_line(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	if (is_of_sendmail(line))
		sendmail_line_read(line, take, context);
	else if (is_of_exim(line))
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

/* Its end is missing: what it says of recipients cannot be read. */
static void
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
	else
		read_line(line, take, context);
}
