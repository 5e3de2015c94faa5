/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds entries against each other and the engine: see rules.h. */
#include "domains/doppellist/model/rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/text/console.h"

/* A thread is worth starting for so many entries: some 30 milliseconds. */
#define SHARE_MIN ((size_t)5000)
#define SHARES_MAX 16

/* A list of others may name odd slips; this only leaves out what needs more
 * than the slips that are explained at all. */
#define TARGET_COST_MAX 40.0f

static const struct {
	bool source; /* an entry says where it is known from */
	bool date;   /* and since when */
	bool weight; /* and how many people mean it */
	bool real;   /* the name is somebody's honest own */
	const char *what;
} kinds[LISTFILE_KINDS] = {
    [LISTFILE_DOPPELGANGERS] = {true, true, false, false, "doppelganger"},
    [LISTFILE_PROVIDERS] = {true, false, true, true, "provider"},
    [LISTFILE_INNOCENT] = {true, false, false, true, "innocent name"},
    [LISTFILE_PROTECTED] = {false, false, false, true, "protected name"},
    [LISTFILE_EXEMPT] = {false, false, false, false, "exempt name"},
    [LISTFILE_COLLECTORS] = {true, false, false, false, "collector"},
    [LISTFILE_HOSTERS] = {true, false, false, false, "hoster"},
    [LISTFILE_PRIVATE] = {true, false, false, true, "private domain"},
};

/* An entry with its names taken apart. */
struct subject {
	const struct rules *rules;
	size_t document;
	const struct document_entry *entry;
	struct name name;
	struct name meant; /* len 0: none */
	struct lint_findings *findings;
};

static void
subject_of(const struct rules *rules, size_t document,
    const struct document_entry *entry, struct lint_findings *findings,
    struct subject *subject_r)
{
	enum name_error error;

	subject_r->rules = rules;
	subject_r->document = document;
	subject_r->entry = entry;
	subject_r->findings = findings;
	subject_r->meant.len = 0;
	subject_r->name.len = 0;
	/* Both were read by the engine: they are names. */
	(void)name_parse(entry->name, strlen(entry->name), &subject_r->name,
	    &error);
	if (entry->meant != NULL)
		(void)name_parse(entry->meant, strlen(entry->meant),
		    &subject_r->meant, &error);
}

#define FOUND(subject, rule, ...)                                   \
	lint_findings_add((subject)->findings, (subject)->document, \
	    (subject)->entry->line, rule, __VA_ARGS__)

static enum listfile_kind
kind_of(const struct subject *subject)
{
	return subject->rules->collection->documents[subject->document]->kind;
}

/* ---- other lists -------------------------------------------------------- */

/* What a list of real names says about the name or one above it. */
static void
check_real(const struct subject *subject, const struct list_entry *other)
{
	const char *name = subject->entry->name;
	const char *what;

	if (other == NULL)
		return;
	what = kinds[other->kind].what;
	if (other->len == subject->name.len)
		FOUND(subject, RULE_LISTED, "%s: is %s %s, %s:%u", name,
		    strchr("aeiou", *what) != NULL ? "an" : "a", what,
		    other->file, other->line);
	else
		FOUND(subject, RULE_LISTED, "%s: is below the %s %s, %s:%u",
		    name, what, other->name, other->file, other->line);
}

/* A doppelganger covers its subdomains: an entry for one that means the same
 * says nothing. */
static void
check_covered(const struct subject *subject)
{
	const struct list_entry *found[LISTFILE_KINDS] = {NULL};
	const struct list_entry *above;
	const char *dot = strchr(subject->name.text, '.');
	size_t below, meant_below;

	if (dot == NULL || !list_entries_find_parents(subject->rules->lists,
			       dot + 1, strlen(dot + 1), found))
		return;
	above = found[LISTFILE_DOPPELGANGERS];
	if (above == NULL || above->meant == NULL)
		return;
	below = (size_t)subject->name.len - above->len;
	meant_below = (size_t)subject->meant.len - above->meant_len;
	if (subject->meant.len >= above->meant_len &&
	    strcmp(subject->meant.text + meant_below, above->meant) == 0 &&
	    (meant_below == 0 ||
		(meant_below == below && memcmp(subject->meant.text,
					     subject->name.text, below) == 0)))
		FOUND(subject, RULE_LISTED, "%s: is covered by %s, %s:%u",
		    subject->entry->name, above->name, above->file,
		    above->line);
}

static void
check_lists(const struct subject *subject)
{
	const struct list_entry *found[LISTFILE_KINDS] = {NULL};
	const char *name = subject->entry->name;
	enum listfile_kind kind = kind_of(subject);
	const struct list_entry *double_;

	list_entries_find_parents(subject->rules->lists, subject->name.text,
	    subject->name.len, found);
	double_ = found[LISTFILE_DOPPELGANGERS];
	if (kind == LISTFILE_DOPPELGANGERS) {
		/* Said once: what is real is mostly private too. */
		if (found[LISTFILE_PROVIDERS] != NULL ||
		    found[LISTFILE_INNOCENT] != NULL)
			found[LISTFILE_PRIVATE] = NULL;
		for (unsigned i = 0; i < LISTFILE_KINDS; i++)
			if (kinds[i].real)
				check_real(subject, found[i]);
		check_covered(subject);
	} else if (kinds[kind].real && double_ != NULL) {
		FOUND(subject, RULE_CONFLICT, "%s: %s a doppelganger, %s:%u",
		    name, double_->len == subject->name.len ? "is" : "is below",
		    double_->file, double_->line);
	}
	if (kind == LISTFILE_INNOCENT && found[LISTFILE_PROVIDERS] != NULL &&
	    found[LISTFILE_PROVIDERS]->len == subject->name.len)
		check_real(subject, found[LISTFILE_PROVIDERS]);
}

/* ---- the name and what is meant ----------------------------------------- */

static void
check_name(const struct subject *subject)
{
	const char *name = subject->entry->name;
	enum listfile_kind kind = kind_of(subject);

	if (subject->name.literal)
		return;
	if (kind != LISTFILE_DOPPELGANGERS &&
	    name_is_public_suffix(&subject->name))
		FOUND(subject, RULE_LISTED,
		    "%s: is a public suffix, under "
		    "which others have their domains",
		    name);
	if (subject->name.labels < 2 && kind != LISTFILE_EXEMPT)
		FOUND(subject, RULE_NAME, "%s: has no dot", name);
	else if (kind != LISTFILE_EXEMPT && !name_tld_exists(&subject->name))
		FOUND(subject, RULE_NAME,
		    "%s: its top level does not exist: "
		    "nobody can own it",
		    name);
}

/* Does arithmetic think of another name before it thinks of this one? */
static void
check_other_meaning(const struct subject *subject, const struct typo *typo)
{
	struct verdict verdict;
	char phrase[256];

	if (subject->rules->doppel == NULL)
		return;
	doppel_judge_name(subject->rules->doppel, &subject->name, &verdict);
	if (verdict.reason != VERDICT_TYPO ||
	    verdict.confidence < VERDICT_LIKELY ||
	    strcmp(verdict.meant.text, subject->meant.text) == 0 ||
	    (typo != NULL && typo->cost <= verdict.typo.cost))
		return;
	verdict_phrase(&verdict, phrase, sizeof(phrase));
	FOUND(subject, RULE_TARGET, "%s: meant %s? the engine says: %s",
	    subject->entry->name, subject->meant.text, phrase);
}

static void
check_meant(const struct subject *subject)
{
	const struct list_entry *found[LISTFILE_KINDS] = {NULL};
	const char *name = subject->entry->name;
	struct typo typo;
	bool explained;

	if (subject->meant.len == 0)
		return;
	if (list_entries_find_parents(subject->rules->lists,
		subject->meant.text, subject->meant.len, found) &&
	    found[LISTFILE_DOPPELGANGERS] != NULL)
		FOUND(subject, RULE_CONFLICT,
		    "%s: meant %s is a doppelganger "
		    "itself, %s:%u",
		    name, subject->meant.text,
		    found[LISTFILE_DOPPELGANGERS]->file,
		    found[LISTFILE_DOPPELGANGERS]->line);
	explained = typo_explain(&subject->meant, &subject->name,
	    TARGET_COST_MAX, &typo);
	if (!explained)
		FOUND(subject, RULE_TARGET,
		    "%s: meant %s? at most %d slips "
		    "do not make the one of the other",
		    name, subject->meant.text, TYPO_SLIPS_MAX);
	check_other_meaning(subject, explained ? &typo : NULL);
}

/* ---- evidence ----------------------------------------------------------- */

static void
check_evidence(const struct subject *subject)
{
	const struct document_entry *entry = subject->entry;
	enum listfile_kind kind = kind_of(subject);

	if (kinds[kind].source && entry->source == NULL)
		FOUND(subject, RULE_SOURCE, "%s: source= is missing",
		    entry->name);
	if (kind == LISTFILE_EXEMPT && entry->source == NULL &&
	    entry->note == NULL)
		FOUND(subject, RULE_SOURCE,
		    "%s: nothing says why: no note=", entry->name);
	if (kinds[kind].date && entry->since == NULL)
		FOUND(subject, RULE_DATE, "%s: since= is missing", entry->name);
	if (kinds[kind].weight && entry->weight <= 0)
		FOUND(subject, RULE_WEIGHT, "%s: weight= is missing",
		    entry->name);
	if (entry->until != NULL &&
	    strcmp(entry->until, subject->rules->today) < 0)
		FOUND(subject, RULE_EXPIRED, "%s: expired on %s", entry->name,
		    entry->until);
}

void
rules_check_entry(const struct rules *rules, size_t document,
    const struct document_entry *entry, struct lint_findings *findings)
{
	struct subject subject;

	if (entry->take_back)
		return;
	subject_of(rules, document, entry, findings, &subject);
	check_name(&subject);
	check_lists(&subject);
	if (kind_of(&subject) == LISTFILE_DOPPELGANGERS)
		check_meant(&subject);
	check_evidence(&subject);
}

static void
check_order(const struct document *document, size_t number,
    struct lint_findings *findings)
{
	const struct document_entry *above = NULL;

	for (size_t i = 0; i < document->entry_count; i++) {
		const struct document_entry *entry = &document->entries[i];

		if (above == NULL || strcmp(above->name, entry->name) <= 0)
			above = entry;
		else
			lint_findings_add(findings, number, entry->line,
			    RULE_ORDER, "%s: sorts before %s on line %u",
			    entry->name, above->name, above->line);
	}
}

/* ---- a whole list, on all processors ------------------------------------ */

struct share {
	const struct rules *rules;
	size_t document;
	size_t from, to; /* entries */
	struct lint_findings findings;
	pthread_t thread;
	bool running;
};

static void *
check_share(void *context)
{
	struct share *share = context;
	const struct document *document =
	    share->rules->collection->documents[share->document];

	for (size_t i = share->from; i < share->to; i++)
		rules_check_entry(share->rules, share->document,
		    &document->entries[i], &share->findings);
	return NULL;
}

static size_t
count_shares(size_t entries)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t shares = entries / SHARE_MIN + 1;

	if (processors > 0 && shares > (size_t)processors)
		shares = (size_t)processors;
	return shares < SHARES_MAX ? shares : SHARES_MAX;
}

void
rules_check(const struct rules *rules, size_t document,
    struct lint_findings *findings)
{
	const struct document *own = rules->collection->documents[document];
	struct share shares[SHARES_MAX] = {0};
	size_t count = count_shares(own->entry_count);

	check_order(own, document, findings);
	for (size_t i = 0; i < count; i++) {
		struct share *share = &shares[i];

		share->rules = rules;
		share->document = document;
		share->from = own->entry_count / count * i;
		share->to = i + 1 == count ? own->entry_count
		                           : own->entry_count / count * (i + 1);
		/* The last is done here, and one without a thread. */
		share->running =
		    i + 1 < count && pthread_create(&share->thread, NULL,
					 check_share, share) == 0;
		if (!share->running)
			check_share(share);
	}
	for (size_t i = 0; i < count; i++) {
		if (shares[i].running)
			pthread_join(shares[i].thread, NULL);
		lint_findings_move(findings, &shares[i].findings);
	}
}

/* ---- lists on top of each other ----------------------------------------- */

/* What an earlier list says and this entry denies. */
static void
check_earlier(const struct rules *rules, size_t document,
    const struct document_entry *entry, struct lint_findings *findings)
{
	enum listfile_kind kind = rules->collection->documents[document]->kind;
	const struct list_entry *earlier = list_entries_find(rules->lists, kind,
	    entry->name, strlen(entry->name));

	if (earlier == NULL && entry->take_back)
		lint_findings_add(findings, document, entry->line,
		    RULE_CONFLICT,
		    "%s: no list before this one says what is taken back",
		    entry->name);
	if (earlier == NULL || entry->take_back || earlier->meant == NULL ||
	    entry->meant == NULL || strcmp(earlier->meant, entry->meant) == 0)
		return;
	lint_findings_add(findings, document, entry->line, RULE_CONFLICT,
	    "%s: meant %s, but %s in %s:%u", entry->name, entry->meant,
	    earlier->meant, earlier->file, earlier->line);
}

static int
add_to_roster(const struct rules *rules, size_t document,
    const struct document_entry *entry)
{
	const struct document *own = rules->collection->documents[document];
	struct listfile_entry words = {
	    .weight = entry->weight,
	    .since = entry->since,
	    .until = entry->until,
	    .source = entry->source,
	    .note = entry->note,
	    .line = entry->line,
	    .take_back = entry->take_back,
	};
	enum name_error error;

	if (name_parse(entry->name, strlen(entry->name), &words.name, &error) <
		0 ||
	    (entry->meant != NULL &&
		name_parse(entry->meant, strlen(entry->meant), &words.meant,
		    &error) < 0))
		return -1;
	return list_entries_add(rules->lists, own->kind, own->path, &words);
}

static int
fill_roster(const struct rules *rules, struct lint_findings *findings)
{
	for (size_t i = 0; i < rules->collection->count; i++) {
		const struct document *document =
		    rules->collection->documents[i];

		for (size_t k = 0; k < document->entry_count; k++) {
			const struct document_entry *entry =
			    &document->entries[k];

			if (entry->name == NULL)
				continue;
			check_earlier(rules, i, entry, findings);
			if (add_to_roster(rules, i, entry) < 0)
				return -1;
		}
	}
	return 0;
}

/* A doppelganger above somebody's own name takes that name's mail away; shown
 * at the doppelganger, for the lists of real names are mostly others'. */
static void
check_above(const struct rules *rules, const struct document *real,
    const struct document_entry *entry, struct lint_findings *findings)
{
	const struct list_entry *found[LISTFILE_KINDS] = {NULL};
	const struct list_entry *above;

	list_entries_find_parents(rules->lists, entry->name,
	    strlen(entry->name), found);
	above = found[LISTFILE_DOPPELGANGERS];
	if (above == NULL || above->len == strlen(entry->name))
		return;
	for (size_t i = 0; i < rules->collection->count; i++)
		if (strcmp(rules->collection->documents[i]->path,
			above->file) == 0)
			lint_findings_add(findings, i, above->line, RULE_LISTED,
			    "%s: covers the %s %s, %s:%u", above->name,
			    kinds[real->kind].what, entry->name, real->path,
			    entry->line);
}

static void
check_all_above(const struct rules *rules, struct lint_findings *findings)
{
	for (size_t i = 0; i < rules->collection->count; i++) {
		const struct document *real = rules->collection->documents[i];

		for (size_t k = 0;
		     kinds[real->kind].real && k < real->entry_count; k++)
			if (!real->entries[k].take_back)
				check_above(rules, real, &real->entries[k],
				    findings);
	}
}

/* The engine reads the lists itself; those it would refuse are left out. */
static int
open_engine(const struct doppellist *list, struct rules *rules)
{
	const struct collection *collection = rules->collection;
	struct doppel_options options = list->settings.engine;
	struct doppel_list *lists =
	    calloc(collection->count + 1, sizeof(*lists));
	struct diagnostics diagnostics = {0};
	int result;

	if (lists == NULL)
		return -1;
	options.list_count = 0;
	for (size_t i = 0; i < collection->count; i++)
		if (collection->documents[i]->sound &&
		    collection->documents[i]->kind != LISTFILE_DOPPELGANGERS)
			lists[options.list_count++] = (struct doppel_list){
			    .kind = collection->documents[i]->kind,
			    .path = collection->documents[i]->path,
			    .optional = true, /* it is to be made */
			};
	options.lists = lists;
	result = doppel_open(&options, &diagnostics, &rules->doppel);
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	free(lists);
	return result;
}

int
rules_open(struct doppellist *list, const struct collection *collection,
    struct lint_findings *findings, struct rules *rules_r)
{
	struct rules rules = {.collection = collection};

	if (doppellist_load(list) < 0)
		return -1;
	doppellist_today(rules.today);
	rules.lists = list_entries_create();
	if (rules.lists == NULL || fill_roster(&rules, findings) < 0 ||
	    open_engine(list, &rules) < 0) {
		console_say("domain lists",
		    "cannot be held against each "
		    "other: out of memory, or changed meanwhile");
		rules_close(&rules);
		return -1;
	}
	check_all_above(&rules, findings);
	*rules_r = rules;
	return 0;
}

void
rules_close(struct rules *rules)
{
	doppel_close(&rules->doppel);
	list_entries_free(&rules->lists);
}
