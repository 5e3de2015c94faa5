// SPDX-License-Identifier: BSD-2-Clause
/* Memory: forbids new pages and uses up what the heap still has. */
#include "tests/unit/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/resource.h>

struct block {
	struct block *next;
};

static struct rlimit before;
static struct block *blocks;

void
memory_exhaust(void)
{
	cr_assert_eq(getrlimit(RLIMIT_AS, &before), 0);
	struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_AS, &none), 0);
	for (size_t size = (size_t)1 << 24; size >= sizeof *blocks;) {
		struct block *block = malloc(size);
		if (block == NULL) {
			size /= 2;
			continue;
		}
		block->next = blocks;
		blocks = block;
	}
}

void
memory_restore(void)
{
	while (blocks != NULL) {
		struct block *next = blocks->next;
		free(blocks);
		blocks = next;
	}
	cr_assert_eq(setrlimit(RLIMIT_AS, &before), 0);
}
