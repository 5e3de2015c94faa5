/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes that grow. */
#include "domains/base/buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/utf8.h"

#define BUFFER_SIZE_MIN 256

static bool
buffer_grow(struct buffer *buffer, size_t more)
{
	size_t size = buffer->size != 0 ? buffer->size : BUFFER_SIZE_MIN;
	char *bytes;

	if (buffer->failed || more > SIZE_MAX / 4 - buffer->len)
		buffer->failed = true;
	if (buffer->failed)
		return false;
	while (size - buffer->len < more)
		size *= 2;
	if (size == buffer->size)
		return true;
	bytes = realloc(buffer->bytes, size);
	if (bytes == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->bytes = bytes;
	buffer->size = size;
	return true;
}

void
buffer_add(struct buffer *buffer, const void *bytes, size_t len)
{
	if (len == 0 || buffer->failed ||
	    (len > buffer->size - buffer->len && !buffer_grow(buffer, len)))
		return;
	memcpy(buffer->bytes + buffer->len, bytes, len);
	buffer->len += len;
}

void
buffer_cut(struct buffer *buffer, size_t max)
{
	static const char mark[] = {'.', '.', '.'};

	if (buffer->len <= max)
		return;
	buffer->len = utf8_cut(buffer->bytes, max - sizeof(mark));
	buffer_add(buffer, mark, sizeof(mark));
}

char *
buffer_add_room(struct buffer *buffer, size_t len)
{
	if (!buffer_grow(buffer, len))
		return NULL;
	buffer->len += len;
	return buffer->bytes + buffer->len - len;
}

void
buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void
buffer_add_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	/* It ends its text by a byte that does not count. */
	if (len < 0 || !buffer_grow(buffer, (size_t)len + 1)) {
		buffer->failed = true;
		return;
	}
	va_start(arguments, format);
	vsnprintf(buffer->bytes + buffer->len, (size_t)len + 1, format,
	    arguments);
	va_end(arguments);
	buffer->len += (size_t)len;
}

void
buffer_add_number(struct buffer *buffer, uint64_t number)
{
	char digits[20]; /* of UINT64_MAX */
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	buffer_add(buffer, digits + at, sizeof(digits) - at);
}

void
buffer_add_escaped_for(struct buffer *buffer, enum escape_for what,
    const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	while (at < end) {
		char piece[ESCAPE_PIECE_MAX];
		size_t plain = escape_count_plain(at, (size_t)(end - at), what);
		size_t piece_len, taken;

		buffer_add(buffer, at, plain);
		at += plain;
		if (at == end)
			return;
		piece_len = escape_character(at, (size_t)(end - at), what,
		    piece, &taken);
		buffer_add(buffer, piece, piece_len);
		at += taken;
	}
}

void
buffer_add_escaped(struct buffer *buffer, const char *bytes, size_t len)
{
	buffer_add_escaped_for(buffer, ESCAPE_TEXT, bytes, len);
}

void
buffer_add_json(struct buffer *buffer, const char *bytes, size_t len)
{
	buffer_add_text(buffer, "\"");
	buffer_add_escaped_for(buffer, ESCAPE_JSON, bytes, len);
	buffer_add_text(buffer, "\"");
}

void
buffer_add_csv(struct buffer *buffer, const char *bytes, size_t len)
{
	buffer_add_text(buffer, escape_is_formula(bytes, len) ? "\"'" : "\"");
	buffer_add_escaped_for(buffer, ESCAPE_CSV, bytes, len);
	buffer_add_text(buffer, "\"");
}

void
buffer_print(const struct buffer *buffer, FILE *out)
{
	/* An empty one has no bytes to point to. */
	if (buffer->len > 0)
		fwrite(buffer->bytes, 1, buffer->len, out);
}

void
buffer_clear(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){0};
}
