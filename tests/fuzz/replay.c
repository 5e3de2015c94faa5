// SPDX-License-Identifier: BSD-2-Clause
/* Replay: every file of the corpus through its fuzz target. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

/* No input worth keeping is longer. */
#define INPUT_MAX ((size_t)64 * 1024)

static char current[512]; /* the file at hand, for the last words */

static void
say_which(int signal_number)
{
	static const char newline = '\n';

	if (write(STDERR_FILENO, current, strlen(current)) >= 0 &&
	    write(STDERR_FILENO, &newline, 1) >= 0)
		signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void
replay_file(int (*target)(const uint8_t *, size_t))
{
	FILE *stream = fopen(current, "rb");
	cr_assert(stream != NULL, "%s: cannot open", current);
	uint8_t *data = malloc(INPUT_MAX);
	cr_assert(data != NULL);
	size_t size = fread(data, 1, INPUT_MAX, stream);

	cr_assert(size < INPUT_MAX, "%s: too long", current);
	fclose(stream);
	/* Exactly as long as it is, so that a sanitizer sees its end. */
	uint8_t *exact = malloc(size > 0 ? size : 1);
	cr_assert(exact != NULL);
	memcpy(exact, data, size);
	free(data);
	cr_expect_eq(target(exact, size), 0, "%s", current);
	free(exact);
}

static void
replay(const char *folder, int (*target)(const uint8_t *, size_t))
{
	DIR *dir = opendir(folder);
	cr_assert(dir != NULL, "%s: cannot open", folder);
	unsigned files = 0;

	signal(SIGABRT, say_which);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(current, sizeof current, "%s/%s", folder,
		    entry->d_name);
		replay_file(target);
		files++;
	}
	closedir(dir);
	cr_expect(files > 0, "%s: empty", folder);
}

#define REPLAY(target)                                               \
	Test(replay, target)                                         \
	{                                                            \
		replay("tests/fuzz/corpus/" #target, fuzz_##target); \
	}
FUZZ_TARGETS(REPLAY)
