/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/sd_notify.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int
listen_at(const char *name, bool abstract)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, name, strlen(name));
	if (abstract)
		address.sun_path[0] = '\0';
	cr_assert_eq(bind(fd, (const struct sockaddr *)&address,
			 (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     strlen(name))),
	    0);
	setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static const char *
receive(int fd)
{
	static char text[128];
	ssize_t got = recv(fd, text, sizeof(text) - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

Test(notify, says_how_we_are)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "@doppel-notify-%d", (int)getpid());
	fd = listen_at(name, true);
	sd_notify_starting(3, 20);
	cr_expect_str_eq(receive(fd),
	    "STATUS=registrations: 3 of 20 sources read");
	sd_notify_ready();
	cr_expect_str_eq(receive(fd), "READY=1\nSTATUS=");
	sd_notify_reloading();
	cr_expect_eq(strncmp(receive(fd), "RELOADING=1\nMONOTONIC_USEC=", 27),
	    0);
	sd_notify_stopping();
	cr_expect_str_eq(receive(fd), "STOPPING=1");
	close(fd);
}

Test(notify, finds_a_socket_in_the_file_system)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "/tmp/doppel-notify-%d", (int)getpid());
	fd = listen_at(name, false);
	sd_notify_ready();
	cr_expect_str_eq(receive(fd), "READY=1\nSTATUS=");
	unlink(name);
	/* and does not mind when it is gone */
	sd_notify_ready();
	close(fd);
}
