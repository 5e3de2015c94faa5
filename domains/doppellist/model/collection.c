/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads several lists together: see collection.h. */
#include "domains/doppellist/model/collection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One file may be named in several ways. */
static bool
same_file(const char *a, const char *b)
{
	struct stat one, other;

	return strcmp(a, b) == 0 ||
	       (stat(a, &one) == 0 && stat(b, &other) == 0 &&
		   one.st_dev == other.st_dev && one.st_ino == other.st_ino);
}

long
collection_read(struct collection *collection, const char *path,
    enum listfile_kind kind, struct diagnostics *diagnostics)
{
	struct document *document;
	long number;

	for (size_t i = 0; i < collection->count; i++)
		if (same_file(collection->documents[i]->path, path))
			return (long)i;
	if (document_read(path, kind, diagnostics, &document) < 0)
		return -1;
	number = collection_take(collection, document);
	if (number < 0) {
		diagnostics_add(diagnostics, path, 0, "out of memory");
		document_free(&document);
	}
	return number;
}

long
collection_take(struct collection *collection, struct document *document)
{
	struct document **documents = reallocarray(collection->documents,
	    collection->count + 1, sizeof(*documents));

	if (documents == NULL)
		return -1;
	collection->documents = documents;
	documents[collection->count++] = document;
	return (long)collection->count - 1;
}

int
collection_read_in_force(struct doppellist *list,
    struct diagnostics *diagnostics, struct collection *collection)
{
	const struct doppel_options *engine = &list->settings.engine;
	int result = 0;

	if (doppellist_load(list) < 0)
		return -1;
	for (size_t i = 0; i < engine->list_count; i++) {
		const struct doppel_list *from = &engine->lists[i];

		if (from->optional && access(from->path, F_OK) < 0)
			continue;
		if (collection_read(collection, from->path, from->kind,
			diagnostics) < 0)
			result = -1;
	}
	return result;
}

void
collection_clear(struct collection *collection)
{
	for (size_t i = 0; i < collection->count; i++)
		document_free(&collection->documents[i]);
	free(collection->documents);
	*collection = (struct collection){0};
}

/* By name; the same name in the order of reading. */
static int
compare_names(const void *a, const void *b)
{
	const struct collection_entry *one = a, *other = b;
	int names = strcmp(one->entry->name, other->entry->name);

	return names != 0 ? names : one->order < other->order ? -1 : 1;
}

/* Does a kind fit?  LISTFILE_KINDS is any. */
static bool
fits(const struct document *document, enum listfile_kind kind)
{
	return kind == LISTFILE_KINDS || document->kind == kind;
}

static size_t
count_all(const struct collection *collection, enum listfile_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < collection->count; i++)
		if (fits(collection->documents[i], kind))
			count += collection->documents[i]->entry_count;
	return count;
}

static void
take_all(const struct document *document, struct collection_entry *entries,
    size_t *count)
{
	for (size_t i = 0; i < document->entry_count; i++) {
		if (document->entries[i].name == NULL)
			continue;
		entries[*count] = (struct collection_entry){
		    .entry = &document->entries[i],
		    .document = document,
		    .order = *count,
		};
		++*count;
	}
}

static int
sort_kind(const struct collection *collection, enum listfile_kind kind,
    struct collection_entry **entries_r, size_t *count_r)
{
	struct collection_entry *entries =
	    calloc(count_all(collection, kind) + 1, sizeof(*entries));
	size_t count = 0;

	if (entries == NULL)
		return -1;
	for (size_t i = 0; i < collection->count; i++)
		if (fits(collection->documents[i], kind))
			take_all(collection->documents[i], entries, &count);
	qsort(entries, count, sizeof(*entries), compare_names);
	*entries_r = entries;
	*count_r = count;
	return 0;
}

int
collection_sorted(const struct collection *collection,
    struct collection_entry **entries_r, size_t *count_r)
{
	return sort_kind(collection, LISTFILE_KINDS, entries_r, count_r);
}

int
collection_in_force(const struct collection *collection,
    enum listfile_kind kind, struct collection_entry **entries_r,
    size_t *count_r)
{
	struct collection_entry *entries;
	size_t count, kept = 0;

	if (sort_kind(collection, kind, &entries, &count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if ((i + 1 == count || strcmp(entries[i].entry->name,
					   entries[i + 1].entry->name) != 0) &&
		    !entries[i].entry->take_back)
			entries[kept++] = entries[i];
	*entries_r = entries;
	*count_r = kept;
	return 0;
}
