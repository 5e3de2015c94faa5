/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a log in short: see the header. */
#include "tests/unit/maillog/brief.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/maillog/texts.h"

static struct maillog_line
parse(struct span bytes)
{
	struct maillog_line line = {.pid = {"1", 1}};
	struct span fields[3];

	for (size_t i = 0; i < 3; i++) {
		const char *blank = memchr(bytes.bytes, ' ', bytes.len);

		cr_assert_not_null(blank);
		fields[i] = span_between(bytes.bytes, blank);
		bytes = span_after(bytes, fields[i].len + 1);
	}
	for (size_t i = 0; i < fields[0].len; i++)
		line.time = line.time * 10 + (fields[0].bytes[i] - '0');
	line.host = fields[1];
	line.tag = fields[2];
	line.text = bytes;
	return line;
}

void
brief_read(const char *log, maillog_event_take take, void *context)
{
	struct span rest = span_of(log);

	while (rest.len != 0) {
		const struct maillog_line line = parse(span_take_line(&rest));

		if (texts_matter(&line))
			texts_read(&line, take, context);
	}
}
