/* SPDX-License-Identifier: BSD-2-Clause */
/* Huge blocks: what is taken is zeroed, apart and stays where it is. */
#include "domains/base/huge_blocks.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#define SIZE ((size_t)8200)  /* no multiple of a line */
#define COUNT ((size_t)1500) /* 12 MB, so several huge pages */

Test(huge_blocks, takes_are_zeroed_and_apart)
{
	static const char zeros[SIZE];
	static char *taken[COUNT];
	struct huge_blocks blocks = {NULL};

	for (size_t i = 0; i < COUNT; i++) {
		taken[i] = huge_blocks_take(&blocks, SIZE);
		cr_assert_not_null(taken[i]);
		cr_assert_eq((uintptr_t)taken[i] % HUGE_BLOCKS_LINE, 0);
		cr_assert_arr_eq(taken[i], zeros, SIZE);
		memset(taken[i], 1 + (int)(i % 100), SIZE);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t k = 0; k < SIZE; k++)
			cr_assert_eq(taken[i][k], 1 + (int)(i % 100));
	huge_blocks_free(&blocks);
	cr_expect_null(blocks.last);
}

Test(huge_blocks, takes_no_more_than_a_block_has)
{
	struct huge_blocks blocks = {NULL};

	cr_expect_null(huge_blocks_take(&blocks, HUGE_BLOCKS_SIZE_MAX + 1));
	cr_expect_null(huge_blocks_take(&blocks, SIZE_MAX));
	for (int i = 0; i < 100; i++) {
		char *taken = huge_blocks_take(&blocks, HUGE_BLOCKS_SIZE_MAX);

		cr_assert_not_null(taken);
		memset(taken, 1, HUGE_BLOCKS_SIZE_MAX);
	}
	huge_blocks_free(&blocks);
	huge_blocks_free(&blocks);
}
