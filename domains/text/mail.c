/* SPDX-License-Identifier: BSD-2-Clause */
/* Hands a mail over: see the header. */
#include "domains/text/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"

/* "Fri, 27 Nov 2026 08:50:53 +0000" */
#define DATE_SIZE 64

/* Between two looks whether the program has ended. */
#define LOOK_NANOSECONDS (20L * 1000 * 1000)

void
mail_host(char host_r[static MAIL_HOST_SIZE])
{
	static const char kept[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-";

	if (gethostname(host_r, MAIL_HOST_SIZE) < 0)
		*host_r = '\0';
	host_r[MAIL_HOST_SIZE - 1] = '\0';
	host_r[strspn(host_r, kept)] = '\0';
	if (*host_r == '\0')
		snprintf(host_r, MAIL_HOST_SIZE, "localhost");
}

void
mail_add_escaped(struct buffer *text, const char *bytes, size_t len)
{
	char shown[MAIL_SHOWN_MAX + sizeof("...")];

	buffer_add(text, shown,
	    escape_bytes(bytes, len, ESCAPE_TEXT, shown, sizeof(shown)));
}

/* ---- the mail ------------------------------------------------------------ */

static void
add_field(struct buffer *bytes, const char *name, const char *before,
    const char *value, const char *behind)
{
	buffer_add_text(bytes, name);
	buffer_add_text(bytes, ": ");
	buffer_add_text(bytes, before);
	for (; *value != '\0'; value++)
		buffer_add(bytes, *value >= ' ' && *value <= '~' ? value : "?",
		    1);
	buffer_add_text(bytes, behind);
	buffer_add_text(bytes, "\n");
}

static void
add_head(struct buffer *bytes, const struct mail *mail)
{
	char host[MAIL_HOST_SIZE], date[DATE_SIZE] = "";
	char id[MAIL_HOST_SIZE + 3 * 20];
	time_t now = time(NULL);
	struct tm local;

	mail_host(host);
	if (localtime_r(&now, &local) != NULL)
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S %z",
		    &local);
	snprintf(id, sizeof(id), "%llx.%lx.%x@%s", (unsigned long long)now,
	    (unsigned long)getpid(), mail->number, host);
	add_field(bytes, "From", "doppelcheck <", mail->from, ">");
	add_field(bytes, "To", "<", mail->to, ">");
	add_field(bytes, "Subject", "", mail->subject, "");
	add_field(bytes, "Date", "", date, "");
	add_field(bytes, "Message-ID", "<", id, ">");
	buffer_add_text(bytes, "MIME-Version: 1.0\n"
			       "Content-Type: text/plain; charset=UTF-8\n"
			       "Content-Transfer-Encoding: 8bit\n"
			       "Auto-Submitted: auto-generated\n"
			       "\n");
}

/* The mail in memory, as a file: a program that reads it from a pipe of ours
 * would take half a mail for a whole one if we were killed. */
static int
make_file(const struct mail *mail)
{
	struct buffer bytes = {0};
	int fd = -1;

	add_head(&bytes, mail);
	buffer_add(&bytes, mail->text->bytes, mail->text->len);
	errno = ENOMEM;
	if (!bytes.failed && !mail->text->failed)
		fd = memfd_create("mail", MFD_CLOEXEC);
	if (fd >= 0 && (file_write(fd, bytes.bytes, bytes.len) < 0 ||
			   lseek(fd, 0, SEEK_SET) < 0)) {
		close(fd);
		fd = -1;
	}
	buffer_clear(&bytes);
	return fd;
}

/* ---- the program --------------------------------------------------------- */

/* Returns an error number.  Its words go to standard error, for the log. */
static int
start(const struct mail *mail, int fd, pid_t *pid_r)
{
	const char *const arguments[] = {mail->program, "-i", "-f", "<>", "--",
	    mail->to, NULL};
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
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
						  POSIX_SPAWN_SETSIGDEF |
						  POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	result = posix_spawn(pid_r, mail->program, &files, &attributes,
	    (char *const *)(uintptr_t)arguments, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return result;
}

/* Returns whether it ended in time, and how. */
static bool
wait_for(pid_t pid, int *status_r)
{
	const struct timespec look = {.tv_nsec = LOOK_NANOSECONDS};
	struct timespec begun, now;
	pid_t ended;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	while ((ended = waitpid(pid, status_r, WNOHANG)) == 0 ||
	       (ended < 0 && errno == EINTR)) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - begun.tv_sec > MAIL_SECONDS_MAX) {
			/* And what it started, such as postdrop(1). */
			kill(-pid, SIGKILL);
			while (waitpid(pid, status_r, 0) < 0 && errno == EINTR)
				continue;
			return false;
		}
		nanosleep(&look, NULL);
	}
	return ended == pid;
}

static enum mail_result
run(const struct mail *mail, int fd, struct diagnostics *diagnostics)
{
	int status = 0, error;
	pid_t pid;

	error = start(mail, fd, &pid);
	if (error != 0) {
		diagnostics_add(diagnostics, mail->to, 0,
		    "cannot be mailed: cannot run %s: %s", mail->program,
		    strerror(error));
		return MAIL_REFUSED;
	}
	if (!wait_for(pid, &status)) {
		diagnostics_add(diagnostics, mail->to, 0,
		    "cannot be mailed: %s does not end", mail->program);
		return MAIL_STUCK;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return MAIL_TAKEN;
	diagnostics_add(diagnostics, mail->to, 0,
	    "cannot be mailed: %s ended with %d", mail->program,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return MAIL_REFUSED;
}

enum mail_result
mail_send(const struct mail *mail, struct diagnostics *diagnostics)
{
	int fd = make_file(mail);
	enum mail_result result;

	if (fd < 0) {
		diagnostics_add(diagnostics, mail->to, 0,
		    "cannot be mailed: %s", strerror(errno));
		return MAIL_REFUSED;
	}
	result = run(mail, fd, diagnostics);
	close(fd);
	return result;
}
