/* SPDX-License-Identifier: BSD-2-Clause */
/* File: only what is a file is read, and nothing waits for what is none. */
#include "domains/base/file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/scratch.h"

TestSuite(file, .init = scratch_enter, .fini = scratch_leave, .timeout = 120);

static void
write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	cr_assert(fd >= 0);
	cr_assert_eq(file_write(fd, text, strlen(text)), 0);
	close(fd);
}

static void
make_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	cr_assert(
	    fd >= 0 && bind(fd, (const void *)&address, sizeof(address)) == 0);
	close(fd);
}

static void
expect_open(const char *path, const char *why, const char *why_input)
{
	struct stat status;
	const char *text = NULL;
	int fd = file_open(path, &status, &text);

	cr_expect_eq(fd < 0, why != NULL, "%s", path);
	if (why != NULL)
		cr_expect_str_eq(text, why);
	else
		cr_expect(S_ISREG(status.st_mode));
	close(fd);
	fd = file_open_input(path, &status, &text);
	cr_expect_eq(fd < 0, why_input != NULL, "%s", path);
	if (why_input != NULL)
		cr_expect_str_eq(text, why_input);
	close(fd);
}

Test(file, opens_files_alone)
{
	static const char *const fifo = "is a FIFO, not a regular file",
				 *const device = "is a device, not a regular "
						 "file";

	write_text("plain", "a@b.c\n");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	cr_assert_eq(symlink("fifo", "link"), 0);
	make_socket("socket");
	expect_open("plain", NULL, NULL);
	expect_open("fifo", fifo, fifo);
	expect_open("link", fifo, fifo);
	expect_open("socket", "is a socket, not a regular file",
	    "is a socket, not a regular file");
	expect_open(".", "is a directory, not a regular file",
	    "is a directory, not a regular file");
	expect_open("/dev/zero", device, device);
	expect_open("/dev/null", device, NULL);
	expect_open("none", "No such file or directory",
	    "No such file or directory");
	/* Only with a number is it a descriptor. */
	expect_open("/dev/fd/", "is a directory, not a regular file",
	    "is a directory, not a regular file");
	expect_open("/dev/fd/9x", "No such file or directory",
	    "No such file or directory");
}

/* Nothing waits for whoever has a lease. */
Test(file, a_lease_is_named)
{
	struct stat status;
	const char *why = "";
	int fd;

	write_text("leased", "x");
	fd = open("leased", O_RDWR);
	signal(SIGIO, SIG_IGN);
	cr_assert_eq(fcntl(fd, F_SETLEASE, F_WRLCK), 0);
	cr_expect_eq(file_open("leased", &status, &why), -1);
	cr_expect_eq(strncmp(why, "another program has a lease on it", 33), 0,
	    "%s", why);
	close(fd);
	fd = file_open("leased", &status, &why);
	cr_expect_geq(fd, 0);
	close(fd);
}

static bool
go_on_for(void *pieces)
{
	unsigned *left = pieces;

	return (*left)-- != 0;
}

/* Whoever waits for a file is asked before each piece of it. */
Test(file, is_read_as_long_as_somebody_waits)
{
	struct diagnostics diagnostics = {0};
	const size_t size = 1000000;
	char *bytes = NULL;
	size_t len = 0;

	write_text("long", "x");
	cr_assert_eq(truncate("long", (off_t)size), 0);
	for (unsigned pieces = 1; pieces < 10; pieces += 7) {
		unsigned left = pieces;
		int fd = open("long", O_RDONLY | O_CLOEXEC);
		int result = file_read_open_while("long", fd, size, go_on_for,
		    &left, &diagnostics, &bytes, &len);

		cr_expect_eq(result, pieces == 1 ? -1 : 0);
		cr_expect_eq(diagnostics.count, 0);
		close(fd);
	}
	cr_expect_eq(len, size);
	cr_expect_eq(bytes[0], 'x');
	free(bytes);
}

Test(file, takes_what_is_handed_over)
{
	struct diagnostics diagnostics = {0};
	char path[32], *bytes;
	struct stat status;
	const char *why;
	int ends[2];
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		cr_assert(pipe(ends) == 0 && write(ends[1], "text", 4) == 4);
		close(ends[1]);
		snprintf(path, sizeof(path), "%s/%d",
		    i == 0 ? "/dev/fd" : "/proc/self/fd", ends[0]);
		/* A name in a file of others is not handed over. */
		cr_expect(file_open(path, &status, &why) < 0);
		cr_expect_str_eq(why, "is a FIFO, not a regular file");
		cr_expect_lt(file_read_regular(path, 4, &diagnostics, &bytes,
				 &len),
		    0);
		diagnostics_clear(&diagnostics);
		cr_assert_eq(file_read(path, 4, &diagnostics, &bytes, &len), 0);
		cr_expect(len == 4 && strcmp(bytes, "text") == 0);
		free(bytes);
		close(ends[0]);
	}
	cr_assert(pipe(ends) == 0 && write(ends[1], "text", 4) == 4);
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	cr_expect_eq(file_read(path, 3, &diagnostics, &bytes, &len), -1);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.list[0].text, "over 3 bytes");
	diagnostics_clear(&diagnostics);
}

Test(file, standard_input_is_read_from_where_it_stands)
{
	struct diagnostics diagnostics = {0};
	struct stat status;
	const char *why;
	char *bytes;
	size_t len;
	int fd, ends[2];

	write_text("plain", "first\nsecond\n");
	fd = open("plain", O_RDONLY);
	cr_assert(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	cr_assert_eq(lseek(STDIN_FILENO, 6, SEEK_SET), 6);
	cr_assert_eq(file_read("-", 100, &diagnostics, &bytes, &len), 0);
	cr_expect_str_eq(bytes, "second\n");
	free(bytes);
	/* Its flags are others' as well. */
	cr_assert_eq(pipe(ends), 0);
	cr_assert(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
	cr_assert_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	cr_expect(file_open_input("-", &status, &why) >= 0);
	cr_expect(fcntl(ends[0], F_GETFL) & O_NONBLOCK);
}

Test(file, what_is_opened_waits_for_what_comes)
{
	char path[32];
	struct stat status;
	const char *why;
	int ends[2], fd;

	cr_assert_eq(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	fd = file_open_input(path, &status, &why);
	cr_assert(fd >= 0);
	cr_expect_not(fcntl(fd, F_GETFL) & O_NONBLOCK);
	cr_expect(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

/* Puts a FIFO and a file at the same path in turn. */
static void *
swap(void *context)
{
	const atomic_bool *done = context;

	while (!atomic_load(done))
		(void)renameat2(AT_FDCWD, "swapped", AT_FDCWD, "other",
		    RENAME_EXCHANGE);
	return NULL;
}

Test(file, there_is_no_time_between_look_and_opening)
{
	atomic_bool done = false;
	unsigned files = 0, fifos = 0;
	pthread_t thread;

	write_text("swapped", "a@b.c\n");
	cr_assert(mkfifo("other", 0600) == 0);
	cr_assert_eq(pthread_create(&thread, NULL, swap, &done), 0);
	for (unsigned i = 0; i < 20000; i++) {
		struct stat status;
		const char *why;
		int fd = file_open("swapped", &status, &why);

		if (fd >= 0) {
			cr_assert(S_ISREG(status.st_mode));
			files++;
			close(fd);
		} else {
			cr_assert_str_eq(why, "is a FIFO, not a regular file");
			fifos++;
		}
	}
	atomic_store(&done, true);
	pthread_join(thread, NULL);
	cr_expect(files != 0 && fifos != 0, "%u files, %u FIFOs", files, fifos);
}

Test(file, a_secret_that_others_may_read_is_refused)
{
	struct diagnostics diagnostics = {0};
	char *bytes = NULL;
	size_t len = 0;

	write_text("secret", "s3cret\n");
	cr_assert_eq(chmod("secret", 0604), 0);
	cr_expect_eq(file_read_secret("secret", 64, &diagnostics, &bytes, &len),
	    -1);
	cr_expect_eq(diagnostics.count, 1);
	cr_expect_null(bytes);
	cr_assert_eq(chmod("secret", 0640), 0);
	cr_assert_eq(file_read_secret("secret", 64, &diagnostics, &bytes, &len),
	    0);
	cr_expect_str_eq(bytes, "s3cret\n");
	cr_expect_eq(len, 7);
	free(bytes);
	diagnostics_clear(&diagnostics);
}
