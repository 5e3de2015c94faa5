/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes lines off a text, one after the other: see the header. */
#include "domains/maillog/wrapper.h"

#include <string.h>

#include "domains/maillog/fields.h"
#include "domains/maillog/frame.h"
#include "domains/maillog/wrapped.h"

void
wrapper_begin(struct wrapper *wrapper, const struct zone *zone, int year)
{
	*wrapper = (struct wrapper){
	    .stamps = {.zone = zone, .year = year, .time = INT64_MIN},
	    .outer = INT64_MIN,
	};
}

void
wrapper_end(struct wrapper *wrapper)
{
	buffer_clear(&wrapper->room);
	for (size_t i = 0; i < WRAPPER_SOURCES; i++)
		buffer_clear(&wrapper->held[i].text);
	buffer_clear(&wrapper->joined);
	newlines_clear(&wrapper->newlines);
}

/* ---- zeros --------------------------------------------------------------- */

/* Returns how many bytes are left. */
static size_t
drop_zeros(char *bytes, size_t len)
{
	char *to = bytes;

	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\0')
			*to++ = bytes[i];
	return (size_t)(to - bytes);
}

size_t
wrapper_fill(struct wrapper *wrapper, char *text, size_t left, size_t more)
{
	struct newlines *newlines = &wrapper->newlines;
	const struct span whole = {text, left + more};

	if (newlines_note(newlines, whole) || wrapper->is_export ||
	    (!wrapper->begun && export_begins(whole)))
		return whole.len;
	left += drop_zeros(text + left, more);
	(void)newlines_note(newlines, (struct span){text, left});
	return left;
}

/* ---- records ------------------------------------------------------------- */

/* Goes on after a line that was too long; false when it does not end. */
static bool
skip_line(struct wrapper *wrapper, struct span *text)
{
	const char *newline = memchr(text->bytes, '\n', text->len);

	wrapper->skipping = newline == NULL;
	*text = span_after(*text,
	    newline != NULL ? (size_t)(newline + 1 - text->bytes) : text->len);
	return newline != NULL;
}

/* An object is over with its last brace. */
static bool
is_whole_object(struct span line)
{
	line = span_trim(line);
	return line.len > 1 && *line.bytes == '{' &&
	       line.bytes[line.len - 1] == '}';
}

/* The same for an entry, which may be as long as its writer likes. */
static bool
pass_entry(struct wrapper *wrapper, struct span *text)
{
	const char *begin = text->bytes;
	bool over = export_pass(&wrapper->passing, text);

	wrapper->lines += span_count_newlines(span_between(begin, text->bytes));
	return over;
}

static enum wrapper_record
take_entry(struct wrapper *wrapper, struct span *text, bool all,
    struct maillog_line *line_r)
{
	const char *begin = text->bytes;
	struct fields fields;
	bool whole = export_take(text, &fields);

	if (!whole && !all)
		return WRAPPER_ENDED;
	if (whole)
		wrapper->lines +=
		    span_count_newlines(span_between(begin, text->bytes));
	else
		(void)pass_entry(wrapper, text);
	if (!wrapped_take_fields(wrapper, &fields, line_r))
		return WRAPPER_OTHER;
	frame_cut_at_zero(line_r);
	line_r->cut = line_r->cut || !whole;
	wrapper->without_text += !whole && line_r->text.len == 0;
	return WRAPPER_LINE;
}

enum wrapper_record
wrapper_take_any(struct wrapper *wrapper, struct span *text, bool all,
    struct maillog_line *line_r)
{
	const char *newline;
	struct span line;

	if ((wrapper->skipping && !skip_line(wrapper, text)) ||
	    (wrapper->passing.on && !pass_entry(wrapper, text)))
		return WRAPPER_ENDED;
	if (!wrapper->begun) {
		if (text->len < EXPORT_BEGIN && !all)
			return WRAPPER_ENDED;
		wrapper->begun = true;
		if (span_begins(*text, "\xef\xbb\xbf"))
			*text = span_after(*text, 3);
		wrapper->is_export = export_begins(*text);
	}
	if (text->len == 0)
		return WRAPPER_ENDED;
	line_r->cut = false;
	if (wrapper->is_export)
		return take_entry(wrapper, text, all, line_r);
	newline = memchr(text->bytes, '\n', text->len);
	if (newline == NULL && !all)
		return WRAPPER_ENDED;
	line = *text;
	if (newline != NULL)
		line.len = (size_t)(newline - line.bytes);
	*text = span_after(*text, line.len + (newline != NULL));
	wrapper->lines++;
	wrapper->usual.len = 0;
	wrapper->skipping = newline == NULL;
	if (!wrapped_take_line(wrapper, line, line_r))
		return WRAPPER_OTHER;
	if (newline == NULL && !is_whole_object(line))
		line_r->cut = true;
	return WRAPPER_LINE;
}
