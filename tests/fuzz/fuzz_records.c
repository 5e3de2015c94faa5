/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a file of registrations.  The first byte chooses its type. */
#include "domains/records/records.h"

#include <string.h>

#include "domains/engine/doppel.h"
#include "domains/records/aliases.h"
#include "domains/records/registry.h"
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

/* An engine that knows no domain but the test one. */
static const struct doppel *
engine(void)
{
	static struct doppel *engine;
	const struct doppel_options options = {
	    .thresholds = doppel_thresholds_default,
	};
	struct faults faults = {0};

	if (engine == NULL)
		FUZZ_CHECK(doppel_open(&options, &faults, &engine) == 0);
	return engine;
}

/* The same bytes as registrations in force, and each of their lines as a
 * recipient. */
static void
look_up(const struct records_options *options, const char *bytes, size_t len)
{
	static const char *domains[] = {"b.jp"};
	const struct key_rules rules = {domains, 1, "+-"};
	struct recordset_builder *builder =
	    recordset_begin(engine(), NULL, NULL);
	struct registry_found found[REGISTRY_FOUND_MAX];
	struct recordset *set = NULL;
	struct registry *registry;
	struct faults faults = {0};
	size_t all, wrong = 0;

	records_parse("fuzz/x", bytes, len, options, recordset_take, builder,
	    &faults);
	faults_clear(&faults);
	FUZZ_CHECK(recordset_end(&builder, "fuzz/x", &faults, &set) == 0);
	registry = registry_new(&set, 1, &rules);
	FUZZ_CHECK(registry != NULL);
	for (size_t at = 0; at < len;) {
		const char *end = memchr(bytes + at, '\n', len - at);
		size_t line = end != NULL ? (size_t)(end - bytes) - at
		                          : len - at;
		size_t count = registry_find(registry, bytes + at, line, found,
		    &all);

		FUZZ_CHECK(count <= all && count <= REGISTRY_FOUND_MAX);
		FUZZ_CHECK((count == 0) == (all == 0));
		for (size_t i = 0; i < count; i++)
			touch(span_of(found[i].member));
		at += line + 1;
		wrong += count;
	}
	FUZZ_CHECK(wrong == 0 || registry_count(registry).wrong != 0);
	registry_free(&registry);
	recordset_release(&set);
}

/* The same bytes as postmap's list of a table. */
static void
list(const char *bytes, size_t len)
{
	struct taken taken = {.stop = 0};
	struct faults faults = {0};
	const struct records_text text = {
	    .file = "hash:x",
	    .text = {bytes, len},
	    .take = take,
	    .context = &taken,
	    .faults = &faults,
	};

	FUZZ_CHECK(listing_read(&text) == 0);
	faults_clear(&faults);
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
	look_up(&options, (const char *)data + 1, size - 1);
	list((const char *)data + 1, size - 1);
	return 0;
}

FUZZ_ENTRY(fuzz_records)
