/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/settings/bad.h"

#include <criterion/criterion.h>

#include "domains/settings/settings.h"
#include "tests/unit/text.h"

void
bad_expect(const struct scratch_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct diagnostics diagnostics = {0};
		struct settings settings;

		text_write("x.conf", cases[i].text);
		cr_expect_eq(settings_load("x.conf", NULL, &diagnostics,
				 &settings),
		    -1, "%s", cases[i].text);
		scratch_expect(cases[i].text, &diagnostics,
		    cases[i].diagnostics);
	}
}
