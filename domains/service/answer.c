/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the answer, and waits for it. */
#include "domains/service/answer.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/base/clock.h"
#include "domains/base/file.h"
#include "domains/base/replacement.h"

/* As many diagnostics as are kept, each over a thousand bytes long. */
#define ANSWER_SIZE_MAX (1 << 20)

static bool
find_path(char path[static PATH_MAX])
{
	const char *directory = getenv("RUNTIME_DIRECTORY");
	int len = directory == NULL
	              ? -1
	              : snprintf(path, PATH_MAX, "%s/reload", directory);

	return len > 0 && len < PATH_MAX;
}

void
answer_give(uint64_t began, const struct diagnostics *errors)
{
	struct diagnostics ignored = {0};
	struct buffer text = {0};
	char path[PATH_MAX];

	if (!find_path(path))
		return;
	buffer_add_format(&text, "%" PRIu64 " %zu\n", began, errors->count);
	for (size_t i = 0; i < errors->kept; i++) {
		char line[2048];

		diagnostic_format(&errors->list[i], line, sizeof(line));
		buffer_add_format(&text, "%s\n", line);
	}
	/* The one who waits says that there was no answer. */
	(void)replacement_write_own(path, 0640, false, &text, &ignored);
	diagnostics_clear(&ignored);
	buffer_clear(&text);
}

/* Returns false as long as the answer is not to the question of that time. */
static bool
read_answer(const char *path, uint64_t asked, char **errors_r)
{
	struct diagnostics ignored = {0};
	char *bytes, *after;
	size_t len;
	bool found;

	if (file_read(path, ANSWER_SIZE_MAX, &ignored, &bytes, &len) < 0) {
		diagnostics_clear(&ignored);
		return false;
	}
	found = strtoull(bytes, &after, 10) >= asked;
	if (found && strtoull(after, &after, 10) != 0) {
		after += *after == '\n';
		memmove(bytes, after, strlen(after) + 1);
		*errors_r = bytes;
		return true;
	}
	free(bytes);
	return found;
}

int
answer_ask(pid_t daemon, struct diagnostics *diagnostics, char **errors_r)
{
	static const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
	uint64_t asked = clock_now();
	char path[PATH_MAX];

	*errors_r = NULL;
	if (!find_path(path))
		return diagnostics_add(diagnostics, "RUNTIME_DIRECTORY", 0,
		    "not set: this is for ExecReload= of a unit; else send "
		    "SIGUSR1 and look at the log");
	if (kill(daemon, SIGUSR1) < 0)
		return diagnostics_add(diagnostics, "reload", 0,
		    "process %d: %s", (int)daemon, strerror(errno));
	while (!read_answer(path, asked, errors_r)) {
		if (kill(daemon, 0) < 0)
			return diagnostics_add(diagnostics, "reload", 0,
			    "process %d has ended", (int)daemon);
		if (clock_now() - asked > ANSWER_SECONDS_MAX * 1000)
			return diagnostics_add(diagnostics, path, 0,
			    "no answer in %d seconds", ANSWER_SECONDS_MAX);
		nanosleep(&pause, NULL);
	}
	return *errors_r == NULL ? 0 : -1;
}
