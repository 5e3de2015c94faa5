/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes numbers by chance: see the header. */
#include "tests/unit/property.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "domains/base/escape.h"

/* splitmix64, of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
 * Generators" (2014). */
uint64_t
property_number(struct property *property)
{
	uint64_t z = property->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

struct property
property_begin(const char *name)
{
	const char *given = getenv("PROPERTY_SEED");
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (struct property){
	    .name = name,
	    .seed = (given != NULL ? strtoull(given, NULL, 10)
				   : (uint64_t)now.tv_sec * 1000000007 +
					 (uint64_t)now.tv_nsec) -
	            1,
	};
}

bool
property_next(struct property *property)
{
	property->state = ++property->seed;
	return property->number++ < PROPERTY_COUNT;
}

size_t
property_below(struct property *property, size_t limit)
{
	return (size_t)(property_number(property) % limit);
}

void
property_check(const struct property *property, bool holds, const char *what,
    const char *input, size_t len)
{
	char shown[4096];

	if (holds)
		return;
	escape_bytes(input, len, ESCAPE_TEXT, shown, sizeof(shown));
	cr_assert_fail("%s: %s; PROPERTY_SEED=%" PRIu64 "\n%s", property->name,
	    what, property->seed, shown);
}
