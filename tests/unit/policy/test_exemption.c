/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/policy/exemption.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static struct exempt_address
address_of(const char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	struct exempt_address address;

	if (*text == '\0')
		exempt_address_of(NULL, &address);
	else if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		exempt_address_of((const struct sockaddr *)&in, &address);
	else {
		cr_assert_eq(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
		exempt_address_of((const struct sockaddr *)&in6, &address);
	}
	return address;
}

static const struct {
	const char *network;
	const char *client;
	bool want;
} clients[] = {
    {"192.0.2.7", "192.0.2.7", true},
    {"192.0.2.7", "192.0.2.8", false},
    {"192.0.2.0/24", "192.0.2.255", true},
    {"192.0.2.0/24", "192.0.3.0", false},
    {"192.0.2.128/25", "192.0.2.127", false},
    {"192.0.2.128/25", "192.0.2.129", true},
    {"10.0.0.0/7", "11.255.255.255", true},
    {"10.0.0.0/7", "12.0.0.0", false},
    {"0.0.0.0/0", "203.0.113.9", true},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"192.0.2.7/32", "192.0.2.7", true},
    {"2001:db8::/32", "2001:db8:ffff::1", true},
    {"2001:db8::/32", "2001:db9::1", false},
    {"2001:db8::/33", "2001:db8:8000::1", false},
    {"2001:db8::1", "2001:db8::1", true},
    {"::/0", "2001:db8::1", true},
    {"::/0", "192.0.2.7", false},
    {"192.0.2.0/24", "::ffff:192.0.2.7", true},
    {"::ffff:192.0.2.0/120", "192.0.2.7", true},
    {"::ffff:192.0.2.0/120", "192.0.3.7", false},
    {"0.0.0.0/0", "", false},
    {"::/0", "", false},
};

Test(exemption, clients)
{
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		struct exempt exempt = {0};
		struct exempt_address client = address_of(clients[i].client);

		cr_expect_null(exempt_add_client(&exempt, clients[i].network),
		    "case %zu (%s)", i, clients[i].network);
		cr_expect_eq(exemption_find(&exempt, &client, NULL, "<>", 2) ==
				 EXEMPTION_CLIENT,
		    clients[i].want, "case %zu (%s in %s)", i,
		    clients[i].client, clients[i].network);
		exempt_clear(&exempt);
	}
}

static const struct {
	const char *entry;
	const char *sender;
	bool want;
} senders[] = {
    {"a@b.jp", "<a@b.jp>", true},
    {"a@b.jp", "a@b.jp", true},
    {"a@b.jp", "<A@B.JP.>", true},
    {"A@B.JP", "<a@b.jp>", true},
    {"a@b.jp", "<aa@b.jp>", false},
    {"a@b.jp", "<a@c.b.jp>", false},
    {"@b.jp", "<anybody@b.jp>", true},
    {"@b.jp", "<a@x.b.jp>", false},
    {"@b.jp", "<@b.jp>", false},
    {"@b.jp", "<>", false},
    {"@b.jp", "<a@b.jp@c.jp>", false},
    {"@b.jp", "b.jp", false},
    {"@b\xC3\xBC"
     "cher.example",
	"<a@xn--bcher-kva.example>", true},
    {"@b\xC3\xBC"
     "cher.example",
	"<a@b\xC3\xBC"
	"cher.example>",
	true},
};

Test(exemption, senders)
{
	struct exempt_address nobody = {.family = AF_UNSPEC};

	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		struct exempt exempt = {0};

		cr_expect_null(exempt_add_sender(&exempt, senders[i].entry),
		    "case %zu (%s)", i, senders[i].entry);
		cr_expect_eq(exemption_find(&exempt, &nobody, NULL,
				 senders[i].sender,
				 strlen(senders[i].sender)) == EXEMPTION_SENDER,
		    senders[i].want, "case %zu (%s for %s)", i,
		    senders[i].sender, senders[i].entry);
		exempt_clear(&exempt);
	}
}

Test(exemption, users)
{
	struct exempt exempt = {0};
	struct exempt_address nobody = {.family = AF_UNSPEC};

	cr_assert_eq(strings_add(&exempt.users, strdup("taro")), 0);
	cr_expect_eq(exemption_find(&exempt, &nobody, "taro", "", 0),
	    EXEMPTION_AUTHENTICATED);
	cr_expect_eq(exemption_find(&exempt, &nobody, "Taro", "", 0),
	    EXEMPTION_NONE);
	cr_expect_eq(exemption_find(&exempt, &nobody, "", "", 0),
	    EXEMPTION_NONE);
	cr_expect_eq(exemption_find(&exempt, &nobody, NULL, "", 0),
	    EXEMPTION_NONE);
	exempt.authenticated = true;
	cr_expect_eq(exemption_find(&exempt, &nobody, "jiro", "", 0),
	    EXEMPTION_AUTHENTICATED);
	cr_expect_eq(exemption_find(&exempt, &nobody, "", "", 0),
	    EXEMPTION_NONE);
	exempt_clear(&exempt);
}

Test(exemption, names)
{
	enum exemption exempt = EXEMPTION_NONE;

	for (int i = EXEMPTION_NONE + 1; i < EXEMPTIONS; i++) {
		cr_expect(exemption_parse(exemption_name((enum exemption)i),
		    &exempt));
		cr_expect_eq(exempt, (enum exemption)i);
	}
	cr_expect_not(exemption_parse("no", &exempt));
	cr_expect_not(exemption_parse("", &exempt));
}
