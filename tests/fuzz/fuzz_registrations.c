/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a file of registrations.  The first byte chooses its type. */
#include "domains/readers/reader.h"

#include <string.h>

#include "domains/engine/doppel.h"
#include "domains/readers/mta/aliases.h"
#include "domains/registrations/directory.h"
#include "domains/engine/name/full_width.h"
#include "domains/registrations/file.h"
#include "domains/registrations/file_text.h"
#include "tests/fuzz/fuzz.h"

struct taken {
	size_t count;
	size_t stop; /* refuses this one; 0: none */
	size_t lines;
};

static int
take(void *context, const struct member *member)
{
	struct taken *taken = context;

	FUZZ_CHECK(member->target < MEMBER_TARGETS);
	FUZZ_CHECK(member->address.len > 0);
	FUZZ_CHECK(member->mended.len > 0);
	FUZZ_CHECK(member->line >= 1);
	FUZZ_CHECK(member->oddities < FULL_WIDTH_ODDITIES);
	FUZZ_CHECK(
	    member->oddities == 0 || member->mended.len < member->address.len);
	FUZZ_CHECK(!member->in_text || member->at < SIZE_MAX / 2);
	fuzz_touch(member->list);
	fuzz_touch(member->address);
	fuzz_touch(member->mended);
	fuzz_touch(member->name);
	fuzz_touch(member->reading);
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
	struct diagnostics diagnostics = {0};

	if (engine == NULL)
		FUZZ_CHECK(doppel_open(&options, &diagnostics, &engine) == 0);
	return engine;
}

static const char *
contact(void *context, const char *list)
{
	(void)context;
	return *list != '\0' ? list : "postmaster";
}

/* What a gate reads of a directory. */
static struct registrations *
send_to_gate(const struct directory *directory)
{
	struct buffer rows = {0}, file = {0};
	struct diagnostics diagnostics = {0};
	struct registrations *registrations = NULL;
	time_t when = 0;

	FUZZ_CHECK(
	    registrations_format(directory, contact, NULL, NULL, &rows) == 0);
	registrations_seal(&rows, 1767225600, &file);
	buffer_clear(&rows);
	FUZZ_CHECK(registrations_parse("file", file.bytes, file.len, NULL,
		       &diagnostics, &registrations, &when) == 0);
	FUZZ_CHECK(when == 1767225600 && diagnostics.count == 0);
	return registrations;
}

/* The gate finds what the directory does. */
static void
compare(const struct directory *directory,
    const struct registrations *registrations, const char *path, size_t len)
{
	struct directory_found found[DIRECTORY_FOUND_MAX];
	struct registered registered[REGISTRATIONS_FOUND_MAX];
	size_t all, all_there,
	    count = directory_find(directory, path, len, found, &all),
	    there = registrations_find(registrations, path, len, registered,
		&all_there);

	FUZZ_CHECK(count <= all && count <= DIRECTORY_FOUND_MAX);
	FUZZ_CHECK((count == 0) == (all == 0));
	FUZZ_CHECK(there == count && all_there >= there);
	for (size_t i = 0; i < count; i++) {
		fuzz_touch(found[i].wrong->address);
		fuzz_touch(registered[i].finding.member.address);
	}
	FUZZ_CHECK(
	    count == 0 || found[0].wrong->rank ==
			      finding_rank(&registered[0].finding.verdict));
	FUZZ_CHECK(count == 0 || directory_count(directory).wrong != 0);
}

/* The same bytes as registrations in force, and each of their lines as a
 * recipient. */
static void
look_up(const struct reader_options *options, const char *bytes, size_t len)
{
	static const char *domains[] = {"b.jp"};
	const struct lookup_key_rules rules = {
	    .domains = domains,
	    .domain_count = 1,
	    .delimiter = "+-",
	};
	struct member_set_builder *builder =
	    member_set_begin(engine(), NULL, NULL, NULL);
	struct member_set *set = NULL;
	struct directory *directory;
	struct diagnostics diagnostics = {0};
	struct registrations *registrations;

	reader_parse("fuzz/x", bytes, len, options, member_set_take, builder,
	    &diagnostics);
	diagnostics_clear(&diagnostics);
	FUZZ_CHECK(member_set_end(&builder, "fuzz/x", &diagnostics, &set) == 0);
	directory = directory_new(&set, 1, &rules);
	FUZZ_CHECK(directory != NULL);
	registrations = send_to_gate(directory);
	for (size_t at = 0; at < len;) {
		const char *end = memchr(bytes + at, '\n', len - at);
		size_t line =
		    end != NULL ? (size_t)(end - bytes) - at : len - at;

		compare(directory, registrations, bytes + at, line);
		at += line + 1;
	}
	registrations_release(&registrations);
	directory_free(&directory);
	member_set_release(&set);
}

/* The same bytes as postmap's list of a table. */
static void
list(const char *bytes, size_t len)
{
	struct taken taken = {.stop = 0};
	struct diagnostics diagnostics = {0};
	const struct reader_text text = {
	    .file = "hash:x",
	    .text = {bytes, len},
	    .take = take,
	    .context = &taken,
	    .diagnostics = &diagnostics,
	};

	FUZZ_CHECK(listing_read(&text) == 0);
	diagnostics_clear(&diagnostics);
}

int
fuzz_registrations(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const struct reader_options options = {
	    .type = data[0] % READER_TYPES,
	};
	struct taken taken = {.stop = data[0] / READER_TYPES % 4};
	struct diagnostics diagnostics = {0};
	int result = reader_parse("fuzz/x", (const char *)data + 1, size - 1,
	    &options, take, &taken, &diagnostics);
	bool stopped = taken.stop != 0 && taken.count == taken.stop;

	FUZZ_CHECK(result == 0 || stopped || diagnostics.count > 0);
	FUZZ_CHECK(!stopped || result == -1);
	diagnostics_clear(&diagnostics);
	look_up(&options, (const char *)data + 1, size - 1);
	list((const char *)data + 1, size - 1);
	return 0;
}

FUZZ_ENTRY(fuzz_registrations)
