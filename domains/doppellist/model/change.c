/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks, reads and writes the list that is changed: see change.h.
 */
#include "domains/doppellist/model/change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "domains/text/console.h"

static bool
is_shipped(enum listfile_kind kind)
{
	return kind != LISTFILE_PROTECTED && kind != LISTFILE_EXEMPT;
}

/* The administrator's own list of a kind, or NULL. */
static const char *
find_own(const struct doppellist *list, enum listfile_kind kind)
{
	const struct doppel_options *engine = &list->settings.engine;
	const char *own = NULL;
	bool shipped = is_shipped(kind) && list->lists == NULL;

	for (size_t i = 0; i < engine->list_count; i++) {
		if (engine->lists[i].kind != kind)
			continue;
		if (!shipped)
			own = engine->lists[i].path;
		shipped = false; /* the first is; those behind it are not */
	}
	return own;
}

/* Faults of the list that is changed count, and of lists that are not there;
 * those of other lists are told. */
static int
read_document(struct change *change, enum listfile_kind kind, const char *path,
    struct diagnostics *diagnostics)
{
	struct document *document;
	long number;

	change->made = !replacement_exists(change->store);
	if (!change->made) {
		number = collection_read(&change->collection, path, kind,
		    diagnostics);
	} else {
		if (document_parse(path, "", 0, kind, diagnostics, &document) <
		    0)
			return -1;
		number = collection_take(&change->collection, document);
		if (number < 0)
			document_free(&document);
	}
	if (number < 0)
		return -1;
	change->number = (size_t)number;
	change->document = change->collection.documents[number];
	if (change->document->sound)
		return 0;
	diagnostics_add(diagnostics, path, 0,
	    "is not changed while it has faults");
	return -1;
}

int
change_open(struct doppellist *list, enum listfile_kind kind, const char *path,
    struct change *change_r)
{
	struct change change = {.list = list};
	struct diagnostics diagnostics = {0};
	int result = -1;

	if (doppellist_load(list) < 0)
		return -1;
	if (path == NULL)
		path = find_own(list, kind);
	if (path == NULL) {
		console_format(list->command->name,
		    "no list of your own for "
		    "it: say --list FILE, or lists.%s in domains.conf",
		    listfile_kind_name(kind));
		return -1;
	}
	if (replacement_open(path, NULL, &diagnostics, &change.store) == 0 &&
	    read_document(&change, kind, path, &diagnostics) == 0 &&
	    collection_read_in_force(list, &diagnostics, &change.collection) ==
		0)
		result = 0;
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	if (result < 0)
		change_close(&change);
	else
		*change_r = change;
	return result;
}

int
change_save(struct change *change)
{
	struct diagnostics diagnostics = {0};
	struct buffer bytes = {0};
	int result = -1;

	document_write(change->document, &bytes);
	if (bytes.failed)
		diagnostics_add(&diagnostics, change->document->path, 0,
		    "out of memory; it is as it was");
	else
		result = replacement_save(change->store,
		    bytes.bytes != NULL ? bytes.bytes : "", bytes.len,
		    &diagnostics);
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	buffer_clear(&bytes);
	return result;
}

void
change_show(const struct change *change, size_t entry)
{
	const struct document *document = change->document;
	struct buffer text = {0};
	uint64_t number = 0;

	for (size_t i = 0; i < document->line_count; i++) {
		const struct document_line *line = &document->lines[i];

		number += line->bytes != NULL;
		if (line->entry != entry + 1)
			continue;
		buffer_add_escaped(&text, document->path,
		    strlen(document->path));
		buffer_add_text(&text, ":");
		buffer_add_number(&text, number);
		buffer_add_text(&text, ": ");
		buffer_add_escaped(&text, line->bytes,
		    strcspn(line->bytes, "\r\n"));
		buffer_add_text(&text, "\n");
	}
	buffer_print(&text, stdout);
	buffer_clear(&text);
}

void
change_close(struct change *change)
{
	collection_clear(&change->collection);
	replacement_close(&change->store);
}

int
change_take_name(const char *text, struct name *name_r)
{
	enum name_error error;

	if (name_parse(text, strlen(text), name_r, &error) == 0)
		return 0;
	console_say(text, name_error_text(error));
	return -1;
}
