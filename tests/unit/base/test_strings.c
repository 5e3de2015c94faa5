/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of texts, and names of enums. */
#include "domains/base/strings.h"

#include <criterion/criterion.h>
#include <string.h>

Test(strings, are_added_found_and_made)
{
	static const char *const names[] = {"none", "some"};
	struct strings strings = {0};
	unsigned number = 7;

	cr_expect(strings_find(names, 2, "some", &number));
	cr_expect_eq(number, 1);
	cr_expect_not(strings_find(names, 2, "so", &number));
	cr_expect_not(strings_find(names, 1, "some", &number));
	cr_expect_eq(number, 1);
	cr_expect_eq(strings_add(&strings, strings_format("%s-%d", "a", 7)), 0);
	cr_expect_eq(strings_add(&strings, NULL), -1);
	cr_assert_eq(strings.count, 1);
	cr_expect_str_eq(strings.list[0], "a-7");
	strings_clear(&strings);
}
