/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays grow, and keep what they have. */
#include "domains/base/array.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

Test(array, grows_and_keeps)
{
	size_t *list = NULL, room = 0;

	for (size_t i = 0; i < 1000; i++) {
		cr_assert_eq(array_reserve(&list, &room, i, sizeof(*list)), 0);
		cr_assert_gt(room, i);
		list[i] = i;
	}
	for (size_t i = 0; i < 1000; i++)
		cr_expect_eq(list[i], i);
	free(list);
}

Test(array, takes_copies)
{
	size_t *list = NULL, room = 0, count = 0;

	for (size_t i = 0; i < 1000; i++)
		cr_assert_eq(array_add(&list, &room, &count, &i, sizeof(i)), 0);
	cr_assert_eq(count, 1000);
	for (size_t i = 0; i < 1000; i++)
		cr_expect_eq(list[i], i);
	free(list);
}

/* What cannot be had leaves all as it was. */
Test(array, refuses_more_than_there_is)
{
	char *list = NULL;
	size_t room = 0;

	cr_assert_eq(array_reserve(&list, &room, 0, 1), 0);
	char *before = list;
	size_t full = room = SIZE_MAX / 2;

	cr_expect_eq(array_reserve(&list, &room, full, 16), -1);
	cr_expect_eq(room, full);
	cr_expect_eq(list, before);
	free(list);
}
