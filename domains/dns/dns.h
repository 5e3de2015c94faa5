/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS: evidence about a name, with a deadline: who would receive its mail?
 *
 *     struct dns *dns;
 *     if (dns_open(&options, &dns) < 0) ...
 *     struct dns_facts facts;
 *     dns_ask(dns, &name, DNS_WANT_NS, 500, &facts);
 *     if (facts.status == DNS_TAKES_MAIL) ... dns_facts_mx(&facts, 0)
 *     dns_close(&dns);
 *
 * Any number of threads may ask.  One thread of its own owns the resolver's
 * channel; who asks waits for it, and no longer than he said.  The same name
 * asked by many is asked once.  Answers and failures are kept for a while in
 * a cache of bounded size; when nobody answers any more, nobody is asked for
 * a while (dns_breaker.h).  All sockets together: two a server.
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

/* Asked at once; more wait for their turn. */
#define DNS_ACTIVE_MAX 256
/* Asked or waiting.  Who comes then gets DNS_UNKNOWN. */
#define DNS_JOBS_MAX 2048
/* An entry is some 300 bytes: 6 MB at most with usual names. */
#define DNS_CACHE_MAX 20000
/* The name servers kept: same or not is seen from the first ones too. */
#define DNS_NS_MAX 8
/* All hosts of an answer as text; what does not fit sets "more". */
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
	DNS_TAKES_MAIL, /* there is somebody who would receive it */
	DNS_NO_DOMAIN,  /* the name does not exist */
	DNS_NULL_MX,    /* says that it takes none (RFC 7505) */
	DNS_NO_HOST,    /* neither MX nor address (RFC 5321 5.1) */
	DNS_DEAD_HOSTS, /* none of its mail hosts has an address */
	DNS_STATUSES
};

struct dns_facts {
	enum dns_status status;
	bool asked;        /* false: not even asked (back-off, too many) */
	bool address_only; /* no MX: the host of that name takes the mail */
	bool more;         /* mail hosts than are kept here */
	uint8_t mx_count, ns_count;
	uint16_t used;              /* of pool */
	uint16_t mx[DNS_HOSTS_MAX]; /* offsets, by preference */
	uint16_t ns[DNS_NS_MAX];    /* of the registrable domain, sorted */
	char pool[DNS_POOL_SIZE];   /* last: only what is used is copied */
};

enum dns_event {
	DNS_EVENT_SILENT, /* nobody answers: nobody is asked for a while */
	DNS_EVENT_BACK,   /* somebody answers again */
};

struct dns_options {
	const char *servers; /* dns_servers_valid(); NULL: the system's */
	unsigned timeout;    /* ms, of the first try; the next take double */
	unsigned tries;
	unsigned failures; /* in a row, until nobody is asked; 0: a few */
	/* From the resolver's thread; NULL: nobody wants to know. */
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

/* Returns 0, or -1 with errno set and *dns_r untouched.  One thread at a time
 * in the whole program opens. */
int
dns_open(const struct dns_options *options, struct dns **dns_r);

/* One more holder; each calls dns_close(). */
struct dns *
dns_share(struct dns *dns);

/* The last one ends the thread; nobody may be waiting.  Sets *dns to NULL. */
void
dns_close(struct dns **dns);

/* Shall the name servers be asked for too? */
enum dns_want { DNS_WANT_MAIL, DNS_WANT_NS };

/* Waits at most wait milliseconds; 0: takes what is in the cache. */
void
dns_ask(struct dns *dns, const struct name *name, enum dns_want want,
    unsigned wait, struct dns_facts *facts_r);

/* Called from the resolver's thread, or from dns_start() itself; must not
 * wait. */
typedef void (*dns_done)(void *context, const struct dns_facts *facts);

/* Asks without waiting.  Returns 0 when done was or will be called, in the
 * end by dns_close(); -1 when memory is out. */
int
dns_start(struct dns *dns, const struct name *name, enum dns_want want,
    dns_done done, void *context);

/* How many questions about names went out, so far. */
unsigned long
dns_asked(struct dns *dns);

const char *
dns_facts_mx(const struct dns_facts *facts, size_t i);
const char *
dns_facts_ns(const struct dns_facts *facts, size_t i);

/* How many bytes of the struct mean something: what a copy must hold. */
size_t
dns_facts_size(const struct dns_facts *facts);

/* "the domain does not exist"; NULL unless mail would bounce. */
const char *
dns_status_bounces(enum dns_status status);

#endif
