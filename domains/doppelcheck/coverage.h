/* SPDX-License-Identifier: BSD-2-Clause */
/* Coverage: which files an audit of the mail system has opened and read, to
 * know whether what it no longer finds is gone.
 */
#ifndef DOMAINS_DOPPELCHECK_COVERAGE_H
#define DOMAINS_DOPPELCHECK_COVERAGE_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"
#include "domains/base/interning.h"

struct coverage {
	struct interning *opened;
	struct interning *read; /* those that had a registration */
	uint32_t last;          /* of them */
};

/* Returns false when memory is out; it is to be cleared all the same. */
bool
coverage_begin(struct coverage *coverage);
void
coverage_clear(struct coverage *coverage);

/* A file is going to be opened; one had a registration.  Without memory it is
 * a file that was not read. */
void
coverage_note_opened(struct coverage *coverage, const char *path);
void
coverage_note_read(struct coverage *coverage, const char *path);

/* Was a file, or a table or service, not read to its end, as these diagnostics
 * say?  Then what was found in it the last time is still there.  In doubt it
 * was read: better to report twice than never. */
bool
coverage_misses(const struct coverage *coverage,
    const struct diagnostics *diagnostics, const char *path);

#endif
