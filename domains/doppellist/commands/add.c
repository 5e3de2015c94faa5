/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist add, exempt, protect: adds an entry to the administrator's own
 * list. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domains/doppellist/model/change.h"
#include "domains/doppellist/model/rules.h"
#include "domains/doppellist/model/withdrawn.h"
#include "domains/engine/lists/value.h"
#include "domains/base/translation.h"
#include "domains/text/console.h"

/* An entry without a source was seen by the person who adds it. */
#define SOURCE_DEFAULT "local"

struct add {
	struct doppellist *list;
	enum listfile_kind kind;
	const char *path; /* --list */
	bool force;
	struct name name, meant; /* meant.len 0: the engine is asked */
	struct name owner;
	const char *weight, *owner_text; /* --weight, --owner */
	struct entry entry;
	struct change change;
	struct rules rules;
	unsigned refusals;
};

static void
object(struct add *add, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reports something against the entry, and counts it unless --force. */
static void
object(struct add *add, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	console_say(add->force ? "forced" : "refused", text);
	add->refusals += !add->force;
}

/* Takes the name that the engine finds most likely for the one meant. */
static int
propose(struct add *add)
{
	struct verdict verdict;
	char phrase[512];

	doppel_judge_name(add->rules.doppel, &add->name, &verdict);
	if (verdict.meant.len == 0)
		return console_say(add->name.text,
		    "is not near any protected name: give the "
		    "name that is meant");
	verdict_phrase(&verdict, phrase, sizeof(phrase));
	console_say(add->name.text, phrase);
	add->meant = verdict.meant;
	return 0;
}

/* Objects to what lint would report; of an entry that is there already, to its
 * group alone. */
static void
check_rules(struct add *add, const struct entry *entry, bool there)
{
	struct lint_findings findings = {0};

	if (rules_check_new(&add->rules, add->change.number, entry, &findings) <
	    0)
		findings.failed = true;
	lint_findings_sort(&findings);
	for (size_t i = 0; i < findings.count; i++)
		if (!there || (entry->owner != NULL &&
				  findings.list[i].rule == RULE_TARGET))
			object(add, "%s [%s]", findings.list[i].text,
			    rule_name(findings.list[i].rule));
	if (findings.failed)
		object(add, "out of memory");
	lint_findings_clear(&findings);
}

/* Objects to a name that another list has: once is enough, and the two must not
 * disagree. */
static void
check_elsewhere(struct add *add)
{
	const struct list_entry *other = list_entries_find(add->rules.lists,
	    add->kind, add->name.text, add->name.len);

	if (other == NULL ||
	    strcmp(list_entry_file(other), add->change.document->path) == 0)
		return;
	if (other->kind != LISTFILE_DOPPELGANGERS ||
	    entry_text_same(list_entry_more(other), add->entry.meant))
		object(add, "%s: is listed already, %s:%u", add->name.text,
		    list_entry_file(other), other->line);
	else
		object(add, "%s: means %s, says %s:%u", add->name.text,
		    list_entry_more(other), list_entry_file(other),
		    other->line);
}

static void
check_withdrawn(struct add *add)
{
	unsigned line = withdrawn_find(add->change.document, add->name.text);

	if (line != 0)
		object(add, "%s: was removed, %s:%u says why", add->name.text,
		    add->change.document->path, line);
}

/* What a person who says no more means. */
static void
set_defaults(struct add *add)
{
	if (add->kind == LISTFILE_DOPPELGANGERS && add->entry.source == NULL)
		add->entry.source = SOURCE_DEFAULT;
	if (add->entry.since == NULL)
		add->entry.since = add->list->today;
}

/* Why the entry that the list has for the name stays as it is; NULL: *both_r
 * takes its place. */
static const char *
unite(struct add *add, const struct entry *there, struct entry *both_r)
{
	const char *conflict = entry_conflict(there, &add->entry);

	if (conflict == NULL) {
		if (entry_unite(add->change.document, there, &add->entry,
			both_r) < 0)
			return N_("out of memory");
		return entry_same(there, both_r) ? N_("is already listed")
		                                 : NULL;
	}
	set_defaults(add);
	*both_r = add->entry;
	if (add->force)
		return NULL;
	return there->take_back                 ? N_("is taken back there")
	       : strcmp(conflict, "owner") == 0 ? N_("has another owner there")
	       : strcmp(conflict, "weight") == 0
	           ? N_("has another weight there")
	           : N_("means something else there");
}

/* With the list locked and all others read. */
static int
put(struct add *add)
{
	struct document *document = add->change.document;
	long there = document_find(document, add->name.text);
	struct entry both;
	const char *why;

	add->entry.name = add->name.text;
	if (add->kind == LISTFILE_DOPPELGANGERS) {
		if (add->meant.len == 0 && propose(add) < 0)
			return DOPPELLIST_FOUND;
		add->entry.meant = add->meant.text;
	}
	if (there < 0) {
		set_defaults(add);
		check_elsewhere(add);
		check_withdrawn(add);
		check_rules(add, &add->entry, false);
		return add->refusals > 0
		           ? DOPPELLIST_FOUND
		           : change_put(&add->change, -1, &add->entry);
	}
	why = unite(add, &document->entries[there], &both);
	if (why == NULL) {
		check_rules(add, &both, true);
		return add->refusals > 0
		           ? DOPPELLIST_FOUND
		           : change_put(&add->change, there, &both);
	}
	console_format(add->name.text, "%s, %s:%u", _(why), document->path,
	    document->entries[there].line);
	return DOPPELLIST_FOUND;
}

static int
add_to_list(struct add *add)
{
	struct lint_findings findings = {0};
	int status = DOPPELLIST_ERROR;

	if (change_open(add->list, add->kind, add->path, &add->change) < 0)
		return DOPPELLIST_ERROR;
	if (rules_open(add->list, &add->change.collection, &findings,
		&add->rules) == 0) {
		status = put(add);
		rules_close(&add->rules);
	}
	lint_findings_clear(&findings);
	change_close(&add->change);
	return status;
}

/* ---- the command lines --------------------------------------------------- */

static int
run(struct doppellist *list, int argc, char **argv)
{
	struct add add = {.list = list, .kind = list->command->kind};
	char **names = doppellist_parse(list, argc, argv, &add);

	if (names == NULL)
		return list->status;
	if (change_take_name(names[0], &add.name) < 0 ||
	    (names[1] != NULL && change_take_name(names[1], &add.meant) < 0))
		return DOPPELLIST_ERROR;
	if (add.kind == LISTFILE_EXEMPT && add.entry.note == NULL)
		add.entry.source = SOURCE_DEFAULT;
	if (add.weight != NULL) {
		add.entry.weight = value_read_weight(add.weight);
		if (add.entry.weight == 0) {
			console_say(add.weight,
			    "no weight: a decimal fraction, 0 < weight <= 1");
			return DOPPELLIST_ERROR;
		}
	}
	if (add.owner_text != NULL) {
		if (change_take_name(add.owner_text, &add.owner) < 0)
			return DOPPELLIST_ERROR;
		add.entry.owner = add.owner.text;
	}
	return add_to_list(&add);
}

/* exempt takes those from EXEMPT_ROWS on. */
static const struct option_row rows[] = {
    {"since", 'd', OPTION_TEXT, "DAY",
	"known since, YYYY-MM-DD (default: today)",
	.offset = offsetof(struct add, entry.since)},
    {"source", 's', OPTION_TEXT, "TEXT",
	"where it is known from (default: " SOURCE_DEFAULT ")",
	.offset = offsetof(struct add, entry.source)},
#define EXEMPT_ROWS 2
    {"force", 'F', OPTION_FLAG, NULL, "add it even if lint would report it",
	.offset = offsetof(struct add, force)},
    {"list", 'L', OPTION_TEXT, "FILE", "the list (default: your own)",
	.offset = offsetof(struct add, path)},
    {"note", 'n', OPTION_TEXT, "TEXT", "who says so, and why",
	.offset = offsetof(struct add, entry.note)},
    {NULL},
};

static const struct option_row protect_rows[] = {
    {"force", 'F', OPTION_FLAG, NULL, "add it even if lint would report it",
	.offset = offsetof(struct add, force)},
    {"list", 'L', OPTION_TEXT, "FILE", "the list (default: your own)",
	.offset = offsetof(struct add, path)},
    {"note", 'n', OPTION_TEXT, "TEXT", "who it is",
	.offset = offsetof(struct add, entry.note)},
    {"owner", 'o', OPTION_TEXT, "NAME",
	"the protected name whose owner has it too",
	.offset = offsetof(struct add, owner_text)},
    {"weight", 'w', OPTION_TEXT, "SHARE",
	"the share of mail that goes there, 0 < SHARE <= 1",
	.offset = offsetof(struct add, weight)},
    {NULL},
};

const struct doppellist_command doppellist_add = {
    .name = "add",
    .brief = "add a doppelganger to your own list",
    .usage = "[options] NAME [MEANT]",
    .rows = rows,
    .least = 1,
    .most = 2,
    .wanted = "needs a name, and optionally the name meant",
    .kind = LISTFILE_DOPPELGANGERS,
    .run = run,
};

const struct doppellist_command doppellist_exempt = {
    .name = "exempt",
    .brief = "never flag a name: the answer to a false alarm",
    .usage = "[options] NAME",
    .rows = rows + EXEMPT_ROWS,
    .least = 1,
    .most = 1,
    .wanted = "needs one name",
    .kind = LISTFILE_EXEMPT,
    .run = run,
};

const struct doppellist_command doppellist_protect = {
    .name = "protect",
    .brief = "look for slips of a name too: yours, a partner's",
    .usage = "[options] NAME",
    .rows = protect_rows,
    .least = 1,
    .most = 1,
    .wanted = "needs one name",
    .kind = LISTFILE_PROTECTED,
    .run = run,
};
