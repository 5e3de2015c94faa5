/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS breaker: after some questions in a row without an answer nobody is asked
 * for a while; then one question tries whether the servers are back.  Pure:
 * time (milliseconds) is an argument. */
#ifndef DOMAINS_DNS_BREAKER_H
#define DOMAINS_DNS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

/* One name whose own servers are dead looks, through a resolver, like a dead
 * resolver: that many different ones in a row seldom are. */
#define DNS_BREAKER_FAILURES 5 /* where the limit is not set */
#define DNS_BREAKER_PAUSE_MIN 10000
#define DNS_BREAKER_PAUSE_MAX 300000

struct dns_breaker {
	unsigned limit;    /* failures in a row that open it; 0: the above */
	unsigned failures; /* in a row */
	bool open;         /* nobody is asked */
	bool trying;       /* but for the one that tries */
	uint64_t pause;
	uint64_t again; /* when one may try */
};

/* May a question be asked now? */
bool
dns_breaker_admit(struct dns_breaker *breaker, uint64_t now);

/* A question got no answer.  Returns true when this opened it: the moment to
 * log.  */
bool
dns_breaker_fail(struct dns_breaker *breaker, uint64_t now);

/* It got one.  Returns true when this closed it. */
bool
dns_breaker_succeed(struct dns_breaker *breaker);

#endif
