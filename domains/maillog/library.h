/* SPDX-License-Identifier: BSD-2-Clause */
/* Library: one that is loaded when it is needed, for most runs read nothing
 * that is compressed.
 *
 *     static struct { ... (*inflate)(...); } isal;
 *     const struct library_symbol symbols[] = {{"isal_inflate", &isal.inflate}};
 *     library_load("libisal.so.2", symbols, 1, &why)
 */
#ifndef DOMAINS_MAILLOG_LIBRARY_H
#define DOMAINS_MAILLOG_LIBRARY_H

#include <stddef.h>

struct library_symbol {
	const char *name;
	void *place; /* of a pointer to the function */
};

/* Fills the places.  Returns 0, or -1 with the name of the library, or of the
 * function that it lacks, in *lacking_r.  It stays loaded. */
int
library_load(const char *name, const struct library_symbol *symbols,
    size_t count, const char **lacking_r);

#endif
