/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory in huge pages: see the header. */
#include "domains/base/huge_blocks.h"

#include <stdint.h>
#include <sys/mman.h>

#define BLOCK_SIZE_MIN ((size_t)256 << 10)
#define BLOCK_SIZE_MAX ((size_t)4 << 20)
#define HUGE_PAGE ((size_t)2 << 20)

struct huge_block {
	struct huge_block *before;
	size_t size;
	size_t used; /* this head, too */
};

_Static_assert(sizeof(struct huge_block) <= HUGE_BLOCKS_LINE, "one line");
_Static_assert(HUGE_BLOCKS_SIZE_MAX + HUGE_BLOCKS_LINE <= BLOCK_SIZE_MIN,
    "any block has room");

static size_t
round_up(size_t size, size_t unit)
{
	return (size + unit - 1) / unit * unit;
}

static void *
map(size_t size)
{
	void *begin = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return begin != MAP_FAILED ? begin : NULL;
}

/* Memory that begins at the beginning of a huge page. */
static void *
map_huge(size_t size)
{
	char *begin = map(size + HUGE_PAGE);
	size_t before;

	if (begin == NULL)
		return NULL;
	before = round_up((uintptr_t)begin, HUGE_PAGE) - (uintptr_t)begin;
	if (before > 0)
		munmap(begin, before);
	munmap(begin + before + size, HUGE_PAGE - before);
	/* Without it all is the same, only slower. */
	(void)madvise(begin + before, size, MADV_HUGEPAGE);
	return begin + before;
}

/* After the first, which is all that few things need, come a huge page and
 * then two at a time.  NULL when memory is out. */
static struct huge_block *
block_new(struct huge_block *before)
{
	size_t size = before != NULL ? before->size * 8 : BLOCK_SIZE_MIN;
	struct huge_block *block;

	if (size > BLOCK_SIZE_MAX)
		size = BLOCK_SIZE_MAX;
	block = size < HUGE_PAGE ? map(size) : map_huge(size);
	if (block != NULL)
		*block = (struct huge_block){before, size, HUGE_BLOCKS_LINE};
	return block;
}

void *
huge_blocks_take(struct huge_blocks *blocks, size_t size)
{
	struct huge_block *block = blocks->last;
	char *taken;

	if (size > HUGE_BLOCKS_SIZE_MAX)
		return NULL;
	size = round_up(size, HUGE_BLOCKS_LINE);
	if (block == NULL || block->size - block->used < size) {
		block = block_new(block);
		if (block == NULL)
			return NULL;
		blocks->last = block;
	}
	taken = (char *)block + block->used;
	block->used += size;
	return taken;
}

void
huge_blocks_free(struct huge_blocks *blocks)
{
	for (struct huge_block *block = blocks->last, *before; block != NULL;
	     block = before) {
		before = block->before;
		munmap(block, block->size);
	}
	blocks->last = NULL;
}
