/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a list file with every line it has, keeps its texts and writes it. */
#include "domains/doppellist/model/document.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/file.h"
#include "domains/engine/lists/end_mark.h"

/* Strings come in blocks, or alone when they are longer. */
#define TEXT_BLOCK ((size_t)256 * 1024)

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct document_text {
	struct document_text *next;
	size_t used, size;
	char bytes[];
};

bool
document_kind_of(const char *path, enum listfile_kind *kind_r)
{
	const char *slash = strrchr(path, '/');

	return listfile_kind_of(slash != NULL ? slash + 1 : path, kind_r);
}

enum listfile_kind
document_guess_kind(const char *path)
{
	enum listfile_kind kind = LISTFILE_DOPPELGANGERS;

	document_kind_of(path, &kind);
	return kind;
}

/* ---- memory -------------------------------------------------------------- */

/* Keeps bytes and a '\0' after them. */
static const char *
keep_bytes(struct document *document, const char *bytes, size_t len)
{
	struct document_text *text = document->texts;
	char *copy;

	if (text == NULL || text->size - text->used <= len) {
		size_t size = len >= TEXT_BLOCK ? len + 1 : TEXT_BLOCK;

		text = malloc(sizeof(*text) + size);
		if (text == NULL)
			return NULL;
		*text = (struct document_text){document->texts, 0, size};
		document->texts = text;
	}
	copy = text->bytes + text->used;
	text->used += len + 1;
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

const char *
document_keep(struct document *document, const char *text)
{
	return text == NULL ? NULL : keep_bytes(document, text, strlen(text));
}

const char *
document_keep_buffer(struct document *document, struct buffer *buffer)
{
	const char *kept = NULL;

	if (!buffer->failed)
		kept = keep_bytes(document,
		    buffer->bytes != NULL ? buffer->bytes : "", buffer->len);
	buffer_clear(buffer);
	return kept;
}

/* Neighbours often say the same: then they share it. */
int
document_keep_entry(struct document *document, const struct entry *entry,
    struct entry *kept_r)
{
	const struct entry *above = NULL;
	struct entry kept = *entry;

	if (document->entry_count > 0)
		above = &document->entries[document->entry_count - 1];
	for (size_t i = 0; i < ENTRY_TEXTS; i++) {
		if (entry->text[i] == NULL)
			continue;
		kept.text[i] = above != NULL && entry_text_same(entry->text[i],
						    above->text[i])
		                   ? above->text[i]
		                   : document_keep(document, entry->text[i]);
		if (kept.text[i] == NULL)
			return -1;
	}
	*kept_r = kept;
	return 0;
}

int
document_collect(struct document *document, const struct entry *entry)
{
	struct entry own;

	return document_keep_entry(document, entry, &own) < 0
	           ? -1
	           : array_add(&document->entries, &document->entry_room,
			 &document->entry_count, &own, sizeof(own));
}

/* ---- reading ------------------------------------------------------------- */

static int
take_entry(void *context, const struct listfile_entry *read)
{
	struct document *document = context;
	const struct entry entry = entry_of(read);

	if (document_collect(document, &entry) < 0)
		return -1;
	document->lines[entry.line - 1].entry = (uint32_t)document->entry_count;
	return 0;
}

/* Lines as the engine counts them; without the end mark, which is written
 * again. */
static int
split_lines(struct document *document, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;
	const struct document_line *first;
	struct end_mark mark;

	document->order_mark = len >= strlen(BYTE_ORDER_MARK) &&
	                       memcmp(bytes, BYTE_ORDER_MARK, 3) == 0;
	if (document->order_mark)
		at += strlen(BYTE_ORDER_MARK);
	if (end_mark_find(bytes, len, &mark)) {
		end = bytes + mark.at;
		document->end_mark.bytes = end;
		document->end_mark.len = (uint32_t)(len - mark.at);
	}
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *next = stop == NULL ? end : stop + 1;
		const struct document_line line = {
		    .bytes = at,
		    .len = (uint32_t)(next - at),
		};

		if (array_add(&document->lines, &document->line_room,
			&document->line_count, &line, sizeof(line)) < 0)
			return -1;
		at = next;
	}
	first = document->lines;
	document->crlf = document->line_count > 0 && first->len >= 2 &&
	                 first->bytes[first->len - 2] == '\r';
	return 0;
}

int
document_parse(const char *path, const char *bytes, size_t len,
    enum listfile_kind kind, struct diagnostics *diagnostics,
    struct document **document_r)
{
	struct document *document = calloc(1, sizeof(*document));
	const char *own = NULL;

	if (document != NULL && len <= LISTFILE_SIZE_MAX) {
		document->kind = kind;
		document->keeper = LIST_OWN;
		document->path = strdup(path);
		own = keep_bytes(document, bytes, len);
	}
	if (own == NULL || document->path == NULL ||
	    split_lines(document, own, len) < 0) {
		diagnostics_add(diagnostics, path, 0, "out of memory");
		document_free(&document);
		return -1;
	}
	document->sound = listfile_parse(path, own, len, kind, take_entry,
			      document, diagnostics) == 0;
	document->marked = document->entry_count;
	*document_r = document;
	return 0;
}

int
document_read(const char *path, enum listfile_kind kind,
    struct diagnostics *diagnostics, struct document **document_r)
{
	char *bytes;
	size_t len;
	int result;

	if (file_read(path, LISTFILE_SIZE_MAX, diagnostics, &bytes, &len) < 0)
		return -1;
	result =
	    document_parse(path, bytes, len, kind, diagnostics, document_r);
	free(bytes);
	return result;
}

void
document_free(struct document **document)
{
	struct document_text *next;

	if (*document == NULL)
		return;
	for (struct document_text *text = (*document)->texts; text != NULL;
	     text = next) {
		next = text->next;
		free(text);
	}
	free((*document)->entries);
	free((*document)->lines);
	free((*document)->path);
	free(*document);
	*document = NULL;
}

long
document_find(const struct document *document, const char *name)
{
	for (size_t i = 0; i < document->entry_count; i++)
		if (document->entries[i].name != NULL &&
		    strcmp(document->entries[i].name, name) == 0)
			return (long)i;
	return -1;
}

static size_t
count_entries(const struct document *document)
{
	size_t count = 0;

	for (size_t i = 0; i < document->entry_count; i++)
		count += document->entries[i].name != NULL;
	return count;
}

void
document_write_end_mark(const struct document *document, size_t entries,
    struct buffer *bytes)
{
	char mark[END_MARK_SIZE];

	buffer_add_text(bytes, end_mark_format(entries, mark));
	buffer_add_text(bytes, document->crlf ? "\r\n" : "\n");
}

void
document_write(const struct document *document, struct buffer *bytes)
{
	if (document->order_mark)
		buffer_add_text(bytes, BYTE_ORDER_MARK);
	for (size_t i = 0; i < document->line_count; i++)
		if (document->lines[i].bytes != NULL)
			buffer_add(bytes, document->lines[i].bytes,
			    document->lines[i].len);
	if (document->end_mark.bytes == NULL)
		return;
	if (count_entries(document) == document->marked)
		buffer_add(bytes, document->end_mark.bytes,
		    document->end_mark.len);
	else
		document_write_end_mark(document, count_entries(document),
		    bytes);
}
