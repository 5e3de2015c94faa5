/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/registrations/interfaces.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

TestSuite(interfaces, .init = scratch_enter, .fini = scratch_leave);

static bool
has(const struct strings *addresses, const char *literal)
{
	for (size_t i = 0; i < addresses->count; i++)
		if (strcmp(addresses->list[i], literal) == 0)
			return true;
	return false;
}

Test(interfaces, from_the_kernel)
{
	struct strings addresses = {0};

	cr_assert_eq(interfaces_find(&addresses), 0);
	cr_expect(has(&addresses, "[127.0.0.1]"));
	strings_clear(&addresses);
	/* Where doppelfetch has left none, too. */
	interfaces_come_from("nowhere");
	cr_assert_eq(interfaces_find(&addresses), 0);
	cr_expect(has(&addresses, "[127.0.0.1]"));
	strings_clear(&addresses);
}

/* A domain there would be a local one, whose mail nobody judges. */
Test(interfaces, from_a_file_that_is_not_trusted)
{
	struct strings addresses = {0};

	cr_assert_eq(mkdir("d", 0700), 0);
	text_write("d/" INTERFACES_FILE,
	    "[192.0.2.7]\n[IPv6:2001:DB8::7]\ngmai.com\n[gmai.com]\n"
	    "192.0.2.8\n[192.0.2.9\n[]\n[IPv6:]\n[IPv6:192.0.2.10]\n\n"
	    "[192.0.2.11] gmai.com\n"
	    "[11111111111111111111111111111111111111111111111111111111]\n");
	interfaces_come_from("d");
	cr_assert_eq(interfaces_find(&addresses), 0);
	cr_assert_eq(addresses.count, 2);
	cr_expect_str_eq(addresses.list[0], "[192.0.2.7]");
	cr_expect_str_eq(addresses.list[1], "[IPv6:2001:db8::7]");
	strings_clear(&addresses);
}
