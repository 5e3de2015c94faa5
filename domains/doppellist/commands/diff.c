/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist diff: what two lists say differently, by entry and evidence. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/model/collection.h"
#include "domains/doppellist/model/unite.h"
#include "domains/text/console.h"

struct diff {
	struct diagnostics diagnostics;
	size_t removed, added, changed;
	struct buffer text; /* of one entry */
};

static void
add_clean(struct diff *diff, const char *text)
{
	buffer_add_escaped(&diff->text, text, strlen(text));
}

static void
flush(struct diff *diff)
{
	buffer_add_text(&diff->text, "\n");
	buffer_print(&diff->text, stdout);
	diff->text.len = 0;
}

static int
show_one(struct diff *diff, const char *mark,
    const struct document_entry *entry)
{
	buffer_add_text(&diff->text, mark);
	if (document_format_known(entry, 0, &diff->diagnostics, &diff->text) <
	    0)
		return -1;
	flush(diff);
	return 0;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
show_change(struct diff *diff, const char *key, const char *old,
    const char *new)
{
	if (same_text(old, new))
		return;
	buffer_add_text(&diff->text, "; ");
	buffer_add_text(&diff->text, key);
	buffer_add_text(&diff->text, " ");
	add_clean(diff, old != NULL ? old : "none");
	buffer_add_text(&diff->text, " -> ");
	add_clean(diff, new != NULL ? new : "none");
}

/* The sources of one that the other does not have. */
static void
show_sources(struct diff *diff, const char *mark, const char *from,
    const char *other)
{
	const char *rest = from != NULL ? from : "", *source;
	size_t len;

	while ((source = unite_next_source(&rest, &len)) != NULL) {
		if (other != NULL && unite_has_source(other, source, len))
			continue;
		buffer_add_text(&diff->text, mark);
		buffer_add_escaped(&diff->text, source, len);
	}
}

static void
show_changes(struct diff *diff, const struct document_entry *old,
    const struct document_entry *new)
{
	char weights[2][32];
	size_t begin;

	buffer_add_text(&diff->text, "! ");
	buffer_add_text(&diff->text, old->name);
	begin = diff->text.len;
	show_change(diff, "is", old->take_back ? "taken back" : "listed",
	    new->take_back ? "taken back" : "listed");
	show_change(diff, "meant", old->meant, new->meant);
	snprintf(weights[0], sizeof(weights[0]), "%.6g", old->weight);
	snprintf(weights[1], sizeof(weights[1]), "%.6g", new->weight);
	show_change(diff, "weight", old->weight > 0 ? weights[0] : NULL,
	    new->weight > 0 ? weights[1] : NULL);
	show_change(diff, "since", old->since, new->since);
	show_change(diff, "until", old->until, new->until);
	show_sources(diff, "; source -", old->source, new->source);
	show_sources(diff, "; source +", new->source, old->source);
	show_change(diff, "note", old->note, new->note);
	if (diff->text.failed || diff->text.len == begin) {
		diff->text.len = 0; /* the same sources in another order */
		return;
	}
	diff->text.bytes[begin] = ':';
	flush(diff);
	diff->changed++;
}

static int
compare_lists(struct diff *diff, const struct collection_entry *old,
    size_t old_count, const struct collection_entry *new, size_t new_count)
{
	size_t i = 0, k = 0;

	while (i < old_count || k < new_count) {
		int order = i == old_count   ? 1
		            : k == new_count ? -1
		                             : strcmp(old[i].entry->name,
						   new[k].entry->name);

		if (order < 0) {
			if (show_one(diff, "- ", old[i++].entry) < 0)
				return -1;
			diff->removed++;
		} else if (order > 0) {
			if (show_one(diff, "+ ", new[k++].entry) < 0)
				return -1;
			diff->added++;
		} else {
			show_changes(diff, old[i++].entry, new[k++].entry);
		}
	}
	return diff->text.failed ? -1 : 0;
}

static int
read_sorted(struct diff *diff, const char *path, enum listfile_kind kind,
    struct document **document_r, struct collection_entry **entries_r,
    size_t *count_r)
{
	struct collection collection = {
	    .documents = document_r,
	    .count = 1,
	};

	if (document_read(path, kind, &diff->diagnostics, document_r) < 0 ||
	    !(*document_r)->sound)
		return -1;
	return collection_sorted(&collection, entries_r, count_r);
}

static int
diff_lists(struct diff *diff, enum listfile_kind kind, char **paths)
{
	struct document *documents[2] = {NULL, NULL};
	struct collection_entry *entries[2] = {NULL, NULL};
	size_t counts[2];
	int status = DOPPELLIST_TROUBLE;

	if (read_sorted(diff, paths[0], kind, &documents[0], &entries[0],
		&counts[0]) == 0 &&
	    read_sorted(diff, paths[1], kind, &documents[1], &entries[1],
		&counts[1]) == 0 &&
	    compare_lists(diff, entries[0], counts[0], entries[1], counts[1]) ==
		0)
		status = diff->removed + diff->added + diff->changed > 0
		             ? DOPPELLIST_FOUND
		             : DOPPELLIST_NOTHING;
	else if (diff->diagnostics.count == 0)
		console_say("diff", strerror(ENOMEM));
	console_faults(&diff->diagnostics);
	for (unsigned i = 0; i < 2; i++) {
		free(entries[i]);
		document_free(&documents[i]);
	}
	return status;
}

static int
diff_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"kind", required_argument,
						    NULL, 'k'},
	    {"quiet", no_argument, NULL, 'q'}, DOPPELLIST_COMMON_OPTIONS};
	enum listfile_kind kind = LISTFILE_DOPPELGANGERS;
	bool kind_given = false, quiet = false;
	struct diff diff = {0};
	int option, status;

	while ((option = doppellist_option(list, argc, argv, "k:q", options)) !=
	       -1) {
		if (option == '?')
			return list->status;
		if (option == 'q')
			quiet = true;
		else if (doppellist_take_kind(optarg, &kind) < 0)
			return DOPPELLIST_TROUBLE;
		kind_given = kind_given || option == 'k';
	}
	if (argc - optind != 2)
		return doppellist_misused(list, "two lists are wanted");
	if (!kind_given)
		document_kind_of(argv[optind], &kind);
	status = diff_lists(&diff, kind, argv + optind);
	if (!quiet && status != DOPPELLIST_TROUBLE)
		fprintf(stderr, "%zu removed, %zu added, %zu changed\n",
		    diff.removed, diff.added, diff.changed);
	diagnostics_clear(&diff.diagnostics);
	buffer_clear(&diff.text);
	return status;
}

const struct doppellist_command doppellist_diff = {
    .name = "diff",
    .brief = "what two lists say differently, by entry and evidence",
    .usage = "OLD NEW",
    .options = "  -k, --kind KIND    of the lists (default: as OLD is called)\n"
	       "  -q, --quiet        no summary\n",
    .run = diff_run,
};
