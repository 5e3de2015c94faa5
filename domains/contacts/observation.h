/* SPDX-License-Identifier: BSD-2-Clause */
/* Observation: what the gate saw, on its way to the one process that writes the
 * store, in a datagram of a Unix socket.
 *
 *     doppelcontacts 1 4
 *     sent|1796000000||taro@partner.example|kim@univ.example|lab@univ.example
 *     heard|1796000000||taro@partner.example||
 *     list|1796000000||lab@univ.example||
 *     confirmed|1796000000||taro@partner.example|7qk...x2a|
 *     tried|1796000000||taro@gmai.example|kim@univ.example|
 *     passed|1796000300||taro@gmai.example|kim@univ.example|
 *
 * The first line has the version and how many follow; each has kind, time,
 * organisation, address, sender and list, with tabs between, and a newline.  In
 * the sender's place an answer has its token (request.h).
 * A datagram is whole or it counts for nothing.  Every byte is hostile until it
 * is read.
 *
 * What writes into the store's place is known by its uid, which the kernel says
 * (SCM_CREDENTIALS): that is the socket's reader's to look at, as the mode of
 * the socket is.
 */
#ifndef DOMAINS_CONTACTS_OBSERVATION_H
#define DOMAINS_CONTACTS_OBSERVATION_H

#include <stdint.h>

#include "domains/contacts/contact.h"

#define OBSERVATION_DATAGRAM_MAX 8192

/* The longest line is under 1.1 kB; a datagram with the most has short ones. */
#define OBSERVATIONS_MAX 64

/* 1 January 2000 to 2200: a clock that was never set is no time. */
#define OBSERVATION_TIME_MIN INT64_C(946684800)
#define OBSERVATION_TIME_MAX INT64_C(7258118400)

enum observation_kind {
	OBSERVATION_SENT,      /* somebody of ours wrote to it */
	OBSERVATION_HEARD,     /* a mail of theirs, as heard-from is decided */
	OBSERVATION_CONFIRMED, /* the owner answered a confirmation request, if
	                          the token is one (request_check_answers()) */
	OBSERVATION_LIST,  /* a mail to a recipient of ours who may be a list or
	                     a forward: its address is the key's */
	OBSERVATION_TRIED, /* a mail was refused that is to be sent again */
	OBSERVATION_PASSED, /* and one was let pass that was sent again */
	OBSERVATION_KINDS   /* shows nothing */
};

struct observation {
	enum observation_kind kind;
	int64_t time;
	struct contact_key key;
	struct span sender; /* of ours, as an address; empty: not known.  Of
	                       OBSERVATION_SENT, as is the next, and of
	                       tries, which have one */
	struct span list;   /* own list or forward that it went through; of
	                       OBSERVATION_TRIED which mail it was
	                       (pair_write_mail()), or empty */
	struct span token;  /* of OBSERVATION_CONFIRMED alone */
	uint64_t mails;  /* 0: 1; more only of imports, and not in datagrams */
	int64_t expires; /* OBSERVATION_TRIED: 0: as pair.h has it; not in
	                    datagrams */
};

/* Begins a datagram, and adds to it.  Returns false when it is full, or the
 * observation cannot be: its addresses are not what contact_write_address()
 * writes, or its time is none. */
struct observation_writer {
	char bytes[OBSERVATION_DATAGRAM_MAX]; /* of the lines */
	size_t len;
	unsigned count;
};

void
observation_begin(struct observation_writer *writer);
bool
observation_add(struct observation_writer *writer,
    const struct observation *observation);

/* The datagram; 0 when nothing was added. */
size_t
observation_finish(const struct observation_writer *writer,
    char datagram_r[static OBSERVATION_DATAGRAM_MAX]);

/* Reads a datagram: spans point into it.  Returns how many there are, or -1
 * with *why_r in words. */
int
observation_parse(struct span datagram,
    struct observation list_r[static OBSERVATIONS_MAX], const char **why_r);

#endif
