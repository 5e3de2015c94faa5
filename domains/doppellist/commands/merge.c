/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist merge: merges several lists into one, entry by entry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/model/collection.h"
#include "domains/base/replacement.h"
#include "domains/doppellist/model/withdrawn.h"
#include "domains/engine/lists/value.h"
#include "domains/text/console.h"

struct merge {
	struct doppellist *list;
	enum listfile_kind kind; /* LISTFILE_KINDS: as the first is called */
	enum { PREFER_NOBODY, PREFER_FIRST, PREFER_LAST } prefer;
	const char *out; /* --output; NULL: standard output */
	struct collection collection;
	struct collection_entries entries; /* of all lists */
	struct nameset withdrawn;          /* in the first list */
	struct buffer text;
	size_t written; /* entries */
	size_t conflicts;
};

/* ---- reading ------------------------------------------------------------ */

/* Reads the lists; the first says of which kind they are. */
static int
read_lists(struct merge *merge, char **paths)
{
	bool kind_given = merge->kind != LISTFILE_KINDS;

	if (!kind_given)
		merge->kind = document_guess_kind(paths[0]);
	for (; *paths != NULL; paths++) {
		struct diagnostics *diagnostics = &merge->list->diagnostics;
		enum listfile_kind kind = merge->kind;
		struct document *document;

		if (!kind_given && document_kind_of(*paths, &kind) &&
		    kind != merge->kind)
			diagnostics_add(diagnostics, *paths, 0,
			    "is a list of %s, the first is of %s; or use "
			    "--kind",
			    listfile_kind_name(kind),
			    listfile_kind_name(merge->kind));
		else if (document_read(*paths, kind, diagnostics, &document) ==
			 0)
			collection_take(merge->list, &merge->collection,
			    document);
	}
	if (merge->list->diagnostics.count > 0)
		return -1;
	return withdrawn_collect(merge->collection.documents[0],
	    &merge->withdrawn);
}

/* ---- one name ----------------------------------------------------------- */

#define VALUE_SIZE (VALUE_WEIGHT_SIZE + sizeof("weight "))

static const char *
value_of(const struct entry *entry, const char *conflict,
    char buf[static VALUE_SIZE])
{
	char weight[VALUE_WEIGHT_SIZE];

	if (entry->take_back)
		return "taken back";
	if (entry->meant != NULL)
		return entry->meant;
	for (size_t i = ENTRY_BELOW; i < ENTRY_TEXTS; i++)
		if (entry->text[i] != NULL &&
		    strcmp(conflict, entry_keys[i]) == 0)
			return entry->text[i];
	if (entry->weight <= 0)
		return "an entry";
	snprintf(buf, VALUE_SIZE, "weight %s",
	    value_format_weight(entry->weight, weight));
	return buf;
}

static void
show_conflict(struct merge *merge, const struct collection_entry *first,
    const struct collection_entry *second)
{
	const char *conflict = entry_conflict(first->entry, second->entry);
	char one[VALUE_SIZE], other[VALUE_SIZE];

	merge->conflicts++;
	console_format(first->entry->name, "%s in %s:%u, %s in %s:%u",
	    value_of(first->entry, conflict, one), first->document->path,
	    first->entry->line, value_of(second->entry, conflict, other),
	    second->document->path, second->entry->line);
}

/* Does an entry stand in the first list? */
static bool
is_own(const struct merge *merge, const struct collection_entry *entry)
{
	return entry->document == merge->collection.documents[0];
}

/* An entry that the first list withdrew comes back only when asked for. */
static bool
is_withdrawn(struct merge *merge, const struct collection_entry *first)
{
	const struct name name = entry_name(first->entry->name);
	unsigned line = nameset_find(&merge->withdrawn, &name);

	if (line == 0 || is_own(merge, first))
		return false;
	merge->conflicts++;
	console_format(name.text, "listed in %s:%u, removed in %s:%u",
	    first->document->path, first->entry->line,
	    merge->collection.documents[0]->path, line);
	return merge->prefer != PREFER_LAST;
}

/* Unites what all lists say about a name. */
static int
unite(struct merge *merge, const struct collection_entry *group, size_t count,
    struct entry *both_r)
{
	const struct collection_entry *speaker = &group[0];

	*both_r = *group[0].entry;
	for (size_t i = 1; i < count; i++) {
		const struct entry *next = group[i].entry;

		if (entry_conflict(both_r, next) != NULL) {
			show_conflict(merge, speaker, &group[i]);
			if (merge->prefer != PREFER_LAST)
				continue;
			*both_r = *next;
			speaker = &group[i];
		} else if (entry_unite(merge->collection.documents[0], both_r,
			       next, both_r) < 0) {
			return -1;
		}
	}
	return 0;
}

/* ---- writing ------------------------------------------------------------ */

/* Copies lines of the first list. */
static void
copy_lines(struct merge *merge, size_t from, size_t to)
{
	const struct document *first = merge->collection.documents[0];

	for (size_t i = from; i < to; i++) {
		const struct document_line *line = &first->lines[i];

		buffer_add(&merge->text, line->bytes, line->len);
		if (line->len == 0 || line->bytes[line->len - 1] != '\n')
			buffer_add_text(&merge->text,
			    first->crlf ? "\r\n" : "\n");
	}
}

/* The first of the lines above an entry that belong to it.  Those above the
 * first entry, as far as a blank line, are the head of the file. */
static size_t
lead_of(const struct document *document, size_t line, bool first)
{
	size_t from = line;

	while (from > 0 && document->lines[from - 1].entry == 0) {
		const struct document_line *above = &document->lines[from - 1];

		if (first && above->len > 0 &&
		    strchr("\r\n", above->bytes[0]) != NULL)
			break;
		from--;
	}
	return from;
}

static int
write_entry(struct merge *merge, const struct collection_entry *own,
    const struct entry *both, size_t column)
{
	const struct document *first = merge->collection.documents[0];
	const struct document_line *line = NULL;
	size_t comment = 0;

	if (is_own(merge, own)) {
		size_t at = own->entry->line - 1;
		bool is_first = own->entry == &first->entries[0];

		copy_lines(merge, lead_of(first, at, is_first), at);
		if (entry_same(own->entry, both)) {
			copy_lines(merge, at, at + 1);
			return 0;
		}
		line = &first->lines[at];
		column = document_column(line);
		comment = document_comment(line);
	}
	if (entry_format(both, column, &merge->list->diagnostics,
		&merge->text) < 0)
		return -1;
	if (line != NULL)
		buffer_add(&merge->text, line->bytes + comment,
		    document_line_len(line) - comment);
	buffer_add_text(&merge->text, first->crlf ? "\r\n" : "\n");
	return 0;
}

static int
write_entries(struct merge *merge)
{
	const struct document *first = merge->collection.documents[0];
	size_t column = 0, count;
	int result = 0;

	if (first->entry_count > 0)
		column =
		    document_column(&first->lines[first->entries[0].line - 1]);
	for (size_t i = 0; i < merge->entries.count; i += count) {
		const struct collection_entry *group = &merge->entries.list[i];
		struct entry both;

		count = collection_same_name(&merge->entries, i);
		if (is_withdrawn(merge, group))
			continue;
		if (unite(merge, group, count, &both) < 0)
			return -1;
		if (write_entry(merge, group, &both, column) < 0)
			result = -1;
		merge->written++;
	}
	return result;
}

static int
write_text(struct merge *merge)
{
	const struct document *first = merge->collection.documents[0];
	size_t head = first->line_count, tail = first->line_count;
	int result;

	if (first->entry_count > 0) {
		head = lead_of(first, first->entries[0].line - 1, true);
		tail = first->entries[first->entry_count - 1].line;
	}
	if (first->order_mark)
		buffer_add(&merge->text, "\xef\xbb\xbf", 3);
	copy_lines(merge, 0, head);
	result = write_entries(merge);
	copy_lines(merge, tail, first->line_count);
	if (first->end_mark.bytes != NULL)
		document_write_end_mark(first, merge->written, &merge->text);
	return merge->text.failed ? -1 : result;
}

static int
save(const struct merge *merge)
{
	if (merge->out == NULL) {
		buffer_print(&merge->text, stdout);
		return 0;
	}
	return replacement_write_file(merge->out, NULL,
	    merge->text.bytes != NULL ? merge->text.bytes : "", merge->text.len,
	    &merge->list->diagnostics);
}

static int
merge_lists(struct merge *merge, char **paths)
{
	if (read_lists(merge, paths) < 0 ||
	    collection_sort(&merge->collection, LISTFILE_KINDS,
		&merge->entries) < 0 ||
	    write_text(merge) < 0 || save(merge) < 0) {
		if (merge->list->diagnostics.count == 0)
			doppellist_no_memory(merge->list);
		return DOPPELLIST_ERROR;
	}
	return merge->conflicts > 0 && merge->prefer == PREFER_NOBODY
	           ? DOPPELLIST_FOUND
	           : DOPPELLIST_NOTHING;
}

/* ---- the command line ---------------------------------------------------- */

static int
merge_run(struct doppellist *list, int argc, char **argv)
{
	struct merge merge = {.list = list, .kind = LISTFILE_KINDS};
	char **paths = doppellist_parse(list, argc, argv, &merge);
	int status;

	if (paths == NULL)
		return list->status;
	status = merge_lists(&merge, paths);
	buffer_clear(&merge.text);
	nameset_free(&merge.withdrawn);
	free(merge.entries.list);
	collection_clear(&merge.collection);
	return status;
}

static const char *const sides[] = {"first", "last", NULL};

static const struct option_row rows[] = {
    {"kind", 'k', OPTION_CALL, "KIND",
	"of the lists (default: as the first is called)",
	.offset = offsetof(struct merge, kind), .take = doppellist_take_kind},
    {"output", 'o', OPTION_TEXT, "FILE",
	"replace FILE, which may be one of them",
	.offset = offsetof(struct merge, out)},
    {"prefer", 'p', OPTION_CHOICE, "SIDE",
	"which list is right where they contradict each other:",
	.offset = offsetof(struct merge, prefer), .min = PREFER_FIRST,
	.choices = sides},
    {NULL},
};

const struct doppellist_command doppellist_merge = {
    .name = "merge",
    .brief = "merge several lists into one, entry by entry",
    .usage = "[options] FILE ...",
    .rows = rows,
    .least = 1,
    .wanted = "needs lists",
    .run = merge_run,
};
