/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/fine_names.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct name
name_of(unsigned number)
{
	struct name name;
	enum name_error error;
	char text[32];

	snprintf(text, sizeof(text), "a%u.example", number);
	cr_assert_eq(name_parse(text, strlen(text), &name, &error), 0);
	return name;
}

Test(fine_names, keeps_the_last_ones)
{
	struct fine_names fine = {0};
	struct name name;

	fine_names_begin(&fine, 5);
	for (unsigned i = 0; i < 2 * FINE_NAMES_MAX + 3; i++) {
		name = name_of(i);
		cr_expect(!fine_names_have(&fine, &name), "%u", i);
		fine_names_add(&fine, &name);
		for (unsigned k = 0; k <= i; k++) {
			name = name_of(k);
			cr_expect_eq(fine_names_have(&fine, &name),
			    k + FINE_NAMES_MAX > i, "%u of %u", k, i);
		}
	}
}

Test(fine_names, hold_for_one_snapshot)
{
	struct fine_names fine = {0};
	struct name name = name_of(1);

	fine_names_begin(&fine, 5);
	fine_names_add(&fine, &name);
	fine_names_begin(&fine, 5);
	cr_expect(fine_names_have(&fine, &name));
	fine_names_begin(&fine, 6);
	cr_expect(!fine_names_have(&fine, &name));
	fine_names_begin(&fine, 5);
	cr_expect(!fine_names_have(&fine, &name));
}
