/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the text of the "socket" key. */
#include "domains/settings/socket.h"

#include <string.h>
#include <sys/un.h>

long
socket_read_number(const char *text, size_t len, long max)
{
	long number = 0;

	if (len == 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
		if (number > max)
			return -1;
	}
	return number;
}

static int
parse_unix(const char *path, const char **why_r)
{
	struct sockaddr_un address;

	if (*path != '/') {
		*why_r = "the path must begin with /";
		return -1;
	}
	if (strlen(path) >= sizeof(address.sun_path)) {
		*why_r = "the path is over 107 bytes";
		return -1;
	}
	if (path[strlen(path) - 1] == '/') {
		*why_r = "the path is a directory";
		return -1;
	}
	return 0;
}

/* PORT@HOST: without a host the whole world could ask. */
static int
parse_inet(const char *text, const char **why_r)
{
	const char *at = strchr(text, '@');

	if (at == NULL || at[1] == '\0') {
		*why_r = "not PORT@HOST, such as 8891@127.0.0.1";
		return -1;
	}
	if (socket_read_number(text, (size_t)(at - text), 65535) < 1) {
		*why_r = "the port is not a number from 1 to 65535";
		return -1;
	}
	return 0;
}

int
socket_parse(const char *text, struct socket_place *place_r, const char **why_r)
{
	struct socket_place place = {.fd = -1};
	const char *colon = strchr(text, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - text);
	int status;

	*why_r = "not unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST or fd:N";
	if (colon == NULL)
		return -1;
	if ((len == 4 && memcmp(text, "unix", 4) == 0) ||
	    (len == 5 && memcmp(text, "local", 5) == 0)) {
		place.kind = SOCKET_UNIX;
		place.path = colon + 1;
		status = parse_unix(colon + 1, why_r);
	} else if (len == 4 && memcmp(text, "inet", 4) == 0) {
		place.kind = SOCKET_INET;
		status = parse_inet(colon + 1, why_r);
	} else if (len == 5 && memcmp(text, "inet6", 5) == 0) {
		place.kind = SOCKET_INET6;
		status = parse_inet(colon + 1, why_r);
	} else if (len == 2 && memcmp(text, "fd", 2) == 0) {
		place.kind = SOCKET_FD;
		place.fd = (int)socket_read_number(colon + 1, strlen(colon + 1),
		    SOCKET_FD_LAST);
		status = place.fd >= SOCKET_FD_FIRST ? 0 : -1;
		if (status < 0)
			*why_r = "the descriptor is not a number from 3";
	} else {
		return -1;
	}
	if (status == 0)
		*place_r = place;
	return status;
}
