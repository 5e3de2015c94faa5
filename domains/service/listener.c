/* SPDX-License-Identifier: BSD-2-Clause */
/* Prepares the socket at which the MTA meets the milter. */
#include "domains/service/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "domains/base/span.h"
#include "domains/base/unix_socket.h"

#define LOCK_SUFFIX ".lock"

/* ---- fd:N ---------------------------------------------------------------- */

/* LISTEN_PID and LISTEN_FDS are checked when they are there; other
 * supervisors hand a descriptor over without them. */
static int
check_environment(int fd, const char *subject, struct diagnostics *diagnostics)
{
	const char *pid = getenv("LISTEN_PID");
	const char *fds = getenv("LISTEN_FDS");
	uint64_t number = 0;

	if (pid != NULL && (!span_number(span_of(pid), INT_MAX, &number) ||
			       (pid_t)number != getpid()))
		return diagnostics_add(diagnostics, subject, 0,
		    "LISTEN_PID says that the sockets are for another process");
	if (fds != NULL &&
	    (!span_number(span_of(fds), SOCKET_FD_LAST, &number) ||
		fd >= SOCKET_FD_FIRST + (int)number))
		return diagnostics_add(diagnostics, subject, 0,
		    "the service manager handed over fewer sockets "
		    "(LISTEN_FDS)");
	return 0;
}

static int
prepare_fd(int fd, struct diagnostics *diagnostics)
{
	int listens = 0, type = 0;
	socklen_t size = sizeof(listens);
	char subject[16];

	snprintf(subject, sizeof(subject), "fd:%d", fd);
	if (check_environment(fd, subject, diagnostics) < 0)
		return -1;
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0)
		return diagnostics_add(diagnostics, subject, 0, "%s",
		    errno == EBADF ? "nothing was handed over (is the socket "
				     "unit running?)"
				   : strerror(errno));
	size = sizeof(type);
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
	    type != SOCK_STREAM || !listens)
		return diagnostics_add(diagnostics, subject, 0,
		    "not a listening stream socket");
	return 0;
}

/* ---- unix:/PATH ---------------------------------------------------------- */

#define PATH_SIZE sizeof(((struct sockaddr_un *)NULL)->sun_path)

static void
name_directory(const char *path, char directory_r[static PATH_SIZE])
{
	char *slash;

	snprintf(directory_r, PATH_SIZE, "%s", path);
	slash = strrchr(directory_r, '/');
	slash[slash == directory_r ? 1 : 0] = '\0';
}

/* Anybody who can rename in the directory can put another socket in our
 * place. */
static int
check_directory(const char *path, struct diagnostics *diagnostics)
{
	char directory[PATH_SIZE];
	struct stat status;

	name_directory(path, directory);
	if (stat(directory, &status) < 0)
		return diagnostics_add(diagnostics, directory, 0, "%s",
		    strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return diagnostics_add(diagnostics, directory, 0,
		    "not a directory");
	if ((status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX))
		return diagnostics_add(diagnostics, directory, 0,
		    "everybody may write here and it is not sticky: no place "
		    "for a socket");
	return 0;
}

/* The lock file stays for ever: to unlink it would open a gap in which two
 * instances hold two files of one name. */
static int
take_lock(const char *path, int *lock_r, struct diagnostics *diagnostics)
{
	char name[PATH_SIZE + sizeof(LOCK_SUFFIX)];
	int lock;

	snprintf(name, sizeof(name), "%s" LOCK_SUFFIX, path);
	lock =
	    open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
		S_IRUSR | S_IWUSR);
	if (lock < 0)
		return diagnostics_add(diagnostics, name, 0, "%s",
		    strerror(errno));
	if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			diagnostics_add(diagnostics, path, 0,
			    "another doppelmilter is running here (%s is "
			    "locked)",
			    name);
		else
			diagnostics_add(diagnostics, name, 0, "%s",
			    strerror(errno));
		close(lock);
		return -1;
	}
	*lock_r = lock;
	return 0;
}

/* Returns 0 when nobody listens at the socket. */
static int
ask_socket(const char *path, struct diagnostics *diagnostics)
{
	int fd = unix_socket_connect(path, SOCK_STREAM | SOCK_NONBLOCK);
	int error = fd < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	if (error == ECONNREFUSED)
		return 0;
	/* EAGAIN: its queue is full, so somebody listens. */
	if (error == 0 || error == EAGAIN || error == EINPROGRESS)
		return diagnostics_add(diagnostics, path, 0,
		    "another program is listening here");
	return diagnostics_add(diagnostics, path, 0,
	    "cannot find out whether somebody listens: %s", strerror(error));
}

/* Returns whether there is a socket, or -1 if it is something else. */
static int
find_socket(const char *path, struct diagnostics *diagnostics)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return errno == ENOENT ? 0
		                       : diagnostics_add(diagnostics, path, 0,
					     "%s", strerror(errno));
	if (!S_ISSOCK(status.st_mode))
		return diagnostics_add(diagnostics, path, 0,
		    "exists and is not a socket: not touched");
	return 1;
}

static int
remove_stale(const char *path, struct diagnostics *diagnostics)
{
	int found = find_socket(path, diagnostics);

	if (found != 1)
		return found;
	if (ask_socket(path, diagnostics) < 0)
		return -1;
	if (unlink(path) < 0)
		return diagnostics_add(diagnostics, path, 0, "stale socket: %s",
		    strerror(errno));
	return 0;
}

/* ---- inet:PORT@HOST ------------------------------------------------------ */

/* Is an address one of this host's?  A name is looked up at the start only. */
static void
check_host(const struct socket_place *place, struct diagnostics *warnings)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	bool six = place->kind == SOCKET_INET6;
	char name[INET6_ADDRSTRLEN];
	int fd;

	snprintf(name, sizeof(name), "%.*s", (int)place->host.len,
	    place->host.bytes);
	if (inet_pton(six ? AF_INET6 : AF_INET, name,
		six ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr) != 1)
		return;
	fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* At any port: the filter may have its own. */
	if (fd < 0 || bind(fd,
			  six ? (const struct sockaddr *)&v6
			      : (const struct sockaddr *)&v4,
			  six ? sizeof(v6) : sizeof(v4)) < 0)
		diagnostics_add(warnings, name, 0,
		    "the filter cannot listen there: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* ---- all ----------------------------------------------------------------- */

void
listener_check(const struct socket_place *place, struct diagnostics *errors,
    struct diagnostics *warnings)
{
	char directory[PATH_SIZE];

	if (place->kind == SOCKET_INET || place->kind == SOCKET_INET6)
		check_host(place, warnings);
	if (place->kind != SOCKET_UNIX)
		return;
	name_directory(place->path, directory);
	if (access(directory, F_OK) < 0 && errno == ENOENT)
		diagnostics_add(warnings, directory, 0, "%s", strerror(ENOENT));
	else if (access(place->path, F_OK) < 0 && errno == EACCES)
		diagnostics_add(warnings, place->path, 0, "%s",
		    strerror(EACCES));
	else if (check_directory(place->path, errors) == 0)
		find_socket(place->path, errors);
}

int
listener_prepare(const struct socket_place *place, struct listener *listener_r,
    struct diagnostics *diagnostics)
{
	listener_r->lock = -1;
	if (place->kind == SOCKET_FD)
		return prepare_fd(place->fd, diagnostics);
	/* Of another port the kernel refuses a second one. */
	if (place->kind != SOCKET_UNIX)
		return 0;
	if (check_directory(place->path, diagnostics) < 0 ||
	    take_lock(place->path, &listener_r->lock, diagnostics) < 0)
		return -1;
	if (remove_stale(place->path, diagnostics) == 0)
		return 0;
	listener_close(NULL, listener_r);
	return -1;
}

bool
listener_is_tcp(const struct socket_place *place)
{
	int domain = AF_UNIX;
	socklen_t size = sizeof(domain);

	if (place->kind != SOCKET_FD)
		return place->kind != SOCKET_UNIX;
	return getsockopt(place->fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) ==
	           0 &&
	       domain != AF_UNIX;
}

int
listener_give(const struct socket_place *place, gid_t group,
    struct diagnostics *diagnostics)
{
	if (place->kind != SOCKET_UNIX || group == (gid_t)-1)
		return 0;
	if (lchown(place->path, (uid_t)-1, group) < 0)
		return diagnostics_add(diagnostics, place->path, 0,
		    "change of group: %s", strerror(errno));
	return 0;
}

void
listener_close(const struct socket_place *place, struct listener *listener)
{
	struct stat status;

	/* libmilter removes its socket unless it runs as root. */
	if (place != NULL && place->kind == SOCKET_UNIX &&
	    lstat(place->path, &status) == 0 && S_ISSOCK(status.st_mode))
		unlink(place->path);
	if (listener->lock >= 0)
		close(listener->lock);
	listener->lock = -1;
}
