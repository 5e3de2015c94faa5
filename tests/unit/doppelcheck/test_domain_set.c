/* SPDX-License-Identifier: BSD-2-Clause */
/* Seen: what was added is found, once, by any thread. */
#include "domains/doppelcheck/domain_set.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NAMES 100000

static uint64_t
hash_of(const struct domain_set *seen, unsigned number)
{
	char name[32];
	int len = snprintf(name, sizeof(name), "n%u.example", number);

	return domain_set_hash(seen, name, (size_t)len);
}

static enum domain_set_class
class_of(unsigned number)
{
	return number % 3 == 0   ? DOMAIN_SET_FLAGGED
	       : number % 5 == 0 ? DOMAIN_SET_MALFORMED
	                         : DOMAIN_SET_FINE;
}

Test(doppelcheck_seen, finds_what_was_added_with_its_class)
{
	struct domain_set *seen = domain_set_new();

	cr_assert(seen != NULL);
	for (unsigned i = 0; i < NAMES; i++) {
		cr_assert(domain_set_find(seen, hash_of(seen, i)) ==
			  DOMAIN_SET_NEVER);
		cr_assert(
		    domain_set_add(seen, hash_of(seen, i), class_of(i)) == 1);
	}
	for (unsigned i = 0; i < NAMES; i++) {
		cr_assert(
		    domain_set_find(seen, hash_of(seen, i)) == class_of(i));
		cr_assert(domain_set_add(seen, hash_of(seen, i),
			      DOMAIN_SET_FINE) == 0);
	}
	domain_set_free(&seen);
	cr_expect(seen == NULL);
}

Test(doppelcheck_seen, each_run_hashes_differently)
{
	struct domain_set *one = domain_set_new(), *other = domain_set_new();

	cr_assert(one != NULL && other != NULL);
	cr_expect(hash_of(one, 1) != hash_of(other, 1));
	domain_set_free(&one);
	domain_set_free(&other);
}

struct adder {
	struct domain_set *seen;
	unsigned from;
	unsigned added;
};

static void *
add_all(void *context)
{
	struct adder *adder = context;

	for (unsigned i = 0; i < NAMES; i++) {
		uint64_t hash = hash_of(adder->seen, i);
		enum domain_set_class found =
		    domain_set_find(adder->seen, hash);

		if (found == DOMAIN_SET_NEVER)
			adder->added +=
			    domain_set_add(adder->seen, hash, class_of(i)) == 1;
		else
			cr_assert(found == class_of(i));
	}
	return NULL;
}

/* Those that are fine, each thread beginning at another one. */
static void *
add_fine_ones_in_batches(void *context)
{
	struct adder *adder = context;
	struct domain_set_batch batch = {.count = 0};

	for (unsigned i = 0; i < NAMES; i++) {
		unsigned number = (i + adder->from) % NAMES;

		if (class_of(number) == DOMAIN_SET_FINE)
			batch.hashes[batch.count++] =
			    hash_of(adder->seen, number);
		if (batch.count == DOMAIN_SET_BATCH || i + 1 == NAMES)
			adder->added +=
			    (unsigned)domain_set_add_batch(adder->seen, &batch);
	}
	cr_assert(batch.count == 0);
	return NULL;
}

static unsigned
add_by_threads(struct domain_set *seen, void *(*run)(void *))
{
	struct adder adders[4];
	pthread_t threads[4];
	unsigned added = 0;

	cr_assert(seen != NULL);
	for (unsigned i = 0; i < 4; i++) {
		adders[i] = (struct adder){.seen = seen, .from = i * 7919};
		cr_assert(
		    pthread_create(&threads[i], NULL, run, &adders[i]) == 0);
	}
	for (unsigned i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		added += adders[i].added;
	}
	return added;
}

Test(doppelcheck_seen, threads_add_each_name_once)
{
	struct domain_set *seen = domain_set_new();
	unsigned added = add_by_threads(seen, add_all);

	cr_expect(added == NAMES, "%u", added);
	domain_set_free(&seen);
}

Test(doppelcheck_seen, threads_add_each_name_of_their_batches_once)
{
	struct domain_set *seen = domain_set_new();
	unsigned added = add_by_threads(seen, add_fine_ones_in_batches);
	unsigned fine = 0;

	for (unsigned i = 0; i < NAMES; i++) {
		enum domain_set_class class = class_of(i);

		fine += class == DOMAIN_SET_FINE;
		cr_expect(
		    domain_set_find(seen, hash_of(seen, i)) ==
		    (class == DOMAIN_SET_FINE ? class : DOMAIN_SET_NEVER));
	}
	cr_expect(added == fine, "%u of %u", added, fine);
	domain_set_free(&seen);
}

#define ROUNDS 3000
#define FEW 3000 /* names: the tables stay small, the threads close */

struct asker {
	struct domain_set *seen;
	_Atomic bool done;
	unsigned wrong; /* answers about names that nobody added */
};

static void *
ask_for_absent(void *context)
{
	struct asker *asker = context;

	while (!asker->done)
		for (unsigned i = 0; i < FEW; i++)
			asker->wrong += domain_set_find(asker->seen,
					    hash_of(asker->seen, NAMES + i)) !=
			                DOMAIN_SET_NEVER;
	return NULL;
}

/* A slot that was free when it was looked at and taken by another name before
 * it was read had that name's class: one domain in 10 million was passed
 * unjudged. */
Test(doppelcheck_seen, a_name_added_meanwhile_is_not_taken_for_another)
{
	unsigned wrong = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		struct asker asker = {.seen = domain_set_new()};
		pthread_t thread;

		cr_assert(asker.seen != NULL);
		cr_assert(
		    pthread_create(&thread, NULL, ask_for_absent, &asker) == 0);
		for (unsigned i = 0; i < FEW; i++)
			cr_assert(
			    domain_set_add(asker.seen, hash_of(asker.seen, i),
				DOMAIN_SET_FINE) == 1);
		asker.done = true;
		pthread_join(thread, NULL);
		wrong += asker.wrong;
		domain_set_free(&asker.seen);
	}
	cr_expect(wrong == 0, "%u", wrong);
}
