// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: clients and senders that milter.conf exempts, one a line.  A
 * client without a network is its own address and no other; a sender that was
 * taken is exempt when it writes, and its neighbour is not. */
#include "domains/settings/exempt.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "domains/policy/exemption.h"
#include "tests/fuzz/fuzz.h"

static void
check_client(const char *text)
{
	struct exempt exempt = {0};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct exempt_address address;
	bool taken = exempt_add_client(&exempt, text) == NULL;
	bool whole = strchr(text, '/') == NULL;

	FUZZ_CHECK(exempt.client_count == taken);
	if (taken && whole && inet_pton(AF_INET, text, &four.sin_addr) == 1)
		exempt_address_of((struct sockaddr *)&four, &address);
	else if (taken && whole) {
		FUZZ_CHECK(inet_pton(AF_INET6, text, &six.sin6_addr) == 1);
		exempt_address_of((struct sockaddr *)&six, &address);
	}
	if (taken && whole) {
		FUZZ_CHECK(exemption_find(&exempt, &address, NULL, "", 0) ==
			   EXEMPTION_CLIENT);
		address.bytes[15] ^= 1;
		FUZZ_CHECK(exemption_find(&exempt, &address, NULL, "", 0) ==
			   EXEMPTION_NONE);
	}
	exempt_clear(&exempt);
}

static void
check_sender(const char *text)
{
	struct exempt exempt = {0};
	const struct exempt_address nowhere = {.family = AF_UNSPEC};
	char *sender = NULL;

	if (exempt_add_sender(&exempt, text) == NULL) {
		const struct exempt_sender *one = &exempt.senders[0];

		FUZZ_CHECK(exempt.sender_count == 1);
		FUZZ_CHECK(asprintf(&sender, "%s@%s",
			       one->local != NULL ? one->local : "anybody",
			       one->domain) > 0);
		FUZZ_CHECK(*text != '@' ||
			   exemption_find(&exempt, &nowhere, NULL, sender,
			       strlen(sender)) == EXEMPTION_SENDER);
		FUZZ_CHECK(*text == '@' ||
			   exemption_find(&exempt, &nowhere, NULL, text,
			       strlen(text)) == EXEMPTION_SENDER);
		free(sender);
		FUZZ_CHECK(asprintf(&sender, "anybody@x.%s", one->domain) > 0);
		FUZZ_CHECK(exemption_find(&exempt, &nowhere, NULL, sender,
			       strlen(sender)) == EXEMPTION_NONE);
	}
	free(sender);
	exempt_clear(&exempt);
}

int
fuzz_exempt(const uint8_t *data, size_t size)
{
	while (size != 0) {
		struct span line = fuzz_take(&data, &size, '\n');
		char *text = fuzz_string((const uint8_t *)line.bytes, line.len);

		check_client(text);
		check_sender(text);
		free(text);
	}
	return 0;
}

FUZZ_ENTRY(fuzz_exempt)
