// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a person and a local part, a line each: name, reading, other
 * addresses, what it is registered for, the local part. */
#include "domains/person/person.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static struct span
take_line(const char **at, const char *end)
{
	const char *begin = *at;
	const char *newline =
	    begin < end ? memchr(begin, '\n', (size_t)(end - begin)) : NULL;
	const char *stop = newline != NULL ? newline : end;

	*at = newline != NULL ? newline + 1 : end;
	return (struct span){begin, (size_t)(stop - begin)};
}

static void
check(const struct person_near *near)
{
	char words[128];

	FUZZ_CHECK(near->confidence > VERDICT_NO_CONFIDENCE &&
		   near->confidence < VERDICT_CONFIDENCES);
	FUZZ_CHECK(person_hint_text(near->hint)[0] != '\0');
	FUZZ_CHECK(near->typo.slips >= 1 && near->typo.slips <= 2);
	for (unsigned i = 0; i < near->typo.slips; i++)
		FUZZ_CHECK(typo_slip_format(&near->typo.slip[i], words,
			       sizeof(words)) > 0);
	FUZZ_CHECK(memchr(near->meant, '\0', sizeof(near->meant)) != NULL);
}

int
fuzz_person(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;
	struct person person;
	struct person_near near, again;
	struct span local, meant;

	person.name = take_line(&at, end);
	person.reading = take_line(&at, end);
	person.row = take_line(&at, end);
	person.list = take_line(&at, end);
	local = take_line(&at, end);
	if (!person_near(&person, local, local, &near))
		return 0;
	check(&near);
	/* What was meant is right, by the hint that said it. */
	if (near.meant[0] == '\0')
		return 0;
	meant = (struct span){near.meant, strlen(near.meant)};
	if (near.hint != PERSON_NAME)
		person.name.len = person.reading.len = 0;
	person.row.len = near.hint == PERSON_ADDRESS ? person.row.len : 0;
	person.list.len = near.hint == PERSON_LIST ? person.list.len : 0;
	FUZZ_CHECK(!person_near(&person, meant, meant, &again));
	return 0;
}

FUZZ_ENTRY(fuzz_person)
