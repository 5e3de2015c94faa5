/* SPDX-License-Identifier: BSD-2-Clause */
/* Owners: the same people at two domains, by samples. */
#include "domains/doppelcheck/owners.h"

#include <criterion/criterion.h>

/* Spreads numbers as a hash does. */
static uint64_t
person(unsigned number)
{
	uint64_t x = number + UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static struct persons
people(unsigned from, unsigned to)
{
	struct persons persons = {0};

	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = from; i < to; i++)
			cr_assert_eq(persons_add(&persons, person(i)), 0);
	return persons;
}

Test(owners, a_small_sample_is_the_domain)
{
	struct persons one = people(0, 5), other = people(3, 10);
	unsigned of;

	cr_expect_eq(one.count, 5);
	cr_expect_eq(persons_shared(&one, &other, &of), 2);
	cr_expect_eq(of, 5);
	persons_clear(&one);
	persons_clear(&other);
}

Test(owners, a_sample_tells_the_part_of_many)
{
	struct persons one = people(0, 100000), half = people(50000, 150000);
	struct persons few = people(99990, 100010);
	unsigned of, shared = persons_shared(&one, &half, &of);

	cr_expect_eq(one.count, PERSONS_MAX);
	cr_expect(of >= 16 && shared * 4 > of && shared * 4 < 3 * of,
	    "%u of %u", shared, of);
	/* Nobody's hash is low enough to be known of: nothing is said. */
	shared = persons_shared(&one, &few, &of);
	cr_expect(shared <= of && of <= 1, "%u of %u", shared, of);
	persons_clear(&one);
	persons_clear(&half);
	persons_clear(&few);
}

Test(owners, the_first_domain_with_the_same_people_is_the_main_one)
{
	struct persons people_of[] = {people(0, 40), people(0, 3),
	    people(100, 110), people(0, 2), people(35, 45), people(36, 40)};
	static const uint32_t mains[] = {OWNERS_NONE, 0, OWNERS_NONE,
	    OWNERS_NONE, 0, 0};
	struct owners_domain domains[6];

	for (size_t i = 0; i < 6; i++)
		domains[i].persons = &people_of[i];
	cr_assert_eq(owners_find(domains, 6), 0);
	for (size_t i = 0; i < 6; i++)
		cr_expect_eq(domains[i].main, mains[i], "domain %zu: %u", i,
		    domains[i].main);
	cr_expect_eq(domains[4].shared, 5);
	cr_expect_eq(domains[4].of, 10);
	for (size_t i = 0; i < 6; i++)
		persons_clear(&people_of[i]);
}

/* A local part that is everywhere is nobody. */
Test(owners, common_names_are_no_evidence)
{
	struct persons people_of[20];
	struct owners_domain domains[20];

	for (size_t i = 0; i < 20; i++) {
		people_of[i] = people(0, 5);
		domains[i].persons = &people_of[i];
	}
	cr_assert_eq(owners_find(domains, 20), 0);
	for (size_t i = 0; i < 20; i++) {
		cr_expect_eq(domains[i].main, OWNERS_NONE);
		persons_clear(&people_of[i]);
	}
}
