// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a file that doppelcheck is said to have left for doppelmail: as
 * it is, and with the bytes as rows below a right head and above a right end
 * mark.  Each finding has a contact that a row gives, or nobody. */
#include "domains/reports/spool.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
check_finding(const struct spool *spool, const struct spool_finding *finding)
{
	const struct spool_contact *contact;

	FUZZ_CHECK(finding->contact < interning_count(spool->lists));
	FUZZ_CHECK(strcmp(interning_text(spool->lists, finding->contact),
		       finding->list) == 0);
	contact = &spool->contacts[finding->contact];
	FUZZ_CHECK((contact->contact == NULL) == (contact->person == NULL));
	FUZZ_CHECK(contact->contact == NULL || *contact->contact != '\0');
	FUZZ_CHECK(finding->reason != VERDICT_NONE);
	FUZZ_CHECK(*finding->file != '\0');
	FUZZ_CHECK(strlen(finding->address) <= FILE_ROWS_FIELD_MAX);
}

/* Takes over the bytes. */
static void
check(char *bytes, size_t len)
{
	struct diagnostics diagnostics = {0};
	struct spool spool;
	int result = spool_parse("found", bytes, len, &diagnostics, &spool);

	FUZZ_CHECK((result == 0) == (diagnostics.count == 0));
	if (result == 0) {
		FUZZ_CHECK(*spool.helper != '\0');
		for (size_t i = 0; i < spool.count; i++)
			check_finding(&spool, &spool.findings[i]);
		spool_clear(&spool);
	}
	diagnostics_clear(&diagnostics);
}

int
fuzz_spool(const uint8_t *data, size_t size)
{
	static const char head[] =
	    "read\tyes\nwhole\tyes\nhelper\tpostmaster\tyes\n";
	struct buffer rows = {0}, file = {0};

	check(fuzz_string(data, size), size);
	buffer_add_text(&rows, head);
	buffer_add(&rows, data, size);
	file_rows_seal(&spool_form, &rows, 1767225600, &file);
	FUZZ_CHECK(!file.failed);
	buffer_add(&file, "", 1);
	check(file.bytes, file.len - 1);
	buffer_clear(&rows);
	return 0;
}

FUZZ_ENTRY(fuzz_spool)
