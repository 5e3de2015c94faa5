/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks, reads and writes the list that is changed. */
#include "domains/doppellist/model/change.h"

#include <string.h>

#include "domains/text/console.h"

/* The list of a kind that the administrator writes, or NULL. */
static const char *
find_own(const struct doppellist *list, enum listfile_kind kind)
{
	const struct doppel_options *engine = &list->settings.engine;
	const char *own = NULL;

	for (size_t i = 0; i < engine->list_count; i++) {
		const struct doppel_list *one = &engine->lists[i];

		/* Whoever names a directory keeps all that is in it. */
		if (one->kind == kind &&
		    (one->keeper == LIST_OWN ||
			(one->keeper == LIST_SHIPPED && list->lists != NULL)))
			own = one->path;
	}
	return own;
}

int
change_read(const struct replacement *store, const char *path,
    enum listfile_kind kind, struct diagnostics *diagnostics,
    struct document **document_r)
{
	return replacement_exists(store)
	           ? document_read(path, kind, diagnostics, document_r)
	           : document_parse(path, "", 0, kind, diagnostics, document_r);
}

/* Bad lines of the other lists do not prevent the change. */
static int
read_document(struct change *change, enum listfile_kind kind, const char *path)
{
	struct doppellist *list = change->list;
	long number;

	if (change_read(change->store, path, kind, &list->diagnostics,
		&change->document) < 0)
		return -1;
	number = collection_take(list, &change->collection, change->document);
	if (number < 0)
		return -1;
	change->number = (size_t)number;
	if (change->document->sound)
		return 0;
	return diagnostics_add(&list->diagnostics, path, 0,
	    "is not changed while it has errors");
}

int
change_open(struct doppellist *list, enum listfile_kind kind, const char *path,
    struct change *change_r)
{
	struct change change = {.list = list};

	if (doppellist_load(list) < 0)
		return -1;
	if (path == NULL)
		path = find_own(list, kind);
	if (path == NULL)
		return console_format(list->command->name,
		    "you have no list of your own: use --list FILE, or set "
		    "lists.%s in domains.conf",
		    listfile_kind_name(kind));
	if (replacement_open(path, NULL, &list->diagnostics, &change.store) <
		0 ||
	    read_document(&change, kind, path) < 0 ||
	    collection_read_in_force(list, &change.collection) < 0) {
		change_close(&change);
		return -1;
	}
	*change_r = change;
	return 0;
}

int
change_save(struct change *change)
{
	struct buffer bytes = {0};
	int result = -1;

	document_write(change->document, &bytes);
	if (bytes.failed)
		diagnostics_add(&change->list->diagnostics,
		    change->document->path, 0,
		    "out of memory; it is as it was");
	else
		result = replacement_save(change->store,
		    bytes.bytes != NULL ? bytes.bytes : "", bytes.len,
		    &change->list->diagnostics);
	buffer_clear(&bytes);
	return result;
}

int
change_put(struct change *change, long number, const struct entry *entry)
{
	struct document *document = change->document;
	int result;

	if (number < 0)
		result =
		    document_add(document, entry, &change->list->diagnostics);
	else
		result = document_change(document, (size_t)number, entry,
		    &change->list->diagnostics);
	if (result < 0 || change_save(change) < 0)
		return DOPPELLIST_ERROR;
	if (number < 0)
		number = (long)document->entry_count - 1;
	document_print_line(document,
	    document_line_of(document, (size_t)number));
	return DOPPELLIST_NOTHING;
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
	return console_say(text, name_error_text(error));
}
