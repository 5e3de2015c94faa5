/* SPDX-License-Identifier: BSD-2-Clause */
/* Server of Redis for a test: on a socket and a port of its own, with its files
 * in the directory of the test, and no longer there when the test is over. */
#ifndef TESTS_UNIT_CONTACTS_REDIS_SERVER_H
#define TESTS_UNIT_CONTACTS_REDIS_SERVER_H

#include <sys/types.h>

struct redis_server {
	pid_t pid;
	int port;        /* on 127.0.0.1 */
	char path[108];  /* of the socket */
	char place[160]; /* redis+unix:// and the path */
};

/* One that is free on 127.0.0.1. */
int
redis_server_find_port(void);

/* With options that NULL ends, or NULL.  Waits until it answers. */
void
redis_server_start(struct redis_server *server, const char *const *options);

/* The same one again, with the same options and port. */
void
redis_server_restart(struct redis_server *server);

void
redis_server_kill(struct redis_server *server);

/* Also of one that was killed. */
void
redis_server_end(struct redis_server *server);

/* A command without blanks in its words.  Returns the first line of the
 * answer. */
const char *
redis_server_say(const struct redis_server *server, const char *command);

#endif
