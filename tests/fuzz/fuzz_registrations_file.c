/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: the registrations file.  Bytes as they are are hardly ever a
 * file; so they also get the head and the end mark of one.  What is taken is
 * taken whole, and answers any recipient. */
#include "domains/registrations/file.h"

#include <string.h>

#include "domains/registrations/file_text.h"
#include "tests/fuzz/fuzz.h"

static void
look_up(const struct registrations *registrations, const char *path, size_t len)
{
	struct registered found[REGISTRATIONS_FOUND_MAX];
	size_t all,
	    count = registrations_find(registrations, path, len, found, &all);

	FUZZ_CHECK(count <= REGISTRATIONS_FOUND_MAX && count <= all);
	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = &found[i].finding;

		FUZZ_CHECK(finding->verdict.reason != VERDICT_NONE);
		FUZZ_CHECK(finding->member.list.len != 0);
		FUZZ_CHECK(strlen(found[i].contact) != 0);
		FUZZ_CHECK(
		    i == 0 || finding_rank(&finding->verdict) <=
				  finding_rank(&found[i - 1].finding.verdict));
	}
}

/* Takes over the bytes. */
static void
check(char *bytes, size_t len, const char *lines, size_t size)
{
	struct registrations *registrations = NULL;
	struct diagnostics diagnostics = {0};
	time_t when;

	if (registrations_parse("file", bytes, len, NULL, &diagnostics,
		&registrations, &when) < 0) {
		FUZZ_CHECK(registrations == NULL && diagnostics.count == 1);
	} else {
		FUZZ_CHECK(diagnostics.count == 0);
		for (size_t at = 0; at < size;) {
			const char *end = memchr(lines + at, '\t', size - at);
			size_t len_here = end != NULL
			                      ? (size_t)(end - lines) - at
			                      : size - at;

			look_up(registrations, lines + at, len_here);
			at += len_here + 1;
		}
		registrations_release(&registrations);
	}
	diagnostics_clear(&diagnostics);
}

int
fuzz_registrations_file(const uint8_t *data, size_t size)
{
	struct buffer bare = {0}, sealed = {0},
		      rows = {.bytes = (char *)(uintptr_t)data, .len = size};

	buffer_add(&bare, data, size);
	buffer_add(&bare, "", 1);
	FUZZ_CHECK(!bare.failed);
	check(bare.bytes, size, (const char *)data, size);
	registrations_seal(&rows, 1767225600, &sealed);
	buffer_add(&sealed, "", 1);
	FUZZ_CHECK(!sealed.failed);
	check(sealed.bytes, sealed.len - 1, (const char *)data, size);
	return 0;
}

FUZZ_ENTRY(fuzz_registrations_file)
