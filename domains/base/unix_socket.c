/* SPDX-License-Identifier: BSD-2-Clause */
/* Connects to a path. */
#include "domains/base/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int
unix_socket_address(const char *path, struct sockaddr_un *address_r)
{
	size_t len = strlen(path);

	*address_r = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (len >= sizeof(address_r->sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address_r->sun_path, path, len + 1);
	return 0;
}

int
unix_socket_connect(const char *path, int type)
{
	struct sockaddr_un address;
	int error, fd;

	if (unix_socket_address(path, &address) < 0)
		return -1;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) ==
	    0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}
