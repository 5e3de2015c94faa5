/* SPDX-License-Identifier: BSD-2-Clause */
/* Export: what the forms of `doppellist export` are written from.
 *
 * Names are canonical (letters, digits, hyphens, dots) and need no quoting
 * anywhere; sources, notes and paths are other people's bytes.
 */
#ifndef DOMAINS_DOPPELLIST_EXPORT_EXPORT_H
#define DOMAINS_DOPPELLIST_EXPORT_EXPORT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "domains/doppellist/model/collection.h"

struct export_job {
	FILE *out;
	/* Sorted by name.  The test name means nothing and is in no document:
	 * meant and document are NULL. */
	const struct collection_entry *entries;
	size_t count;
	const struct collection *collection; /* where they come from */
	char date[DOPPELLIST_DAY_SIZE];
	uint32_t serial;     /* seconds since 1970, for zones */
	const char *program; /* "doppellist 1.0" */
};

#endif
