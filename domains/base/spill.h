/* SPDX-License-Identifier: BSD-2-Clause */
/* Spill: bytes that are added at the end and read again at any place.  Many of
 * them go to a file without a name, in TMPDIR, and take a fixed amount of
 * memory however many they are.
 *
 *     struct spill *texts = spill_new();
 *     spill_add(texts, "taro", 4);
 *     spill_read(texts, 0, bytes, 4);
 *     spill_free(&texts);
 */
#ifndef DOMAINS_BASE_SPILL_H
#define DOMAINS_BASE_SPILL_H

#include <stddef.h>
#include <stdint.h>

/* What stays in memory before a file is made: with fewer bytes there is
 * none. */
#define SPILL_MEMORY ((size_t)4 * 1024 * 1024)

struct spill;

/* A file without a name, for reading and writing.  Returns its descriptor, or
 * -1 with errno. */
int
spill_open_file(void);

/* NULL when memory is out. */
struct spill *
spill_new(void);

/* Returns 0, or -1 with errno when there is no room, in memory or in the file.
 */
int
spill_add(struct spill *spill, const void *bytes, size_t len);

uint64_t
spill_length(const struct spill *spill);

/* Reads so many bytes, which must be there.  Returns 0, or -1 with errno. */
int
spill_read(struct spill *spill, uint64_t at, void *bytes_r, size_t len);

/* Sets *spill to NULL; NULL in it is fine. */
void
spill_free(struct spill **spill);

#endif
