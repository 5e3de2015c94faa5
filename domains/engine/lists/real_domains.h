/* SPDX-License-Identifier: BSD-2-Clause */
/* Real domains: a bulk list of domains in use, one a line, as a compact filter.
 *
 * It is a split block Bloom filter (F.  Putze, P.  Sanders, J.  Singler,
 * "Cache-, Hash- and Space-Efficient Bloom Filters", 2007, in the form of the
 * Apache Parquet format's BloomFilter.md): eight bits a name, all in one block
 * of 32 bytes, so that a look-up costs one cache miss.  With REAL_DOMAINS_BITS
 * bits a name, one name in a thousand seems to be in the file without being
 * there; none that is there is missed.  A million names take 2 to 4 MiB.
 *
 * A name in the file is more probably a real domain; it changes nothing about a
 * name that a list has. */
#ifndef DOMAINS_ENGINE_LISTS_REAL_DOMAINS_H
#define DOMAINS_ENGINE_LISTS_REAL_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

#define REAL_DOMAINS_BITS 17

/* The file is in memory while it is read; some thirty million names fit. */
#define REAL_DOMAINS_FILE_MAX ((size_t)512 * 1024 * 1024)

struct real_domains;

/* Reads a file.  It passes over blank lines, lines that begin with #, and lines
 * that are no domain, of which bulk lists have some.  A file of which more than
 * half is no domain (a table of ranks and domains, a picture) is an error.
 * Returns 0, or -1 with a diagnostic added. */
int
real_domains_read(const char *path, struct diagnostics *diagnostics,
    struct real_domains **real_domains_r);

/* Reads bytes in memory; path is for messages. */
int
real_domains_parse(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics, struct real_domains **real_domains_r);

void
real_domains_free(struct real_domains **real_domains);

/* Is the canonical name in the file?  Wrongly true once in a thousand. */
bool
real_domains_has(const struct real_domains *real_domains, const char *name,
    size_t len);

/* The bytes of the filter. */
size_t
real_domains_memory(const struct real_domains *real_domains);

#endif
