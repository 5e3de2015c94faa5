/* SPDX-License-Identifier: BSD-2-Clause */
/* A doppelcheck whose watcher is two minutes late after two seconds (ld
 * --wrap), and to which a file named *.slow comes as from a server that is:
 * when there is one named *.slow.comes. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/service/starting.h"

#define HURRY 60
#define LOOK_MS 20

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

static void
wait_for(const char *path)
{
	char comes[4096];

	snprintf(comes, sizeof(comes), "%s.comes", path);
	while (access(comes, F_OK) != 0)
		poll(NULL, 0, LOOK_MS);
}

int
__wrap_file_read_open_while(const char *path, int fd, size_t max,
    bool (*go_on)(void *context), void *context,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	static const char slow[] = ".slow";
	size_t len = strlen(path);

	if (len >= strlen(slow) && strcmp(path + len - strlen(slow), slow) == 0)
		wait_for(path);
	return __real_file_read_open_while(path, fd, max, go_on, context,
	    diagnostics, bytes_r, len_r);
}
