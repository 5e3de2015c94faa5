/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a program in a process group of its own. */
#include "domains/base/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "domains/base/buffer.h"
#include "domains/base/clock.h"
#include "domains/base/translation.h"

/* What is reported of standard error. */
#define ERROR_TEXT_MAX 300

/* How long it waits for output before it asks give_up() again; and, when there
 * is no more output, between two looks whether the program has ended. */
#define LOOK_MS 200
#define END_MS 5
/* Read at once. */
#define PIECE ((size_t)65536)

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

void
subprocess_find_beside(const char *program, char path_r[static PATH_MAX])
{
	char own[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", own, sizeof(own));

	while (len > 0 && own[len - 1] != '/')
		len--;
	snprintf(path_r, PATH_MAX, "%.*s%s", len > 0 ? (int)len : 0, own,
	    program);
}

/* A running program. */
struct running {
	pid_t pid;
	int out, error;     /* its output; -1: none, or at its end */
	struct buffer text; /* its standard output */
	char error_text[ERROR_TEXT_MAX + 1]; /* the end of standard error */
	size_t error_len;
	uint64_t end; /* by clock.h */
	bool (*give_up)(void);
	const char *why; /* it was given up, or NULL */
};

/* input may be -1.  Returns an error number. */
static int
start(const char *path, const char *const argv[], int input, int out, int error,
    pid_t *pid_r)
{
	char search_path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char locale[] = "LC_ALL=C";
	char *const environment[] = {search_path, locale, NULL};
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
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
						  POSIX_SPAWN_SETSIGDEF |
						  POSIX_SPAWN_SETPGROUP);
	if (input >= 0)
		posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	else
		posix_spawn_file_actions_addopen(&files, STDIN_FILENO,
		    "/dev/null", O_RDONLY, 0);
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
	char *room = buffer_add_room(&running->text, PIECE);
	ssize_t got;

	if (room == NULL) {
		running->why = N_("out of memory");
		return false;
	}
	got = read(running->out, room, PIECE);
	running->text.len -= got > 0 ? PIECE - (size_t)got : PIECE;
	if (got <= 0)
		return got < 0 && errno == EINTR;
	if (running->text.len > SUBPROCESS_OUTPUT_MAX)
		running->why = N_("printed over 256 MiB");
	return running->why == NULL;
}

/* Keeps the end, where the reason stands. */
static bool
take_error(struct running *running)
{
	char bytes[ERROR_TEXT_MAX];
	ssize_t got = read(running->error, bytes, sizeof(bytes));
	size_t new, keep;

	if (got <= 0)
		return got < 0 && errno == EINTR;
	new = (size_t)got;
	keep = running->error_len;
	if (keep > ERROR_TEXT_MAX - new)
		keep = ERROR_TEXT_MAX - new;
	memmove(running->error_text,
	    running->error_text + running->error_len - keep, keep);
	memcpy(running->error_text + keep, bytes, new);
	running->error_len = keep + new;
	return true;
}

static void
close_end(int *fd)
{
	close(*fd);
	*fd = -1;
}

/* Is the time for it over? */
static bool
is_over(struct running *running)
{
	if (running->why != NULL)
		return true;
	if (clock_now() >= running->end)
		running->why = N_("does not end");
	else if (running->give_up != NULL && running->give_up())
		running->why = N_("was not waited for");
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
		if (ends[1].revents != 0 && !take_error(running))
			close_end(&running->error);
	}
}

/* Waits for its end, which may come long after that of its output; kills it,
 * and what it has started, such as postdrop(1), when its time is over. */
static int
wait_for(struct running *running)
{
	int status = 0;
	pid_t ended;

	while ((ended = waitpid(running->pid, &status, WNOHANG)) == 0 &&
	       !is_over(running))
		poll(NULL, 0, END_MS);
	if (ended == 0) {
		kill(-running->pid, SIGKILL);
		ended = (pid_t)TEMP_FAILURE_RETRY(
		    waitpid(running->pid, &status, 0));
	}
	/* Its end was taken, as where SIGCHLD is ignored. */
	if (ended < 0 && running->why == NULL)
		running->why = N_("ended, but how is not known");
	return status;
}

/* The last line on standard error, fit for a message. */
static const char *
last_line(struct running *running)
{
	char *text = running->error_text;
	size_t len = running->error_len;

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' '))
		len--;
	text[len] = '\0';
	while (len > 0 && text[len - 1] != '\n')
		len--;
	for (char *at = text + len; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
	return text + len;
}

static void
add_end(const char *subject, struct running *running, int status,
    struct diagnostics *diagnostics)
{
	const char *line = last_line(running);

	if (running->why != NULL)
		diagnostics_add(diagnostics, subject, 0, "%s", running->why);
	else if (*line != '\0')
		diagnostics_add(diagnostics, subject, 0, "%s", line);
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
subprocess_read_within(unsigned seconds, const char *subject,
    const char *const argv[], bool (*give_up)(void),
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	struct running running = {
	    .end = clock_now() + UINT64_C(1000) * seconds,
	    .give_up = give_up,
	};
	char path[PATH_MAX];
	int out[2], error[2], failed;

	if (!find_program(argv[0], path))
		return diagnostics_add(diagnostics, subject, 0,
		    "there is no program %s", argv[0]);
	if (open_pipes(out, error) < 0)
		return diagnostics_add(diagnostics, subject, 0, "%s",
		    strerror(errno));
	failed = start(path, argv, -1, out[1], error[1], &running.pid);
	close(out[1]);
	close(error[1]);
	running.out = out[0];
	running.error = error[0];
	if (failed != 0) {
		close_end(&running.out);
		close_end(&running.error);
		return diagnostics_add(diagnostics, subject, 0,
		    "cannot run %s: %s", path, strerror(failed));
	}
	read_all(&running);
	buffer_add(&running.text, "", 1);
	if (finish(subject, &running, diagnostics) < 0) {
		buffer_clear(&running.text);
		return -1;
	}
	*bytes_r = running.text.bytes;
	*len_r = running.text.len - 1;
	return 0;
}

int
subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r)
{
	return subprocess_read_within(SUBPROCESS_SECONDS_MAX, subject, argv,
	    give_up, diagnostics, bytes_r, len_r);
}

enum subprocess_end
subprocess_write(const char *subject, const char *const argv[], int input,
    struct diagnostics *diagnostics)
{
	struct running running = {
	    .out = -1,
	    .error = -1,
	    .end = clock_now() + UINT64_C(1000) * SUBPROCESS_SECONDS_MAX,
	};
	int failed = start(argv[0], argv, input, STDERR_FILENO, STDERR_FILENO,
	    &running.pid);

	if (failed != 0) {
		diagnostics_add(diagnostics, subject, 0, "cannot run %s: %s",
		    argv[0], strerror(failed));
		return SUBPROCESS_NOT_STARTED;
	}
	if (finish(subject, &running, diagnostics) == 0)
		return SUBPROCESS_DONE;
	return running.why != NULL ? SUBPROCESS_STUCK : SUBPROCESS_FAILED;
}
