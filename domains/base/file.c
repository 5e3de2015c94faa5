/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes whole files. */
#include "domains/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
type_text(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISFIFO(mode))
		return "a FIFO";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

/* Fills buf until the end of the file or the end of buf. */
static int
read_all(int fd, char *buf, size_t size, size_t *len_r)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(fd, buf + len, size - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	*len_r = len;
	return 0;
}

static bool
same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int
file_read_open(const char *path, int fd, size_t max,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	struct stat before, after;

	if (fstat(fd, &before) < 0)
		return diagnostics_add(diagnostics, path, 0, "cannot stat: %s",
		    strerror(errno));
	if (!S_ISREG(before.st_mode))
		return diagnostics_add(diagnostics, path, 0,
		    "is %s, not a regular file", type_text(before.st_mode));
	if (before.st_size < 0 || (uintmax_t)before.st_size > max)
		return diagnostics_add(diagnostics, path, 0,
		    "%jd bytes, at most %zu are read", (intmax_t)before.st_size,
		    max);

	/* One byte more than it should have shows a file that grows. */
	size_t size = (size_t)before.st_size + 1, len;
	char *bytes = malloc(size + 1);

	if (bytes == NULL)
		return diagnostics_add(diagnostics, path, 0,
		    "%zu bytes: out of memory", size);
	if (read_all(fd, bytes, size, &len) < 0 || fstat(fd, &after) < 0) {
		diagnostics_add(diagnostics, path, 0, "cannot read: %s",
		    strerror(errno));
		free(bytes);
		return -1;
	}
	if (len != size - 1 || !same(&before, &after)) {
		diagnostics_add(diagnostics, path, 0,
		    "changed while it was read");
		free(bytes);
		return -1;
	}
	bytes[len] = '\0';
	*bytes_r = bytes;
	*len_r = len;
	return 0;
}

int
file_read(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return diagnostics_add(diagnostics, path, 0, "cannot open: %s",
		    strerror(errno));

	int result = file_read_open(path, fd, max, diagnostics, bytes_r, len_r);

	close(fd);
	return result;
}

int
file_write(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, bytes, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		bytes += written;
		len -= (size_t)written;
	}
	return 0;
}
