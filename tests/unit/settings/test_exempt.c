/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/settings/exempt.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>

#include "tests/unit/text.h"

Test(exempt, clients_that_are_none)
{
	static const char *const bad[] = {"", "/", "/24", "192.0.2",
	    "192.0.2.7/", "192.0.2.7/24", "192.0.2.0/33", "192.0.2.0/-1",
	    "192.0.2.0/2x", "192.0.2.0/99999999999", "2001:db8::/129",
	    "2001:db8::1/64", "example.jp", "192.0.2.256",
	    "::ffff:192.0.2.0/24",
	    "11111111111111111111111111111111111111111111111111"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct exempt exempt = {0};

		cr_expect_not_null(exempt_add_client(&exempt, bad[i]),
		    "case %zu (%s)", i, bad[i]);
		cr_expect_eq(exempt.client_count, 0);
		exempt_clear(&exempt);
	}
}

Test(exempt, senders_that_are_none)
{
	static const char *const bad[] = {"", "@", "a", "a@", "@a..b", "<>",
	    "a@b@c", "@b.jp\n", "a b@c.jp"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct exempt exempt = {0};

		cr_expect_not_null(exempt_add_sender(&exempt, bad[i]),
		    "case %zu (%s)", i, bad[i]);
		exempt_clear(&exempt);
	}
}

Test(exempt, an_ipv4_address_is_the_same_when_it_is_mapped)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	struct sockaddr other = {.sa_family = AF_UNIX};
	struct exempt_address one, two;

	cr_assert_eq(inet_pton(AF_INET, "192.0.2.7", &in.sin_addr), 1);
	cr_assert_eq(inet_pton(AF_INET6, "::ffff:192.0.2.7", &in6.sin6_addr),
	    1);
	exempt_address_of((const struct sockaddr *)&in, &one);
	exempt_address_of((const struct sockaddr *)&in6, &two);
	cr_expect_eq(one.family, AF_INET);
	cr_expect_eq(two.family, AF_INET);
	cr_expect_eq(memcmp(one.bytes, two.bytes, sizeof(one.bytes)), 0);
	exempt_address_of(&other, &one);
	cr_expect_eq(one.family, AF_UNSPEC);
	exempt_address_of(NULL, &two);
	cr_expect_eq(two.family, AF_UNSPEC);
}

static int
read_clients(unsigned count, struct exempt *exempt,
    struct diagnostics *diagnostics)
{
	static char text[16 * (EXEMPT_ENTRIES_MAX + 2)];
	size_t len = 0;

	text_put(text, sizeof(text), &len, "clients = [");
	for (unsigned i = 0; i < count; i++)
		text_put(text, sizeof(text), &len, "%s\"10.0.%u.%u\"",
		    i == 0 ? "" : ",", i / 256, i % 256);
	text_put(text, sizeof(text), &len, "];");
	return settings_parse("x.conf", text, len, exempt_keys, exempt,
	    diagnostics);
}

Test(exempt, no_more_than_the_limit)
{
	struct exempt exempt = {0};
	struct diagnostics diagnostics = {0};

	cr_assert_eq(read_clients(EXEMPT_ENTRIES_MAX, &exempt, &diagnostics),
	    0);
	cr_expect_eq(exempt.client_count, EXEMPT_ENTRIES_MAX);
	exempt_clear(&exempt);
	cr_assert_eq(read_clients(EXEMPT_ENTRIES_MAX + 1, &exempt,
			 &diagnostics),
	    -1);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "clients: 1001 of them, at most 1000");
	diagnostics_clear(&diagnostics);
	exempt_clear(&exempt);
}
