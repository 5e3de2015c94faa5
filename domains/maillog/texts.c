/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the MTA that a line is of: see the header. */
#include "domains/maillog/texts.h"

#include "domains/maillog/postfix.h"

bool
texts_matter(const struct maillog_line *line)
{
	return postfix_lines_matter(line);
}

void
texts_read(const struct maillog_line *line, maillog_event_take take,
    void *context)
{
	postfix_line_read(line, take, context);
}
