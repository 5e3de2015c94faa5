/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS answer: the bytes of a message (RFC 1035 4) -> what they say about one
 * question.  Pure; the bytes are hostile.
 *
 * The answer section is followed from the name that was asked through CNAMEs
 * (at most DNS_CHAIN_MAX, a loop is garbage) to the records of the type that
 * was asked.  Compression pointers may only point backwards (RFC 1035 4.1.4
 * says "prior occurrence"), so none can loop.
 */
#ifndef DOMAINS_DNS_ANSWER_H
#define DOMAINS_DNS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

/* Kept of an answer: those of least preference.  Nobody who receives mail has
 * more; who has gets a flag. */
#define DNS_HOSTS_MAX 16
/* CNAMEs in a row; resolvers follow about as many. */
#define DNS_CHAIN_MAX 8
/* Records looked at; a message of 64 kB could hold six thousand. */
#define DNS_RECORDS_MAX 512

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_MX = 15,
	DNS_AAAA = 28,
};

enum dns_outcome {
	DNS_FOUND,     /* there are records */
	DNS_NO_DATA,   /* the name is there, not with this type */
	DNS_NO_NAME,   /* NXDOMAIN */
	DNS_NO_ANSWER, /* the server cannot say (SERVFAIL ...) */
	DNS_REFUSED,   /* the server does not want to say */
	DNS_GARBAGE,   /* not a message, or one that contradicts itself */
};

struct dns_host {
	uint16_t preference; /* MX */
	uint8_t len;
	char text[NAME_SIZE]; /* lower case, letters, digits, - and _ only;
	                         "" is the root (null MX) */
};

struct dns_answer {
	enum dns_outcome outcome;
	uint32_t ttl; /* seconds: of the records, or for how long there are
	                 none (RFC 2308); UINT32_MAX: the answer does not say */
	size_t count;
	bool more;    /* than count, or some that no host can have */
	bool address; /* A, AAAA: one that is somewhere else than here */
	struct dns_host host[DNS_HOSTS_MAX]; /* MX, NS: by preference, name */
};

/* name: what was asked, canonical. */
void
dns_answer_read(const unsigned char *bytes, size_t len, const char *name,
    enum dns_type type, struct dns_answer *answer_r);

#endif
