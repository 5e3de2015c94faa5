/* SPDX-License-Identifier: BSD-2-Clause */
/* contacts in domains.conf. */
#include <criterion/criterion.h>

#include "tests/unit/settings/bad.h"

TestSuite(contacts_settings, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

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

	bad_expect(cases, sizeof(cases) / sizeof(*cases));
}
