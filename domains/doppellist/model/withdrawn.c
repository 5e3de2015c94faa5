/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the reasons of what was removed. */
#include "domains/doppellist/model/withdrawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/utf8.h"

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

	if (!begins(line, "# "))
		return false;
	end = memchr(line->bytes, ':', line->len);
	return end != NULL &&
	       name_parse(line->bytes + 2, (size_t)(end - line->bytes) - 2,
		   name_r, NULL) == 0;
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
meet_entry(void *context, const struct listfile_entry *entry)
{
	(void)entry;
	*(bool *)context = true;
	return 0;
}

/* The line of a reason must be a comment when it is read back. */
static int
check_reason(const struct document *document, const char *name,
    const char *line, struct diagnostics *diagnostics)
{
	struct diagnostics own = {0};
	bool entry = false;
	int result = listfile_parse(name, line, strlen(line), document->kind,
	    meet_entry, &entry, &own);

	if (entry || strchr(line, '\n') != NULL)
		result = -1;
	if (result < 0)
		diagnostics_add(diagnostics, name, 0,
		    "the reason does not fit on a line: %s",
		    own.kept > 0 ? own.list[0].text : "a line break");
	diagnostics_clear(&own);
	return result;
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

/* Appends what an entry's line was, in pieces. */
static int
append_was(struct document *document, const char *was, size_t len)
{
	const char *lead = "#   was: ";
	int result = 0;

	while (len > 0 && result == 0) {
		size_t piece = len > PIECE_MAX ? utf8_cut(was, PIECE_MAX) : len;
		char *line;

		if (asprintf(&line, "%s%.*s", lead, (int)piece, was) < 0)
			return -1;
		result = document_append(document, line);
		free(line);
		was += piece;
		len -= piece;
		lead = "#        ";
	}
	return result;
}

int
withdrawn_add(struct document *document, size_t number, const char *day,
    const char *why, struct diagnostics *diagnostics)
{
	const char *name = document->entries[number].name;
	const struct document_line was =
	    document->lines[document_line_of(document, number) - 1];
	char *reason;
	int result = -1;

	if (asprintf(&reason, "# %s: %s: %s", name, day, why) < 0)
		reason = NULL;
	else if (check_reason(document, name, reason, diagnostics) < 0)
		goto end;
	document_remove(document, number);
	if (reason != NULL && append_head(document) == 0 &&
	    document_append(document, reason) == 0)
		result =
		    append_was(document, was.bytes, document_line_len(&was));
	if (result < 0)
		diagnostics_add(diagnostics, name, 0, "out of memory");
end:
	free(reason);
	return result;
}
