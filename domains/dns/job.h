/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS job: one name that is being asked about, between the callers that wait
 * for it (dns.c) and the thread that asks (resolver.c).  Private to these
 * two. */
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

struct dns_job_key {
	const char *name; /* canonical */
	enum dns_want want;
};

struct dns_job {
	struct dns_job_key key; /* first: a job stands for its key */
	struct dns_job *next;   /* in the queue */
	struct name name;
	/* under the lock */
	unsigned holders; /* the callers that wait, and the resolver */
	bool done;
	pthread_cond_t finished;
	struct dns_waiter *waiters;
	/* the resolver's until done */
	struct dns *dns;
	unsigned outstanding; /* questions without an answer yet */
	unsigned looked;      /* mail hosts whose address was looked for */
	bool failed;          /* the servers did not answer */
	uint32_t ttl;
	struct dns_facts facts;
};

struct dns {
	atomic_uint holders;
	struct dns_options options;
	char *servers;
	pthread_t thread;
	int wake;      /* eventfd */
	void *channel; /* c-ares'; the thread's */

	pthread_mutex_t lock; /* covers all below */
	bool stopping;
	struct dns_cache *cache;
	struct dns_breaker breaker;
	void *jobs;                   /* not done yet; of tsearch() */
	struct dns_job *first, *last; /* not begun yet: a queue */
	size_t job_count, active;
};

/* ---- job.c: for the callers; under the lock ----------------------------- */

/* The job of a name; NULL when there is none. */
struct dns_job *
dns_job_find(struct dns *dns, const struct name *name, enum dns_want want);

/* The job of a name, an old one or a new one.  NULL when memory is out. */
struct dns_job *
dns_job_take(struct dns *dns, const struct name *name, enum dns_want want);

void
dns_job_release(struct dns_job *job);

/* ---- job.c: for the resolver; without the lock -------------------------- */

/* Takes the next job off the queue; NULL when there is none, or enough are
 * active.  *finish_r says that the job is to be finished without asking. */
struct dns_job *
dns_job_next(struct dns *dns, bool *finish_r);

/* Ends a job: keeps the facts and wakes the callers that wait. */
void
dns_job_finish(struct dns_job *job);

/* Has a mail host an address?  Returns whether the cache knows. */
bool
dns_host_get(struct dns *dns, const char *host, bool *address_r);
void
dns_host_put(struct dns *dns, const char *host, bool address, uint32_t ttl);

/* ---- resolver.c --------------------------------------------------------- */

/* Returns 0, or -1 with errno set. */
int
dns_resolver_open(struct dns *dns);

/* The thread. */
void *
dns_resolver_run(void *dns);

/* Interrupts the sleep of the thread. */
void
dns_resolver_wake(const struct dns *dns);

void
dns_resolver_close(struct dns *dns);

#endif
