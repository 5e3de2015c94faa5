/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies what can be read only once. */
#include "domains/doppelcheck/stdin_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/text/console.h"

#define BLOCK ((size_t)256 * 1024)

static int
copy(int from, int to)
{
	char *block = malloc(BLOCK);
	ssize_t n = -1;

	while (block != NULL) {
		n = read(from, block, BLOCK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || file_write(to, block, (size_t)n) < 0)
			break;
	}
	free(block);
	return n == 0 ? 0 : -1;
}

/* A file without a name, in TMPDIR. */
static int
open_nameless(void)
{
	const char *directory = getenv("TMPDIR");
	char *path;
	int fd;

	if (directory == NULL || *directory == '\0')
		directory = "/tmp";
	if (asprintf(&path, "%s/doppelcheck-XXXXXX", directory) < 0)
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}

/* Returns the path of a copy; NULL, with errno set, when that fails. */
static const char *
copy_one(int from)
{
	int to = open_nameless();
	char *path;

	if (to < 0)
		return NULL;
	if (copy(from, to) < 0 || asprintf(&path, "/proc/self/fd/%d", to) < 0) {
		int error = errno;

		close(to);
		errno = error;
		return NULL;
	}
	return path; /* the descriptor is the file: it stays open */
}

/* Opens what can be read only once.  Returns -1 for what can be read again, and
 * for what cannot be opened, which is reported later. */
static int
open_fleeting(const char *path)
{
	struct stat status;
	const char *why;
	int fd = file_open_input(path, &status, &why);

	if (fd >= 0 && S_ISREG(status.st_mode) && strcmp(path, "-") != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

const char **
stdin_copy_paths(const char *const *paths, size_t count)
{
	const char **copies = calloc(count + 1, sizeof(*copies));

	for (size_t i = 0; copies != NULL && i < count; i++) {
		int fd = open_fleeting(paths[i]);

		if (fd < 0) {
			copies[i] = paths[i];
			continue;
		}
		copies[i] = copy_one(fd);
		close(fd);
		if (copies[i] != NULL)
			continue;
		console_say(paths[i], strerror(errno));
		stdin_copy_free(&copies, paths, i);
		return NULL;
	}
	if (copies == NULL)
		console_say("arguments", strerror(ENOMEM));
	return copies;
}

void
stdin_copy_free(const char ***copies, const char *const *paths, size_t count)
{
	for (size_t i = 0; *copies != NULL && i < count; i++)
		if ((*copies)[i] != paths[i])
			free((void *)(uintptr_t)(*copies)[i]);
	free(*copies);
	*copies = NULL;
}
