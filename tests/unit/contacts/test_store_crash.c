/* SPDX-License-Identifier: BSD-2-Clause */
/* A store that is killed, or has no room, is whole and has all that was said to
 * be written.  STORE_KILLS=N in the environment: so many instead of forty. */
#include "domains/contacts/store.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

TestSuite(store_crash, .init = scratch_enter, .fini = scratch_leave);
TestSuite(store_crash_redis, .init = stores_enter_redis,
    .fini = stores_leave_redis);

#define BATCH 3

/* A batch: one contact that is always the same, and others. */
static int
write_batch(struct store *store, unsigned number)
{
	struct observation batch[BATCH];
	char address[BATCH][64];

	for (unsigned i = 0; i < BATCH; i++) {
		snprintf(address[i], sizeof(address[i]), "a%u@partner.example",
		    i == 0 ? 0 : number * BATCH + i);
		batch[i] = (struct observation){.kind = OBSERVATION_SENT,
		    .time = STORES_NOW,
		    .key = stores_key(address[i]),
		    .list = span_of("lab@univ.example")};
	}
	return store_apply(store, batch, BATCH);
}

/* Never returns: writes until it is killed or cannot, and how many are done
 * after each. */
static void
write_batches(unsigned done, int out, size_t limit)
{
	const struct rlimit size = {limit, limit};
	struct store *store;

	if (limit != 0) {
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &size);
	}
	store = stores_open("c", true, false);
	while (write_batch(store, done) == 0) {
		done++;
		if (write(out, &done, sizeof(done)) != sizeof(done))
			break;
		if (done % 7 == 0)
			store_checkpoint(store, done % 2 == 0);
		if (done % 11 == 0) {
			const struct contact_key key =
			    stores_key("a0@partner.example");
			struct contact contact;

			if (store_find(store, &key, &contact) != STORE_FOUND)
				_exit(3);
		}
	}
	_exit(limit != 0 ? 0 : 2);
}

/* All batches that are done, and at most one more, and each of them whole. */
static unsigned
check_whole(unsigned done)
{
	const struct contact_key key = stores_key("a0@partner.example");
	struct store *store = stores_open("c", true, false);
	struct store_counts counts;
	struct contact contact = {0};
	unsigned batches;

	cr_assert_neq(store_find(store, &key, &contact), STORE_ERROR);
	batches = (unsigned)contact.sent.count;
	cr_assert(batches == done || batches == done + 1, "%u of %u", batches,
	    done);
	cr_assert_eq(store_count(store, &counts), STORE_FOUND);
	cr_assert_eq(counts.contacts,
	    batches == 0 ? 0 : (uint64_t)batches * (BATCH - 1) + 1);
	cr_assert_eq(counts.lists, counts.contacts);
	store_close(&store);
	return batches;
}

/* Returns how many it said were done. */
static unsigned
run_writer(unsigned done, useconds_t wait, size_t limit)
{
	int ends[2], status;
	unsigned number;
	pid_t child;

	cr_assert_eq(pipe(ends), 0);
	child = fork();
	cr_assert(child >= 0);
	if (child == 0)
		write_batches(done, ends[1], limit);
	close(ends[1]);
	if (limit == 0) {
		usleep(wait);
		kill(child, SIGKILL);
	}
	while (read(ends[0], &number, sizeof(number)) == sizeof(number))
		done = number;
	close(ends[0]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	/* The server reads on what was sent. */
	if (stores_on_redis())
		usleep(5000);
	cr_assert(limit == 0 ? WIFSIGNALED(status)
			     : WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return done;
}

STORES_TEST(store_crash, a_killed_writer_leaves_it_right)
{
	const char *kills = getenv("STORE_KILLS");
	long count = kills == NULL ? 40 : strtol(kills, NULL, 10);
	unsigned done = 0, moved = 0;

	for (long i = 0; i < count; i++) {
		/* The first ones while it is made. */
		unsigned after = run_writer(done,
		    (useconds_t)(i < 8 ? 300 * i : rand() % 30000), 0);

		after = check_whole(after);
		moved += after > done;
		done = after;
	}
	cr_expect(moved > 0);
}

Test(store_crash, a_full_disk_leaves_it_right)
{
	unsigned done = 0;

	for (size_t limit = 120000; limit < 400000; limit += 70000) {
		unsigned after = run_writer(done, 0, limit);

		cr_expect(limit < 200000 || after > done, "%zu", limit);
		done = check_whole(after);
	}
	/* With room it goes on. */
	done = check_whole(run_writer(done, 50000, 0));
}
