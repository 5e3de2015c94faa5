/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes the entries of a document, and only their lines. */
#include "domains/doppellist/model/document.h"

#include <string.h>

#include "domains/base/array.h"

#define BLANKS " \t"

/* Beyond this a neighbour's columns are not followed. */
#define COLUMN_MAX 128

/* ---- a line -------------------------------------------------------------- */

void
document_add_place(const struct document *document, size_t line,
    struct buffer *text)
{
	buffer_add_escaped(text, document->path, strlen(document->path));
	buffer_add_format(text, ":%zu: ", line);
}

void
document_print_line(const struct document *document, size_t line)
{
	const struct document_line *own = &document->lines[line - 1];
	struct buffer text = {0};

	document_add_place(document, line, &text);
	buffer_add_escaped(&text, own->bytes, document_line_len(own));
	buffer_add_text(&text, "\n");
	buffer_print(&text, stdout);
	buffer_clear(&text);
}

size_t
document_line_len(const struct document_line *line)
{
	size_t len = line->len;

	while (len > 0 && strchr("\r\n", line->bytes[len - 1]) != NULL)
		len--;
	return len;
}

size_t
document_column(const struct document_line *line)
{
	size_t at = 0;

	while (at < line->len && strchr(BLANKS, line->bytes[at]) == NULL)
		at++;
	while (at < line->len && strchr(BLANKS, line->bytes[at]) != NULL)
		at++;
	return at < line->len && at <= COLUMN_MAX ? at : 0;
}

/* As the engine cuts it. */
size_t
document_comment(const struct document_line *line)
{
	size_t end = document_line_len(line);

	for (size_t i = 1; i < end; i++) {
		if (line->bytes[i] != '#' ||
		    strchr(BLANKS, line->bytes[i - 1]) == NULL)
			continue;
		while (i > 0 && strchr(BLANKS, line->bytes[i - 1]) != NULL)
			i--;
		return i;
	}
	return end;
}

size_t
document_line_of(const struct document *document, size_t entry)
{
	size_t read = document->entries[entry].line;

	if (read > 0 && read <= document->line_count &&
	    document->lines[read - 1].entry == entry + 1)
		return read;
	for (read = 1; document->lines[read - 1].entry != entry + 1;)
		read++;
	return read;
}

/* A copy of a line's text, cleared, with the document's line end. */
static int
keep_line(struct document *document, struct buffer *text,
    struct document_line *line_r)
{
	size_t len;

	buffer_add_text(text, document->crlf ? "\r\n" : "\n");
	len = text->len;
	line_r->bytes = document_keep_buffer(document, text);
	line_r->len = (uint32_t)len;
	return line_r->bytes != NULL ? 0 : -1;
}

/* ---- where a line goes --------------------------------------------------- */

/* Where a new entry goes that sorts before all others: above the comments
 * that belong to the first one, unless they are the head of the file. */
static size_t
place_first(const struct document *document, size_t first)
{
	size_t at = first;

	while (at > 0 && document->lines[at - 1].bytes != NULL) {
		const struct document_line *above = &document->lines[at - 1];

		if (strspn(above->bytes, " \t\r\n") >= above->len)
			break;
		at--;
	}
	return at == 0 ? first : at;
}

/* The line before which a name goes; *column_r is that of a neighbour. */
static size_t
find_place(const struct document *document, const char *name, size_t *column_r)
{
	size_t above = document->line_count, below = above;

	for (size_t i = 0; i < document->line_count; i++) {
		const struct document_line *line = &document->lines[i];

		if (line->entry == 0 || line->bytes == NULL)
			continue;
		if (strcmp(document->entries[line->entry - 1].name, name) > 0) {
			below = i;
			break;
		}
		above = i;
	}
	if (above < document->line_count) {
		*column_r = document_column(&document->lines[above]);
		return above + 1;
	}
	*column_r = 0;
	if (below == document->line_count)
		return below;
	*column_r = document_column(&document->lines[below]);
	return place_first(document, below);
}

/* The last line may have no end, or a mere CR; what comes after it needs one.
 */
static int
end_last_line(struct document *document)
{
	struct document_line *last = document->lines;
	struct buffer text = {0};

	if (document->line_count == 0)
		return 0;
	last += document->line_count - 1;
	if (last->bytes == NULL || last->bytes[last->len - 1] == '\n')
		return 0;
	buffer_add(&text, last->bytes,
	    last->len - (last->bytes[last->len - 1] == '\r'));
	return keep_line(document, &text, last);
}

/* Puts a line at a place; entry is its entry's number plus 1, or 0.  The text
 * is cleared. */
static int
put_line(struct document *document, size_t at, struct buffer *text,
    size_t entry)
{
	struct document_line line = {.entry = (uint32_t)entry};

	if (keep_line(document, text, &line) < 0 ||
	    (at == document->line_count && end_last_line(document) < 0) ||
	    array_reserve(&document->lines, &document->line_room,
		document->line_count, sizeof(line)) < 0)
		return -1;
	memmove(&document->lines[at + 1], &document->lines[at],
	    (document->line_count - at) * sizeof(line));
	document->line_count++;
	document->lines[at] = line;
	return 0;
}

/* ---- changes ------------------------------------------------------------- */

int
document_append(struct document *document, const char *text)
{
	struct buffer line = {0};

	buffer_add_text(&line, text);
	return put_line(document, document->line_count, &line, 0);
}

static int
no_memory(const struct document *document, struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, document->path, 0, "out of memory");
}

int
document_add(struct document *document, const struct entry *entry,
    struct diagnostics *diagnostics)
{
	struct entry own = *entry;
	struct buffer line = {0};
	size_t column, place = find_place(document, entry->name, &column);

	own.line = 0;
	if (entry_format_new(entry, document->kind, column, diagnostics,
		&line) < 0) {
		buffer_clear(&line);
		return -1;
	}
	if (document_collect(document, &own) < 0 ||
	    put_line(document, place, &line, document->entry_count) < 0) {
		buffer_clear(&line);
		return no_memory(document, diagnostics);
	}
	return 0;
}

int
document_change(struct document *document, size_t number,
    const struct entry *entry, struct diagnostics *diagnostics)
{
	struct document_line *line =
	    &document->lines[document_line_of(document, number) - 1];
	size_t comment = document_comment(line);
	struct document_line changed = *line;
	struct buffer text = {0};
	struct entry own;

	if (entry_format_new(entry, document->kind, document_column(line),
		diagnostics, &text) < 0) {
		buffer_clear(&text);
		return -1;
	}
	buffer_add(&text, line->bytes + comment,
	    document_line_len(line) - comment);
	if (keep_line(document, &text, &changed) < 0 ||
	    document_keep_entry(document, entry, &own) < 0)
		return no_memory(document, diagnostics);
	own.line = document->entries[number].line;
	document->entries[number] = own;
	*line = changed;
	return 0;
}

void
document_remove(struct document *document, size_t number)
{
	struct document_line *line =
	    &document->lines[document_line_of(document, number) - 1];

	line->bytes = NULL;
	line->entry = 0;
	document->entries[number].name = NULL;
}
