/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist add, exempt: an entry more in the administrator's own list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/model/change.h"
#include "domains/doppellist/model/unite.h"
#include "domains/doppellist/model/withdrawn.h"
#include "domains/text/console.h"

/* Who adds an entry and says no more has seen it himself. */
#define SOURCE_DEFAULT "local"

struct add {
	struct doppellist *list;
	enum listfile_kind kind;
	const char *path; /* --list */
	bool force;
	struct name name, meant; /* meant.len 0: the engine is asked */
	char today[DOPPELLIST_DAY_SIZE];
	struct document_entry entry;
	struct change change;
	struct rules rules;
	unsigned refusals;
};

/* Something against it.  Counted unless --force, which only tells. */
static void
object(struct add *add, const char *text)
{
	console_say(add->force ? "forced" : "refused", text);
	add->refusals += !add->force;
}

/* What is meant, as arithmetic has it. */
static int
propose(struct add *add)
{
	struct verdict verdict;
	char phrase[512];

	doppel_judge_name(add->rules.doppel, &add->name, &verdict);
	if (verdict.meant.len == 0) {
		console_say(add->name.text, "looks like no name that is "
					    "protected: say what is meant");
		return -1;
	}
	verdict_phrase(&verdict, phrase, sizeof(phrase));
	console_say(add->name.text, phrase);
	add->meant = verdict.meant;
	return 0;
}

/* What lint would say about it. */
static void
check_rules(struct add *add)
{
	struct lint_findings findings = {0};

	rules_check_entry(&add->rules, add->change.number, &add->entry,
	    &findings);
	lint_findings_sort(&findings);
	for (size_t i = 0; i < findings.count; i++) {
		char text[1024];

		snprintf(text, sizeof(text), "%s [%s]", findings.list[i].text,
		    rule_name(findings.list[i].rule));
		object(add, text);
	}
	if (findings.failed)
		object(add, "out of memory");
	lint_findings_clear(&findings);
}

/* Another list that has the name already: it need not stand twice, and must
 * not say two things. */
static void
check_elsewhere(struct add *add)
{
	const struct list_entry *other = list_entries_find(add->rules.lists,
	    add->kind, add->name.text, add->name.len);
	char text[1024];

	if (other == NULL ||
	    strcmp(other->file, add->change.document->path) == 0)
		return;
	if (other->meant == NULL || add->entry.meant == NULL ||
	    strcmp(other->meant, add->entry.meant) == 0)
		snprintf(text, sizeof(text), "%s: is listed already, %s:%u",
		    add->name.text, other->file, other->line);
	else
		snprintf(text, sizeof(text), "%s: means %s, says %s:%u",
		    add->name.text, other->meant, other->file, other->line);
	object(add, text);
}

static void
check_withdrawn(struct add *add)
{
	unsigned line = withdrawn_find(add->change.document, add->name.text);
	char text[1024];

	if (line == 0)
		return;
	snprintf(text, sizeof(text), "%s: was removed, %s:%u says why",
	    add->name.text, add->change.document->path, line);
	object(add, text);
}

static int
refuse_double(struct add *add, const char *what,
    const struct document_entry *there)
{
	console_format(add->name.text, "%s, %s:%u", what,
	    add->change.document->path, there->line);
	return DOPPELLIST_FOUND;
}

/* The name is there already: evidence comes together on its line.  since and
 * source count only when they were said. */
static int
unite(struct add *add, size_t number, bool since_given, bool source_given)
{
	struct document *document = add->change.document;
	const struct document_entry *there = &document->entries[number];
	struct document_entry news = add->entry, both;
	struct diagnostics diagnostics = {0};
	int status = DOPPELLIST_TROUBLE;

	if (!since_given)
		news.since = NULL;
	if (!source_given)
		news.source = NULL;
	if (unite_conflict(there, &news) == NULL) {
		if (unite_entries(document, there, &news, &both) < 0)
			return DOPPELLIST_TROUBLE;
		if (unite_same(there, &both))
			return refuse_double(add, "is there already", there);
	} else if (add->force) {
		both = add->entry;
	} else {
		return refuse_double(add,
		    there->take_back ? "is taken back there"
				     : "means something else there",
		    there);
	}
	if (document_change(document, number, &both, &diagnostics) == 0 &&
	    change_save(&add->change) == 0) {
		change_show(&add->change, number);
		status = DOPPELLIST_NOTHING;
	}
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	return status;
}

static int
insert(struct add *add)
{
	struct diagnostics diagnostics = {0};
	int status = DOPPELLIST_TROUBLE;

	check_elsewhere(add);
	check_withdrawn(add);
	check_rules(add);
	if (add->refusals > 0)
		return DOPPELLIST_FOUND;
	if (document_add(add->change.document, &add->entry, &diagnostics) ==
		0 &&
	    change_save(&add->change) == 0) {
		change_show(&add->change,
		    add->change.document->entry_count - 1);
		status = DOPPELLIST_NOTHING;
	}
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	return status;
}

/* With the list locked and all others read. */
static int
put(struct add *add)
{
	bool since_given = add->entry.since != NULL;
	bool source_given = add->entry.source != NULL;
	long there;

	add->entry.name = add->name.text;
	if (add->kind == LISTFILE_DOPPELGANGERS) {
		if (add->meant.len == 0 && propose(add) < 0)
			return DOPPELLIST_FOUND;
		add->entry.meant = add->meant.text;
		if (!source_given)
			add->entry.source = SOURCE_DEFAULT;
	}
	if (!since_given)
		add->entry.since = add->today;
	there = document_find(add->change.document, add->name.text);
	return there >= 0 ? unite(add, (size_t)there, since_given, source_given)
	                  : insert(add);
}

static int
add_to_list(struct add *add)
{
	struct lint_findings findings = {0};
	int status = DOPPELLIST_TROUBLE;

	doppellist_today(add->today);
	if (change_open(add->list, add->kind, add->path, &add->change) < 0)
		return DOPPELLIST_TROUBLE;
	if (rules_open(add->list, &add->change.collection, &findings,
		&add->rules) == 0) {
		status = put(add);
		rules_close(&add->rules);
	}
	lint_findings_clear(&findings);
	change_close(&add->change);
	return status;
}

/* ---- the command lines -------------------------------------------------- */

static int
take_option(struct add *add, int option)
{
	switch (option) {
	case 'F':
		add->force = true;
		return 0;
	case 'L':
		add->path = optarg;
		return 0;
	case 'd':
		add->entry.since = optarg;
		return 0;
	case 'n':
		add->entry.note = optarg;
		return 0;
	case 's':
		add->entry.source = optarg;
		return 0;
	default:
		return -1;
	}
}

static int
take_names(struct add *add, int argc, char **argv, int most)
{
	int count = argc - optind;

	if (count < 1 || count > most)
		return doppellist_misused(add->list,
		    most == 1 ? "one name is wanted"
			      : "a name is wanted, and what it means");
	if (change_take_name(argv[optind], &add->name) < 0 ||
	    (count > 1 && change_take_name(argv[optind + 1], &add->meant) < 0))
		return DOPPELLIST_TROUBLE;
	return 0;
}

static int
add_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"force", no_argument, NULL,
						    'F'},
	    {"list", required_argument, NULL, 'L'},
	    {"note", required_argument, NULL, 'n'},
	    {"since", required_argument, NULL, 'd'},
	    {"source", required_argument, NULL, 's'},
	    DOPPELLIST_COMMON_OPTIONS};
	struct add add = {.list = list, .kind = LISTFILE_DOPPELGANGERS};
	int option;

	while ((option = doppellist_option(list, argc, argv,
		    "FL:d:n:s:", options)) != -1)
		if (take_option(&add, option) < 0)
			return list->status;
	if (take_names(&add, argc, argv, 2) != 0)
		return DOPPELLIST_TROUBLE;
	return add_to_list(&add);
}

static int
exempt_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"force", no_argument, NULL,
						    'F'},
	    {"list", required_argument, NULL, 'L'},
	    {"note", required_argument, NULL, 'n'}, DOPPELLIST_COMMON_OPTIONS};
	struct add add = {.list = list, .kind = LISTFILE_EXEMPT};
	int option;

	while ((option = doppellist_option(list, argc, argv,
		    "FL:n:", options)) != -1)
		if (take_option(&add, option) < 0)
			return list->status;
	if (take_names(&add, argc, argv, 1) != 0)
		return DOPPELLIST_TROUBLE;
	if (add.entry.note == NULL)
		add.entry.source = SOURCE_DEFAULT;
	return add_to_list(&add);
}

const struct doppellist_command doppellist_add = {
    .name = "add",
    .brief = "add a doppelganger, where it belongs in your own list",
    .usage = "NAME [MEANT]",
    .options = "  -d, --since DAY    known since, YYYY-MM-DD (default: today)\n"
	       "  -F, --force        also what lint would find fault with\n"
	       "  -L, --list FILE    the list (default: your own)\n"
	       "  -n, --note TEXT    anything\n"
	       "  -s, --source TEXT  where it is known from (default: local)\n",
    .run = add_run,
};

const struct doppellist_command doppellist_exempt = {
    .name = "exempt",
    .brief = "never flag a name: the answer to a false alarm",
    .usage = "NAME",
    .options = "  -F, --force        also what lint would find fault with\n"
	       "  -L, --list FILE    the list (default: your exempt.list)\n"
	       "  -n, --note TEXT    who says so, and why\n",
    .run = exempt_run,
};
