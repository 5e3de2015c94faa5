// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a file that doppelfetch is said to have left: as it is, and
 * with the bytes as rows below a right head and above a right end mark.
 * Members have a page of the service as their file and are counted from 1. */
#include "domains/readers/lists/fetched.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SERVICE "http://127.0.0.1:8001/3.1"

static int
take(void *context, const struct member *member)
{
	size_t *count = context;

	FUZZ_CHECK(strncmp(member->file, SERVICE, strlen(SERVICE)) == 0);
	FUZZ_CHECK(member->line >= 1);
	FUZZ_CHECK(member->address.len != 0);
	(*count)++;
	return 0;
}

static void
check(char *bytes, size_t len)
{
	struct diagnostics diagnostics = {0};
	size_t count = 0;
	const struct fetched_reading reading = {
	    .service = SERVICE,
	    .take = take,
	    .context = &count,
	    .diagnostics = &diagnostics,
	};
	int result = fetched_parse(&reading, bytes, len);

	FUZZ_CHECK(result == 0 || diagnostics.count != 0);
	for (size_t i = 0; i < diagnostics.kept; i++)
		FUZZ_CHECK(strncmp(diagnostics.list[i].file, SERVICE,
			       strlen(SERVICE)) == 0);
	diagnostics_clear(&diagnostics);
}

int
fuzz_fetched(const uint8_t *data, size_t size)
{
	static const char head[] = "service\t" SERVICE "\n";
	char *bytes = fuzz_string(data, size);
	struct buffer rows = {0}, file = {0};

	check(bytes, size);
	free(bytes);
	buffer_add_text(&rows, head);
	buffer_add(&rows, data, size);
	file_rows_seal(&fetched_form, &rows, 1767225600, &file);
	FUZZ_CHECK(!file.failed);
	buffer_add(&file, "", 1);
	check(file.bytes, file.len - 1);
	buffer_clear(&rows);
	buffer_clear(&file);
	return 0;
}

FUZZ_ENTRY(fuzz_fetched)
