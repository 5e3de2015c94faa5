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

Test(doppelcheck_seen, threads_add_each_name_once)
{
	struct domain_set *seen = domain_set_new();
	struct adder adders[4];
	pthread_t threads[4];
	unsigned added = 0;

	cr_assert(seen != NULL);
	for (unsigned i = 0; i < 4; i++) {
		adders[i] = (struct adder){.seen = seen};
		cr_assert(pthread_create(&threads[i], NULL, add_all,
			      &adders[i]) == 0);
	}
	for (unsigned i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		added += adders[i].added;
	}
	cr_expect(added == NAMES, "%u", added);
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
