/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills lines with items: see the header. */
#include "domains/reports/flow.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/utf8.h"

#define ITEM_SIZE 256

size_t
flow_columns(const char *bytes, size_t len)
{
	size_t columns = 0, taken;
	uint32_t code;

	for (size_t i = 0; i < len; i += taken) {
		taken = utf8_decode(bytes + i, len - i, &code);
		taken += taken == 0;
		columns += taken > 2 ? 2 : 1;
	}
	return columns;
}

static void
begin_line(struct flow *flow)
{
	buffer_add_format(flow->buffer, "\n%*s", (int)flow->indent, "");
	flow->column = flow->indent;
}

void
flow_item(struct flow *flow, const char *text, size_t len)
{
	size_t columns = flow_columns(text, len);

	if (flow->begun)
		buffer_add_text(flow->buffer, ",");
	if (flow->begun && flow->column + 2 + columns >= FLOW_COLUMNS) {
		begin_line(flow);
	} else if (flow->begun) {
		buffer_add_text(flow->buffer, " ");
		flow->column += 2;
	}
	buffer_add(flow->buffer, text, len);
	flow->column += columns;
	flow->begun = true;
}

struct flow
flow_begin(struct buffer *buffer, size_t indent)
{
	buffer_add_format(buffer, "%*s", (int)indent, "");
	return (struct flow){.buffer = buffer,
	    .indent = indent + 2,
	    .column = indent};
}

void
flow_label(struct flow *flow, const char *text)
{
	buffer_add_text(flow->buffer, text);
	flow->column += flow_columns(text, strlen(text));
}

void
flow_end(struct flow *flow)
{
	buffer_add_text(flow->buffer, "\n");
}

void
flow_format(struct flow *flow, const char *format, ...)
{
	char text[ITEM_SIZE];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (len > 0)
		flow_item(flow, text,
		    (size_t)len < sizeof(text) ? (size_t)len
					       : sizeof(text) - 1);
}

/* A word, or of a text without blanks a character. */
static size_t
word_len(const char *text)
{
	uint32_t code;
	size_t len = utf8_decode(text, strlen(text), &code);

	if (len > 2)
		return len;
	len = 0;
	while (
	    text[len] != '\0' && text[len] != ' ' && (text[len] & 0xe0) != 0xe0)
		len++;
	return len != 0 ? len : 1;
}

/* May no line begin with it?  There is room for one at the end of each. */
#define CLOSING_COLUMNS 2

static bool
is_closing(const char *text)
{
	static const char *const closing[] = {"、", "。", "）", "」", "：",
	    "？"};

	for (size_t i = 0; i < sizeof(closing) / sizeof(*closing); i++)
		if (strncmp(text, closing[i], strlen(closing[i])) == 0)
			return true;
	return false;
}

static void
add_word(struct flow *flow, const char *text, size_t len, size_t blanks)
{
	const size_t columns = flow_columns(text, len);

	if (flow->column + blanks + columns + CLOSING_COLUMNS > FLOW_COLUMNS) {
		begin_line(flow);
	} else {
		buffer_add_format(flow->buffer, "%*s", (int)blanks, "");
		flow->column += blanks;
	}
	buffer_add(flow->buffer, text, len);
	flow->column += columns;
}

void
flow_word(struct flow *flow, const char *text)
{
	add_word(flow, text, strlen(text), 1);
}

void
flow_words(struct flow *flow, const char *text)
{
	const char *begin = text;

	for (size_t blanks, len; *(text += blanks = strspn(text, " ")) != '\0';
	     text += len) {
		len = word_len(text);
		if (blanks != 0 || (text != begin && !is_closing(text))) {
			add_word(flow, text, len, blanks);
			continue;
		}
		/* It belongs to what is before it. */
		buffer_add(flow->buffer, text, len);
		flow->column += flow_columns(text, len);
	}
	flow->begun = true;
}
