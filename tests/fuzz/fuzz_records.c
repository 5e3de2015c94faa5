/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a file of registrations.  The first byte chooses its type. */
#include "domains/records/records.h"

#include <string.h>

#include "domains/records/written.h"
#include "tests/fuzz/fuzz.h"

struct taken {
	size_t count;
	size_t stop; /* refuses this one; 0: none */
	size_t lines;
};

/* Each byte of a span can be read. */
static void
touch(struct span span)
{
	static volatile unsigned sum;

	for (size_t i = 0; i < span.len; i++)
		sum += (unsigned char)span.bytes[i];
}

static int
take(void *context, const struct registration *registration)
{
	struct taken *taken = context;

	FUZZ_CHECK(registration->target < REGISTRATION_TARGETS);
	FUZZ_CHECK(registration->address.len > 0);
	FUZZ_CHECK(registration->mended.len > 0);
	FUZZ_CHECK(registration->line >= 1);
	FUZZ_CHECK(registration->oddities < WRITTEN_ODDITIES);
	FUZZ_CHECK(registration->oddities == 0 ||
	    registration->mended.len < registration->address.len);
	FUZZ_CHECK(!registration->in_text || registration->at < SIZE_MAX / 2);
	touch(registration->list);
	touch(registration->address);
	touch(registration->mended);
	touch(registration->name);
	touch(registration->reading);
	taken->count++;
	return taken->stop != 0 && taken->count == taken->stop;
}

int
fuzz_records(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const struct records_options options = {
	    .type = data[0] % RECORDS_TYPES,
	};
	struct taken taken = {.stop = data[0] / RECORDS_TYPES % 4};
	struct faults faults = {0};
	int result = records_parse("fuzz/x", (const char *)data + 1, size - 1,
	    &options, take, &taken, &faults);
	bool stopped = taken.stop != 0 && taken.count == taken.stop;

	FUZZ_CHECK(result == 0 || stopped || faults.count > 0);
	FUZZ_CHECK(!stopped || result == -1);
	faults_clear(&faults);
	return 0;
}

FUZZ_ENTRY(fuzz_records)
