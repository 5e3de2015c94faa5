/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the reasons of what was removed: see withdrawn.h. */
#include "domains/doppellist/model/withdrawn.h"

#include <string.h>

/* A comment may be as long as any line; what was an entry of that length has
 * words before it now and is cut in two. */
#define PIECE_MAX 4000

static const char head[] = "# ---- removed: not entries "
			   "--------------------------------------------------";

static bool
begins(const struct document_line *line, const char *text)
{
	size_t len = strlen(text);

	return line->bytes != NULL && line->len >= len &&
	       memcmp(line->bytes, text, len) == 0;
}

/* The line of the section's head, or line_count. */
static size_t
find_head(const struct document *document)
{
	static const char what[] = "not entries";

	for (size_t i = 0; i < document->line_count; i++) {
		const struct document_line *line = &document->lines[i];

		if (begins(line, "# ----") &&
		    memmem(line->bytes, line->len, what, sizeof(what) - 1) !=
			NULL)
			return i;
	}
	return document->line_count;
}

/* The name that a line of the section is about: "# NAME: why". */
static bool
name_of(const struct document_line *line, struct name *name_r)
{
	const char *end;
	enum name_error error;

	if (!begins(line, "# "))
		return false;
	end = memchr(line->bytes, ':', line->len);
	return end != NULL &&
	       name_parse(line->bytes + 2, (size_t)(end - line->bytes) - 2,
		   name_r, &error) == 0;
}

unsigned
withdrawn_find(const struct document *document, const char *name)
{
	struct name there;

	for (size_t i = find_head(document); i < document->line_count; i++)
		if (name_of(&document->lines[i], &there) &&
		    strcmp(there.text, name) == 0)
			return (unsigned)i + 1;
	return 0;
}

int
withdrawn_collect(const struct document *document, struct nameset *names)
{
	struct name name;

	for (size_t i = find_head(document); i < document->line_count; i++)
		if (name_of(&document->lines[i], &name) &&
		    nameset_find(names, &name) == 0 &&
		    nameset_add(names, &name, (unsigned)i + 1) < 0)
			return -1;
	return 0;
}

static int
ignore_entry(void *context, const struct listfile_entry *entry)
{
	(void)entry;
	*(bool *)context = true;
	return 0;
}

/* Appends a comment, which must be one when it is read back. */
static int
append(struct document *document, const char *name, struct buffer *line,
    struct diagnostics *diagnostics)
{
	struct diagnostics own = {0};
	bool entry = false;
	int result = -1;

	buffer_add(line, "", 1);
	if (line->failed)
		diagnostics_add(diagnostics, name, 0, "out of memory");
	else if (listfile_parse(name, line->bytes, line->len - 1,
		     document->kind, ignore_entry, &entry, &own) < 0 ||
		 entry || memchr(line->bytes, '\n', line->len) != NULL)
		diagnostics_add(diagnostics, name, 0,
		    "the reason cannot stand on a "
		    "line: %s",
		    own.kept > 0 ? own.list[0].text : "a line break");
	else if (document_append(document, line->bytes) < 0)
		diagnostics_add(diagnostics, name, 0, "out of memory");
	else
		result = 0;
	diagnostics_clear(&own);
	line->len = 0;
	return result;
}

static int
append_was(struct document *document, const char *name, const char *was,
    size_t len, struct buffer *line, struct diagnostics *diagnostics)
{
	const char *lead = "#   was: ";

	while (len > 0) {
		size_t piece = len;

		if (piece > PIECE_MAX) {
			piece = PIECE_MAX;
			/* Not within a character. */
			while (((unsigned char)was[piece] & 0xc0) == 0x80)
				piece--;
		}
		buffer_add_text(line, lead);
		buffer_add(line, was, piece);
		if (append(document, name, line, diagnostics) < 0)
			return -1;
		was += piece;
		len -= piece;
		lead = "#        ";
	}
	return 0;
}

static int
append_head(struct document *document)
{
	if (find_head(document) < document->line_count)
		return 0;
	return document_append(document, "") < 0 ||
	               document_append(document, head) < 0 ||
	               document_append(document, "#") < 0
	           ? -1
	           : 0;
}

int
withdrawn_add(struct document *document, size_t number, const char *day,
    const char *why, struct diagnostics *diagnostics)
{
	const char *name = document->entries[number].name;
	const struct document_line *was = NULL;
	struct buffer line = {0};
	const char *bytes;
	size_t len;
	int result = -1;

	for (size_t i = 0; i < document->line_count; i++)
		if (document->lines[i].entry == number + 1)
			was = &document->lines[i];
	bytes = was != NULL ? was->bytes : "";
	len = was != NULL ? was->len : 0;
	while (len > 0 && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
		len--;
	document_remove(document, number);
	buffer_add_text(&line, "# ");
	buffer_add_text(&line, name);
	buffer_add_text(&line, ": ");
	buffer_add_text(&line, day);
	buffer_add_text(&line, ": ");
	buffer_add_text(&line, why);
	if (append_head(document) < 0)
		diagnostics_add(diagnostics, name, 0, "out of memory");
	else if (append(document, name, &line, diagnostics) == 0)
		result =
		    append_was(document, name, bytes, len, &line, diagnostics);
	buffer_clear(&line);
	return result;
}
