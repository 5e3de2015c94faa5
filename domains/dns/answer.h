/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS answer: what a DNS message (RFC 1035 4) says about one question.  It
 * does no I/O; the bytes are hostile.
 *
 * The reader follows the answer section from the name that was asked through
 * CNAMEs (at most DNS_CHAIN_MAX; a loop is garbage) to the records of the type
 * that was asked.
 *
 * libresolv (ns_initparse) takes the message apart.  It comes with the C
 * library and allocates nothing.  The others were weighed: c-ares 1.18 gives
 * no TTL of an MX or NS record and none for a negative answer, and takes
 * records of other owners; ldns allocates for every field and would bring
 * OpenSSL into the gate.  libresolv is stricter than RFC 1035 in one point: a
 * message with bytes after its last record is garbage.
 */
#ifndef DOMAINS_DNS_ANSWER_H
#define DOMAINS_DNS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

/* Hosts kept of an answer: those of least preference.  No receiver of mail has
 * more; an answer with more gets a flag. */
#define DNS_HOSTS_MAX 16
/* CNAMEs in a row; resolvers follow about as many. */
#define DNS_CHAIN_MAX 8
/* Records read of a section; a message of 64 KiB could hold 6,000. */
#define DNS_RECORDS_MAX 512

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
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
	uint32_t ttl; /* seconds: of the records, or of their absence
	                 (RFC 2308); UINT32_MAX: the answer does not say */
	size_t count;
	bool more;    /* hosts than count, or names that no host can have */
	bool address; /* A, AAAA: one that leads to another machine */
	struct dns_host host[DNS_HOSTS_MAX]; /* MX, NS: by preference, name */
};

/* Reads the message that answers a question about name (canonical) and type.
 * Every field of *answer_r is set, but for the hosts from count on. */
void
dns_answer_read(const unsigned char *bytes, size_t len, const char *name,
    enum dns_type type, struct dns_answer *answer_r);

#endif
