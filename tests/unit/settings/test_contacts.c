/* SPDX-License-Identifier: BSD-2-Clause */
/* contacts in domains.conf. */
#include <criterion/criterion.h>

#include "domains/settings/settings.h"
#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

TestSuite(contacts_settings, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 20);

Test(contacts_settings, bad_requests)
{
	static const struct scratch_case cases[] = {
	    {"contacts = { confirm-request = {\nlanguage = \"jp\"; }; };\n",
		{"x.conf:2: contacts.confirm-request.language: jp: should be "
		 "en or ja"}},
	    {"contacts = { confirm-request = {\nname = \"A\\nBcc: b\"; }; };\n",
		{"x.conf:2: contacts.confirm-request.name: A\\x0aBcc: b: "
		 "should be on one line"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
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
