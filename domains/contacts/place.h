/* SPDX-License-Identifier: BSD-2-Clause */
/* Place: is a file where only its user may read and replace it? */
#ifndef DOMAINS_CONTACTS_PLACE_H
#define DOMAINS_CONTACTS_PLACE_H

#include <stdint.h>

#include "domains/base/diagnostic.h"

/* Looks at a file and its directory; path has a slash.  It opens nothing.
 * Returns 1: there is such a file, 0: there is none, -1 with a diagnostic. */
int
place_check(const char *path, struct diagnostics *diagnostics);

/* Bytes of the file and of the log that SQLite has beside it. */
uint64_t
place_size(const char *path);

#endif
