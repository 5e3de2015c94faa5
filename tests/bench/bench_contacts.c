/* SPDX-License-Identifier: BSD-2-Clause */
/* Bench: what it costs to look an address up among a million contacts, when all
 * are as likely and when few are frequent (Zipf), with addresses and with
 * hashes; and what it costs to write them down.
 *
 * BENCH_CONTACTS=N: so many contacts instead of a million. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "domains/contacts/store.h"

#define LOOKUPS 1000000
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
open_store(const char *place, const char *key, bool writes)
{
	const struct store_options options = {.place = place,
	    .key_file = key,
	    .writes = writes,
	    .now = 1796000000};
	struct diagnostics diagnostics = {0};
	struct store *store;

	if (store_open(&options, &diagnostics, &store) < 0) {
		fprintf(stderr, "%s\n", diagnostics.list->text);
		exit(1);
	}
	return store;
}

static void
fill(struct store *store, uint32_t count)
{
	static struct observation list[BATCH];
	static char room[BATCH][64];
	double begun = seconds();

	for (uint32_t at = 0; at < count; at += BATCH) {
		uint32_t wanted = count - at < BATCH ? count - at : BATCH;

		for (uint32_t i = 0; i < wanted; i++)
			list[i] = (struct observation){.kind = OBSERVATION_SENT,
			    .time = 1796000000,
			    .key.address = name_one(at + i, room[i])};
		if (store_apply(store, list, wanted) < 0 ||
		    store_checkpoint(store, false) < 0)
			fail("apply");
	}
	printf("  written: %.1f us a contact, in batches of %d\n",
	    (seconds() - begun) * 1e6 / count, BATCH);
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
measure(struct store *store, uint32_t count, bool zipf)
{
	static float took[LOOKUPS];
	uint64_t state = 88172645463325252u;
	size_t found = 0;
	double sum = 0;

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
		sum += (double)took[i];
	}
	qsort(took, LOOKUPS, sizeof(*took), compare);
	printf("  %-8s %.1f us on average, p50 %.1f, p99 %.1f, p99.9 %.1f; "
	       "%zu of %d found\n",
	    zipf ? "Zipf:" : "uniform:", sum / LOOKUPS,
	    (double)took[LOOKUPS / 2], (double)took[LOOKUPS / 100 * 99],
	    (double)took[LOOKUPS / 1000 * 999], found, LOOKUPS);
}

static void
run(const char *place, const char *key, uint32_t count)
{
	struct store *store = open_store(place, key, true);

	printf("%u contacts, %s\n", count,
	    key == NULL ? "addresses" : "keyed hashes");
	fill(store, count);
	store_close(&store);
	store = open_store(place, key, false);
	measure(store, count, false);
	measure(store, count, true);
	store_close(&store);
}

int
main(void)
{
	const char *number = getenv("BENCH_CONTACTS");
	uint32_t count =
	    number == NULL ? 1000000 : (uint32_t)strtoul(number, NULL, 10);
	/* In memory: what a disk takes is not what is asked. */
	char folder[] = "/dev/shm/bench-contacts-XXXXXX", command[64];
	FILE *key;

	setlinebuf(stdout);
	if (mkdtemp(folder) == NULL || chdir(folder) < 0)
		return 1;
	key = fopen("key", "w");
	if (key == NULL || fputs("0123456789abcdef", key) < 0 ||
	    fclose(key) != 0 || chmod("key", 0600) < 0)
		return 1;
	run("sqlite:plain", NULL, count);
	run("sqlite:hashed", "key", count);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) == 0 ? 0 : 1;
}
