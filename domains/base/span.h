/* SPDX-License-Identifier: BSD-2-Clause */
/* Span: bytes that another object owns; no '\0' ends them. */
#ifndef DOMAINS_BASE_SPAN_H
#define DOMAINS_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *bytes;
	size_t len;
};

struct span
span_of(const char *text);

/* These are inlined, for each line of a log is cut by them. */
static inline struct span
span_between(const char *begin, const char *end)
{
	return (struct span){begin, (size_t)(end - begin)};
}

/* Without its first bytes. */
static inline struct span
span_after(struct span span, size_t count)
{
	return (struct span){span.bytes + count, span.len - count};
}

/* Where a byte is for the first or the last time; NULL when it is not there. */
static inline const char *
span_find(struct span span, char byte)
{
	return span.len != 0 ? memchr(span.bytes, byte, span.len) : NULL;
}

static inline const char *
span_find_last(struct span span, char byte)
{
	return span.len != 0 ? memrchr(span.bytes, byte, span.len) : NULL;
}

static inline bool
span_has(struct span span, char byte)
{
	return span_find(span, byte) != NULL;
}

/* What stands after the last one; empty when it is not there. */
static inline struct span
span_after_last(struct span span, char byte)
{
	const char *at = span_find_last(span, byte);

	return at == NULL ? (struct span){"", 0}
	                  : span_between(at + 1, span.bytes + span.len);
}

/* The first line of the rest, without its newline; the rest begins after it
 * then.  Lines are over when the rest is empty. */
struct span
span_take_line(struct span *rest);

/* The text before a byte, and the rest begins after that then; or the text
 * after the last one, and the rest ends before that.  All where it is not
 * there. */
struct span
span_take_until(struct span *rest, char stop);
struct span
span_take_last(struct span *rest, char stop);

/* Takes a text off that it begins with, or ends with, its letters of ASCII in
 * any case; false when it does not. */
bool
span_take_begin(struct span *span, const char *text);
bool
span_take_end(struct span *span, const char *text);

/* Without these bytes around it, where both are. */
struct span
span_inside(struct span span, char open, char close);

/* How many newlines are in it. */
unsigned
span_count_newlines(struct span span);

/* Without blanks, tabs, CR and LF at its ends. */
struct span
span_trim(struct span span);

/* A copy up to a '\0' in it, its letters of ASCII in lower case; NULL when
 * memory is out. */
char *
span_copy_lower(struct span span);

/* The same in a room that is as long as it. */
struct span
span_to_lower(struct span span, char *room);

/* Is it decimal digits, of a number up to max?  The number, which may be NULL,
 * is untouched when it is not. */
bool
span_number(struct span span, uint64_t max, uint64_t *number_r);

/* Upper and lower case of ASCII are the same. */
bool
span_equal(struct span span, const char *text);

bool
span_begins(struct span span, const char *text);

/* Does a text stand in it as it is? */
bool
span_contains(struct span span, const char *text);

/* Does a text stand anywhere in it?  Is it one of several, which NULL ends? */
bool
span_holds(struct span span, const char *text);
bool
span_is_one_of(struct span span, const char *const *texts);

/* Do so many bytes agree?  For those that are mostly few a call would take
 * longer than this. */
static inline bool
span_bytes_agree(const char *a, const char *b, size_t len)
{
	uint64_t a8[2], b8[2];
	uint32_t a4[2], b4[2];

	if (len > 16)
		return memcmp(a, b, len) == 0;
	if (len < 4)
		return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] &&
				       a[len - 1] == b[len - 1]);
	if (len < 8) {
		memcpy(&a4[0], a, 4);
		memcpy(&b4[0], b, 4);
		memcpy(&a4[1], a + len - 4, 4);
		memcpy(&b4[1], b + len - 4, 4);
		return a4[0] == b4[0] && a4[1] == b4[1];
	}
	memcpy(&a8[0], a, 8);
	memcpy(&b8[0], b, 8);
	memcpy(&a8[1], a + len - 8, 8);
	memcpy(&b8[1], b + len - 8, 8);
	return a8[0] == b8[0] && a8[1] == b8[1];
}

/* Two spans, byte by byte, or with upper and lower case of ASCII the same. */
bool
span_same(struct span a, struct span b);
bool
span_same_folded(struct span a, struct span b);

/* As memcmp(); of two that begin alike the shorter one comes first. */
int
span_compare(struct span a, struct span b);

/* XXH3 of its bytes, the same in each run. */
uint64_t
span_hash(struct span span, uint64_t seed);

#endif
