/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist diff: shows how two lists differ, entry by entry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/model/collection.h"
#include "domains/engine/lists/value.h"

struct diff {
	struct doppellist *list;
	enum listfile_kind kind;
	bool quiet;
	size_t removed, added, changed;
	struct buffer text; /* of one entry */
};

static void
flush(struct diff *diff)
{
	buffer_add_text(&diff->text, "\n");
	buffer_print(&diff->text, stdout);
	diff->text.len = 0;
}

static int
show_one(struct diff *diff, const char *mark, const struct entry *entry)
{
	buffer_add_text(&diff->text, mark);
	if (entry_format(entry, 0, &diff->list->diagnostics, &diff->text) < 0)
		return -1;
	flush(diff);
	return 0;
}

static void
add_value(struct diff *diff, const char *before, const char *value)
{
	buffer_add_text(&diff->text, before);
	buffer_add_escaped(&diff->text, value, strlen(value));
}

static void
add_change(struct diff *diff, const char *key, const char *old, const char *new)
{
	if (entry_text_same(old, new))
		return;
	add_value(diff, "; ", key);
	add_value(diff, " ", old != NULL ? old : "none");
	add_value(diff, " -> ", new != NULL ? new : "none");
}

/* The sources of one that the other does not have. */
static void
add_sources(struct diff *diff, const char *mark, const char *from,
    const char *other)
{
	const char *rest = from != NULL ? from : "", *source;
	size_t len;

	while ((source = entry_next_source(&rest, &len)) != NULL) {
		if (other != NULL && entry_has_source(other, source, len))
			continue;
		buffer_add_text(&diff->text, mark);
		buffer_add_escaped(&diff->text, source, len);
	}
}

static const char *
format_weight(const struct entry *entry, char text[static VALUE_WEIGHT_SIZE])
{
	return entry->weight > 0 ? value_format_weight(entry->weight, text)
	                         : NULL;
}

static void
show_changes(struct diff *diff, const struct entry *old,
    const struct entry *new)
{
	char weights[2][VALUE_WEIGHT_SIZE];
	size_t begin;

	add_value(diff, "! ", old->name);
	begin = diff->text.len;
	add_change(diff, "is", old->take_back ? "taken back" : "listed",
	    new->take_back ? "taken back" : "listed");
	add_change(diff, "meant", old->meant, new->meant);
	add_change(diff, "weight", format_weight(old, weights[0]),
	    format_weight(new, weights[1]));
	add_change(diff, "below", old->below, new->below);
	add_change(diff, "owner", old->owner, new->owner);
	add_change(diff, "since", old->since, new->since);
	add_change(diff, "until", old->until, new->until);
	add_sources(diff, "; source -", old->source, new->source);
	add_sources(diff, "; source +", new->source, old->source);
	add_change(diff, "note", old->note, new->note);
	if (diff->text.failed || diff->text.len == begin) {
		diff->text.len = 0; /* the same sources in another order */
		return;
	}
	diff->text.bytes[begin] = ':';
	flush(diff);
	diff->changed++;
}

struct side {
	struct document *document;
	struct collection_entries entries;
	size_t at;
};

static int
compare_lists(struct diff *diff, struct side *old, struct side *new)
{
	while (old->at < old->entries.count || new->at < new->entries.count) {
		const struct entry *one = old->entries.list[old->at].entry;
		const struct entry *other = new->entries.list[new->at].entry;
		int order = old->at == old->entries.count ? 1
		            : new->at == new->entries.count
		                ? -1
		                : strcmp(one->name, other->name);

		if (order == 0)
			show_changes(diff, one, other);
		else if (show_one(diff, order < 0 ? "- " : "+ ",
			     order < 0 ? one : other) < 0)
			return -1;
		diff->removed += order < 0;
		diff->added += order > 0;
		old->at += order <= 0;
		new->at += order >= 0;
	}
	return diff->text.failed ? doppellist_no_memory(diff->list) : 0;
}

static int
read_side(struct diff *diff, const char *path, struct side *side)
{
	if (document_read(path, diff->kind, &diff->list->diagnostics,
		&side->document) < 0 ||
	    !side->document->sound)
		return -1;
	if (collection_sort_document(side->document, &side->entries) < 0)
		return doppellist_no_memory(diff->list);
	return 0;
}

static int
diff_lists(struct diff *diff, char **paths)
{
	struct side sides[2] = {0};
	int status = DOPPELLIST_ERROR;

	if (read_side(diff, paths[0], &sides[0]) == 0 &&
	    read_side(diff, paths[1], &sides[1]) == 0 &&
	    compare_lists(diff, &sides[0], &sides[1]) == 0)
		status = diff->removed + diff->added + diff->changed > 0
		             ? DOPPELLIST_FOUND
		             : DOPPELLIST_NOTHING;
	for (unsigned i = 0; i < 2; i++) {
		free(sides[i].entries.list);
		document_free(&sides[i].document);
	}
	return status;
}

static int
diff_run(struct doppellist *list, int argc, char **argv)
{
	struct diff diff = {.list = list, .kind = LISTFILE_KINDS};
	char **paths = doppellist_parse(list, argc, argv, &diff);
	int status;

	if (paths == NULL)
		return list->status;
	if (diff.kind == LISTFILE_KINDS)
		diff.kind = document_guess_kind(paths[0]);
	status = diff_lists(&diff, paths);
	if (!diff.quiet && status != DOPPELLIST_ERROR)
		fprintf(stderr, "%zu removed, %zu added, %zu changed\n",
		    diff.removed, diff.added, diff.changed);
	buffer_clear(&diff.text);
	return status;
}

static const struct option_row rows[] = {
    {"kind", 'k', OPTION_CALL, "KIND",
	"of the lists (default: as OLD is called)",
	.offset = offsetof(struct diff, kind), .take = doppellist_take_kind},
    {"quiet", 'q', OPTION_FLAG, NULL, "no summary",
	.offset = offsetof(struct diff, quiet)},
    {NULL},
};

const struct doppellist_command doppellist_diff = {
    .name = "diff",
    .brief = "show how two lists differ, entry by entry",
    .usage = "[options] OLD NEW",
    .rows = rows,
    .least = 2,
    .most = 2,
    .wanted = "needs two lists",
    .run = diff_run,
};
