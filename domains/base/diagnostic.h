/* SPDX-License-Identifier: BSD-2-Clause */
/* Diagnostics: what is wrong in an administrator's files, all of it, as values.
 *
 * A reader of a file adds every error it meets and goes on as far as it can,
 * so that one run shows them all; the program prints them and refuses the
 * file.  The text names subject, culprit, limit, cause, in this order; bytes
 * from the file go through diagnostic_quote(), never raw.
 *
 *     struct diagnostics diagnostics = {0};
 *     if (listfile_parse(path, ..., &diagnostics) < 0)
 *             for (size_t i = 0; i < diagnostics.count; i++)
 *                     fprintf(stderr, "%s:%u: %s\n", ...);
 *     diagnostics_clear(&diagnostics);
 */
#ifndef DOMAINS_BASE_DIAGNOSTIC_H
#define DOMAINS_BASE_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

/* More than this in one run are counted, not kept, unless the caller
 * sets another limit: a binary file given by mistake has one a line. */
#define DIAGNOSTICS_KEPT_MAX 100

/* diagnostic_quote() writes at most this many bytes, '\0' included. */
#define DIAGNOSTIC_QUOTE_SIZE 84

struct diagnostic {
	char *file;    /* as the administrator wrote it */
	unsigned line; /* counted from 1; 0: the file as a whole */
	char *text;    /* one line without newline, fit for a terminal */
};

struct diagnostics {
	struct diagnostic *list; /* the first ones, in order of adding */
	size_t kept;             /* how many stand in list */
	size_t count;            /* how many were added */
	size_t limit;            /* of kept; 0: DIAGNOSTICS_KEPT_MAX */
	size_t room;             /* in list */
};

/* Adds one, in the reader's language (translation.h).  When memory is out it is
 * counted and not kept.  Returns -1, for a caller that gives up. */
int
diagnostics_add(struct diagnostics *diagnostics, const char *file,
    unsigned line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds that memory is out, of the file as a whole.  Returns -1. */
int
diagnostics_no_memory(struct diagnostics *diagnostics, const char *file);

/* Adds a copy of one. */
void
diagnostics_add_copy(struct diagnostics *diagnostics,
    const struct diagnostic *diagnostic);

/* Adds copies of all; those that are not kept are counted. */
void
diagnostics_add_all(struct diagnostics *diagnostics,
    const struct diagnostics *more);

/* Puts these before all others, so that they are kept; there are none in first
 * then. */
void
diagnostics_put_first(struct diagnostics *diagnostics,
    struct diagnostics *first);

/* Writes "file:line: text" (or "file: text" for line 0) of one.
 * Returns the length it would have, as snprintf does. */
int
diagnostic_format(const struct diagnostic *diagnostic, char *buf, size_t size);

/* Do they say the same? */
bool
diagnostic_equal(const struct diagnostic *a, const struct diagnostic *b);

bool
diagnostics_equal(const struct diagnostics *a, const struct diagnostics *b);

void
diagnostics_clear(struct diagnostics *diagnostics);

/* Hostile bytes made fit for a message: printable ASCII and well-formed
 * printable UTF-8 stand, everything else becomes \xNN; capped with "..." .
 * Returns buf. */
const char *
diagnostic_quote(const char *bytes, size_t len,
    char buf[static DIAGNOSTIC_QUOTE_SIZE]);

#endif
