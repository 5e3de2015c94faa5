/* SPDX-License-Identifier: BSD-2-Clause */
/* Import: what others publish, as rows: a name, what it is for, who says so.
 * Each form is a reader that knows nothing of lists; what becomes of a row is
 * decided in one place.
 */
#ifndef DOMAINS_DOPPELLIST_IMPORT_IMPORT_H
#define DOMAINS_DOPPELLIST_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

/* Strings are hostile, '\0'-terminated, and hold during the call; NULL where
 * the form does not say. */
struct import_row {
	unsigned line; /* or the number of the record */
	const char *name;
	const char *meant;
	const char *source;
	const char *note;
	bool unregistered; /* nobody answers for the name */
};

struct import;

/* Takes a row; -1: stop, memory is out. */
int
import_row(struct import *import, const struct import_row *row);

/* Says "FILE:LINE: TEXT: why"; the row is left out. */
void
import_leave_out(struct import *import, unsigned line, const char *text,
    const char *why);

/* The readers.  bytes[len] is '\0'.  Return 0, or -1 when what was read is
 * not of the form, which they told (import_leave_out), or memory is out. */
int
import_plain(struct import *import, char *bytes, size_t len);
int
import_access(struct import *import, char *bytes, size_t len);
int
import_tsv(struct import *import, char *bytes, size_t len);
int
import_dnstwist_csv(struct import *import, char *bytes, size_t len);
int
import_dnstwist_json(struct import *import, char *bytes, size_t len);

#endif
