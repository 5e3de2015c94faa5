/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines: what the log is to say of a mail, until it has its queue ID and what
 * is decided takes effect.
 *
 *     if (!lines_add(&lines, line, NULL))
 *             lines_write_one(line, queue_id);
 *     lines_write(&lines, "4Z9X2y1Q", false)
 *     lines_clear(&lines)
 */
#ifndef MILTER_LINES_H
#define MILTER_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Beyond it a line is written at once; by then the MTA has the ID.  It bounds
 * what one mail can make us hold: about 16 kB. */
#define LINES_MAX 64

struct lines {
	struct line {
		char *text;
		char *repeated; /* if a second try is none; NULL: the same */
	} list[LINES_MAX];
	size_t count;
};

/* Copies both, repeated may be NULL; returns false when there is no room or no
 * memory. */
bool
lines_add(struct lines *lines, const char *text, const char *repeated);

/* repeated: second tries are none (tries.h). */
void
lines_write(const struct lines *lines, const char *queue_id, bool repeated);

/* One that does not wait. */
void
lines_write_one(const char *text, const char *queue_id);

/* The mail does not come. */
void
lines_abort(const struct lines *lines, const char *queue_id);

void
lines_clear(struct lines *lines);

#endif
