/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS breaker: after some questions in a row without an answer it admits none
 * for a while; then it admits one, to try whether the servers are back.  It
 * does no I/O: time (milliseconds) is an argument. */
#ifndef DOMAINS_DNS_BREAKER_H
#define DOMAINS_DNS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

/* The limit where none is set.  Through a resolver, a name whose own servers
 * are dead looks like a dead resolver; so many names in a row seldom are. */
#define DNS_BREAKER_FAILURES 5
/* Milliseconds. */
#define DNS_BREAKER_PAUSE_MIN 10000
#define DNS_BREAKER_PAUSE_MAX 300000

struct dns_breaker {
	unsigned limit;    /* failures in a row that open it; 0: the default */
	unsigned failures; /* in a row */
	bool open;         /* no question is admitted, */
	bool trying;       /*   but for the one that tries */
	uint64_t pause;
	uint64_t again; /* when the next may try */
};

/* May a question be asked now? */
bool
dns_breaker_admit(struct dns_breaker *breaker, uint64_t now);

/* Counts a question without an answer.  Returns true when this opened the
 * breaker: the moment to log. */
bool
dns_breaker_fail(struct dns_breaker *breaker, uint64_t now);

/* Counts an answer.  Returns true when this closed the breaker. */
bool
dns_breaker_succeed(struct dns_breaker *breaker);

#endif
