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

	(void)place;
	if (at == NULL || at[1] == '\0')
		return "not PORT@HOST, such as 8891@127.0.0.1";
	if (socket_read_number(text, (size_t)(at - text), 65535) < 1)
		return "the port is not a number from 1 to 65535";
	return NULL;
}

static const char *
parse_fd(const char *text, struct socket_place *place)
{
	long fd = socket_read_number(text, strlen(text), SOCKET_FD_LAST);

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
