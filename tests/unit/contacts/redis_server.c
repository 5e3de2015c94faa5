/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/contacts/redis_server.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 48

static const char *const *chosen;

int
redis_server_find_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert(fd >= 0);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, len), 0);
	cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static int
connect_socket(const struct redis_server *server)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	cr_assert(fd >= 0);
	memcpy(address.sun_path, server->path, strlen(server->path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void
run_server(const struct redis_server *server)
{
	char port[12];
	const char *words[WORDS_MAX] = {"redis-server", "--port", port,
	    "--bind", "127.0.0.1", "--unixsocket", server->path, "--save", "",
	    "--appendonly", "no", "--rdbcompression", "no", "--logfile",
	    ".redis/log", "--pidfile", ".redis/pid",
	    "--repl-diskless-sync-delay", "0"};
	size_t count = 19;

	snprintf(port, sizeof(port), "%d", server->port);
	for (size_t i = 0;
	     chosen != NULL && chosen[i] != NULL && count < WORDS_MAX - 1; i++)
		words[count++] = chosen[i];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (freopen("/dev/null", "w", stdout) != NULL)
		execvp(words[0], (char *const *)(uintptr_t)words);
	_exit(127);
}

void
redis_server_restart(struct redis_server *server)
{
	unlink(server->path);
	server->pid = fork();
	cr_assert(server->pid >= 0);
	if (server->pid == 0)
		run_server(server);
	for (int i = 0; i < 6000; i++) {
		int fd = connect_socket(server);

		if (fd >= 0) {
			close(fd);
			return;
		}
		usleep(10000);
	}
	cr_assert(false, "redis-server does not start");
}

void
redis_server_start(struct redis_server *server, const char *const *options)
{
	char *here = getcwd(NULL, 0);

	chosen = options;
	cr_assert(mkdir(".redis", 0700) == 0 || access(".redis", W_OK) == 0);
	server->port = redis_server_find_port();
	snprintf(server->path, sizeof(server->path), "%s/.redis/%d", here,
	    server->port);
	snprintf(server->place, sizeof(server->place), "redis+unix://%s",
	    server->path);
	free(here);
	redis_server_restart(server);
}

void
redis_server_kill(struct redis_server *server)
{
	if (server->pid > 0) {
		kill(server->pid, SIGKILL);
		waitpid(server->pid, NULL, 0);
	}
	server->pid = 0;
}

void
redis_server_end(struct redis_server *server)
{
	redis_server_kill(server);
	unlink(server->path);
}

const char *
redis_server_say(const struct redis_server *server, const char *command)
{
	static char answer[256];
	int fd = connect_socket(server);
	size_t len = 0;

	cr_assert(fd >= 0);
	cr_assert(write(fd, command, strlen(command)) > 0);
	cr_assert_eq(write(fd, "\r\n", 2), 2);
	while (len < sizeof(answer) - 1 && memchr(answer, '\n', len) == NULL) {
		ssize_t more = read(fd, answer + len, sizeof(answer) - 1 - len);

		cr_assert(more > 0, "%s", command);
		len += (size_t)more;
	}
	answer[strcspn(answer, "\r\n")] = '\0';
	close(fd);
	return answer;
}
