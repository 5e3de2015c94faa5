/* SPDX-License-Identifier: BSD-2-Clause */
/* Late list: an index of the lines, by their names. */
#include "domains/engine/lists/late_list.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/hash_index.h"
#include "domains/base/span.h"
#include "domains/engine/lists/name_lines.h"

struct late_list {
	char *path, *bytes;
	size_t len;
	size_t count;            /* of entries that are not taken back */
	struct hash_index index; /* of lines: where they begin; empty while
	                            memory is out */
	atomic_bool ready;       /* the index is filled, if it can be */
	pthread_mutex_t filling;
};

static int
count_entry(void *context, const struct listfile_entry *entry)
{
	struct late_list *list = context;

	/* What other lists say is not this one's to take back. */
	list->count += !entry->take_back;
	return 0;
}

int
late_list_read(const char *path, enum listfile_kind kind, char **bytes,
    size_t len, struct diagnostics *diagnostics, struct late_list **list_r)
{
	struct late_list *list = calloc(1, sizeof(*list));

	if (list == NULL || (list->path = strdup(path)) == NULL) {
		free(list);
		return diagnostics_add(diagnostics, path, 0, "out of memory");
	}
	pthread_mutex_init(&list->filling, NULL);
	if (listfile_parse(path, *bytes, len, kind, count_entry, list,
		diagnostics) < 0) {
		late_list_free(&list);
		return -1;
	}
	list->bytes = *bytes;
	*bytes = NULL;
	list->len = len;
	*list_r = list;
	return 0;
}

void
late_list_free(struct late_list **list)
{
	struct late_list *gone = *list;

	*list = NULL;
	if (gone == NULL)
		return;
	hash_index_clear(&gone->index);
	pthread_mutex_destroy(&gone->filling);
	free(gone->bytes);
	free(gone->path);
	free(gone);
}

const char *
late_list_path(const struct late_list *list)
{
	return list->path;
}

size_t
late_list_count(const struct late_list *list)
{
	return list->count;
}

static struct name_lines
lines_from(const struct late_list *list, size_t offset)
{
	return name_lines_of(list->bytes + offset, list->len - offset);
}

static void
fill(struct late_list *list)
{
	struct name_lines lines = lines_from(list, 0);
	struct name name;

	hash_index_seed(&list->index);
	if (hash_index_reserve(&list->index, list->count) < 0)
		return;
	while (name_lines_next(&lines, &name))
		if (!lines.take_back)
			(void)hash_index_add(&list->index,
			    hash_index_hash(&list->index, name.text, name.len),
			    (uint32_t)(lines.begin - list->bytes));
}

static void
be_ready(struct late_list *list)
{
	if (atomic_load_explicit(&list->ready, memory_order_acquire))
		return;
	pthread_mutex_lock(&list->filling);
	if (!list->ready)
		fill(list);
	atomic_store_explicit(&list->ready, true, memory_order_release);
	pthread_mutex_unlock(&list->filling);
}

/* Has the line that comes next the name? */
static bool
next_is(struct name_lines *lines, const char *text, size_t len)
{
	struct name name;

	return name_lines_next(lines, &name) && name.len == len &&
	       memcmp(name.text, text, len) == 0;
}

/* Where the line of a name begins; the length of the list when none has it. */
static size_t
find_line(const struct late_list *list, const char *name, size_t len)
{
	uint32_t hash = hash_index_hash(&list->index, name, len), offset;
	struct name_lines lines = lines_from(list, 0);
	size_t at = hash;

	while ((offset = hash_index_next(&list->index, hash, &at)) !=
	       HASH_INDEX_NONE) {
		lines = lines_from(list, offset);
		if (next_is(&lines, name, len))
			return offset;
	}
	/* There was no memory for an index: each line is looked at. */
	while (list->index.size == 0 && lines.next < lines.end)
		if (next_is(&lines, name, len) && !lines.take_back)
			return (size_t)(lines.begin - list->bytes);
	return list->len;
}

bool
late_list_find(struct late_list *list, const char *name, size_t len,
    struct late_list_found *found_r)
{
	const char *dot;
	size_t at;

	be_ready(list);
	while ((at = find_line(list, name, len)) == list->len) {
		dot = memchr(name, '.', len);
		if (dot == NULL)
			return false;
		len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	*found_r = (struct late_list_found){len, at};
	return true;
}

unsigned
late_list_line(const struct late_list *list,
    const struct late_list_found *found)
{
	return 1 + (unsigned)span_count_newlines(
		       (struct span){list->bytes, found->at});
}
