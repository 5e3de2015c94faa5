/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS: facts about a name, with a deadline: who would receive its mail?
 *
 *     struct dns *dns;
 *     if (dns_open(&options, &dns) < 0) ...
 *     struct dns_facts facts;
 *     dns_ask(dns, &name, DNS_WANT_NS, 500, &facts);
 *     if (facts.status == DNS_TAKES_MAIL) ... dns_facts_mx(&facts, 0)
 *     dns_close(&dns);
 *
 * Any number of threads may ask.  One more thread owns the channel of c-ares;
 * a caller waits for it, but no longer than the caller said.  When many callers
 * ask about one name, one question goes out.  A cache of bounded size keeps
 * answers and failures for a while.  When the servers answer no more, no
 * question goes out for a while (breaker.h).  All sockets together: two for
 * each server.
 *
 * A failure of any kind is DNS_UNKNOWN and means nothing.
 */
#ifndef DOMAINS_DNS_DNS_H
#define DOMAINS_DNS_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/dns/answer.h"
#include "domains/engine/name/name.h"

/* Names asked about at once; more wait for their turn. */
#define DNS_ACTIVE_MAX 256
/* Names asked about or waiting.  A further one gets DNS_UNKNOWN. */
#define DNS_JOBS_MAX 2048
/* An entry is some 300 bytes: 6 MB at most with usual names. */
#define DNS_CACHE_MAX 20000
/* Name servers kept: the first ones show too whether they are the same. */
#define DNS_NS_MAX 8
/* All hosts of an answer as text; a host that does not fit sets "more". */
#define DNS_POOL_SIZE 2048
/* Mail hosts whose addresses are looked for. */
#define DNS_LOOKED_MAX 4

/* Seconds that an answer is kept, whatever it says itself.  The upper bound is
 * how long a domain that was just registered looks free. */
#define DNS_TTL_MIN 60
#define DNS_TTL_MAX 3600
#define DNS_TTL_FAILURE 30

enum dns_status {
	DNS_UNKNOWN,    /* no answer, or none that makes sense */
	DNS_TAKES_MAIL, /* some host would receive it */
	DNS_NO_DOMAIN,  /* the name does not exist */
	DNS_NULL_MX,    /* the domain takes no mail (RFC 7505) */
	DNS_NO_HOST,    /* neither MX nor address (RFC 5321 5.1) */
	DNS_DEAD_HOSTS, /* none of its mail hosts has an address */
	DNS_STATUSES
};

struct dns_facts {
	enum dns_status status;
	bool asked; /* false: no question went out (breaker, limit) */
	bool more;  /* there are more mail hosts than these */
	uint8_t mx_count, ns_count;
	uint16_t used;              /* bytes of pool */
	uint16_t mx[DNS_HOSTS_MAX]; /* offsets, by preference */
	uint16_t ns[DNS_NS_MAX];    /* of the registrable domain, sorted */
	char pool[DNS_POOL_SIZE];   /* last: a copy needs only the used part */
};

enum dns_event {
	DNS_EVENT_SILENT, /* the servers do not answer; asking pauses */
	DNS_EVENT_BACK,   /* a server answers again */
};

struct dns_options {
	const char *servers; /* dns_servers_valid(); NULL: the system's */
	unsigned timeout;    /* ms, of the first try; each next takes double */
	unsigned tries;
	unsigned failures; /* in a row, until asking pauses; 0: the default */
	/* Called from the resolver's thread; may be NULL. */
	void (*event)(void *context, enum dns_event event);
	void *context;
};

#define DNS_TIMEOUT_DEFAULT 1000
#define DNS_TRIES_DEFAULT 2

struct dns;

/* Are these addresses, with ports or without, separated by commas?
 * "127.0.0.1,192.0.2.1:5353,2001:db8::1,[2001:db8::1]:5353". */
bool
dns_servers_valid(const char *servers);

/* Returns 0, or -1 with errno set and *dns_r untouched.  Only one thread of the
 * program may be in it. */
int
dns_open(const struct dns_options *options, struct dns **dns_r);

/* Adds a holder and returns dns; each holder calls dns_close(). */
struct dns *
dns_share(struct dns *dns);

/* Sets *dns to NULL.  The last holder's call ends the thread; no caller may be
 * waiting then. */
void
dns_close(struct dns **dns);

/* What a question is about: mail hosts only, or the name servers too. */
enum dns_want { DNS_WANT_MAIL, DNS_WANT_NS };

/* Gets the facts about a name.  Waits at most wait milliseconds; 0 asks only
 * the cache. */
void
dns_ask(struct dns *dns, const struct name *name, enum dns_want want,
    unsigned wait, struct dns_facts *facts_r);

/* Gets the facts, in the resolver's thread or within dns_start(); it must not
 * wait. */
typedef void (*dns_done)(void *context, const struct dns_facts *facts);

/* Asks without waiting.  Returns 0 when done was called or will be, by
 * dns_close() at the latest; -1 when memory is out. */
int
dns_start(struct dns *dns, const struct name *name, enum dns_want want,
    dns_done done, void *context);

/* The host at place i, of mx_count or ns_count; canonical. */
const char *
dns_facts_mx(const struct dns_facts *facts, size_t i);
const char *
dns_facts_ns(const struct dns_facts *facts, size_t i);

/* How many bytes of the struct a copy must hold. */
size_t
dns_facts_size(const struct dns_facts *facts);

/* Why mail would bounce, "the domain does not exist"; NULL when it would
 * not. */
const char *
dns_status_bounces(enum dns_status status);

#endif
