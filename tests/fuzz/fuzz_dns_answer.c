/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a DNS message as the answer to a question about a.test; the
 * first byte chooses what was asked for. */
#include "domains/dns/answer.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
check_host(const struct dns_host *host)
{
	FUZZ_CHECK(host->len <= NAME_MAX_BYTES);
	FUZZ_CHECK(strlen(host->text) == host->len);
	for (size_t i = 0; i < host->len; i++) {
		char c = host->text[i];

		FUZZ_CHECK((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			   c == '-' || c == '_' || c == '.');
	}
}

static void
check_answer(const struct dns_answer *answer, enum dns_type type)
{
	FUZZ_CHECK(answer->outcome <= DNS_GARBAGE);
	FUZZ_CHECK(answer->count <= DNS_HOSTS_MAX);
	FUZZ_CHECK(answer->outcome == DNS_FOUND || answer->count == 0);
	FUZZ_CHECK(!answer->address || type == DNS_A || type == DNS_AAAA);
	for (size_t i = 0; i < answer->count; i++) {
		check_host(&answer->host[i]);
		FUZZ_CHECK(i == 0 || answer->host[i - 1].preference <=
					 answer->host[i].preference);
	}
}

int
fuzz_dns_answer(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = {DNS_MX, DNS_NS, DNS_A, DNS_AAAA};
	struct dns_answer answer, again;

	if (size == 0)
		return 0;
	enum dns_type type = types[data[0] % 4];
	/* What the caller left there does not show. */
	memset(&answer, 0x5a, sizeof(answer));
	memset(&again, 0xa5, sizeof(again));
	dns_answer_read(data + 1, size - 1, "a.test", type, &answer);
	dns_answer_read(data + 1, size - 1, "a.test", type, &again);
	check_answer(&answer, type);
	FUZZ_CHECK(answer.outcome == again.outcome && answer.ttl == again.ttl &&
		   answer.count == again.count && answer.more == again.more &&
		   answer.address == again.address);
	for (size_t i = 0; i < answer.count; i++)
		FUZZ_CHECK(
		    strcmp(answer.host[i].text, again.host[i].text) == 0);
	return 0;
}

FUZZ_ENTRY(fuzz_dns_answer)
