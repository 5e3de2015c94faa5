/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/history.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "domains/service/log.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/names.h"
#include "tests/unit/scratch.h"

#define ADDRESS "jiro@kyoto.example"

/* One more than there are readers. */
#define THREADS 5

static struct history *history;
static int log_end;

static void
read_log(void)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	log_end = ends[0];
	log_open(LOG_TO_STDERR, false);
}

static bool
confirms(void)
{
	struct address address;
	enum address_error address_error;
	struct name domain;

	cr_assert_eq(address_parse_path(ADDRESS, strlen(ADDRESS), &address,
			 &address_error),
	    0);
	domain = name_of("kyoto.example");
	return history_confirms(history, &address, &domain);
}

static void *
ask(void *unused)
{
	(void)unused;
	(void)confirms();
	return NULL;
}

/* Waits for words in the log; asking: by a question now and then. */
static bool
is_logged(const char *words, bool asking)
{
	static char text[4096];
	static size_t len;
	struct pollfd polled = {.fd = log_end, .events = POLLIN};

	for (int i = 0; i < 6000 && strstr(text, words) == NULL; i++) {
		ssize_t got = 0;

		if (poll(&polled, 1, 10) > 0)
			got = read(log_end, text + len, sizeof(text) - 1 - len);
		len += got > 0 ? (size_t)got : 0;
		if (asking)
			(void)confirms();
	}
	return strstr(text, words) != NULL;
}

/* Takes what SQLite's readers lock (WAL-mode File Format 2.3), in a process of
 * its own, for locks of one process do not shut it out. */
static pid_t
hold_store(void)
{
	struct flock lock = {.l_type = F_WRLCK, .l_start = 123, .l_len = 5};
	int ready[2];
	char byte;
	pid_t child;

	cr_assert_eq(pipe(ready), 0);
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		int fd = open("c-shm", O_RDWR);

		if (fcntl(fd, F_SETLK, &lock) < 0)
			_exit(1);
		(void)!write(ready[1], "", 1);
		pause();
		_exit(0);
	}
	close(ready[1]);
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return child;
}

Test(history, rules_are_back_soon_after_a_wait, .init = scratch_enter,
    .fini = scratch_leave)
{
	static char place[] = "sqlite:c", socket[] = "s";
	const struct settings_contacts settings = {.store = place,
	    .socket = socket};
	const struct contact_key key = stores_key(ADDRESS);
	struct store *store = stores_open("c", true, false);
	pthread_t threads[THREADS];
	pid_t holder;

	cr_assert_eq(store_confirm(store, &key, CONTACT_BY_PERSON, STORES_NOW,
			 0),
	    0);
	read_log();
	history = history_new(&settings);
	for (int i = 0; i < THREADS; i++)
		cr_assert(confirms());

	holder = hold_store();
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, ask, NULL), 0);
	cr_expect(is_logged("the store is busy", false));
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	cr_expect(is_logged("the store can be read again", true));
	cr_expect(confirms());
	history_free(&history);
	store_close(&store);
}

/* The log of a gate whose configuration is read again meanwhile says so too, at
 * once. */
Test(history, outage_ends_after_a_reload, .init = scratch_enter,
    .fini = scratch_leave)
{
	static char place[] = "sqlite:c", socket[] = "s";
	const struct settings_contacts settings = {.store = place,
	    .socket = socket};
	struct history *before = history_new(&settings);
	struct store *store;

	read_log();
	history = before;
	cr_assert_not(confirms());
	cr_assert_not(confirms());
	cr_expect(is_logged("the rules about contacts are off", false));

	store = stores_open("c", true, false);
	history = history_new(&settings);
	history_follow(history, before);
	history_free(&before);
	cr_assert_not(confirms());
	cr_expect(
	    is_logged("can be read again; recipients judged without it: 2",
		false));
	history_free(&history);
	store_close(&store);
}
