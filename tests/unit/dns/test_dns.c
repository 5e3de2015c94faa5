/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS: many threads, one resolver, and a server of the test's own. */
#include "domains/dns/dns.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/names.h"

/* Answers as the first label says: "takes..." has an MX, "null..." a null MX,
 * "silent..." nothing, "broken..." SERVFAIL, all else does not exist.  An
 * address for every A. */
struct server {
	int socket;
	pthread_t thread;
	atomic_uint questions; /* for MX */
	unsigned delay;        /* ms before each answer */
	char address[32];
};

/* Far longer than a machine stands still. */
#define LONG_MS 30000

static void
sleep_ms(unsigned ms)
{
	const struct timespec time = {.tv_sec = ms / 1000,
	    .tv_nsec = (long)(ms % 1000) * 1000000};
	nanosleep(&time, NULL);
}

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static size_t
make_answer(unsigned char *bytes, size_t end, unsigned type)
{
	static const unsigned char mx[] = {0xc0, 12, 0, DNS_MX, 0, 1, 0, 0, 1,
	    0, 0, 9, 0, 10, 2, 'm', 'x', 2, 'h', 'x', 0};
	static const unsigned char null_mx[] = {0xc0, 12, 0, DNS_MX, 0, 1, 0, 0,
	    1, 0, 0, 3, 0, 0, 0};
	static const unsigned char a[] = {0xc0, 12, 0, DNS_A, 0, 1, 0, 0, 1, 0,
	    0, 4, 192, 0, 2, 1};
	const char *label = (const char *)bytes + 13;
	const unsigned char *answer = NULL;
	size_t len = 0;

	bytes[2] = 0x81;
	bytes[3] = 0x80;
	memset(bytes + 6, 0, 6);
	if (type == DNS_A)
		answer = a, len = sizeof(a);
	else if (type == DNS_MX && memcmp(label, "takes", 5) == 0)
		answer = mx, len = sizeof(mx);
	else if (type == DNS_MX && memcmp(label, "null", 4) == 0)
		answer = null_mx, len = sizeof(null_mx);
	else if (memcmp(label, "broken", 6) == 0)
		bytes[3] |= 2;
	else
		bytes[3] |= 3;
	if (answer != NULL) {
		bytes[7] = 1;
		memcpy(bytes + end, answer, len);
	}
	return end + len;
}

static void *
serve(void *context)
{
	struct server *server = context;

	for (;;) {
		unsigned char bytes[1024];
		struct sockaddr_in from;
		socklen_t size = sizeof(from);
		ssize_t n = recvfrom(server->socket, bytes, 512, 0,
		    (struct sockaddr *)&from, &size);

		if (n < 17)
			return NULL;
		size_t end = 12;
		while (bytes[end] != 0)
			end += 1u + bytes[end];
		end += 5;
		unsigned type = bytes[end - 3];
		if (type == DNS_MX)
			atomic_fetch_add(&server->questions, 1);
		if (memcmp(bytes + 13, "silent", 6) == 0)
			continue;
		if (server->delay > 0)
			sleep_ms(server->delay);
		size_t len = make_answer(bytes, end, type);
		sendto(server->socket, bytes, len, 0, (struct sockaddr *)&from,
		    size);
	}
}

static void
server_start(struct server *server, unsigned delay)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	atomic_init(&server->questions, 0);
	server->delay = delay;
	server->socket = socket(AF_INET, SOCK_DGRAM, 0);
	cr_assert(server->socket >= 0);
	cr_assert_eq(bind(server->socket, (struct sockaddr *)&address,
			 sizeof(address)),
	    0);
	cr_assert_eq(getsockname(server->socket, (struct sockaddr *)&address,
			 &size),
	    0);
	snprintf(server->address, sizeof(server->address), "127.0.0.1:%u",
	    ntohs(address.sin_port));
	cr_assert_eq(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void
server_stop(struct server *server)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	getsockname(server->socket, (struct sockaddr *)&address, &size);
	sendto(server->socket, "", 1, 0, (struct sockaddr *)&address, size);
	pthread_join(server->thread, NULL);
	close(server->socket);
}

static struct dns *
open_at(const struct server *server, unsigned timeout)
{
	const struct dns_options options = {.servers = server->address,
	    .timeout = timeout,
	    .tries = 1};
	struct dns *dns;

	cr_assert_eq(dns_open(&options, &dns), 0);
	return dns;
}

Test(dns, one_after_the_other)
{
	static const struct {
		const char *name;
		enum dns_status status;
	} cases[] = {
	    {"takes.test", DNS_TAKES_MAIL},
	    {"null.test", DNS_NULL_MX},
	    {"none.test", DNS_NO_DOMAIN},
	    {"broken.test", DNS_UNKNOWN},
	    {"silent.test", DNS_UNKNOWN},
	    {"[192.0.2.1]", DNS_UNKNOWN},
	    {"a.onion", DNS_NO_DOMAIN},
	};
	struct server server;
	struct dns_facts facts;

	server_start(&server, 0);
	struct dns *dns = open_at(&server, LONG_MS);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct name name = name_of(cases[i].name);
		dns_ask(dns, &name, DNS_WANT_NS,
		    cases[i].status == DNS_UNKNOWN ? 100 : LONG_MS, &facts);
		cr_expect_eq(facts.status, cases[i].status, "%s: %d",
		    cases[i].name, (int)facts.status);
	}
	/* Again, and without waiting: all from the cache. */
	unsigned questions = atomic_load(&server.questions);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct name name = name_of(cases[i].name);
		dns_ask(dns, &name, DNS_WANT_MAIL, 0, &facts);
		cr_expect_eq(facts.status, cases[i].status, "%s again: %d",
		    cases[i].name, (int)facts.status);
	}
	cr_expect_eq(atomic_load(&server.questions), questions);
	struct name name = name_of("takes.test");
	dns_ask(dns, &name, DNS_WANT_MAIL, 0, &facts);
	cr_assert_eq(facts.mx_count, 1);
	cr_expect_str_eq(dns_facts_mx(&facts, 0), "mx.hx");
	dns_close(&dns);
	cr_expect_null(dns);
	server_stop(&server);
}

Test(dns, deadline_and_back_off)
{
	struct server server;
	struct dns_facts facts;

	server_start(&server, 0);
	struct dns *dns = open_at(&server, LONG_MS);
	struct name name = name_of("silent.test");
	uint64_t begin = now_ms();
	dns_ask(dns, &name, DNS_WANT_MAIL, 30, &facts);
	cr_expect(now_ms() - begin >= 29 && now_ms() - begin < LONG_MS / 2,
	    "waited %d ms", (int)(now_ms() - begin));
	cr_expect_eq(facts.status, DNS_UNKNOWN);
	dns_close(&dns);
	dns = open_at(&server, 100);

	for (int i = 0; i < 5; i++) {
		char text[32];
		snprintf(text, sizeof(text), "silent%d.test", i);
		name = name_of(text);
		dns_ask(dns, &name, DNS_WANT_MAIL, 5000, &facts);
	}
	unsigned questions = atomic_load(&server.questions);
	for (int i = 0; i < 100; i++) {
		char text[32];
		snprintf(text, sizeof(text), "takes%d.test", i);
		name = name_of(text);
		dns_ask(dns, &name, DNS_WANT_MAIL, 5000, &facts);
		cr_expect_eq(facts.status, DNS_UNKNOWN);
		cr_expect_not(facts.asked);
	}
	cr_expect_eq(atomic_load(&server.questions), questions);
	dns_close(&dns);
	server_stop(&server);
}

#define THREADS 16
#define NAMES 40
#define ROUNDS 200

struct asker {
	pthread_t thread;
	struct dns *dns;
	unsigned number;
	unsigned wrong;
};

static void *
ask_many(void *context)
{
	struct asker *asker = context;

	for (unsigned i = 0; i < ROUNDS; i++) {
		char text[32];
		unsigned which = (asker->number * 7 + i) % NAMES;
		struct dns_facts facts;
		struct name name;
		enum name_error error;

		snprintf(text, sizeof(text), "%s%u.test",
		    which % 2 ? "takes" : "null", which);
		if (name_parse(text, strlen(text), &name, &error) < 0)
			continue;
		dns_ask(asker->dns, &name, DNS_WANT_MAIL, LONG_MS, &facts);
		asker->wrong +=
		    facts.status != (which % 2 ? DNS_TAKES_MAIL : DNS_NULL_MX);
	}
	return NULL;
}

Test(dns, many_threads_ask_once)
{
	struct server server;
	struct asker askers[THREADS] = {0};

	server_start(&server, 2);
	struct dns *dns = open_at(&server, LONG_MS);
	for (unsigned i = 0; i < THREADS; i++) {
		askers[i].dns = dns_share(dns);
		askers[i].number = i;
		cr_assert_eq(pthread_create(&askers[i].thread, NULL, ask_many,
				 &askers[i]),
		    0);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(askers[i].thread, NULL);
		cr_expect_eq(askers[i].wrong, 0, "thread %u", i);
		dns_close(&askers[i].dns);
	}
	cr_expect_eq(atomic_load(&server.questions), NAMES);
	dns_close(&dns);
	server_stop(&server);
}

static void
count(void *context, const struct dns_facts *facts)
{
	atomic_uint *counts = context;

	atomic_fetch_add(&counts[facts->status], 1);
}

/* More than can be asked at once or wait; and the end comes before some of the
 * answers.  Each is called back, once. */
Test(dns, closed_under_way)
{
	enum { ALL = 3000 };
	struct server server;
	atomic_uint counts[DNS_STATUSES] = {0};
	unsigned sum = 0;

	server_start(&server, 0);
	struct dns *dns = open_at(&server, LONG_MS);
	for (unsigned i = 0; i < ALL; i++) {
		char text[32];
		snprintf(text, sizeof(text), "%s%u.test",
		    i % 3 ? "takes" : "silent", i);
		struct name name = name_of(text);
		cr_expect_eq(dns_start(dns, &name, DNS_WANT_NS, count, counts),
		    0);
	}
	while (atomic_load(&counts[DNS_TAKES_MAIL]) == 0)
		sleep_ms(10);
	dns_close(&dns);
	for (int i = 0; i < DNS_STATUSES; i++)
		sum += atomic_load(&counts[i]);
	cr_expect_eq(sum, ALL);
	server_stop(&server);
}

Test(dns, servers_valid)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
	    {"127.0.0.1", true},
	    {"127.0.0.1:5353", true},
	    {"2001:db8::1", true},
	    {"[2001:db8::1]:53", true},
	    {"192.0.2.1,[::1]:5353", true},
	    {"[::1]", false},
	    {"", false},
	    {"192.0.2.1,", false},
	    {"ns.example", false},
	    {"192.0.2", false},
	    {"192.0.2.1:0", false},
	    {"192.0.2.1:65536", false},
	    {"192.0.2.1:5a", false},
	    {"192.0.2.1:", false},
	    {"[::1]:99999999999", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cr_expect_eq(dns_servers_valid(cases[i].text), cases[i].valid,
		    "%s", cases[i].text);
}
