/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes lint findings of clashes. */
#include "domains/doppellist/model/clash_findings.h"

#include <string.h>

struct taking {
	struct lint_findings *findings;
	const struct collection *collection; /* NULL: all are the document's */
	size_t document;
	const struct list_entry *only; /* what clashes with it; NULL: all */
};

static void
add(const struct taking *taking, size_t document,
    const struct list_clash *clash)
{
	enum rule rule = clash->kind == LIST_CLASH_OWNER ? RULE_TARGET
	                 : clash->kind == LIST_CLASH_MEANT ||
	                         clash->kind == LIST_CLASH_EXEMPT
	                     ? RULE_CONFLICT
	                     : RULE_LISTED;
	char text[LIST_CLASH_TEXT_SIZE];

	/* Of the other lists rules.c says it, whoever wrote them. */
	if (clash->kind == LIST_CLASH_SUFFIX &&
	    clash->entry->kind != LISTFILE_EXEMPT)
		return;
	if (clash->kind == LIST_CLASH_LOCAL && !list_clash_is_error(clash))
		return;
	list_clash_format(clash, text);
	lint_findings_add(taking->findings, document,
	    &(struct entry){.name = clash->entry->name,
		.line = clash->entry->line},
	    rule, "%s", text);
}

/* Of a list that is there: the one of that file. */
static void
take(void *context, const struct list_clash *clash)
{
	const struct taking *taking = context;
	const struct collection *collection = taking->collection;

	if (collection == NULL) {
		if (taking->only == NULL || clash->other == taking->only ||
		    clash->doppelganger == taking->only ||
		    clash->entry == taking->only)
			add(taking, taking->document, clash);
		return;
	}
	if (list_clash_overrules(clash) && clash->kind != LIST_CLASH_EXEMPT)
		return;
	for (size_t i = 0; i < collection->count; i++)
		if (strcmp(collection->documents[i]->path,
			list_entry_file(clash->entry)) == 0)
			add(taking, i, clash);
}

void
clash_findings_add(const struct list_entries *lists,
    const struct strings *local, const struct collection *collection,
    struct lint_findings *findings)
{
	struct taking taking = {findings, collection, 0, NULL};

	list_clashes_find(lists, local->list, local->count, take, &taking);
}

void
clash_findings_add_of(const struct list_entries *lists,
    const struct strings *local, const struct list_entry *entry,
    size_t document, struct lint_findings *findings)
{
	struct taking taking = {findings, NULL, document, entry};

	list_clashes_find(lists, local->list, local->count, take, &taking);
}

void
clash_findings_add_alone(const struct list_entries *lists,
    const struct list_entry *entry, size_t document,
    struct lint_findings *findings)
{
	struct taking taking = {findings, NULL, document, NULL};

	list_clashes_find_of(lists, entry, take, &taking);
}

void
clash_findings_add_exempt(const struct list_entries *lists, size_t document,
    const struct entry *exempt, struct lint_findings *findings)
{
	const struct list_entry *found[LISTFILE_KINDS] = {NULL}, *other;
	size_t len = strlen(exempt->name);

	list_entries_find_parents(lists, exempt->name, len, found);
	other = found[LISTFILE_DOPPELGANGERS];
	if (other != NULL && other->len < len)
		lint_findings_add(findings, document, exempt, RULE_CONFLICT,
		    "is below the doppelganger %s, %s:%u", other->name,
		    list_entry_file(other), other->line);
	for (size_t i = 0; i < list_entries_size(lists); i++) {
		other = list_entries_at(lists, i);
		if (other->kind != LISTFILE_DOPPELGANGERS ||
		    strcmp(list_entry_more(other), exempt->name) != 0)
			continue;
		lint_findings_add(findings, document, exempt, RULE_LISTED,
		    "is what %s means, %s:%u", other->name,
		    list_entry_file(other), other->line);
		return;
	}
}
