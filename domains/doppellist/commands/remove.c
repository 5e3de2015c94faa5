/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist remove: removes an entry, and keeps the reason. */
#include <stdio.h>

#include "domains/doppellist/model/change.h"
#include "domains/doppellist/model/withdrawn.h"
#include "domains/text/console.h"

struct removal {
	struct doppellist *list;
	enum listfile_kind kind;
	const char *path; /* --list */
	const char *why;
	struct name name;
	struct change change;
};

static int
take_out(struct removal *removal, size_t number)
{
	if (withdrawn_add(removal->change.document, number,
		removal->list->today, removal->why,
		&removal->list->diagnostics) < 0 ||
	    change_save(&removal->change) < 0)
		return DOPPELLIST_ERROR;
	printf("%s: removed\n", removal->name.text);
	return DOPPELLIST_NOTHING;
}

/* Another list in force has the name: that is not ours to change, but ours
 * can take it back. */
static const struct document *
find_elsewhere(const struct removal *removal)
{
	const struct collection *collection = &removal->change.collection;
	const struct document *found = NULL;

	for (size_t i = 0; i < collection->count; i++) {
		const struct document *document = collection->documents[i];
		long number;

		if (document->kind != removal->kind ||
		    document == removal->change.document)
			continue;
		number = document_find(document, removal->name.text);
		if (number >= 0)
			found = document->entries[number].take_back ? NULL
			                                            : document;
	}
	return found;
}

static int
take_back(struct removal *removal)
{
	const struct entry entry = {
	    .name = removal->name.text,
	    .since = removal->list->today,
	    .note = removal->why,
	    .take_back = true,
	};

	return change_put(&removal->change, -1, &entry);
}

static int
remove_locked(struct removal *removal)
{
	const struct document *document = removal->change.document;
	long number = document_find(document, removal->name.text);

	if (number >= 0 && !document->entries[number].take_back)
		return take_out(removal, (size_t)number);
	if (number < 0 && find_elsewhere(removal) != NULL)
		return take_back(removal);
	console_say(removal->name.text,
	    number < 0 ? "is not listed" : "is taken back already");
	return DOPPELLIST_FOUND;
}

static int
remove_run(struct doppellist *list, int argc, char **argv)
{
	struct removal removal = {
	    .list = list,
	    .kind = LISTFILE_DOPPELGANGERS,
	};
	char **names = doppellist_parse(list, argc, argv, &removal);
	int status;

	if (names == NULL)
		return list->status;
	if (removal.why == NULL || *removal.why == '\0')
		return doppellist_misused(list, "--why",
		    "is missing: the next person to find the name "
		    "will ask");
	if (change_take_name(names[0], &removal.name) < 0)
		return DOPPELLIST_ERROR;
	if (removal.path != NULL)
		document_kind_of(removal.path, &removal.kind);
	if (change_open(list, removal.kind, removal.path, &removal.change) < 0)
		return DOPPELLIST_ERROR;
	status = remove_locked(&removal);
	change_close(&removal.change);
	return status;
}

static const struct option_row rows[] = {
    {"list", 'L', OPTION_TEXT, "FILE", "the list (default: your own)",
	.offset = offsetof(struct removal, path)},
    {"why", 'w', OPTION_TEXT, "TEXT", "the reason: kept in the list",
	.offset = offsetof(struct removal, why)},
    {NULL},
};

const struct doppellist_command doppellist_remove = {
    .name = "remove",
    .brief = "remove an entry, or take back one of another list",
    .usage = "[options] --why TEXT NAME",
    .rows = rows,
    .least = 1,
    .most = 1,
    .wanted = "needs one name",
    .run = remove_run,
};
