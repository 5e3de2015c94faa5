/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads workbooks for tests. */
#include "tests/unit/readers/books/taken.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/readers/reader.h"
#include "tests/unit/text.h"

struct taken {
	char *text;
	size_t len;
};

static int
take(void *context, const struct member *member)
{
	struct taken *taken = context;

	text_put(taken->text, TAKEN_SIZE, &taken->len, "%.*s %.*s",
	    (int)member->cell.len, member->cell.bytes, (int)member->address.len,
	    member->address.bytes);
	if (member->name.len != 0)
		text_put(taken->text, TAKEN_SIZE, &taken->len, " %.*s",
		    (int)member->name.len, member->name.bytes);
	if (member->reading.len != 0)
		text_put(taken->text, TAKEN_SIZE, &taken->len, " /%.*s/",
		    (int)member->reading.len, member->reading.bytes);
	if (member->list.len != 0 && !span_equal(member->list, "BOOK"))
		text_put(taken->text, TAKEN_SIZE, &taken->len, " in %.*s",
		    (int)member->list.len, member->list.bytes);
	if (member->where != NULL)
		text_put(taken->text, TAKEN_SIZE, &taken->len, " (%s)",
		    member->where);
	text_put(taken->text, TAKEN_SIZE, &taken->len, "\n");
	return 0;
}

int
taken_of(const char *bytes, size_t len, char text_r[static TAKEN_SIZE])
{
	const struct reader_options options = {
	    .type = READER_SPREADSHEET,
	    .list = "BOOK",
	};
	struct diagnostics diagnostics = {0};
	struct taken taken = {text_r, 0};
	int result;

	text_r[0] = '\0';
	result = reader_parse("book", bytes, len, &options, take, &taken,
	    &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		text_put(text_r, TAKEN_SIZE, &taken.len, "%s: %s\n",
		    diagnostics.list[i].file, diagnostics.list[i].text);
	diagnostics_clear(&diagnostics);
	return result;
}

int
taken_of_archive(struct archive *archive, char text_r[static TAKEN_SIZE])
{
	int result;

	archive_end(archive);
	result = taken_of(archive->bytes.bytes, archive->bytes.len, text_r);
	archive_clear(archive);
	return result;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Puts the lines in order. */
static void
sort(char *text)
{
	static char *lines[4096], sorted[TAKEN_SIZE];
	char *rest = text;
	size_t count = 0, len = 0;

	while (*rest != '\0')
		lines[count++] = strsep(&rest, "\n");
	qsort(lines, count, sizeof(*lines), compare);
	for (size_t i = 0; i < count; i++)
		text_put(sorted, sizeof(sorted), &len, "%s\n", lines[i]);
	memcpy(text, sorted, len);
	text[len] = '\0';
}

void
taken_check(const struct property *random, struct archive *archive, char *want,
    const char *parts)
{
	static char text[TAKEN_SIZE], all[TAKEN_SIZE * 3];

	taken_of_archive(archive, text);
	sort(text);
	sort(want);
	snprintf(all, sizeof(all), "%s\n%s\n%s", want, text, parts);
	property_check(random, strcmp(text, want) == 0, "the cells are read",
	    all, strlen(all));
}
