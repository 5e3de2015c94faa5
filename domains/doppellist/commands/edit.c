/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes the entries of a document, and only their lines: see
 * document.h. */
#include "domains/doppellist/model/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

/* Beyond this a neighbour's columns are not followed. */
#define COLUMN_MAX 128

/* ---- a line ------------------------------------------------------------- */

static void
add_pair(struct buffer *line, const char *key, const char *value)
{
	if (value == NULL)
		return;
	buffer_add_text(line, " ");
	buffer_add_text(line, key);
	buffer_add_text(line, "=");
	buffer_add_text(line, value);
}

static void
add_fields(const struct document_entry *entry, size_t column,
    struct buffer *line)
{
	size_t from = line->len;
	char weight[32];

	if (entry->take_back)
		buffer_add_text(line, "-");
	buffer_add_text(line, entry->name);
	if (entry->meant != NULL || entry->weight > 0 || entry->since != NULL ||
	    entry->until != NULL || entry->source != NULL ||
	    entry->note != NULL) {
		/* A pair brings one blank with it. */
		size_t goal = column > 0 ? column - 1 : line->len - from + 1;

		while (!line->failed && line->len - from < goal)
			buffer_add_text(line, " ");
	}
	if (entry->meant != NULL) {
		buffer_add_text(line, " ");
		buffer_add_text(line, entry->meant);
	}
	snprintf(weight, sizeof(weight), "%.6g", entry->weight);
	add_pair(line, "weight", entry->weight > 0 ? weight : NULL);
	add_pair(line, "since", entry->since);
	add_pair(line, "until", entry->until);
	add_pair(line, "source", entry->source);
	add_pair(line, "note", entry->note);
}

/* ---- reading it back ---------------------------------------------------- */

struct reading {
	const struct document_entry *wanted;
	bool same;
};

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int
compare_entry(void *context, const struct listfile_entry *entry)
{
	struct reading *reading = context;
	const struct document_entry *wanted = reading->wanted;
	const char *meant = entry->meant.len > 0 ? entry->meant.text : NULL;

	reading->same = strcmp(entry->name.text, wanted->name) == 0 &&
	                same_text(meant, wanted->meant) &&
	                same_text(entry->since, wanted->since) &&
	                same_text(entry->until, wanted->until) &&
	                same_text(entry->source, wanted->source) &&
	                same_text(entry->note, wanted->note) &&
	                entry->take_back == wanted->take_back;
	return 0;
}

/* What stands in a list comes from command lines and other people's files: a
 * newline or a " #" in it would make another entry of it. */
static int
check_line(const struct document_entry *entry, enum listfile_kind kind,
    struct diagnostics *diagnostics, const struct buffer *line)
{
	struct reading reading = {.wanted = entry};
	struct diagnostics own = {0};
	int result = -1;

	if (listfile_parse(entry->name, line->bytes, line->len, kind,
		compare_entry, &reading, &own) == 0 &&
	    reading.same)
		result = 0;
	else if (own.kept > 0)
		diagnostics_add(diagnostics, entry->name, 0, "%s",
		    own.list[0].text);
	else
		diagnostics_add(diagnostics, entry->name, 0,
		    "would be read as another "
		    "entry: a blank within a word, a # behind a blank, a line "
		    "break?");
	diagnostics_clear(&own);
	return result;
}

int
document_format(const struct document_entry *entry, enum listfile_kind kind,
    size_t column, struct diagnostics *diagnostics, struct buffer *line_r)
{
	size_t before = line_r->len;
	struct buffer line = {0};
	int result;

	add_fields(entry, column, &line);
	if (line.failed) {
		diagnostics_add(diagnostics, entry->name, 0, "out of memory");
		result = -1;
	} else {
		result = check_line(entry, kind, diagnostics, &line);
	}
	if (result == 0)
		buffer_add(line_r, line.bytes, line.len);
	buffer_clear(&line);
	if (line_r->failed) {
		line_r->len = before;
		return -1;
	}
	return result;
}

int
document_format_known(const struct document_entry *entry, size_t column,
    struct diagnostics *diagnostics, struct buffer *line_r)
{
	size_t before = line_r->len;

	add_fields(entry, column, line_r);
	if (!line_r->failed && line_r->len - before <= LISTFILE_LINE_MAX)
		return 0;
	if (line_r->failed)
		diagnostics_add(diagnostics, entry->name, 0, "out of memory");
	else
		diagnostics_add(diagnostics, entry->name, 0,
		    "a line of %zu bytes, at "
		    "most %d are read: too many sources, or notes",
		    line_r->len - before, LISTFILE_LINE_MAX);
	line_r->len = before;
	return -1;
}

/* ---- lines of a document ------------------------------------------------ */

/* A copy of a line's text with the document's line end. */
static const char *
keep_line(struct document *document, const char *text, size_t len,
    uint32_t *len_r)
{
	struct buffer whole = {0};
	const char *kept = NULL;

	buffer_add(&whole, text, len);
	buffer_add_text(&whole, document->crlf ? "\r\n" : "\n");
	*len_r = (uint32_t)whole.len;
	buffer_add(&whole, "", 1);
	if (!whole.failed)
		kept = document_keep(document, whole.bytes);
	buffer_clear(&whole);
	return kept;
}

/* The last line may have no end; what comes behind it needs one. */
static int
end_last_line(struct document *document)
{
	struct document_line *last;
	const char *whole;
	uint32_t len;

	if (document->line_count == 0)
		return 0;
	last = &document->lines[document->line_count - 1];
	if (last->bytes == NULL || last->len == 0 ||
	    last->bytes[last->len - 1] == '\n')
		return 0;
	whole = keep_line(document, last->bytes, last->len, &len);
	if (whole == NULL)
		return -1;
	last->bytes = whole;
	last->len = len;
	return 0;
}

/* Puts a line at a place; entry is its entry's number plus 1, or 0. */
static int
put_line(struct document *document, size_t at, const char *text, size_t len,
    uint32_t entry)
{
	struct document_line *lines;
	const char *whole;
	uint32_t whole_len;
	size_t room = document->line_room;

	if (at == document->line_count && end_last_line(document) < 0)
		return -1;
	whole = keep_line(document, text, len, &whole_len);
	if (whole == NULL)
		return -1;
	if (document->line_count == room) {
		room = room != 0 ? 2 * room : 64;
		lines = reallocarray(document->lines, room, sizeof(*lines));
		if (lines == NULL)
			return -1;
		document->lines = lines;
		document->line_room = room;
	}
	memmove(&document->lines[at + 1], &document->lines[at],
	    (document->line_count - at) * sizeof(*document->lines));
	document->line_count++;
	document->lines[at] = (struct document_line){
	    .bytes = whole,
	    .len = whole_len,
	    .entry = entry,
	};
	return 0;
}

int
document_append(struct document *document, const char *text)
{
	return put_line(document, document->line_count, text, strlen(text), 0);
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

static bool
is_blank(const struct document_line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (strchr(" \t\r\n", line->bytes[i]) == NULL)
			return false;
	return true;
}

/* Where a new entry goes that sorts before all others: above the comments
 * that belong to the first one, unless they are the head of the file. */
static size_t
place_first(const struct document *document, size_t first)
{
	size_t at = first;

	while (at > 0 && document->lines[at - 1].bytes != NULL &&
	       !is_blank(&document->lines[at - 1]))
		at--;
	return at == 0 ? first : at;
}

/* The line before which a name goes; *beside_r is a line whose columns are
 * followed, or NULL. */
static size_t
find_place(const struct document *document, const char *name,
    const struct document_line **beside_r)
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
	*beside_r = NULL;
	if (above < document->line_count) {
		*beside_r = &document->lines[above];
		return above + 1;
	}
	if (below < document->line_count) {
		*beside_r = &document->lines[below];
		return place_first(document, below);
	}
	return document->line_count;
}

/* The entry with strings of the document's own. */
static int
keep_entry(struct document *document, const struct document_entry *entry,
    struct document_entry *kept_r)
{
	*kept_r = *entry;
	kept_r->name = document_keep(document, entry->name);
	kept_r->meant = document_keep(document, entry->meant);
	kept_r->since = document_keep(document, entry->since);
	kept_r->until = document_keep(document, entry->until);
	kept_r->source = document_keep(document, entry->source);
	kept_r->note = document_keep(document, entry->note);
	return kept_r->name == NULL ||
	               (entry->meant != NULL && kept_r->meant == NULL) ||
	               (entry->since != NULL && kept_r->since == NULL) ||
	               (entry->until != NULL && kept_r->until == NULL) ||
	               (entry->source != NULL && kept_r->source == NULL) ||
	               (entry->note != NULL && kept_r->note == NULL)
	           ? -1
	           : 0;
}

static int
no_memory(const struct document *document, struct diagnostics *diagnostics)
{
	diagnostics_add(diagnostics, document->path, 0, "out of memory");
	return -1;
}

int
document_add(struct document *document, const struct document_entry *entry,
    struct diagnostics *diagnostics)
{
	const struct document_line *beside;
	size_t place = find_place(document, entry->name, &beside);
	struct document_entry own, *entries;
	struct buffer line = {0};
	int result;

	if (document_format(entry, document->kind,
		beside != NULL ? document_column(beside) : 0, diagnostics,
		&line) < 0) {
		buffer_clear(&line);
		return -1;
	}
	entries = reallocarray(document->entries, document->entry_count + 1,
	    sizeof(*entries));
	if (entries != NULL) {
		document->entries = entries;
		document->entry_room = document->entry_count + 1;
	}
	result = entries != NULL && keep_entry(document, entry, &own) == 0 &&
	                 put_line(document, place, line.bytes, line.len,
			     (uint32_t)document->entry_count + 1) == 0
	             ? 0
	             : no_memory(document, diagnostics);
	if (result == 0) {
		own.line = 0;
		document->entries[document->entry_count++] = own;
	}
	buffer_clear(&line);
	return result;
}

static size_t
line_of(const struct document *document, size_t number)
{
	size_t read = document->entries[number].line;

	if (read > 0 && read <= document->line_count &&
	    document->lines[read - 1].entry == number + 1)
		return read - 1;
	for (size_t i = 0; i < document->line_count; i++)
		if (document->lines[i].entry == number + 1)
			return i;
	return document->line_count;
}

/* As the engine cuts it. */
size_t
document_comment(const struct document_line *line, size_t *end_r)
{
	size_t end = line->len, blanks;

	while (end > 0 && strchr("\r\n", line->bytes[end - 1]) != NULL)
		end--;
	*end_r = end;
	for (size_t i = 1; i < end; i++) {
		if (line->bytes[i] != '#' ||
		    strchr(BLANKS, line->bytes[i - 1]) == NULL)
			continue;
		for (blanks = i;
		     blanks > 0 &&
		     strchr(BLANKS, line->bytes[blanks - 1]) != NULL;)
			blanks--;
		return blanks;
	}
	return end;
}

int
document_change(struct document *document, size_t number,
    const struct document_entry *entry, struct diagnostics *diagnostics)
{
	struct document_line *line =
	    &document->lines[line_of(document, number)];
	struct document_entry own;
	struct buffer text = {0};
	const char *whole = NULL;
	uint32_t len;
	size_t end, comment = document_comment(line, &end);

	if (document_format(entry, document->kind, document_column(line),
		diagnostics, &text) < 0) {
		buffer_clear(&text);
		return -1;
	}
	buffer_add(&text, line->bytes + comment, end - comment);
	if (!text.failed && keep_entry(document, entry, &own) == 0)
		whole = keep_line(document, text.bytes, text.len, &len);
	buffer_clear(&text);
	if (whole == NULL)
		return no_memory(document, diagnostics);
	line->bytes = whole;
	line->len = len;
	own.line = document->entries[number].line;
	document->entries[number] = own;
	return 0;
}

void
document_remove(struct document *document, size_t number)
{
	size_t at = line_of(document, number);

	if (at == document->line_count)
		return;
	document->lines[at].bytes = NULL;
	document->lines[at].entry = 0;
	document->entries[number].name = NULL;
}
