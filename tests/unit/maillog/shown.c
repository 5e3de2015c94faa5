/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes lines down: see the header. */
#include "tests/unit/maillog/shown.h"

void
shown_add_line(struct buffer *shown, size_t number,
    const struct maillog_line *line)
{
	buffer_add_format(shown, "%zu %s", number, line->cut ? "cut " : "");
	buffer_add(shown, line->host.bytes, line->host.len);
	buffer_add_text(shown, "|");
	buffer_add(shown, line->tag.bytes, line->tag.len);
	buffer_add_format(shown, "|%ld|%lld|", maillog_pid(line),
	    (long long)line->time);
	buffer_add(shown, line->text.bytes, line->text.len);
	buffer_add_text(shown, "\n");
}
