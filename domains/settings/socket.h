/* SPDX-License-Identifier: BSD-2-Clause */
/* Socket: where the MTA meets the milter, as milter.conf names it.
 *
 *     unix:/run/doppelmilter/doppelmilter.sock   (local: is the same)
 *     inet:8891@127.0.0.1
 *     inet6:8891@::1
 *     fd:3                     held by the service manager over restarts
 */
#ifndef DOMAINS_SETTINGS_SOCKET_H
#define DOMAINS_SETTINGS_SOCKET_H

#include "domains/base/span.h"

/* systemd hands descriptors over from here on (sd_listen_fds(3)). */
#define SOCKET_FD_FIRST 3
#define SOCKET_FD_LAST 1023

enum socket_kind {
	SOCKET_UNIX,
	SOCKET_INET,
	SOCKET_INET6,
	SOCKET_FD,
};

struct socket_place {
	enum socket_kind kind;
	const char *path; /* unix; into the text that was parsed */
	struct span host; /* inet, inet6; the same, without brackets */
	int fd;           /* fd */
};

/* Reads the text of the "socket" key.  Returns NULL, or why not in static
 * words. */
const char *
socket_parse(const char *text, struct socket_place *place_r);

#endif
