/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS answer: messages as servers send them, and as nobody should. */
#include "domains/dns/answer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A message with its length: a string literal may have NULs inside. */
#define BYTES(literal) (literal), sizeof(literal) - 1

#define HEADER(rcode, answers, authority) \
	"\x12\x34\x81" rcode "\0\1\0" answers "\0" authority "\0\0"
/* a.test, type; the name begins at offset 12 */
#define QUESTION(type) "\1a\4test\0\0" type "\0\1"
#define POINTER "\xc0\x0c"
#define MX(owner, ttl, length, data) owner "\0\x0f\0\1\0\0" ttl "\0" length data
/* mx.test: mx and a pointer to test in the question */
#define MX_TEST "\0\x0a\2mx\xc0\x0e"

static const struct {
	const char *what;
	const char *bytes;
	size_t len;
	enum dns_type type;
	enum dns_outcome outcome;
	uint32_t ttl;
	const char *hosts; /* joined with blanks; "." is the root */
	bool more;
} messages[] = {
    {"an MX",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\7", MX_TEST)),
	DNS_MX, DNS_FOUND, 300, "mx.test", false},
    {"null MX",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\3", "\0\0\0")),
	DNS_MX, DNS_FOUND, 300, ".", false},
    {"no data", BYTES(HEADER("\x80", "\0", "\0") QUESTION("\x0f")), DNS_MX,
	DNS_NO_DATA, UINT32_MAX, "", false},
    {"no data, with SOA",
	BYTES(HEADER("\x80", "\0", "\1") QUESTION("\x0f") POINTER
	    "\0\6\0\1\0\0\1\x2c\0\x16\0\0"
	    "\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\x78"),
	DNS_MX, DNS_NO_DATA, 120, "", false},
    {"no name", BYTES(HEADER("\x83", "\0", "\0") QUESTION("\x0f")), DNS_MX,
	DNS_NO_NAME, UINT32_MAX, "", false},
    {"server failure", BYTES(HEADER("\x82", "\0", "\0") QUESTION("\x0f")),
	DNS_MX, DNS_NO_ANSWER, UINT32_MAX, "", false},
    {"refused", BYTES(HEADER("\x85", "\0", "\0") QUESTION("\x0f")), DNS_MX,
	DNS_REFUSED, UINT32_MAX, "", false},
    {"a CNAME and its MX",
	BYTES(HEADER("\x80", "\2", "\0") QUESTION("\x0f") POINTER
	    "\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e" MX("\1b\xc0\x0e", "\x01\x2c",
		"\7", MX_TEST)),
	DNS_MX, DNS_FOUND, 60, "mx.test", false},
    {"a CNAME to itself",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f") POINTER
	    "\0\5\0\1\0\0\0\x3c\0\2" POINTER),
	DNS_MX, DNS_GARBAGE, 60, "", false},
    {"an MX of somebody else",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX("\1b\xc0\x0e", "\x01\x2c", "\7", MX_TEST)),
	DNS_MX, DNS_NO_DATA, UINT32_MAX, "", false},
    {"upper case",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX("\1A\4TeSt\0", "\x01\x2c", "\x0b", "\0\x0a\2MX\4TEST\0")),
	DNS_MX, DNS_FOUND, 300, "mx.test", false},
    {"a host that is none",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\7", "\0\x0a\2\x1bx\xc0\x0e")),
	DNS_MX, DNS_FOUND, 300, "", true},
    {"a dot within a label",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\7", "\0\x0a\2.x\xc0\x0e")),
	DNS_MX, DNS_FOUND, 300, "", true},
    {"a pointer to itself",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX("\xc0\x18", "\x01\x2c", "\7", MX_TEST)),
	DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
    {"a pointer forwards",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX("\xc0\x30", "\x01\x2c", "\7", MX_TEST)),
	DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
    {"a label over 63",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f") MX("\x40"
							     "a",
	    "\x01\x2c", "\7", MX_TEST)),
	DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
    {"data longer than the message",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\x70", MX_TEST)),
	DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
    {"a name longer than its data",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\5", MX_TEST)),
	DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
    {"more records promised",
	BYTES(HEADER("\x80", "\2", "\0") QUESTION("\x0f")
		MX(POINTER, "\x01\x2c", "\7", MX_TEST)),
	DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
    {"a TTL with the top bit",
	BYTES(HEADER("\x80", "\1", "\0") QUESTION("\x0f") POINTER
	    "\0\x0f\0\1\xff\0\0\1\0\7" MX_TEST),
	DNS_MX, DNS_FOUND, 0, "mx.test", false},
    {"a question, not an answer",
	BYTES("\x12\x34\1\0\0\1\0\0\0\0\0\0" QUESTION("\x0f")), DNS_MX,
	DNS_GARBAGE, UINT32_MAX, "", false},
    {"nothing", BYTES(""), DNS_MX, DNS_GARBAGE, UINT32_MAX, "", false},
};

static void
join_hosts(const struct dns_answer *answer, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < answer->count; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s",
		    i == 0 ? "" : " ",
		    answer->host[i].len == 0 ? "." : answer->host[i].text);
}

Test(dns_answer, messages)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		struct dns_answer answer;
		char hosts[1024];

		dns_answer_read((const unsigned char *)messages[i].bytes,
		    messages[i].len, "a.test", messages[i].type, &answer);
		join_hosts(&answer, hosts, sizeof(hosts));
		cr_expect(answer.outcome == messages[i].outcome,
		    "%s: outcome %d", messages[i].what, (int)answer.outcome);
		cr_expect(answer.ttl == messages[i].ttl, "%s: ttl %u",
		    messages[i].what, answer.ttl);
		cr_expect_str_eq(hosts, messages[i].hosts, "%s: %s",
		    messages[i].what, hosts);
		cr_expect(answer.more == messages[i].more, "%s: more",
		    messages[i].what);
	}
}

/* Whatever is cut off or changed, the reader stays within the message and an
 * answer keeps its bounds. */
Test(dns_answer, cut_and_flipped)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		for (size_t len = 0; len < messages[i].len; len++) {
			/* Exactly as long as the message: ASan sees a byte. */
			unsigned char *copy = malloc(len + 1);
			struct dns_answer answer;

			memcpy(copy, messages[i].bytes, len);
			unsigned char *tight = realloc(copy, len > 0 ? len : 1);
			dns_answer_read(tight, len, "a.test", DNS_MX, &answer);
			cr_expect(answer.outcome != DNS_FOUND, "%s cut at %zu",
			    messages[i].what, len);
			free(tight);
		}
		for (size_t at = 0; at < messages[i].len * 8; at++) {
			unsigned char copy[256];
			struct dns_answer answer;

			memcpy(copy, messages[i].bytes, messages[i].len);
			copy[at / 8] ^= (unsigned char)(1u << at % 8);
			dns_answer_read(copy, messages[i].len, "a.test", DNS_MX,
			    &answer);
			cr_expect(answer.count <= DNS_HOSTS_MAX);
			for (size_t h = 0; h < answer.count; h++)
				cr_expect(strlen(answer.host[h].text) ==
					  answer.host[h].len);
		}
	}
}

/* Sixteen of least preference stay, in order, however they came. */
Test(dns_answer, many_hosts)
{
	unsigned char bytes[8192];
	static const char head[] =
	    HEADER("\x80", "\x64", "\0") QUESTION("\x0f");
	size_t len = sizeof(head) - 1;
	struct dns_answer answer;

	memcpy(bytes, head, len);
	for (unsigned i = 0; i < 100; i++) {
		unsigned preference = 37 * i % 100;
		const unsigned char record[] = {0xc0, 0x0c, 0, DNS_MX, 0, 1, 0,
		    0, 1, 0, 0, 7, 0, (unsigned char)preference, 2,
		    (unsigned char)('a' + preference / 10),
		    (unsigned char)('0' + preference % 10), 0xc0, 0x0e};

		memcpy(bytes + len, record, sizeof(record));
		len += sizeof(record);
	}
	dns_answer_read(bytes, len, "a.test", DNS_MX, &answer);
	cr_assert_eq(answer.outcome, DNS_FOUND);
	cr_assert_eq(answer.count, DNS_HOSTS_MAX);
	cr_expect(answer.more);
	cr_expect_str_eq(answer.host[0].text, "a0.test");
	cr_expect_str_eq(answer.host[15].text, "b5.test");
}

Test(dns_answer, addresses)
{
	static const struct {
		const char *data;
		bool address;
	} cases[] = {
	    {"\xc0\0\2\1", true},
	    {"\x7f\0\0\1", false},
	    {"\0\0\0\0", false},
	};
	static const char head[] = HEADER("\x80", "\1", "\0") QUESTION("\1")
	    POINTER "\0\1\0\1\0\0\0\x3c\0\4";

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned char bytes[sizeof(head) - 1 + 4];
		struct dns_answer answer;

		memcpy(bytes, head, sizeof(head) - 1);
		memcpy(bytes + sizeof(head) - 1, cases[i].data, 4);
		dns_answer_read(bytes, sizeof(bytes), "a.test", DNS_A, &answer);
		cr_expect(answer.outcome == DNS_FOUND, "case %zu", i);
		cr_expect(answer.address == cases[i].address, "case %zu", i);
	}
}
