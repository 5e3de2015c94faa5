/* SPDX-License-Identifier: BSD-2-Clause */
/* Unix socket: its address, and the connection to whoever listens there. */
#ifndef DOMAINS_BASE_UNIX_SOCKET_H
#define DOMAINS_BASE_UNIX_SOCKET_H

#include <sys/socket.h>
#include <sys/un.h>

/* Returns 0, or -1 with ENAMETOOLONG. */
int
unix_socket_address(const char *path, struct sockaddr_un *address_r);

/* A new one that is connected; type: as socket(2) has it, SOCK_CLOEXEC is
 * added.  Returns the descriptor, or -1 with errno. */
int
unix_socket_connect(const char *path, int type);

#endif
