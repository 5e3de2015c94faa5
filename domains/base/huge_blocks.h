/* SPDX-License-Identifier: BSD-2-Clause */
/* Huge blocks: memory for many small things that are looked up at random and
 * given back together.
 *
 * Once there are many, their blocks are such as the system can map as huge
 * pages: each look is at another place, and with pages of 4 KiB finding the
 * page takes longer than the look.
 */
#ifndef DOMAINS_BASE_HUGE_BLOCKS_H
#define DOMAINS_BASE_HUGE_BLOCKS_H

#include <stddef.h>

/* Sizes are rounded up to it, and begin there. */
#define HUGE_BLOCKS_LINE 64
/* No more at once. */
#define HUGE_BLOCKS_SIZE_MAX ((size_t)128 << 10)

/* {NULL} has none.  One thread at a time takes of it. */
struct huge_blocks {
	struct huge_block *last;
};

/* Zeroed memory of a size in bytes; NULL when memory is out, or for more than
 * HUGE_BLOCKS_SIZE_MAX. */
void *
huge_blocks_take(struct huge_blocks *blocks, size_t size);

/* Gives all of it back. */
void
huge_blocks_free(struct huge_blocks *blocks);

#endif
