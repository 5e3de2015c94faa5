/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a list file with every line it has: see document.h. */
#include "domains/doppellist/model/document.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"

/* As the engine has it. */
#define FILE_SIZE_MAX ((size_t)256 << 20)

/* Strings come in blocks, or alone when they are longer. */
#define TEXT_BLOCK ((size_t)256 * 1024)

struct document_text {
	struct document_text *next;
	size_t used, size;
	char bytes[];
};

bool
document_kind_of(const char *path, enum listfile_kind *kind_r)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	for (unsigned i = 0; i < LISTFILE_KINDS; i++) {
		const char *kind = listfile_kind_name((enum listfile_kind)i);

		if (strncmp(name, kind, strlen(kind)) == 0) {
			*kind_r = (enum listfile_kind)i;
			return true;
		}
	}
	return false;
}

/* ---- memory ------------------------------------------------------------- */

/* Room for len bytes that live as long as the document; NULL: no memory. */
static char *
take_room(struct document *document, size_t len)
{
	struct document_text *text = document->texts;

	if (text == NULL || text->size - text->used < len) {
		size_t size = len > TEXT_BLOCK ? len : TEXT_BLOCK;

		text = malloc(sizeof(*text) + size);
		if (text == NULL)
			return NULL;
		*text = (struct document_text){document->texts, 0, size};
		document->texts = text;
	}
	text->used += len;
	return text->bytes + text->used - len;
}

static const char *
keep_bytes(struct document *document, const char *bytes, size_t len)
{
	char *copy = take_room(document, len + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

const char *
document_keep(struct document *document, const char *text)
{
	return text == NULL ? NULL : keep_bytes(document, text, strlen(text));
}

/* Makes room for one more element; elements are doubled. */
static int
reserve(void **list, size_t *room, size_t count, size_t size)
{
	size_t more = *room != 0 ? 2 * *room : 64;
	void *grown;

	if (count < *room)
		return 0;
	if (more >= UINT32_MAX)
		return -1;
	grown = reallocarray(*list, more, size);
	if (grown == NULL)
		return -1;
	*list = grown;
	*room = more;
	return 0;
}

static int
reserve_line(struct document *document)
{
	void *lines = document->lines;
	int result = reserve(&lines, &document->line_room, document->line_count,
	    sizeof(*document->lines));

	document->lines = lines;
	return result;
}

static int
reserve_entry(struct document *document)
{
	void *entries = document->entries;
	int result = reserve(&entries, &document->entry_room,
	    document->entry_count, sizeof(*document->entries));

	document->entries = entries;
	return result;
}

/* ---- reading ------------------------------------------------------------ */

/* Neighbours often say the same: then they share it. */
static const char *
keep_shared(struct document *document, const char *text, const char *above,
    bool *failed)
{
	const char *kept;

	if (text == NULL || (above != NULL && strcmp(text, above) == 0))
		return text == NULL ? NULL : above;
	kept = document_keep(document, text);
	if (kept == NULL)
		*failed = true;
	return kept;
}

static int
take_entry(void *context, const struct listfile_entry *entry)
{
	static const struct document_entry nothing;
	struct document *document = context;
	const struct document_entry *above = &nothing;
	struct document_entry *own;
	bool failed = false;

	if (reserve_entry(document) < 0)
		return -1;
	own = &document->entries[document->entry_count];
	if (document->entry_count > 0)
		above = own - 1;
	*own = (struct document_entry){
	    .name = keep_bytes(document, entry->name.text, entry->name.len),
	    .meant = keep_shared(document,
		entry->meant.len > 0 ? entry->meant.text : NULL, above->meant,
		&failed),
	    .since = keep_shared(document, entry->since, above->since, &failed),
	    .until = keep_shared(document, entry->until, above->until, &failed),
	    .source =
		keep_shared(document, entry->source, above->source, &failed),
	    .note = keep_shared(document, entry->note, above->note, &failed),
	    .weight = entry->weight,
	    .line = entry->line,
	    .take_back = entry->take_back,
	};
	if (own->name == NULL || failed)
		return -1;
	document->lines[entry->line - 1].entry =
	    (uint32_t)++document->entry_count;
	return 0;
}

static bool
has_mark(const char *bytes, size_t len)
{
	return len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
}

/* Lines as the engine counts them. */
static int
split_lines(struct document *document, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	document->mark = has_mark(bytes, len);
	if (document->mark)
		at += 3;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *next = stop == NULL ? end : stop + 1;

		if (reserve_line(document) < 0)
			return -1;
		document->lines[document->line_count++] =
		    (struct document_line){
			.bytes = at,
			.len = (uint32_t)(next - at),
		    };
		at = next;
	}
	if (document->line_count > 0) {
		const struct document_line *first = &document->lines[0];

		document->crlf =
		    first->len >= 2 && first->bytes[first->len - 2] == '\r';
	}
	return 0;
}

int
document_parse(const char *path, const char *bytes, size_t len,
    enum listfile_kind kind, struct diagnostics *diagnostics,
    struct document **document_r)
{
	struct document *document = calloc(1, sizeof(*document));
	const char *own = NULL;

	if (document != NULL && len <= FILE_SIZE_MAX) {
		document->kind = kind;
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

	if (file_read(path, FILE_SIZE_MAX, diagnostics, &bytes, &len) < 0)
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

void
document_write(const struct document *document, struct buffer *bytes)
{
	if (document->mark)
		buffer_add(bytes, "\xef\xbb\xbf", 3);
	for (size_t i = 0; i < document->line_count; i++)
		if (document->lines[i].bytes != NULL)
			buffer_add(bytes, document->lines[i].bytes,
			    document->lines[i].len);
}
