// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a datagram of anybody's.  What is taken has addresses in their
 * one form, and written again it is the same datagram. */
#include "domains/contacts/observation.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

int
fuzz_observation(const uint8_t *data, size_t size)
{
	static struct observation list[OBSERVATIONS_MAX];
	static struct observation_writer writer;
	static char again[OBSERVATION_DATAGRAM_MAX];
	const char *why;
	int count = observation_parse((struct span){(const char *)data, size},
	    list, &why);

	FUZZ_CHECK((count < 0) == (why != NULL));
	if (count < 0)
		return 0;
	observation_begin(&writer);
	for (int i = 0; i < count; i++) {
		FUZZ_CHECK(contact_is_address(list[i].key.address));
		FUZZ_CHECK(list[i].mails == 1);
		if (!observation_add(&writer, &list[i])) {
			FUZZ_CHECK(size + 4 > OBSERVATION_DATAGRAM_MAX);
			return 0;
		}
	}
	FUZZ_CHECK(observation_finish(&writer, again) == size);
	FUZZ_CHECK(memcmp(again, data, size) == 0);
	return 0;
}

FUZZ_ENTRY(fuzz_observation)
