/* SPDX-License-Identifier: BSD-2-Clause */
/* Name set: through several growths, every name with its first line. */
#include "domains/engine/lists/nameset.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct name
name_of(unsigned i)
{
	struct name name = {.labels = 2};

	name.len = (uint8_t)snprintf(name.text, sizeof(name.text), "n%u.jp", i);
	return name;
}

Test(nameset, finds_all_and_nothing_else)
{
	enum { NAMES = 20000 };
	struct nameset set = {0};
	struct name name = name_of(1);

	cr_expect_eq(nameset_find(&set, &name), 0);
	for (unsigned i = 0; i < NAMES; i++) {
		name = name_of(i);
		cr_assert_eq(nameset_find(&set, &name), 0, "%u", i);
		cr_assert_eq(nameset_add(&set, &name, i + 1), 0, "%u", i);
	}
	for (unsigned i = 0; i < 2 * NAMES; i++) {
		name = name_of(i);
		cr_assert_eq(nameset_find(&set, &name), i < NAMES ? i + 1 : 0,
		    "%u", i);
	}
	cr_expect_eq(set.index.count, NAMES);
	nameset_free(&set);
	cr_expect_eq(set.index.size, 0);
	cr_expect_eq(nameset_find(&set, &name), 0);
}
