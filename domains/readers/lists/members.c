/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the members that list managers keep. */
#include "domains/readers/lists/members.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/readers/list_line.h"
#include "domains/readers/mta/values.h"

static int
read_lines(const struct reader_text *text, destination_take_line take)
{
	const struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	};

	return destination_take_lines(text, &place, take);
}

int
members_read(const struct reader_text *text)
{
	return read_lines(text, list_line_take);
}

/* ---- fml ----------------------------------------------------------------- */

/* The first of a member's options, and before it the rest of the line; the
 * options are empty when there are none. */
static struct span
split_options(struct span *line)
{
	const char *end = line->bytes + line->len;

	for (const char *at = line->bytes; end - at > 2; at++)
		if (ascii_is_blank(at[0]) && ascii_is_letter(at[1]) &&
		    at[2] == '=') {
			*line = span_between(line->bytes, at);
			return span_between(at, end);
		}
	return (struct span){end, 0};
}

/* "r=gmai.com": mail to the member goes by that host. */
static int
take_option(const struct reader_text *text,
    const struct destination_place *place, struct span option)
{
	if (!span_take_begin(&option, "r="))
		return 0;
	return span_has(option, '@')
	           ? destination_take(text, place, option)
	           : value_take(text, READER_TRANSPORT, place, option);
}

static int
take_fml_line(const struct reader_text *text,
    const struct destination_place *place, struct span line)
{
	struct span options = {line.bytes, 0};

	if (!list_line_is_comment(line.bytes, line.len))
		options = split_options(&line);
	if (list_line_take(text, place, line) < 0)
		return -1;
	while ((options = span_trim(options)).len != 0) {
		struct span option = options;

		while (options.len != 0 && !ascii_is_blank(*options.bytes))
			options = span_after(options, 1);
		option.len -= options.len;
		if (take_option(text, place, option) < 0)
			return -1;
	}
	return 0;
}

int
fml_read(const struct reader_text *text)
{
	return read_lines(text, take_fml_line);
}
