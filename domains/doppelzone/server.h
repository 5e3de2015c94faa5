/* SPDX-License-Identifier: BSD-2-Clause */
/* Server: the name server that is asked, over UDP and TCP.  It may be anybody:
 * each call ends within its time, whatever comes.
 *
 * All messages are "ADDRESS port N: WHAT".
 */
#ifndef DOMAINS_DOPPELZONE_SERVER_H
#define DOMAINS_DOPPELZONE_SERVER_H

#include <netinet/in.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

/* ms for an answer over UDP. */
#define SERVER_ANSWER_MS 1000

/* A message has two bytes of length (RFC 1035 4.2.2). */
#define SERVER_MESSAGE_MAX 65535

#define SERVER_NAME_SIZE (INET6_ADDRSTRLEN + sizeof(" port 65535"))

struct server {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address;
	socklen_t len;
	char name[SERVER_NAME_SIZE]; /* for messages */
	int stop; /* when it can be read, waiting ends: a signalfd; -1: none */
};

/* Returns 0, or -1 when it is no IPv4 or IPv6 address. */
int
server_parse(const char *address, unsigned port, struct server *server_r);

/* Asks over UDP.  The answer, without what is not an answer to this question
 * by its id, is written into answer, which is emptied first.  Returns 0, or -1
 * with a diagnostic. */
int
server_ask(const struct server *server, struct span question,
    struct diagnostics *diagnostics, struct buffer *answer);

/* Opens a connection and sends a question.  Returns a descriptor to be closed,
 * or -1 with a diagnostic.  The deadline is one of clock_now(). */
int
server_connect(const struct server *server, struct span question,
    uint64_t deadline, struct diagnostics *diagnostics);

/* The next message of a connection; as server_ask(). */
int
server_receive(const struct server *server, int fd, uint64_t deadline,
    struct diagnostics *diagnostics, struct buffer *message);

#endif
