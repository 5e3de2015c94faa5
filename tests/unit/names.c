/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/names.h"

#include <criterion/criterion.h>
#include <string.h>

struct name
name_of(const char *text)
{
	struct name name;
	enum name_error error;

	cr_assert_eq(name_parse(text, strlen(text), &name, &error), 0, "%s",
	    text);
	return name;
}
