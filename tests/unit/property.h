/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: numbers by chance for tests that make their input from a grammar,
 * and compare what is read with what was put in.
 *
 *     PROPERTY_CASES(random, "vcard") {
 *             ... property_below(&random, 3), property_one_of(&random, texts)
 *             property_check(&random, count == expected, text, len);
 *     }
 *
 * The seed of a run is printed when a case fails; PROPERTY_SEED=N in the
 * environment repeats it from that case on.
 */
#ifndef TESTS_UNIT_PROPERTY_H
#define TESTS_UNIT_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROPERTY_COUNT 10000

struct property {
	const char *name;
	uint64_t seed; /* of the case at hand */
	uint64_t state;
	unsigned number; /* of the case */
};

/* The first case.  It has the seed that the environment says; otherwise one by
 * the clock. */
struct property
property_begin(const char *name);

/* Begins another one; false when there were PROPERTY_COUNT. */
bool
property_next(struct property *property);

#define PROPERTY_CASES(random, name)                        \
	for (struct property random = property_begin(name); \
	     property_next(&(random));)

uint64_t
property_number(struct property *property);

/* 0 to limit - 1. */
size_t
property_below(struct property *property, size_t limit);

#define property_one_of(property, texts) \
	((texts)[property_below(property, sizeof(texts) / sizeof(*(texts)))])

/* Fails the test with the seed and the input when it does not hold. */
void
property_check(const struct property *property, bool holds, const char *what,
    const char *input, size_t len);

#endif
