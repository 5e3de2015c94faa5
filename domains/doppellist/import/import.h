/* SPDX-License-Identifier: BSD-2-Clause */
/* Import: what others publish, as rows: a name, what it is for, who says so.
 * Each form (forms.h) is a reader that knows nothing of lists; what becomes of
 * a row is decided in one place.
 */
#ifndef DOMAINS_DOPPELLIST_IMPORT_IMPORT_H
#define DOMAINS_DOPPELLIST_IMPORT_IMPORT_H

#include <stdbool.h>

/* Strings are hostile, '\0'-terminated, and hold during the call; NULL where
 * the form does not say. */
struct import_row {
	unsigned line; /* or the number of the record */
	const char *name;
	const char *meant;
	const char *source;
	const char *note;
	bool unregistered;  /* nobody answers for the name */
	bool takes_no_mail; /* as its null MX says */
};

struct import;

/* Takes a row; -1: the reader must stop, memory is out. */
int
import_row(struct import *import, const struct import_row *row);

/* Reports "FILE:LINE: TEXT: why"; the row is left out. */
void
import_leave_out(struct import *import, unsigned line, const char *text,
    const char *why);

#endif
