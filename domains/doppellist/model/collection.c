/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads several lists together and sorts what they say. */
#include "domains/doppellist/model/collection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/engine/lists/end_mark.h"

bool
collection_is_same_file(const char *one, const char *other)
{
	struct stat a, b;

	return strcmp(one, other) == 0 ||
	       (stat(one, &a) == 0 && stat(other, &b) == 0 &&
		   a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

long
collection_read(struct doppellist *list, struct collection *collection,
    const char *path, enum listfile_kind kind)
{
	struct document *document;

	for (size_t i = 0; i < collection->count; i++)
		if (collection_is_same_file(collection->documents[i]->path,
			path))
			return (long)i;
	if (kind == LISTFILE_KINDS)
		kind = document_guess_kind(path);
	if (document_read(path, kind, &list->diagnostics, &document) < 0)
		return -1;
	return collection_take(list, collection, document);
}

long
collection_take(struct doppellist *list, struct collection *collection,
    struct document *document)
{
	if (array_add(&collection->documents, &collection->room,
		&collection->count, &document, sizeof(document)) == 0)
		return (long)collection->count - 1;
	diagnostics_add(&list->diagnostics, document->path, 0, "out of memory");
	document_free(&document);
	return -1;
}

int
collection_read_in_force(struct doppellist *list, struct collection *collection)
{
	const struct doppel_options *engine = &list->settings.engine;
	int result = 0;

	if (doppellist_load(list) < 0)
		return -1;
	for (size_t i = 0; i < engine->list_count; i++) {
		const struct doppel_list *from = &engine->lists[i];
		size_t before = collection->count;

		if (from->optional && access(from->path, F_OK) < 0)
			continue;
		if (collection_read(list, collection, from->path, from->kind) <
		    0)
			result = -1;
		if (collection->count == before)
			continue;
		collection->documents[before]->keeper = from->keeper;
		if (from->end_mark &&
		    collection->documents[before]->end_mark.bytes == NULL)
			end_mark_report_missing(from->path, &list->diagnostics);
	}
	return result;
}

int
collection_read_whole(struct doppellist *list, struct collection *collection,
    char **paths, enum listfile_kind kind)
{
	int result = 0;

	if (paths == NULL || *paths == NULL)
		result = collection_read_in_force(list, collection);
	for (; paths != NULL && *paths != NULL; paths++)
		collection_read(list, collection, *paths, kind);
	return list->diagnostics.count > 0 ? -1 : result;
}

void
collection_clear(struct collection *collection)
{
	for (size_t i = 0; i < collection->count; i++)
		document_free(&collection->documents[i]);
	free(collection->documents);
	*collection = (struct collection){0};
}

/* ---- sorted -------------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
	const struct collection_entry *one = a, *other = b;
	int names = strcmp(one->entry->name, other->entry->name);

	return names != 0 ? names : one->order < other->order ? -1 : 1;
}

int
collection_sort(const struct collection *collection, enum listfile_kind kind,
    struct collection_entries *entries_r)
{
	struct collection_entries all = {0};

	for (size_t i = 0; i < collection->count; i++)
		all.count += collection->documents[i]->entry_count;
	all.list = calloc(all.count + 1, sizeof(*all.list));
	if (all.list == NULL)
		return -1;
	all.count = 0;
	for (size_t i = 0; i < collection->count; i++) {
		const struct document *document = collection->documents[i];

		if (kind != LISTFILE_KINDS && kind != document->kind)
			continue;
		for (size_t k = 0; k < document->entry_count; k++) {
			if (document->entries[k].name == NULL)
				continue;
			all.list[all.count] =
			    (struct collection_entry){&document->entries[k],
				document, all.count};
			all.count++;
		}
	}
	qsort(all.list, all.count, sizeof(*all.list), compare_names);
	*entries_r = all;
	return 0;
}

int
collection_sort_document(const struct document *document,
    struct collection_entries *entries_r)
{
	struct document *documents[] = {(struct document *)document};
	const struct collection one = {.documents = documents, .count = 1};

	return collection_sort(&one, LISTFILE_KINDS, entries_r);
}

size_t
collection_same_name(const struct collection_entries *entries, size_t from)
{
	const char *name = entries->list[from].entry->name;
	size_t to = from + 1;

	while (to < entries->count &&
	       strcmp(entries->list[to].entry->name, name) == 0)
		to++;
	return to - from;
}

int
collection_in_force(const struct collection *collection,
    enum listfile_kind kind, struct collection_entries *entries_r)
{
	struct collection_entries all;
	size_t kept = 0;

	if (collection_sort(collection, kind, &all) < 0)
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		i += collection_same_name(&all, i) - 1;
		if (!all.list[i].entry->take_back)
			all.list[kept++] = all.list[i];
	}
	entries_r->list = all.list;
	entries_r->count = kept;
	return 0;
}

static int
compare_name(const void *name, const void *entry)
{
	return strcmp(name,
	    ((const struct collection_entry *)entry)->entry->name);
}

bool
collection_has(const struct collection_entry *list, size_t count,
    const char *name)
{
	return bsearch(name, list, count, sizeof(*list), compare_name) != NULL;
}
