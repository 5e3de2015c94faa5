/* SPDX-License-Identifier: BSD-2-Clause */
/* Listener: where the MTA meets the milter, and that nobody else is there. */
#include "milter/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LOCK_SUFFIX ".lock"

/* systemd hands descriptors over from here on (sd_listen_fds(3)). */
#define FIRST_FD 3
#define LAST_FD 1023

/* ---- the text ------------------------------------------------------------ */

/* A number up to max; -1 when it is none. */
static long
read_number(const char *text, size_t len, long max)
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
	if (read_number(text, (size_t)(at - text), 65535) < 1) {
		*why_r = "the port is not a number from 1 to 65535";
		return -1;
	}
	return 0;
}

int
listener_parse(
    const char *text, struct listener_place *place_r, const char **why_r)
{
	struct listener_place place = {.fd = -1};
	const char *colon = strchr(text, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - text);
	int status;

	*why_r = "not unix:/PATH, inet:PORT@HOST, inet6:PORT@HOST or fd:N";
	if (colon == NULL)
		return -1;
	if ((len == 4 && memcmp(text, "unix", 4) == 0) ||
	    (len == 5 && memcmp(text, "local", 5) == 0)) {
		place.kind = LISTENER_UNIX;
		place.path = colon + 1;
		status = parse_unix(colon + 1, why_r);
	} else if (len == 4 && memcmp(text, "inet", 4) == 0) {
		place.kind = LISTENER_INET;
		status = parse_inet(colon + 1, why_r);
	} else if (len == 5 && memcmp(text, "inet6", 5) == 0) {
		place.kind = LISTENER_INET6;
		status = parse_inet(colon + 1, why_r);
	} else if (len == 2 && memcmp(text, "fd", 2) == 0) {
		place.kind = LISTENER_FD;
		place.fd =
		    (int)read_number(colon + 1, strlen(colon + 1), LAST_FD);
		status = place.fd >= FIRST_FD ? 0 : -1;
		if (status < 0)
			*why_r = "the descriptor is not a number from 3";
	} else {
		return -1;
	}
	if (status == 0)
		*place_r = place;
	return status;
}

/* ---- fd:N ---------------------------------------------------------------- */

/* LISTEN_PID and LISTEN_FDS are checked when they are there; other
 * supervisors hand a descriptor over without them. */
static int
check_environment(int fd, char why[static LISTENER_WHY_SIZE])
{
	const char *pid = getenv("LISTEN_PID");
	const char *fds = getenv("LISTEN_FDS");

	if (pid != NULL &&
	    read_number(pid, strlen(pid), 0x7fffffff) != getpid()) {
		snprintf(why, LISTENER_WHY_SIZE,
		    "fd:%d: LISTEN_PID says that the sockets are for another "
		    "process",
		    fd);
		return -1;
	}
	if (fds != NULL &&
	    fd >= FIRST_FD + read_number(fds, strlen(fds), LAST_FD)) {
		snprintf(why, LISTENER_WHY_SIZE,
		    "fd:%d: the service manager handed over fewer sockets "
		    "(LISTEN_FDS)",
		    fd);
		return -1;
	}
	return 0;
}

static int
prepare_fd(int fd, char why[static LISTENER_WHY_SIZE])
{
	int listens = 0, type = 0;
	socklen_t size = sizeof(listens);

	if (check_environment(fd, why) < 0)
		return -1;
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0) {
		snprintf(why, LISTENER_WHY_SIZE, "fd:%d: %s", fd,
		    errno == EBADF ? "nothing was handed over (is the socket "
				     "unit running?)"
				   : strerror(errno));
		return -1;
	}
	size = sizeof(type);
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
	    type != SOCK_STREAM || !listens) {
		snprintf(why, LISTENER_WHY_SIZE,
		    "fd:%d: not a listening stream socket", fd);
		return -1;
	}
	return 0;
}

/* ---- unix:/PATH ---------------------------------------------------------- */

/* Anybody who can rename in the directory can put a socket of his own in our
 * place. */
static int
check_directory(const char *path, char why[static LISTENER_WHY_SIZE])
{
	struct sockaddr_un address;
	char directory[sizeof(address.sun_path)];
	struct stat status;
	char *slash;

	snprintf(directory, sizeof(directory), "%s", path);
	slash = strrchr(directory, '/');
	slash[slash == directory ? 1 : 0] = '\0';
	if (stat(directory, &status) < 0) {
		snprintf(why, LISTENER_WHY_SIZE, "%s: %s", directory,
		    strerror(errno));
		return -1;
	}
	if (!S_ISDIR(status.st_mode)) {
		snprintf(
		    why, LISTENER_WHY_SIZE, "%s: not a directory", directory);
		return -1;
	}
	if ((status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX)) {
		snprintf(why, LISTENER_WHY_SIZE,
		    "%s: everybody may write here and it is not sticky: no "
		    "place for a socket",
		    directory);
		return -1;
	}
	return 0;
}

/* The lock file stays for ever: to unlink it would open a gap in which two
 * instances hold two files of one name. */
static int
take_lock(const char *path, int *lock_r, char why[static LISTENER_WHY_SIZE])
{
	struct sockaddr_un address;
	char name[sizeof(address.sun_path) + sizeof(LOCK_SUFFIX)];
	int lock;

	snprintf(name, sizeof(name), "%s" LOCK_SUFFIX, path);
	lock =
	    open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
		S_IRUSR | S_IWUSR);
	if (lock < 0) {
		snprintf(
		    why, LISTENER_WHY_SIZE, "%s: %s", name, strerror(errno));
		return -1;
	}
	if (flock(lock, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			snprintf(why, LISTENER_WHY_SIZE,
			    "%s: another doppelmilter is running here (%s is "
			    "locked)",
			    path, name);
		else
			snprintf(why, LISTENER_WHY_SIZE, "%s: %s", name,
			    strerror(errno));
		close(lock);
		return -1;
	}
	*lock_r = lock;
	return 0;
}

/* Returns 0 when nobody listens at the socket. */
static int
ask_socket(const char *path, char why[static LISTENER_WHY_SIZE])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error = 0;

	if (fd < 0) {
		snprintf(why, LISTENER_WHY_SIZE, "socket: %s", strerror(errno));
		return -1;
	}
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		error = errno;
	close(fd);
	if (error == ECONNREFUSED)
		return 0;
	/* EAGAIN: its queue is full, so somebody listens. */
	if (error == 0 || error == EAGAIN || error == EINPROGRESS)
		snprintf(why, LISTENER_WHY_SIZE,
		    "%s: another program is listening here", path);
	else
		snprintf(why, LISTENER_WHY_SIZE,
		    "%s: cannot tell whether somebody listens: %s", path,
		    strerror(error));
	return -1;
}

static int
remove_stale(const char *path, char why[static LISTENER_WHY_SIZE])
{
	struct stat status;

	if (lstat(path, &status) < 0) {
		if (errno == ENOENT)
			return 0;
		snprintf(
		    why, LISTENER_WHY_SIZE, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (!S_ISSOCK(status.st_mode)) {
		snprintf(why, LISTENER_WHY_SIZE,
		    "%s: exists and is not a socket: not touched", path);
		return -1;
	}
	if (ask_socket(path, why) < 0)
		return -1;
	if (unlink(path) < 0) {
		snprintf(why, LISTENER_WHY_SIZE, "%s: stale socket: %s", path,
		    strerror(errno));
		return -1;
	}
	return 0;
}

/* ---- all ----------------------------------------------------------------- */

int
listener_prepare(const struct listener_place *place,
    struct listener *listener_r, char why[static LISTENER_WHY_SIZE])
{
	listener_r->lock = -1;
	switch (place->kind) {
	case LISTENER_FD:
		return prepare_fd(place->fd, why);
	case LISTENER_UNIX:
		if (check_directory(place->path, why) < 0 ||
		    take_lock(place->path, &listener_r->lock, why) < 0)
			return -1;
		if (remove_stale(place->path, why) < 0) {
			listener_close(NULL, listener_r);
			return -1;
		}
		return 0;
	case LISTENER_INET:
	case LISTENER_INET6:
		/* The kernel refuses a second one. */
		return 0;
	}
	return 0;
}

bool
listener_is_tcp(const struct listener_place *place)
{
	int domain = AF_UNIX;
	socklen_t size = sizeof(domain);

	switch (place->kind) {
	case LISTENER_UNIX:
		return false;
	case LISTENER_INET:
	case LISTENER_INET6:
		return true;
	case LISTENER_FD:
		break;
	}
	return getsockopt(place->fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) ==
		   0 &&
	       domain != AF_UNIX;
}

int
listener_give(const struct listener_place *place, gid_t group,
    char why[static LISTENER_WHY_SIZE])
{
	if (place->kind != LISTENER_UNIX || group == (gid_t)-1)
		return 0;
	if (lchown(place->path, (uid_t)-1, group) < 0) {
		snprintf(why, LISTENER_WHY_SIZE, "%s: change of group: %s",
		    place->path, strerror(errno));
		return -1;
	}
	return 0;
}

void
listener_close(const struct listener_place *place, struct listener *listener)
{
	struct stat status;

	/* libmilter removes its socket unless it runs as root. */
	if (place != NULL && place->kind == LISTENER_UNIX &&
	    lstat(place->path, &status) == 0 && S_ISSOCK(status.st_mode))
		unlink(place->path);
	if (listener->lock >= 0)
		close(listener->lock);
	listener->lock = -1;
}
