/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes that grow, and hostile bytes made fit for a terminal or for JSON. */
#include "domains/base/buffer.h"

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
	if (len == 0 || !buffer_grow(buffer, len))
		return;
	memcpy(buffer->bytes + buffer->len, bytes, len);
	buffer->len += len;
}

void
buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
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

static void
buffer_add_escape(struct buffer *buffer, const char *lead, char byte)
{
	static const char hex[] = "0123456789abcdef";

	buffer_add_text(buffer, lead);
	buffer_add(buffer, &hex[(unsigned char)byte >> 4], 1);
	buffer_add(buffer, &hex[byte & 15], 1);
}

void
buffer_add_clean(struct buffer *buffer, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	while (at < end) {
		const char *from = at;
		uint32_t code;
		size_t n;

		while (at < end && *at >= 0x20 && *at < 0x7f)
			at++;
		buffer_add(buffer, from, (size_t)(at - from));
		if (at == end)
			return;
		n = utf8_decode(at, (size_t)(end - at), &code);
		if (n != 0 && utf8_printable(code))
			buffer_add(buffer, at, n);
		else
			for (size_t i = 0; i < (n != 0 ? n : 1); i++)
				buffer_add_escape(buffer, "\\x", at[i]);
		at += n != 0 ? n : 1;
	}
}

void
buffer_add_json(struct buffer *buffer, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	while (at < end) {
		const char *from = at;
		uint32_t code;
		size_t n;

		while (at < end && *at >= 0x20 && *at < 0x7f && *at != '"' &&
		       *at != '\\')
			at++;
		buffer_add(buffer, from, (size_t)(at - from));
		if (at == end)
			return;
		n = utf8_decode(at, (size_t)(end - at), &code);
		if (n == 0)
			buffer_add_text(buffer, "\xef\xbf\xbd");
		else if (*at == '"' || *at == '\\') {
			buffer_add(buffer, "\\", 1);
			buffer_add(buffer, at, 1);
		} else if ((unsigned char)*at < 0x20 || *at == 0x7f)
			buffer_add_escape(buffer, "\\u00", *at);
		else
			buffer_add(buffer, at, n);
		at += n != 0 ? n : 1;
	}
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
