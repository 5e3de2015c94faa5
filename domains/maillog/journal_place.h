/* SPDX-License-Identifier: BSD-2-Clause */
/* Journal place: up to which entry systemd's journal was read, as a row of a
 * position (position.h):
 *
 *     journal	s=8f2c...;i=4d2;b=41ab...	0123...	1638154904
 *
 * the entry's cursor, the machine whose entry it is, if that is known, and the
 * entry's time.
 */
#ifndef DOMAINS_MAILLOG_JOURNAL_PLACE_H
#define DOMAINS_MAILLOG_JOURNAL_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/registrations/file_rows.h"

/* systemd writes some 130 bytes, and an id of 32. */
#define JOURNAL_CURSOR_SIZE 512
#define JOURNAL_MACHINE_SIZE 64

struct journal_place {
	char cursor[JOURNAL_CURSOR_SIZE]; /* "": nothing was read */
	char machine[JOURNAL_MACHINE_SIZE];
	int64_t time; /* whole seconds */
};

/* False when they are too long. */
bool
journal_place_set(struct journal_place *place, const char *cursor,
    struct span machine);

/* Takes the row, if it is there; else there is no place.  Returns 0, or -1 with
 * a diagnostic. */
int
journal_place_take(struct file_rows *rows, struct journal_place *place_r);

/* Adds the row, if there is a place. */
void
journal_place_add(const struct journal_place *place, struct buffer *rows);

#endif
