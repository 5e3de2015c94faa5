// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a workbook.  The first byte chooses: the bytes of a file, a
 * worksheet and after a NUL its shared strings, or the content of an
 * OpenDocument spreadsheet.  What is taken is a place and an address; nothing
 * is taken when all is refused. */
#include <string.h>

#include "domains/readers/books/csv_columns.h"
#include "domains/readers/books/spreadsheet.h"
#include "tests/fuzz/archive.h"
#include "tests/fuzz/fuzz.h"

struct taken {
	size_t count;
	size_t stop; /* refuses this one; 0: none */
};

static int
take(void *context, const struct member *member)
{
	struct taken *taken = context;
	const struct span cell = member_cell(member->cell);

	FUZZ_CHECK(taken->stop == 0 || taken->count < taken->stop);
	FUZZ_CHECK(member->target < MEMBER_TARGETS);
	FUZZ_CHECK(member->address.len > 0);
	FUZZ_CHECK(member->line >= 1);
	FUZZ_CHECK(!member->in_text);
	FUZZ_CHECK(cell.len >= 2 && cell.len < member->cell.len);
	FUZZ_CHECK(*cell.bytes >= 'A' && *cell.bytes <= 'Z');
	FUZZ_CHECK(
	    member_sheet(member->cell).len + 1 + cell.len == member->cell.len);
	fuzz_touch(member->cell);
	fuzz_touch(member->list);
	fuzz_touch(member->address);
	fuzz_touch(member->mended);
	fuzz_touch(member->name);
	fuzz_touch(member->reading);
	fuzz_touch(member->row);
	return ++taken->count == taken->stop;
}

int
fuzz_workbook(const uint8_t *data, size_t size)
{
	const struct csv_columns columns = {0};
	struct diagnostics diagnostics = {0};
	struct archive archive = {0};
	struct taken taken;
	struct reader_text text = {
	    .file = "book",
	    .list = span_of("book"),
	    .take = take,
	    .context = &taken,
	    .diagnostics = &diagnostics,
	    .columns = &columns,
	};
	char *sheet, *strings;

	if (size == 0)
		return 0;
	taken = (struct taken){.stop = data[0] / 3 % 4};
	switch (data[0] % 3) {
	case 0:
		buffer_add(&archive.bytes, data + 1, size - 1);
		buffer_add(&archive.bytes, "", 1);
		archive.bytes.len--;
		break;
	case 1:
		sheet = fuzz_string(data + 1, size - 1);
		strings = strlen(sheet) + 2 < size
		              ? fuzz_string(data + strlen(sheet) + 2,
				    size - strlen(sheet) - 2)
		              : NULL;
		archive_add_workbook(&archive, sheet, strings);
		archive_end(&archive);
		free(sheet);
		free(strings);
		break;
	case 2:
		archive_add(&archive, "content.xml",
		    (struct span){(const char *)data + 1, size - 1});
		archive_end(&archive);
		break;
	}
	text.text = (struct span){archive.bytes.bytes, archive.bytes.len};
	if (spreadsheet_read(&text) < 0)
		FUZZ_CHECK(diagnostics.count != 0 || taken.stop != 0);
	for (size_t i = 0; i < diagnostics.kept; i++)
		fuzz_check_printable(diagnostics.list[i].text,
		    strlen(diagnostics.list[i].text), 0);
	diagnostics_clear(&diagnostics);
	archive_clear(&archive);
	return 0;
}

FUZZ_ENTRY(fuzz_workbook)
