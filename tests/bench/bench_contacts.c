/* SPDX-License-Identifier: BSD-2-Clause */
/* Bench: what it costs to look an address up among a million contacts, when all
 * are as likely and when few are frequent (Zipf), with addresses and with
 * hashes; to look for contacts that are near one; and what it costs to write
 * them down, and to keep.  In SQLite, and on a Redis of its own at a Unix
 * socket.
 *
 * BENCH_CONTACTS=N: so many contacts instead of a million. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "domains/contacts/similar.h"
#include "domains/contacts/store.h"

#define LOOKUPS 1000000
#define NEAR_LOOKUPS 20000
#define BATCH 100000

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A third are at one provider, as it is. */
static struct span
name_one(uint32_t number, char room[64])
{
	int len = snprintf(room, 64, "%c%x.tanaka@%s%u.example",
	    (char)('a' + number % 26), number * 2654435761u,
	    number % 3 == 0 ? "mail" : "partner",
	    number % 3 == 0 ? 0 : number / 7);

	return (struct span){room, (size_t)len};
}

static void
fail(const char *what)
{
	fprintf(stderr, "bench_contacts: %s: %s\n", what, store_error());
	exit(1);
}

static struct store *
open_store(const char *place, const char *key, bool writes, bool keys)
{
	const struct store_options options = {.place = place,
	    .key_file = key,
	    .writes = writes,
	    .keys = keys ? similar_write_keys : NULL,
	    .keys_version = SIMILAR_KEYS_VERSION,
	    .wait_ms = 5000,
	    .now = 1796000000};
	struct diagnostics diagnostics = {0};
	struct store *store;

	if (store_open(&options, &diagnostics, &store) < 0) {
		fprintf(stderr, "%s\n", diagnostics.list->text);
		exit(1);
	}
	return store;
}

/* As the writer has it, who lets others in between. */
static uint32_t
batch_of(const char *place)
{
	return *place == 'r' ? 256 : BATCH;
}

static void
fill(struct store *store, uint32_t count, uint32_t batch)
{
	static struct observation list[BATCH];
	static char room[BATCH][64];
	double begun = seconds();

	for (uint32_t at = 0; at < count; at += batch) {
		uint32_t wanted = count - at < batch ? count - at : batch;

		for (uint32_t i = 0; i < wanted; i++)
			list[i] = (struct observation){.kind = OBSERVATION_SENT,
			    .time = 1796000000,
			    .key.address = name_one(at + i, room[i])};
		if (store_apply(store, list, wanted) < 0 ||
		    store_checkpoint(store, false) < 0)
			fail("apply");
	}
	printf("  written: %.1f us a contact, in batches of %d\n",
	    (seconds() - begun) * 1e6 / count, (int)batch);
}

static int
compare(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Zipf of exponent 1, by the inverse of its sum. */
static uint32_t
choose(uint64_t *state, uint32_t count, bool zipf)
{
	double part = (double)(random_next(state) >> 11) / 0x1p53;

	if (!zipf)
		return (uint32_t)(part * count);
	return (uint32_t)(exp(part * log((double)count)) - 0.5) % count;
}

static void
print_times(const char *what, float *took, size_t count, size_t found)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (double)took[i];
	qsort(took, count, sizeof(*took), compare);
	printf("  %-8s %.1f us on average, p50 %.1f, p99 %.1f, p99.9 %.1f; "
	       "%zu of %zu found\n",
	    what, sum / (double)count, (double)took[count / 2],
	    (double)took[count / 100 * 99], (double)took[count / 1000 * 999],
	    found, count);
}

static void
measure(struct store *store, uint32_t count, bool zipf)
{
	static float took[LOOKUPS];
	uint64_t state = 88172645463325252u;
	size_t found = 0;

	for (size_t i = 0; i < LOOKUPS; i++) {
		/* One in ten is not there. */
		uint32_t number =
		    choose(&state, count, zipf) + (i % 10 == 9 ? count : 0);
		char room[64];
		const struct contact_key key = {
		    .address = name_one(number, room)};
		struct contact contact;
		double begun = seconds();

		found += store_find(store, &key, &contact) == STORE_FOUND;
		took[i] = (float)((seconds() - begun) * 1e6);
	}
	print_times(zipf ? "Zipf:" : "uniform:", took, LOOKUPS, found);
}

static bool
count_one(void *context, const struct contact *contact)
{
	(void)contact;
	++*(size_t *)context;
	return true;
}

/* Of addresses that are a slip of a contact, or else as the gate has it: of
 * nobody's. */
static void
measure_near(struct store *store, uint32_t count, bool slips)
{
	static float took[NEAR_LOOKUPS];
	uint64_t state = 88172645463325252u;
	size_t found = 0;

	for (size_t i = 0; i < NEAR_LOOKUPS; i++) {
		char room[64];
		struct span address =
		    name_one(choose(&state, count, false) + (slips ? 0 : count),
			room);
		uint64_t keys[CONTACT_KEYS_MAX];
		size_t near = 0;
		double begun;

		memcpy(strstr(room, "tanaka@"), "tanska@", 7);
		begun = seconds();
		if (store_find_near(store, (struct span){0}, keys,
			similar_write_keys(address, keys), count_one,
			&near) == STORE_ERROR)
			fail("near");
		took[i] = (float)((seconds() - begun) * 1e6);
		found += near != 0;
	}
	print_times(slips ? "a slip:" : "no slip:", took, NEAR_LOOKUPS, found);
}

static void
run(const char *place, const char *key, uint32_t count)
{
	struct store *store = open_store(place, key, true, false);

	printf("%u contacts, %.6s, %s\n", count, place,
	    key == NULL ? "addresses" : "keyed hashes");
	fill(store, count, batch_of(place));
	store_close(&store);
	store = open_store(place, key, false, false);
	measure(store, count, false);
	measure(store, count, true);
	store_close(&store);
}

/* ---- Redis --------------------------------------------------------------- */

static int
connect_redis(void)
{
	const struct sockaddr_un address = {AF_UNIX, "redis.sock"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address,
			   sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* In the directory that it is in. */
static pid_t
start_redis(void)
{
	pid_t server = fork();

	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (freopen("redis.log", "w", stdout) != NULL)
			execlp("redis-server", "redis-server", "--port", "0",
			    "--unixsocket", "redis.sock", "--save", "", NULL);
		_exit(127);
	}
	for (int i = 0; i < 500; i++) {
		int fd = connect_redis();

		if (fd >= 0) {
			close(fd);
			return server;
		}
		usleep(10000);
	}
	fprintf(stderr, "bench_contacts: no redis-server\n");
	exit(1);
}

static double
ask_memory(void)
{
	static const char command[] = "INFO memory\r\n";
	char text[4096] = "";
	int fd = connect_redis();
	const char *at = NULL;

	if (fd >= 0 && write(fd, command, strlen(command)) > 0 &&
	    read(fd, text, sizeof(text) - 1) > 0)
		at = strstr(text, "used_memory:");
	close(fd);
	return at == NULL ? 0 : strtod(at + 12, NULL);
}

/* What it takes to keep contacts that are found by their near names, too, and
 * to find them. */
static void
run_keys(const char *place, uint32_t count)
{
	double before = ask_memory();
	struct store *store = open_store(place, NULL, true, true);
	struct store_counts counts = {0};

	printf("%u contacts with search keys, %.6s\n", count, place);
	fill(store, count, batch_of(place));
	if (store_checkpoint(store, true) < 0 ||
	    store_count(store, &counts) == STORE_ERROR)
		fail("count");
	printf("  kept: %.0f bytes a contact\n",
	    (counts.bytes != 0 ? (double)counts.bytes : ask_memory() - before) /
		count);
	store_close(&store);
	store = open_store(place, NULL, false, true);
	measure_near(store, count, true);
	measure_near(store, count, false);
	store_close(&store);
}

int
main(void)
{
	const char *number = getenv("BENCH_CONTACTS");
	uint32_t count =
	    number == NULL ? 1000000 : (uint32_t)strtoul(number, NULL, 10);
	/* In memory: what a disk takes is not what is asked. */
	char folder[] = "/dev/shm/bench-contacts-XXXXXX", command[64],
	     place[128];
	pid_t server;
	FILE *key;

	setlinebuf(stdout);
	if (mkdtemp(folder) == NULL || chdir(folder) < 0)
		return 1;
	key = fopen("key", "w");
	if (key == NULL || fputs("0123456789abcdef", key) < 0 ||
	    fclose(key) != 0 || chmod("key", 0600) < 0)
		return 1;
	server = start_redis();
	snprintf(place, sizeof(place), "redis+unix://%s/redis.sock", folder);
	run("sqlite:plain", NULL, count);
	run("sqlite:hashed", "key", count);
	run_keys("sqlite:near", count / 10);
	run(place, NULL, count);
	snprintf(place, sizeof(place), "redis+unix://%s/redis.sock?db=1",
	    folder);
	run_keys(place, count / 10);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) == 0 ? 0 : 1;
}
