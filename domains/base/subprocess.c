/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a program and takes what it prints: see spawn.h. */
#include "domains/base/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What is told of standard error. */
#define WORDS_MAX 300

/* How long it is waited before give_up() is asked again; and, when there is
 * no more output, before it is looked whether it has ended. */
#define LOOK_MS 200
#define END_MS 5

static const char *const directories[] = {"/usr/sbin", "/usr/bin", "/sbin",
    "/bin"};

static bool
find_program(const char *program, char path[static PATH_MAX])
{
	size_t count = sizeof(directories) / sizeof(*directories);

	if (program[0] == '/') {
		snprintf(path, PATH_MAX, "%s", program);
		return access(path, X_OK) == 0;
	}
	for (size_t i = 0; i < count; i++) {
		snprintf(path, PATH_MAX, "%s/%s", directories[i], program);
		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

bool
subprocess_exists(const char *program)
{
	char path[PATH_MAX];

	return find_program(program, path);
}

/* A running program. */
struct running {
	pid_t pid;
	int out, error; /* its output; -1: at its end */
	char *bytes;
	size_t len, size;
	char words[WORDS_MAX + 1]; /* the end of standard error */
	size_t words_len;
	time_t end;
	bool (*give_up)(void);
	const char *why; /* it was given up; NULL */
};

/* Returns an error number. */
static int
start(const char *path, const char *const argv[], int out, int error,
    pid_t *pid_r)
{
	char way[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char words[] = "LC_ALL=C";
	char *const environment[] = {way, words, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int result;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(&attributes,
	    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
	    O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, error, STDERR_FILENO);
	/* Libraries open some without close-on-exec: a client of the daemon's
	 * would wait for the end of a session that a program has open. */
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	result = posix_spawn(pid_r, path, &files, &attributes,
	    (char *const *)(uintptr_t)argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return result;
}

/* Takes what is there of its output.  Returns false at the end of it. */
static bool
take_output(struct running *running)
{
	ssize_t got;

	if (running->size - running->len < 65536) {
		size_t size =
		    running->size != 0 ? running->size * 2 : 2 * 65536;
		char *bytes = realloc(running->bytes, size);

		if (bytes == NULL) {
			running->why = "out of memory";
			return false;
		}
		running->bytes = bytes;
		running->size = size;
	}
	got = read(running->out, running->bytes + running->len, 65535);
	if (got <= 0)
		return got < 0 && errno == EINTR;
	running->len += (size_t)got;
	if (running->len > SUBPROCESS_OUTPUT_MAX)
		running->why = "printed over 256 MiB";
	return running->why == NULL;
}

/* Keeps the end, where the reason stands. */
static bool
take_words(struct running *running)
{
	char bytes[WORDS_MAX];
	ssize_t got = read(running->error, bytes, sizeof(bytes));
	size_t new, keep;

	if (got <= 0)
		return got < 0 && errno == EINTR;
	new = (size_t)got;
	keep = running->words_len;
	if (keep > WORDS_MAX - new)
		keep = WORDS_MAX - new;
	memmove(running->words, running->words + running->words_len - keep,
	    keep);
	memcpy(running->words + keep, bytes, new);
	running->words_len = keep + new;
	return true;
}

static time_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void
close_end(int *fd)
{
	close(*fd);
	*fd = -1;
}

/* Is it to be waited for no longer? */
static bool
is_over(struct running *running)
{
	if (running->why != NULL)
		return true;
	if (now() >= running->end)
		running->why = "does not end";
	else if (running->give_up != NULL && running->give_up())
		running->why = "was not waited for";
	return running->why != NULL;
}

/* Reads until both ends are closed or it is given up. */
static void
read_all(struct running *running)
{
	while (
	    (running->out >= 0 || running->error >= 0) && !is_over(running)) {
		struct pollfd ends[2] = {
		    {.fd = running->out, .events = POLLIN},
		    {.fd = running->error, .events = POLLIN},
		};

		if (poll(ends, 2, LOOK_MS) <= 0)
			continue;
		if (ends[0].revents != 0 && !take_output(running))
			close_end(&running->out);
		if (ends[1].revents != 0 && !take_words(running))
			close_end(&running->error);
	}
}

/* Waits for its end, which may come long after that of its output, and kills
 * it when it is given up. */
static int
wait_for(struct running *running)
{
	int status = 0;
	pid_t ended;

	while ((ended = waitpid(running->pid, &status, WNOHANG)) == 0 &&
	       !is_over(running))
		poll(NULL, 0, END_MS);
	if (ended == 0) {
		kill(running->pid, SIGKILL);
		while ((ended = waitpid(running->pid, &status, 0)) < 0 &&
		       errno == EINTR)
			continue;
	}
	/* Somebody else took its end, as where SIGCHLD is ignored. */
	if (ended < 0 && running->why == NULL)
		running->why = "ended, but how is not known";
	return status;
}

/* The last line on standard error, fit for a message. */
static const char *
last_line(struct running *running)
{
	char *words = running->words;
	size_t len = running->words_len;

	while (len > 0 && (words[len - 1] == '\n' || words[len - 1] == ' '))
		len--;
	words[len] = '\0';
	while (len > 0 && words[len - 1] != '\n')
		len--;
	for (char *at = words + len; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
	return words + len;
}

static void
add_end(const char *subject, struct running *running, int status,
    struct diagnostics *diagnostics)
{
	const char *words = last_line(running);

	if (running->why != NULL)
		diagnostics_add(diagnostics, subject, 0, "%s", running->why);
	else if (*words != '\0')
		diagnostics_add(diagnostics, subject, 0, "%s", words);
	else
		diagnostics_add(diagnostics, subject, 0, "ended with %d",
		    WIFEXITED(status) ? WEXITSTATUS(status)
				      : 128 + WTERMSIG(status));
}

static int
finish(const char *subject, struct running *running,
    struct diagnostics *diagnostics)
{
	int status = wait_for(running);

	if (running->out >= 0)
		close_end(&running->out);
	if (running->error >= 0)
		close_end(&running->error);
	if (running->why == NULL && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return 0;
	add_end(subject, running, status, diagnostics);
	return -1;
}

static int
open_pipes(int out[2], int error[2])
{
	if (pipe2(out, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(error, O_CLOEXEC) == 0)
		return 0;
	close(out[0]);
	close(out[1]);
	return -1;
}

int
subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r)
{
	struct running running = {
	    .end = now() + SUBPROCESS_SECONDS_MAX,
	    .give_up = give_up,
	};
	char path[PATH_MAX];
	int out[2], error[2], failed;

	if (!find_program(argv[0], path)) {
		diagnostics_add(diagnostics, subject, 0,
		    "there is no program %s", argv[0]);
		return -1;
	}
	if (open_pipes(out, error) < 0) {
		diagnostics_add(diagnostics, subject, 0, "%s", strerror(errno));
		return -1;
	}
	failed = start(path, argv, out[1], error[1], &running.pid);
	close(out[1]);
	close(error[1]);
	running.out = out[0];
	running.error = error[0];
	if (failed != 0) {
		close_end(&running.out);
		close_end(&running.error);
		diagnostics_add(diagnostics, subject, 0, "cannot run %s: %s",
		    path, strerror(failed));
		return -1;
	}
	read_all(&running);
	if (finish(subject, &running, diagnostics) < 0) {
		free(running.bytes);
		return -1;
	}
	running.bytes[running.len] = '\0';
	*bytes_r = running.bytes;
	*len_r = running.len;
	return 0;
}
