/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies what can be read only once. */
#include "domains/doppelcheck/stdin_copy.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/spill.h"
#include "domains/readers/list_line.h"
#include "domains/text/console.h"

#define BLOCK ((size_t)256 * 1024)

bool
stdin_is_read_once(const char *path, const struct stat *status)
{
	return !S_ISREG(status->st_mode) || strcmp(path, "-") == 0;
}

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

char *
stdin_copy_begun(struct stdin_begun *begun)
{
	int to = spill_open_file();
	char *path;

	if (to < 0)
		return NULL;
	if (file_write(to, begun->bytes, begun->len) < 0 ||
	    (!begun->ended && copy(begun->fd, to) < 0) ||
	    asprintf(&path, "/proc/self/fd/%d", to) < 0) {
		int error = errno;

		close(to);
		errno = error;
		return NULL;
	}
	return path; /* the descriptor is the file: it stays open */
}

/* ---- the beginning ------------------------------------------------------- */

/* Whoever writes a file into a pipe does it in pieces, between which nobody
 * waits so long; but not for ever. */
#define PIECE_MILLISECONDS 20
#define PIECES_MAX 16

/* Is a whole line there that shows what the input is? */
static bool
shows_enough(const struct stdin_begun *begun, bool typed)
{
	struct span text = {begun->bytes, begun->len}, line;
	const char *end = memrchr(text.bytes, '\n', text.len);

	if (end == NULL || typed)
		return end != NULL;
	text = span_between(text.bytes, end + 1);
	while (text.len > 0) {
		line = span_take_line(&text);
		if (memchr(line.bytes, '@', line.len) != NULL &&
		    !list_line_is_comment(line.bytes, line.len))
			return true;
	}
	return false;
}

static bool
comes_soon(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	return poll(&ready, 1, PIECE_MILLISECONDS) != 0;
}

int
stdin_begin(int fd, size_t size, struct stdin_begun *begun_r)
{
	struct stdin_begun begun = {.fd = fd, .bytes = malloc(size)};
	bool typed = isatty(fd), enough = false;

	for (unsigned pieces = 0; begun.bytes != NULL && begun.len < size;) {
		ssize_t n;

		enough = enough || shows_enough(&begun, typed);
		if (enough && (pieces++ == PIECES_MAX || !comes_soon(fd)))
			break;
		n = read(fd, begun.bytes + begun.len, size - begun.len);
		if (n < 0 && errno == EINTR)
			continue;
		begun.ended = n == 0;
		if (n <= 0)
			break; /* the next reading meets the error again */
		begun.len += (size_t)n;
	}
	if (begun.bytes == NULL)
		return -1;
	*begun_r = begun;
	return 0;
}

void
stdin_end(struct stdin_begun *begun)
{
	if (begun->fd >= 0)
		close(begun->fd);
	free(begun->bytes);
	*begun = (struct stdin_begun){.fd = -1};
}

/* ---- paths --------------------------------------------------------------- */

/* Opens what can be read only once.  Returns -1 for what can be read again, and
 * for what cannot be opened, which is reported later. */
static int
open_fleeting(const char *path)
{
	struct stat status;
	const char *why;
	int fd = file_open_input(path, &status, &why);

	if (fd >= 0 && !stdin_is_read_once(path, &status)) {
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
		struct stdin_begun begun = {0};
		int fd = open_fleeting(paths[i]);

		if (fd < 0) {
			copies[i] = paths[i];
			continue;
		}
		begun.fd = fd;
		copies[i] = stdin_copy_begun(&begun);
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
