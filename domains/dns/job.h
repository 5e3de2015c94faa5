/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS job: one name that is being asked about, between those who wait for it
 * (dns.c) and the thread that asks (dns_resolver.c).  For these two only. */
#ifndef DOMAINS_DNS_JOB_H
#define DOMAINS_DNS_JOB_H

#include <pthread.h>
#include <stdatomic.h>

#include "domains/dns/dns.h"
#include "domains/dns/breaker.h"
#include "domains/dns/cache.h"

struct dns_waiter {
	struct dns_waiter *next;
	dns_done done;
	void *context;
};

struct dns_job {
	struct dns_job *chain; /* in its bucket */
	struct dns_job *next;  /* in the queue */
	struct name name;
	enum dns_want want;
	/* under the lock */
	unsigned holders; /* those who wait, and the resolver */
	bool done;
	pthread_cond_t finished;
	struct dns_waiter *waiters;
	/* the resolver's, until done */
	struct dns *dns;
	unsigned outstanding; /* questions without an answer yet */
	unsigned looked;      /* mail hosts whose address was looked for */
	bool failed;          /* the servers did not answer */
	uint32_t ttl;
	struct dns_facts facts;
};

#define DNS_BUCKETS 1024

struct dns_resolver;

struct dns {
	atomic_uint holders;
	struct dns_options options;
	char *servers;
	pthread_t thread;
	int wake; /* eventfd */
	struct dns_resolver *resolver;

	pthread_mutex_t lock; /* covers all below */
	bool stopping;
	struct dns_cache *cache;
	struct dns_breaker breaker;
	struct dns_job *buckets[DNS_BUCKETS]; /* not done yet */
	struct dns_job *first, *last;         /* not begun yet */
	size_t job_count, active;
	unsigned long asked;
};

/* Milliseconds of CLOCK_MONOTONIC. */
uint64_t
dns_now(void);

/* The job is over: keeps the facts, wakes those who wait.  Without the
 * lock. */
void
dns_job_finish(struct dns_job *job);

/* Takes the next job off the queue; NULL when there is none, or enough are
 * active.  When nobody is asked now, *finish_r says so. */
struct dns_job *
dns_job_next(struct dns *dns, bool *finish_r);

/* What the cache knows of a mail host: has it an address? */
bool
dns_host_get(struct dns *dns, const char *host, bool *address_r);
void
dns_host_put(struct dns *dns, const char *host, bool address, uint32_t ttl);

/* Returns 0, or -1 with errno set. */
int
dns_resolver_open(struct dns *dns, struct dns_resolver **resolver_r);

/* The thread. */
void *
dns_resolver_run(void *dns);

void
dns_resolver_close(struct dns_resolver **resolver);

#endif
