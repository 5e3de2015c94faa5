/* SPDX-License-Identifier: BSD-2-Clause */
/* Buffer: bytes that grow.  When memory is out the buffer fails, keeps what it
 * has and takes nothing more; who writes it out asks once, at the end.
 *
 *     struct buffer buffer = {0};
 *     buffer_add_text(&buffer, "line ");
 *     buffer_add_number(&buffer, 12);
 *     if (!buffer.failed) ... buffer.bytes, buffer.len
 *     buffer_clear(&buffer);
 */
#ifndef DOMAINS_BASE_BUFFER_H
#define DOMAINS_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct buffer {
	char *bytes;
	size_t len;
	size_t size;
	bool failed;
};

void
buffer_add(struct buffer *buffer, const void *bytes, size_t len);

void
buffer_add_text(struct buffer *buffer, const char *text);

/* In decimal. */
void
buffer_add_number(struct buffer *buffer, uint64_t number);

/* Hostile bytes fit for a terminal: printable ASCII and well-formed UTF-8
 * stand; control characters, what turns the direction of writing or takes no
 * room, and bytes that are not UTF-8 become \xNN, byte for byte. */
void
buffer_add_clean(struct buffer *buffer, const char *bytes, size_t len);

/* The inside of a JSON string (RFC 8259 7): quotes, backslash and control
 * characters escaped, each byte that is not UTF-8 replaced by U+FFFD. */
void
buffer_add_json(struct buffer *buffer, const char *bytes, size_t len);

/* Writes all of it, as fwrite() does: errors stay with the stream. */
void
buffer_print(const struct buffer *buffer, FILE *out);

/* Frees the bytes; the buffer is as new. */
void
buffer_clear(struct buffer *buffer);

#endif
