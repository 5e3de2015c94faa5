// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a list as doppellist keeps it.  The first byte chooses its kind.
 * Untouched it comes out byte for byte; its entries are those of the engine; an
 * entry that is added to a sound one is read again, and gone when it is taken
 * out. */
#include "domains/doppellist/model/document.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static int
count_entry(void *context, const struct listfile_entry *entry)
{
	size_t *count = context;

	(void)entry;
	(*count)++;
	return 0;
}

static struct document *
parse(const struct span *text, enum listfile_kind kind)
{
	struct diagnostics diagnostics = {0};
	struct document *document = NULL;

	FUZZ_CHECK(document_parse("fuzz.list", text->bytes, text->len, kind,
		       &diagnostics, &document) == 0);
	FUZZ_CHECK(document->sound == (diagnostics.count == 0));
	diagnostics_clear(&diagnostics);
	return document;
}

static struct document *
parse_buffer(const struct buffer *buffer, enum listfile_kind kind)
{
	struct span text = {buffer->bytes, buffer->len};

	if (text.bytes == NULL)
		text = span_of("");
	return parse(&text, kind);
}

static void
check_text(const struct document *document, const struct span *text)
{
	struct buffer again = {0};

	document_write(document, &again);
	FUZZ_CHECK(!again.failed && again.len == text->len);
	FUZZ_CHECK(
	    text->len == 0 || memcmp(again.bytes, text->bytes, text->len) == 0);
	buffer_clear(&again);
}

static void
check_engine(const struct document *document, const struct span *text)
{
	struct diagnostics diagnostics = {0};
	size_t count = 0;

	(void)listfile_parse("fuzz.list", text->bytes, text->len,
	    document->kind, count_entry, &count, &diagnostics);
	FUZZ_CHECK(count == document->entry_count);
	diagnostics_clear(&diagnostics);
}

/* Adds an entry and takes it out again. */
static void
check_edit(struct document *document)
{
	const struct entry entry = {
	    .name = "added.example",
	    .meant = document->kind == LISTFILE_DOPPELGANGERS ? "meant.example"
	                                                      : NULL,
	    .source = "https://www.example/",
	    .since = "2026-01-02",
	};
	struct diagnostics diagnostics = {0};
	size_t count = document->entry_count;
	struct buffer text = {0};
	struct document *again;

	if (!document->sound || document_find(document, entry.name) >= 0 ||
	    document_add(document, &entry, &diagnostics) < 0) {
		diagnostics_clear(&diagnostics);
		return;
	}
	document_write(document, &text);
	again = parse_buffer(&text, document->kind);
	FUZZ_CHECK(again->entry_count == count + 1);
	FUZZ_CHECK(again->sound == document->sound);
	FUZZ_CHECK(document_find(again, entry.name) >= 0);
	document_remove(again, (size_t)document_find(again, entry.name));
	buffer_clear(&text);
	document_write(again, &text);
	document_free(&again);
	again = parse_buffer(&text, document->kind);
	FUZZ_CHECK(again->entry_count == count);
	buffer_clear(&text);
	document_free(&again);
}

int
fuzz_document(const uint8_t *data, size_t size)
{
	struct document *document;

	if (size == 0)
		return 0;
	const struct span text = {(const char *)data + 1, size - 1};

	document = parse(&text, data[0] % LISTFILE_KINDS);
	check_text(document, &text);
	check_engine(document, &text);
	check_edit(document);
	document_free(&document);
	return 0;
}

FUZZ_ENTRY(fuzz_document)
