/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the MTA that a line is of: see the header. */
#include "domains/maillog/texts.h"

#include "domains/maillog/exim.h"
#include "domains/maillog/postfix.h"
#include "domains/maillog/sendmail.h"

/* Bytes that Postfix's postlogd leaves of a text; a syslog leaves more. */
#define TOO_LONG 2000

bool
texts_matter(const struct maillog_line *line)
{
	if (postfix_lines_matter(line))
		return true;
	/* No line of Postfix has such a tag, and most lines are Postfix's. */
	return line->tag.len != 0 &&
	       ((*line->tag.bytes == 's' && sendmail_lines_matter(line)) ||
		   (*line->tag.bytes == 'e' && exim_lines_matter(line)));
}

void
texts_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	if (line->cut && line->text.len < TOO_LONG)
		return;
	if (line->tag.len != 0 && *line->tag.bytes == 's' &&
	    sendmail_lines_matter(line))
		sendmail_line_read(line, take, context);
	else if (line->tag.len != 0 && *line->tag.bytes == 'e' &&
		 exim_lines_matter(line))
		exim_line_read(line, take, context);
	else
		postfix_line_read(line, take, context);
}
