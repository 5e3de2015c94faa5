/* SPDX-License-Identifier: BSD-2-Clause */
/* Known: a bulk list of real domains, one a line, as a compact filter.
 *
 * A split block Bloom filter (F.  Putze, P.  Sanders, J.  Singler, "Cache-,
 * Hash- and Space-Efficient Bloom Filters", 2007, in the form of the Apache
 * Parquet format's BloomFilter.md): eight bits a name, all in one block of 32
 * bytes, so that a question costs one cache miss.  With REAL_DOMAINS_BITS bits
 * a name one name in a thousand that is not in the file seems to be; none that
 * is in it is denied.  A million names take 2 to 4 MiB.
 *
 * Being in the file makes a name more probable as somebody's own; it takes
 * back nothing that a list says.
 */
#ifndef DOMAINS_ENGINE_LISTS_REAL_DOMAINS_H
#define DOMAINS_ENGINE_LISTS_REAL_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

#define REAL_DOMAINS_BITS 17

/* The file is read whole for a moment; some thirty million names fit. */
#define REAL_DOMAINS_FILE_MAX ((size_t)512 * 1024 * 1024)

struct real_domains;

/* Reads a file.  Blank lines and those that begin with # are passed over, and
 * so is what is no domain: bulk lists have some.  A file that is mostly no
 * domains (a table of ranks and domains, a picture) is a fault.  Returns 0, or
 * -1 with a fault added. */
int
real_domains_read(const char *path, struct diagnostics *diagnostics,
    struct real_domains **known_r);

/* The same for bytes in memory; path is for messages. */
int
real_domains_parse(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics, struct real_domains **known_r);

void
real_domains_free(struct real_domains **real_domains);

/* Is the canonical name in the file?  Wrongly true once in a thousand. */
bool
real_domains_has(const struct real_domains *real_domains, const char *name,
    size_t len);

/* Lines that were domains, and the bytes of the filter. */
size_t
real_domains_count(const struct real_domains *real_domains);
size_t
real_domains_memory(const struct real_domains *real_domains);

#endif
