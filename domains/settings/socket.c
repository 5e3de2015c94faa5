/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the text of the "socket" key. */
#include "domains/settings/socket.h"

#include <string.h>
#include <sys/un.h>

static const char *
parse_unix(const char *path, struct socket_place *place)
{
	struct sockaddr_un address;

	if (*path != '/')
		return "the path must begin with /";
	if (strlen(path) >= sizeof(address.sun_path))
		return "the path is over 107 bytes";
	if (path[strlen(path) - 1] == '/')
		return "the path is a directory";
	place->path = path;
	return NULL;
}

/* PORT@HOST: without a host the whole world could ask. */
static const char *
parse_inet(const char *text, struct socket_place *place)
{
	const char *at = strchr(text, '@');
	uint64_t port;

	if (at == NULL || at[1] == '\0')
		return "not PORT@HOST, such as 8891@127.0.0.1";
	place->host = span_inside(span_of(at + 1), '[', ']');
	return span_number(span_between(text, at), 65535, &port) && port != 0
	           ? NULL
	           : "the port is not a number from 1 to 65535";
}

static const char *
parse_fd(const char *text, struct socket_place *place)
{
	uint64_t fd = 0;

	(void)span_number(span_of(text), SOCKET_FD_LAST, &fd);
	place->fd = (int)fd;
	return fd < SOCKET_FD_FIRST ? "the descriptor is not a number from 3"
	                            : NULL;
}

static const struct socket_form {
	const char *prefix;
	enum socket_kind kind;
	const char *(*parse)(const char *rest, struct socket_place *place);
} forms[] = {
    {"unix:", SOCKET_UNIX, parse_unix},
    {"local:", SOCKET_UNIX, parse_unix},
    {"inet:", SOCKET_INET, parse_inet},
    {"inet6:", SOCKET_INET6, parse_inet},
    {"fd:", SOCKET_FD, parse_fd},
};

const char *
socket_parse(const char *text, struct socket_place *place_r)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct socket_place place = {.kind = forms[i].kind, .fd = -1};
		size_t len = strlen(forms[i].prefix);
		const char *why;

		if (strncmp(text, forms[i].prefix, len) != 0)
			continue;
		why = forms[i].parse(text + len, &place);
		if (why == NULL)
			*place_r = place;
		return why;
	}
	return "not unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST or fd:N";
}
