/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/listener.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- unix sockets -------------------------------------------------------- */

static char directory[] = "/tmp/doppelXXXXXX";
static char path[64];
static struct socket_place place;

static void
set_up(void)
{
	cr_assert_not_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/x.sock", directory);
	place = (struct socket_place){.kind = SOCKET_UNIX, .path = path};
}

static void
tear_down(void)
{
	char lock[80];

	snprintf(lock, sizeof(lock), "%s.lock", path);
	unlink(lock);
	unlink(path);
	rmdir(directory);
}

static void
expect_refused(struct diagnostics *diagnostics, const char *want)
{
	cr_assert_eq(diagnostics->count, 1);
	cr_expect_not_null(strstr(diagnostics->list[0].text, want), "%s",
	    diagnostics->list[0].text);
	diagnostics_clear(diagnostics);
}

static int
bind_socket(bool listening)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	cr_assert_eq(bind(fd, (const struct sockaddr *)&address,
			 sizeof(address)),
	    0);
	if (listening)
		cr_assert_eq(listen(fd, 1), 0);
	return fd;
}

Test(listener, prepares_an_empty_place, .init = set_up, .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};

	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), 0);
	cr_expect_geq(listener.lock, 0);
	listener_close(&place, &listener);
	cr_expect_eq(listener.lock, -1);
	diagnostics_clear(&diagnostics);
}

Test(listener, checks_what_is_in_the_way, .init = set_up, .fini = tear_down)
{
	struct socket_place other = {.kind = SOCKET_UNIX, .path = "/none/x"};
	struct diagnostics errors = {0}, warnings = {0};
	int fd = bind_socket(false);

	listener_check(&place, &errors, &warnings);
	cr_expect_eq(errors.count + warnings.count, 0);
	close(fd);
	unlink(path);
	listener_check(&place, &errors, &warnings);
	cr_expect_eq(errors.count + warnings.count, 0);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	listener_check(&place, &errors, &warnings);
	expect_refused(&errors, "exists and is not a socket");
	listener_check(&other, &errors, &warnings);
	expect_refused(&warnings, "No such file");
	cr_expect_eq(errors.count, 0);
}

Test(listener, checks_whose_an_address_is)
{
	static const struct {
		enum socket_kind kind;
		const char *host;
		bool here;
	} places[] = {
	    {SOCKET_INET, "127.0.0.1", true},
	    {SOCKET_INET, "0.0.0.0", true},
	    {SOCKET_INET, "203.0.113.9", false},
	    {SOCKET_INET, "localhost", true},
	    {SOCKET_INET6, "2001:db8::1", false},
	};
	struct diagnostics errors = {0}, warnings = {0};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const struct socket_place at = {.kind = places[i].kind,
		    .host = span_of(places[i].host)};

		listener_check(&at, &errors, &warnings);
		cr_expect_eq(warnings.count, places[i].here ? 0 : 1, "%s",
		    places[i].host);
		diagnostics_clear(&warnings);
	}
	cr_expect_eq(errors.count, 0);
}

/* The directory is the filter's user's alone, and an administrator checks. */
Test(listener, checks_what_may_be_seen, .init = set_up, .fini = tear_down)
{
	struct diagnostics errors = {0}, warnings = {0};
	int status;
	pid_t child;

	cr_assert_eq(chmod(directory, geteuid() == 0 ? 0700 : 0), 0);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setuid(65534) < 0)
			_exit(3);
		listener_check(&place, &errors, &warnings);
		_exit(errors.count == 0 && warnings.count == 1 ? 0 : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
	chmod(directory, 0700);
}

Test(listener, replaces_a_stale_socket, .init = set_up, .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};

	close(bind_socket(true));
	cr_assert_eq(access(path, F_OK), 0);
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), 0);
	cr_expect_neq(access(path, F_OK), 0);
	listener_close(&place, &listener);
	diagnostics_clear(&diagnostics);
}

Test(listener, leaves_a_live_socket_alone, .init = set_up, .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};
	int fd = bind_socket(true);

	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), -1);
	expect_refused(&diagnostics, "another program is listening");
	cr_expect_eq(access(path, F_OK), 0);
	cr_expect_eq(listener.lock, -1);
	close(fd);
	diagnostics_clear(&diagnostics);
}

Test(listener, leaves_a_busy_socket_alone, .init = set_up, .fini = tear_down)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct listener listener;
	struct diagnostics diagnostics = {0};
	int clients[16];
	int fd = bind_socket(true);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	for (size_t i = 0; i < 16; i++) {
		clients[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(clients[i], (const struct sockaddr *)&address,
		    sizeof(address));
	}
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), -1);
	cr_expect_eq(access(path, F_OK), 0);
	for (size_t i = 0; i < 16; i++)
		close(clients[i]);
	close(fd);
	diagnostics_clear(&diagnostics);
}

Test(listener, leaves_a_file_alone, .init = set_up, .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};

	close(open(path, O_CREAT | O_WRONLY, 0600));
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), -1);
	expect_refused(&diagnostics, "not a socket");
	cr_expect_eq(access(path, F_OK), 0);
	diagnostics_clear(&diagnostics);
}

Test(listener, leaves_a_link_to_a_socket_alone, .init = set_up,
    .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};
	char other[80];

	close(bind_socket(true));
	snprintf(other, sizeof(other), "%s/other", directory);
	cr_assert_eq(rename(path, other), 0);
	cr_assert_eq(symlink(other, path), 0);
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), -1);
	cr_expect_eq(access(other, F_OK), 0);
	unlink(other);
	diagnostics_clear(&diagnostics);
}

Test(listener, refuses_a_second_instance, .init = set_up, .fini = tear_down)
{
	struct listener first, second;
	struct diagnostics diagnostics = {0};

	cr_assert_eq(listener_prepare(&place, &first, &diagnostics), 0);
	cr_expect_eq(listener_prepare(&place, &second, &diagnostics), -1);
	expect_refused(&diagnostics, "another doppelmilter is running");
	listener_close(&place, &first);
	cr_expect_eq(listener_prepare(&place, &second, &diagnostics), 0);
	listener_close(&place, &second);
	diagnostics_clear(&diagnostics);
}

Test(listener, does_not_follow_a_link_to_its_lock, .init = set_up,
    .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};
	char lock[80], other[80];

	snprintf(lock, sizeof(lock), "%s.lock", path);
	snprintf(other, sizeof(other), "%s/other", directory);
	cr_assert_eq(symlink(other, lock), 0);
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), -1);
	cr_expect_neq(access(other, F_OK), 0);
	diagnostics_clear(&diagnostics);
}

Test(listener, refuses_a_directory_of_everybody, .init = set_up,
    .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};

	cr_assert_eq(chmod(directory, 0777), 0);
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), -1);
	expect_refused(&diagnostics, "sticky");
	cr_assert_eq(chmod(directory, 01777), 0);
	cr_expect_eq(listener_prepare(&place, &listener, &diagnostics), 0);
	listener_close(&place, &listener);
	diagnostics_clear(&diagnostics);
}

Test(listener, removes_what_root_leaves_behind, .init = set_up,
    .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};

	cr_assert_eq(listener_prepare(&place, &listener, &diagnostics), 0);
	close(bind_socket(true));
	listener_close(&place, &listener);
	cr_expect_neq(access(path, F_OK), 0);
	diagnostics_clear(&diagnostics);
}

/* ---- descriptors --------------------------------------------------------- */

Test(listener, takes_a_listening_socket, .init = set_up, .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};
	struct socket_place fd = {.kind = SOCKET_FD, .fd = bind_socket(true)};

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), 0);
	cr_expect_not(listener_is_tcp(&fd));
	setenv("LISTEN_PID", "1", 1);
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), -1);
	unsetenv("LISTEN_PID");
	setenv("LISTEN_FDS", "0", 1);
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), -1);
	setenv("LISTEN_FDS", "nonsense", 1);
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), -1);
	setenv("LISTEN_FDS", "1000", 1);
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), 0);
	close(fd.fd);
	diagnostics_clear(&diagnostics);
}

Test(listener, refuses_other_descriptors, .init = set_up, .fini = tear_down)
{
	struct listener listener;
	struct diagnostics diagnostics = {0};
	struct socket_place fd = {.kind = SOCKET_FD, .fd = 900};

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), -1);
	expect_refused(&diagnostics, "handed over");
	fd.fd = bind_socket(false);
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), -1);
	close(fd.fd);
	fd.fd = open("/dev/null", O_RDONLY);
	cr_expect_eq(listener_prepare(&fd, &listener, &diagnostics), -1);
	close(fd.fd);
	diagnostics_clear(&diagnostics);
}
