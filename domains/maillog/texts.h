/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts: lines of all MTAs that are known, as events.
 *
 *     maillog_read(&source, texts_matter, take_line, ..., &read)
 *     texts_read(line, mails_take, mails)       for each line
 */
#ifndef DOMAINS_MAILLOG_TEXTS_H
#define DOMAINS_MAILLOG_TEXTS_H

#include <stdbool.h>

#include "domains/maillog/event.h"
#include "domains/maillog/postfix.h"
#include "domains/maillog/postfix_lines.h"

/* Tags of Sendmail and Exim begin so; those of Postfix hardly ever. */
static inline bool
texts_may_be_of_others(const struct maillog_line *line)
{
	return line->tag.len != 0 &&
	       (*line->tag.bytes == 's' || *line->tag.bytes == 'e');
}

bool
texts_of_others_matter(const struct maillog_line *line);

/* As maillog_wanted.  No line of Postfix has such a tag as the others, and most
 * are Postfix's. */
static inline bool
texts_matter(const struct maillog_line *line)
{
	return postfix_lines_matter(line) ||
	       (texts_may_be_of_others(line) && texts_of_others_matter(line));
}

/* Takes a line that matters apart.  Of one that the end of a file has cut
 * only that a recipient cannot be read, if it is about one; of one that was too
 * long for its writer, what is whole. */
void
texts_read(const struct maillog_line *line, maillog_event_take take,
    void *context);

#endif
