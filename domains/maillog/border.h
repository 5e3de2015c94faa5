/* SPDX-License-Identifier: BSD-2-Clause */
/* Border: how far the text of a log was read, and by what it is known again
 * under another name, compressed, or as a copy.
 *
 *     border_begin(&track, &known)               known: NULL for a new log
 *     size = border_room(&track, size)           no block goes over the border
 *     border_take(&track, bytes, len)            what was read
 *     if (border_is_reached(&track)) border_fits(&track) ...
 *     track.now                                  after the last whole line
 *
 * Bytes are those of the text, before anything is taken out of it.
 */
#ifndef DOMAINS_MAILLOG_BORDER_H
#define DOMAINS_MAILLOG_BORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/xxh3.h"

/* So many bytes of a log, at most, are its head: a stamp, a host and a text.
 * Zeros before them are a hole, which a log has in the place of what was copied
 * and cut off. */
#define BORDER_HEAD ((size_t)512)

struct border {
	uint64_t offset; /* bytes before it */
	uint64_t hash;   /* of all of them, */
	uint64_t head;   /*   and of those of the head */
};

struct border_head {
	uint64_t zeros; /* before it */
	size_t len;
	char bytes[BORDER_HEAD];
};

struct border_track {
	struct border known; /* offset 0: nothing was read before */
	uint64_t at;         /* bytes that came */
	struct border now;
	XXH3_state_t state;
	struct border_head head;
};

void
border_begin(struct border_track *track, const struct border *known);

/* So much of a room may be read at once. */
size_t
border_room(const struct border_track *track, size_t size);

void
border_take(struct border_track *track, const char *bytes, size_t len);

/* A text that is over ends a line. */
void
border_end(struct border_track *track);

/* Is what comes next new? */
bool
border_is_reached(const struct border_track *track);

/* At the border: are the bytes before it those that were read? */
bool
border_fits(const struct border_track *track);

/* Does a text with this head, which is as long as it can be, begin as the one
 * that was read? */
bool
border_begins(const struct border *border, const struct border_head *head);

#endif
