// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a list file.  The first byte chooses its kind. */
#include "domains/engine/lists/listfile.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

struct taken {
	enum listfile_kind kind;
	unsigned line; /* of the last entry */
	unsigned stop; /* entries until the callback refuses; 0: never */
	unsigned count;
};

static void
check_name(const struct name *name)
{
	struct name again;
	enum name_error error;

	FUZZ_CHECK(name_parse(name->text, name->len, &again, &error) == 0);
	FUZZ_CHECK(strcmp(again.text, name->text) == 0);
}

/* What goes into logs is fit for them. */
static void
check_text(const char *text)
{
	if (text == NULL)
		return;
	FUZZ_CHECK(text[0] != '\0');
	fuzz_check_printable(text, strlen(text), '\t');
}

static void
check_date(const char *text)
{
	FUZZ_CHECK(text == NULL ||
		   (strlen(text) == 10 && text[4] == '-' && text[7] == '-'));
}

static int
take(void *context, const struct listfile_entry *entry)
{
	struct taken *taken = context;

	FUZZ_CHECK(entry->line > taken->line);
	taken->line = entry->line;
	check_name(&entry->name);
	if (entry->meant.len > 0) {
		FUZZ_CHECK(taken->kind == LISTFILE_DOPPELGANGERS);
		check_name(&entry->meant);
	}
	FUZZ_CHECK(entry->weight >= 0 && entry->weight <= 1);
	check_date(entry->since);
	check_date(entry->until);
	check_text(entry->source);
	check_text(entry->note);
	taken->count++;
	return taken->stop != 0 && taken->count == taken->stop;
}

int
fuzz_listfile(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct taken taken = {
	    .kind = data[0] % LISTFILE_KINDS,
	    .stop = data[0] / LISTFILE_KINDS % 8,
	};
	struct diagnostics diagnostics = {0};
	int status = listfile_parse("fuzz.list", (const char *)data + 1,
	    size - 1, taken.kind, take, &taken, &diagnostics);

	FUZZ_CHECK(diagnostics.kept <= diagnostics.count);
	FUZZ_CHECK(status == 0 || status == -1);
	bool stopped = taken.stop != 0 && taken.count == taken.stop;
	if (!stopped)
		FUZZ_CHECK((status == 0) == (diagnostics.count == 0));
	for (size_t i = 0; i < diagnostics.kept; i++)
		check_text(diagnostics.list[i].text);
	diagnostics_clear(&diagnostics);
	return 0;
}

FUZZ_ENTRY(fuzz_listfile)
