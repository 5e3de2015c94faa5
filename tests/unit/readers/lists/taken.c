/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes down what a reader hands on. */
#include "tests/unit/readers/lists/taken.h"

#include "domains/readers/reader.h"
#include "tests/unit/text.h"

static void
put(struct taken *taken, struct span list, struct span address,
    struct span name, unsigned line)
{
	text_put(taken->text, sizeof(taken->text), &taken->len,
	    "%.*s %.*s (%.*s) %u|", (int)list.len, list.bytes, (int)address.len,
	    address.bytes, (int)name.len, name.len != 0 ? name.bytes : "",
	    line);
}

int
taken_add(void *taken, const struct member *member)
{
	put(taken, member->list, member->address, member->name, member->line);
	return 0;
}

void
taken_put(struct taken *taken, const char *list, const char *address,
    const char *name, unsigned line)
{
	put(taken, span_of(list), span_of(address), span_of(name), line);
}

static void
put_diagnostics(struct taken *taken, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++)
		text_put(taken->text, sizeof(taken->text), &taken->len, "! %u|",
		    diagnostics->list[i].line);
	diagnostics_clear(diagnostics);
}

void
taken_parse(const char *path, const char *bytes, size_t len,
    enum reader_type type, struct taken *taken_r)
{
	const struct reader_options options = {.type = type};
	struct diagnostics diagnostics = {0};

	*taken_r->text = '\0';
	taken_r->len = 0;
	reader_parse(path, bytes, len, &options, taken_add, taken_r,
	    &diagnostics);
	put_diagnostics(taken_r, &diagnostics);
}

void
taken_read(const char *path, enum reader_type type, struct taken *taken_r)
{
	const struct reader_options options = {.type = type};
	struct diagnostics diagnostics = {0};

	*taken_r->text = '\0';
	taken_r->len = 0;
	reader_read(path, &options, taken_add, taken_r, &diagnostics);
	put_diagnostics(taken_r, &diagnostics);
}
