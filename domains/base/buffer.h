/* SPDX-License-Identifier: BSD-2-Clause */
/* Buffer: bytes that grow.  When memory is out the buffer fails, keeps what it
 * has and takes nothing more; the caller looks once, at the end.
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

#include "domains/base/escape.h"
#include "domains/base/span.h"

struct buffer {
	char *bytes;
	size_t len;
	size_t size;
	bool failed;
};

void
buffer_add(struct buffer *buffer, const void *bytes, size_t len);

/* All of it, until more is added. */
static inline struct span
buffer_span(const struct buffer *buffer)
{
	return (
	    struct span){buffer->len != 0 ? buffer->bytes : "", buffer->len};
}

/* Leaves at most so many bytes, more than 3: the rest is cut between two
 * characters of UTF-8, and "..." says so. */
void
buffer_cut(struct buffer *buffer, size_t max);

/* Adds so many bytes for the caller to write; NULL when memory is out. */
char *
buffer_add_room(struct buffer *buffer, size_t len);

void
buffer_add_text(struct buffer *buffer, const char *text);

/* As printf() does, for our own words and numbers. */
void
buffer_add_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* In decimal. */
void
buffer_add_number(struct buffer *buffer, uint64_t number);

/* Bytes of others, fit for a terminal, or for what is said: see escape.h. */
void
buffer_add_escaped(struct buffer *buffer, const char *bytes, size_t len);
void
buffer_add_escaped_for(struct buffer *buffer, enum escape_for what,
    const char *bytes, size_t len);

/* A JSON string (RFC 8259 7), with its quotes. */
void
buffer_add_json(struct buffer *buffer, const char *bytes, size_t len);

/* A field of CSV (RFC 4180), in quotes.  An apostrophe goes before what a
 * spreadsheet would take for a formula. */
void
buffer_add_csv(struct buffer *buffer, const char *bytes, size_t len);

/* Writes all of it, as fwrite() does: errors stay with the stream. */
void
buffer_print(const struct buffer *buffer, FILE *out);

/* Frees the bytes; the buffer is as new. */
void
buffer_clear(struct buffer *buffer);

#endif
