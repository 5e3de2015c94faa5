/* SPDX-License-Identifier: BSD-2-Clause */
/* Traced: a text that was put together from parts of a file, and the place in
 * the file that each of its bytes comes from.
 *
 *     EMAIL:taro@gm          taro@gmai.com      "taro@gm", then "ai.com": it
 *      ai.com                                   does not stand there as it is
 *     EMAIL:taro=40gmai.com  taro@gmai.com      the @ was made of "=40"
 */
#ifndef DOMAINS_BASE_TRACED_H
#define DOMAINS_BASE_TRACED_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

struct traced {
	char *bytes;
	size_t *from; /* of each byte, in the file's text, and TRACED_MADE */
	size_t len;
	size_t byte_room, from_room;
	bool failed; /* memory was out: it lacks bytes */
};

/* The byte stands for others there. */
#define TRACED_MADE (~(~(size_t)0 >> 1))

void
traced_add(struct traced *traced, char byte, size_t from);

/* Adds what stands in the file's text from a place on. */
void
traced_add_span(struct traced *traced, struct span span, size_t from);

/* Where a byte comes from, made or not. */
size_t
traced_from(const struct traced *traced, size_t at);

/* Does the byte stand in the file right after the one before it? */
bool
traced_follows(const struct traced *traced, size_t at);

/* Do the bytes stand in the file as they are? */
bool
traced_is_exact(const struct traced *traced, size_t at, size_t len);

/* From one place to another. */
struct span
traced_span(const struct traced *traced, size_t begin, size_t end);

/* Appends bytes of QUOTED-PRINTABLE (RFC 2045 6.7), whose soft line breaks are
 * left out already, or of base64 (4), decoded, to another text.  The latter
 * returns false when they are none: then a part may have been added. */
void
traced_add_quoted_printable(struct traced *traced, const struct traced *coded,
    size_t begin, size_t end);
bool
traced_add_base64(struct traced *traced, const struct traced *coded,
    size_t begin, size_t end);

/* Appends a byte, or the one that "%40" stands for (RFC 3986 2.1).  Returns how
 * many bytes more than one it took. */
size_t
traced_add_percent(struct traced *traced, const struct traced *coded,
    size_t at);

void
traced_clear(struct traced *traced);

#endif
