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

#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/base/translation.h"

/* Of a file that may come slowly, at once. */
#define PATIENT_PIECE ((size_t)256 * 1024)

/* Of a pipe, at once. */
#define STREAM_PIECE ((size_t)64 * 1024)

static bool
begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Does the path name what the caller of the program has opened already?  (And
 * /dev/null, the usual name of no input.) */
static bool
is_handed_over(const char *path)
{
	static const char fd[] = "/dev/fd/", own_fd[] = "/proc/self/fd/";

	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0 ||
	       strcmp(path, "/dev/null") == 0 ||
	       (begins_with(path, fd) &&
		   span_number(span_of(path + strlen(fd)), UINT64_MAX, NULL)) ||
	       (begins_with(path, own_fd) &&
		   span_number(span_of(path + strlen(own_fd)), UINT64_MAX,
		       NULL));
}

/* What is wrong with an opened file; NULL when it may be read. */
static const char *
refused(mode_t mode, bool handed_over)
{
	if (S_ISREG(mode) || (handed_over && !S_ISDIR(mode)))
		return NULL;
	if (S_ISDIR(mode))
		return N_("is a directory, not a regular file");
	if (S_ISFIFO(mode))
		return N_("is a FIFO, not a regular file");
	if (S_ISSOCK(mode))
		return N_("is a socket, not a regular file");
	return N_("is a device, not a regular file");
}

/* The descriptor, or -1 with *why_r, and with errno 0 when the file is of a
 * kind that is not read. */
static int
open_as(const char *path, bool handed_over, struct stat *status_r,
    const char **why_r)
{
	bool standard = handed_over && strcmp(path, "-") == 0;
	struct stat status = {0};
	const char *why;
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	int fd = standard
	             ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
	             : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int error = fd < 0 || fstat(fd, &status) < 0 ? errno : 0;

	/* A socket cannot even be opened. */
	if (error == ENXIO && stat(path, &status) == 0)
		error = S_ISSOCK(status.st_mode) ? 0 : ENXIO;
	why = error != 0 ? file_why_closed(error)
	                 : refused(status.st_mode, handed_over && fd >= 0);
	if (why != NULL) {
		if (fd >= 0)
			close(fd);
		errno = error;
		*why_r = why;
		return -1;
	}
	/* Reading may wait.  What standard input does is others' business. */
	if (!standard)
		(void)fcntl(fd, F_SETFL, 0);
	*status_r = status;
	return fd;
}

/* An attempt to open it ends a lease, but does not wait for that. */
const char *
file_why_closed(int error)
{
	return error == EWOULDBLOCK
	           ? N_("another program has a lease on it, which ends within "
			"a minute: read it again then")
	           : strerror(error);
}

const char *
file_refused(mode_t mode)
{
	return refused(mode, false);
}

int
file_open(const char *path, struct stat *status_r, const char **why_r)
{
	return open_as(path, false, status_r, why_r);
}

int
file_open_input(const char *path, struct stat *status_r, const char **why_r)
{
	return open_as(path, is_handed_over(path), status_r, why_r);
}

int
file_report_closed(const char *name, const char *why,
    struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, name, 0, "%s%s",
	    errno != 0 ? N_("cannot open: ") : "", why);
}

int
file_open_reported(const char *path, struct stat *status_r,
    struct diagnostics *diagnostics)
{
	const char *why;
	int fd = file_open(path, status_r, &why);

	return fd >= 0 ? fd : file_report_closed(path, why, diagnostics);
}

bool
file_begins_with(int directory, const char *name, const char *text)
{
	int fd = openat(directory, name,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char bytes[FILE_BEGINNING_MAX];
	ssize_t got;

	if (fd < 0)
		return errno == ENOENT;
	got = TEMP_FAILURE_RETRY(read(fd, bytes, strlen(text)));
	close(fd);
	return got >= 0 && memcmp(bytes, text, (size_t)got) == 0;
}

/* ---- reading ------------------------------------------------------------- */

/* Whether to go on with a file, asked before each piece; go_on NULL: yes. */
struct patience {
	bool (*go_on)(void *context);
	void *context;
	bool ended; /* go_on() said no */
};

static size_t
next_piece(struct patience *patience, size_t size)
{
	if (patience->go_on == NULL)
		return size;
	patience->ended = !patience->go_on(patience->context);
	return size < PATIENT_PIECE ? size : PATIENT_PIECE;
}

/* Fills buf until the end of the file or the end of buf. */
static int
read_all(int fd, char *buf, size_t size, struct patience *patience,
    size_t *len_r)
{
	size_t len = 0;

	while (len < size) {
		size_t piece = next_piece(patience, size - len);
		ssize_t got = patience->ended ? -1
		                              : TEMP_FAILURE_RETRY(
						    read(fd, buf + len, piece));

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	*len_r = len;
	return 0;
}

bool
file_is_unchanged(int fd, const struct stat *before)
{
	struct stat now;

	return fstat(fd, &now) == 0 && now.st_size == before->st_size &&
	       now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/* Reads a regular file that was just opened. */
static int
read_regular(const char *path, int fd, const struct stat *status, size_t max,
    struct patience patience, struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r)
{
	if (status->st_size < 0 || (uintmax_t)status->st_size > max)
		return diagnostics_add(diagnostics, path, 0,
		    "%jd bytes, at most %zu are read",
		    (intmax_t)status->st_size, max);

	/* One byte more than it should have shows a file that grows. */
	size_t size = (size_t)status->st_size + 1, len;
	char *bytes = malloc(size + 1);

	if (bytes == NULL)
		return diagnostics_add(diagnostics, path, 0,
		    "%zu bytes: out of memory", size);
	if (read_all(fd, bytes, size, &patience, &len) < 0) {
		if (!patience.ended)
			diagnostics_add(diagnostics, path, 0, "cannot read: %s",
			    strerror(errno));
		free(bytes);
		return -1;
	}
	if (len != size - 1 || !file_is_unchanged(fd, status)) {
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

/* Reads a pipe or the like to its end. */
static int
read_stream(const char *path, int fd, size_t max,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	struct patience endless = {.go_on = NULL};
	struct buffer all = {0};
	size_t got;

	do {
		char piece[STREAM_PIECE];

		if (read_all(fd, piece, sizeof(piece), &endless, &got) < 0) {
			buffer_clear(&all);
			return diagnostics_add(diagnostics, path, 0,
			    "cannot read: %s", strerror(errno));
		}
		buffer_add(&all, piece, got);
	} while (got == STREAM_PIECE && all.len <= max && !all.failed);
	buffer_add(&all, "", 1);
	if (all.failed || all.len - 1 > max) {
		diagnostics_add(diagnostics, path, 0,
		    all.failed ? N_("out of memory") : N_("over %zu bytes"),
		    max);
		buffer_clear(&all);
		return -1;
	}
	*bytes_r = all.bytes;
	*len_r = all.len - 1;
	return 0;
}

int
file_read_open_while(const char *path, int fd, size_t max,
    bool (*go_on)(void *context), void *context,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	const struct patience patience = {go_on, context, false};
	struct stat status;
	const char *why;

	if (fstat(fd, &status) < 0)
		return diagnostics_add(diagnostics, path, 0, "cannot stat: %s",
		    strerror(errno));
	why = file_refused(status.st_mode);
	if (why != NULL)
		return diagnostics_add(diagnostics, path, 0, "%s", why);
	return read_regular(path, fd, &status, max, patience, diagnostics,
	    bytes_r, len_r);
}

int
file_read_open(const char *path, int fd, size_t max,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	return file_read_open_while(path, fd, max, NULL, NULL, diagnostics,
	    bytes_r, len_r);
}

/* forbidden: bits that the mode of the file must not have. */
static int
read_closed(const char *path, mode_t forbidden, size_t max,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	struct stat status;
	int fd = file_open_reported(path, &status, diagnostics);
	int result;

	if (fd < 0)
		return -1;
	if ((status.st_mode & forbidden) != 0)
		result = diagnostics_add(diagnostics, path, 0,
		    "others may read it: its mode should be 0600");
	else
		result = read_regular(path, fd, &status, max,
		    (struct patience){.go_on = NULL}, diagnostics, bytes_r,
		    len_r);
	close(fd);
	return result;
}

int
file_read_regular(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r)
{
	return read_closed(path, 0, max, diagnostics, bytes_r, len_r);
}

int
file_read_secret(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r)
{
	return read_closed(path, S_IRWXO, max, diagnostics, bytes_r, len_r);
}

int
file_read(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r)
{
	struct stat status;
	const char *why;
	int fd = file_open_input(path, &status, &why);
	int result;

	if (fd < 0)
		return file_report_closed(path, why, diagnostics);
	/* Standard input may stand in the midst of a file. */
	if (S_ISREG(status.st_mode) && strcmp(path, "-") != 0)
		result = read_regular(path, fd, &status, max,
		    (struct patience){.go_on = NULL}, diagnostics, bytes_r,
		    len_r);
	else
		result =
		    read_stream(path, fd, max, diagnostics, bytes_r, len_r);
	close(fd);
	return result;
}

int
file_write(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = TEMP_FAILURE_RETRY(write(fd, bytes, len));

		if (written < 0)
			return -1;
		bytes += written;
		len -= (size_t)written;
	}
	return 0;
}
