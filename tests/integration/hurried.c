/* SPDX-License-Identifier: BSD-2-Clause */
/* A doppelcheck whose watcher is two minutes late after a second (ld --wrap),
 * and to which files named *.slow come as from a server that is. */
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/service/starting.h"

#define HURRY 120
#define SLOW_SECONDS 3

void
__real_starting_begin(uint64_t patience_ms);

void
__wrap_starting_begin(uint64_t patience_ms);

int
__real_file_read_open_while(const char *path, int fd, size_t max,
    bool (*go_on)(void *context), void *context,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r);

int
__wrap_file_read_open_while(const char *path, int fd, size_t max,
    bool (*go_on)(void *context), void *context,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r);

void
__wrap_starting_begin(uint64_t patience_ms)
{
	__real_starting_begin(patience_ms / HURRY);
}

int
__wrap_file_read_open_while(const char *path, int fd, size_t max,
    bool (*go_on)(void *context), void *context,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	static const char slow[] = ".slow";
	size_t len = strlen(path);

	if (len >= strlen(slow) && strcmp(path + len - strlen(slow), slow) == 0)
		sleep(SLOW_SECONDS);
	return __real_file_read_open_while(path, fd, max, go_on, context,
	    diagnostics, bytes_r, len_r);
}
