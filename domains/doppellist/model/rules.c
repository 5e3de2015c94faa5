/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares entries with each other and with the engine. */
#include "domains/doppellist/model/rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppellist/model/clash_findings.h"
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
} kinds[LISTFILE_KINDS] = {
    [LISTFILE_DOPPELGANGERS] = {true, true, false, false},
    [LISTFILE_PROVIDERS] = {true, false, true, true},
    [LISTFILE_INNOCENT] = {true, false, false, true},
    [LISTFILE_PROTECTED] = {false, false, false, true},
    [LISTFILE_EXEMPT] = {false, false, false, false},
    [LISTFILE_COLLECTORS] = {true, false, false, false},
    [LISTFILE_HOSTERS] = {true, false, false, false},
    [LISTFILE_PRIVATE] = {true, false, false, true},
};

/* An entry with its names taken apart. */
struct checked {
	const struct rules *rules;
	size_t document;
	const struct entry *entry;
	struct name name;
	struct name meant; /* len 0: none */
	struct lint_findings *findings;
};

static struct checked
take_apart(const struct rules *rules, size_t document,
    const struct entry *entry, struct lint_findings *findings)
{
	return (struct checked){
	    .rules = rules,
	    .document = document,
	    .entry = entry,
	    .name = entry_name(entry->name),
	    .meant = entry_name(entry->meant != NULL ? entry->meant : ""),
	    .findings = findings,
	};
}

#define FOUND(checked, rule, ...)                                   \
	lint_findings_add((checked)->findings, (checked)->document, \
	    (checked)->entry, rule, __VA_ARGS__)

static enum listfile_kind
kind_of(const struct checked *checked)
{
	return checked->rules->collection->documents[checked->document]->kind;
}

/* ---- other lists --------------------------------------------------------- */

/* What a list of real names says about the name or one above it. */
static void
check_real(const struct checked *checked, const struct list_entry *other)
{
	char text[LIST_CLASH_TEXT_SIZE];

	list_clash_format_relation(checked->name.len, other, text);
	FOUND(checked, RULE_LISTED, "%s", text);
}

/* A doppelganger covers its subdomains: an entry for one that means the same
 * says nothing. */
static void
check_covered(const struct checked *checked)
{
	const struct name *name = &checked->name, *meant = &checked->meant;
	const char *dot = strchr(name->text, '.');
	const struct list_entry *found[LISTFILE_KINDS], *above;
	const char *covered;

	if (dot == NULL)
		return;
	list_entries_find_parents(checked->rules->lists, dot + 1,
	    strlen(dot + 1), found);
	above = found[LISTFILE_DOPPELGANGERS];
	covered = above != NULL ? list_entry_more(above) : NULL;
	if (covered == NULL || meant->len < strlen(covered))
		return;
	size_t below = (size_t)name->len - above->len;
	size_t meant_below = meant->len - strlen(covered);
	if (strcmp(meant->text + meant_below, covered) == 0 &&
	    (meant_below == 0 ||
		(meant_below == below &&
		    memcmp(meant->text, name->text, below) == 0)))
		FOUND(checked, RULE_LISTED, "is covered by %s, %s:%u",
		    above->name, list_entry_file(above), above->line);
}

/* Is it a provider or protected under this very name? */
static bool
is_same_real(const struct checked *checked, const struct list_entry *other)
{
	return other != NULL && other->len == checked->name.len &&
	       (other->kind == LISTFILE_PROVIDERS ||
		   other->kind == LISTFILE_PROTECTED);
}

static void
check_lists(const struct checked *checked)
{
	const struct list_entry *found[LISTFILE_KINDS] = {NULL};
	const struct list_entry *doppelganger, *provider;
	enum listfile_kind kind = kind_of(checked);

	list_entries_find_parents(checked->rules->lists, checked->name.text,
	    checked->name.len, found);
	doppelganger = found[LISTFILE_DOPPELGANGERS];
	provider = found[LISTFILE_PROVIDERS];
	if (kind == LISTFILE_DOPPELGANGERS) {
		/* Said once: what is real is mostly private too. */
		if (provider != NULL || found[LISTFILE_INNOCENT] != NULL)
			found[LISTFILE_PRIVATE] = NULL;
		/* A clash (clashes.h) is no matter of these rules. */
		for (unsigned i = 0; i < LISTFILE_KINDS; i++)
			if (kinds[i].real && found[i] != NULL &&
			    !is_same_real(checked, found[i]))
				check_real(checked, found[i]);
		check_covered(checked);
	} else if (kinds[kind].real && doppelganger != NULL) {
		FOUND(checked, RULE_CONFLICT, "%s a doppelganger, %s:%u",
		    doppelganger->len == checked->name.len ? "is" : "is below",
		    list_entry_file(doppelganger), doppelganger->line);
	}
	if ((kind == LISTFILE_INNOCENT || kind == LISTFILE_EXEMPT) &&
	    is_same_real(checked, provider))
		check_real(checked, provider);
	if (kind == LISTFILE_EXEMPT &&
	    is_same_real(checked, found[LISTFILE_PROTECTED]))
		check_real(checked, found[LISTFILE_PROTECTED]);
}

/* ---- the name and the name meant ----------------------------------------- */

static void
check_name(const struct checked *checked)
{
	enum listfile_kind kind = kind_of(checked);

	if (checked->name.literal)
		return;
	if (kind != LISTFILE_DOPPELGANGERS && kind != LISTFILE_EXEMPT &&
	    (kind != LISTFILE_PROVIDERS || checked->entry->below != NULL) &&
	    name_is_registry(&checked->name))
		FOUND(checked, RULE_LISTED,
		    "is a public suffix, under which others have their "
		    "domains");
	if (checked->name.labels < 2)
		FOUND(checked, RULE_NAME, "has no dot");
	else if (kind != LISTFILE_EXEMPT && !name_tld_exists(&checked->name))
		FOUND(checked, RULE_NAME,
		    "its top level does not exist: nobody can own it");
}

/* Does the engine find another name more likely than the one meant? */
static void
check_other_meaning(const struct checked *checked, const struct typo *typo)
{
	struct verdict verdict;
	char phrase[256];

	if (checked->rules->doppel == NULL)
		return;
	doppel_judge_name(checked->rules->doppel, &checked->name, &verdict);
	if (verdict.reason != VERDICT_TYPO ||
	    verdict.confidence < VERDICT_LIKELY ||
	    strcmp(verdict.meant.text, checked->meant.text) == 0 ||
	    (typo != NULL && typo->cost <= verdict.typo.cost))
		return;
	verdict_phrase(&verdict, phrase, sizeof(phrase));
	FOUND(checked, RULE_TARGET, "meant %s? the engine says: %s",
	    checked->meant.text, phrase);
}

static void
check_meant(const struct checked *checked)
{
	struct typo typo;
	bool explained;

	if (checked->meant.len == 0)
		return;
	explained = typo_explain(&checked->meant, &checked->name,
	    TARGET_COST_MAX, &typo);
	if (!explained)
		FOUND(checked, RULE_TARGET,
		    "meant %s? at most %d slips do not turn one into the other",
		    checked->meant.text, TYPO_SLIPS_MAX);
	check_other_meaning(checked, explained ? &typo : NULL);
}

/* ---- evidence ------------------------------------------------------------ */

static void
check_evidence(const struct checked *checked)
{
	const struct entry *entry = checked->entry;
	enum listfile_kind kind = kind_of(checked);

	if (kinds[kind].source && entry->source == NULL)
		FOUND(checked, RULE_SOURCE, "source= is missing");
	if (kind == LISTFILE_EXEMPT && entry->source == NULL &&
	    entry->note == NULL)
		FOUND(checked, RULE_SOURCE, "nothing says why: no note=");
	if (kinds[kind].date && entry->since == NULL)
		FOUND(checked, RULE_DATE, "since= is missing");
	if (kinds[kind].weight && entry->weight <= 0)
		FOUND(checked, RULE_WEIGHT, "weight= is missing");
	if (entry->until != NULL &&
	    strcmp(entry->until, checked->rules->today) < 0)
		FOUND(checked, RULE_EXPIRED, "expired on %s", entry->until);
}

static void
check_entry(const struct rules *rules, size_t document,
    const struct entry *entry, struct lint_findings *findings)
{
	struct checked checked;

	if (entry->take_back)
		return;
	checked = take_apart(rules, document, entry, findings);
	check_name(&checked);
	check_lists(&checked);
	if (kind_of(&checked) == LISTFILE_DOPPELGANGERS)
		check_meant(&checked);
	check_evidence(&checked);
}

static void
check_order(const struct document *document, size_t number,
    struct lint_findings *findings)
{
	const struct entry *above = NULL;

	for (size_t i = 0; i < document->entry_count; i++) {
		const struct entry *entry = &document->entries[i];

		if (above == NULL || strcmp(above->name, entry->name) <= 0)
			above = entry;
		else
			lint_findings_add(findings, number, entry, RULE_ORDER,
			    "sorts before %s on line %u", above->name,
			    above->line);
	}
}

/* ---- a whole list, on all processors ------------------------------------- */

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
		check_entry(share->rules, share->document,
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
		share->from = own->entry_count * i / count;
		share->to = own->entry_count * (i + 1) / count;
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
    const struct entry *entry, struct lint_findings *findings)
{
	enum listfile_kind kind = rules->collection->documents[document]->kind;
	const struct list_entry *earlier = list_entries_find(rules->lists, kind,
	    entry->name, strlen(entry->name));
	const char *more = earlier != NULL ? list_entry_more(earlier) : NULL;
	const char *says = entry->owner != NULL ? entry->owner : entry->meant;

	if (earlier == NULL && entry->take_back)
		lint_findings_add(findings, document, entry, RULE_CONFLICT,
		    "no list before this one says what is taken back");
	if (more == NULL || entry->take_back || says == NULL ||
	    strcmp(more, says) == 0)
		return;
	lint_findings_add(findings, document, entry, RULE_CONFLICT,
	    "%s %s, but %s in %s:%u", entry->owner != NULL ? "owner" : "meant",
	    says, more, list_entry_file(earlier), earlier->line);
}

/* alone: set to the entry, which then is not added; or NULL. */
static int
add_entry(const struct rules *rules, size_t document, const struct entry *entry,
    struct list_entry *alone)
{
	const struct document *own = rules->collection->documents[document];
	const struct checked apart = take_apart(rules, document, entry, NULL);
	const struct list_origin origin = {own->kind, own->path,
	    alone != NULL ? LIST_OWN : own->keeper};
	const struct listfile_entry read = {
	    .name = apart.name,
	    .meant = apart.meant,
	    .weight = entry->weight,
	    .since = entry->since,
	    .until = entry->until,
	    .below = entry->below,
	    .owner = entry_name(entry->owner != NULL ? entry->owner : ""),
	    .source = entry->source,
	    .note = entry->note,
	    .line = entry->line,
	    .take_back = entry->take_back,
	    .meant_is_new = true, /* or not: it is looked at */
	};

	return alone != NULL
	           ? list_entries_make(rules->lists, &origin, &read, alone)
	           : list_entries_add(rules->lists, &origin, &read);
}

static int
add_entries(const struct rules *rules, struct lint_findings *findings)
{
	for (size_t i = 0; i < rules->collection->count; i++) {
		const struct document *document =
		    rules->collection->documents[i];

		for (size_t k = 0; k < document->entry_count; k++) {
			check_earlier(rules, i, &document->entries[k],
			    findings);
			if (add_entry(rules, i, &document->entries[k], NULL) <
			    0)
				return -1;
		}
	}
	return 0;
}

/* ---- one entry ----------------------------------------------------------- */

void
rules_check_entry(const struct rules *rules, size_t document,
    const struct entry *entry, struct lint_findings *findings)
{
	struct list_entry alone;

	check_entry(rules, document, entry, findings);
	findings->failed |= add_entry(rules, document, entry, &alone) < 0;
	if (!findings->failed)
		clash_findings_add_alone(rules->lists, &alone, document,
		    findings);
}

int
rules_check_new(const struct rules *rules, size_t document,
    const struct entry *entry, struct lint_findings *findings)
{
	enum listfile_kind kind = rules->collection->documents[document]->kind;

	check_entry(rules, document, entry, findings);
	if (kind == LISTFILE_EXEMPT)
		clash_findings_add_exempt(rules->lists, document, entry,
		    findings);
	if (add_entry(rules, document, entry, NULL) < 0)
		return -1;
	clash_findings_add_of(rules->lists, rules->local,
	    list_entries_find(rules->lists, kind, entry->name,
		strlen(entry->name)),
	    document, findings);
	return 0;
}

/* ---- the engine ---------------------------------------------------------- */

/* The engine reads the lists itself; those it would refuse are left out. */
static int
open_engine(struct doppellist *list, struct rules *rules)
{
	const struct collection *collection = rules->collection;
	struct doppel_options options = list->settings.engine;
	struct doppel_list *lists =
	    calloc(collection->count + 1, sizeof(*lists));
	int result;

	if (lists == NULL)
		return -1;
	options.list_count = 0;
	options.contradictory = true;
	for (size_t i = 0; i < collection->count; i++)
		if (collection->documents[i]->sound &&
		    collection->documents[i]->kind != LISTFILE_DOPPELGANGERS)
			lists[options.list_count++] = (struct doppel_list){
			    .kind = collection->documents[i]->kind,
			    .path = collection->documents[i]->path,
			    .optional = true, /* it is to be made */
			};
	options.lists = lists;
	result = doppel_open(&options, &list->diagnostics, &rules->doppel);
	free(lists);
	return result;
}

int
rules_open(struct doppellist *list, const struct collection *collection,
    struct lint_findings *findings, struct rules *rules_r)
{
	struct rules rules = {
	    .collection = collection,
	    .local = &list->settings.registrations.local_domains,
	    .today = list->today,
	};

	if (doppellist_load(list) < 0)
		return -1;
	rules.lists = list_entries_create(false);
	if (rules.lists == NULL || add_entries(&rules, findings) < 0 ||
	    open_engine(list, &rules) < 0) {
		console_say("domain lists",
		    "cannot be compared: memory is out, or they changed "
		    "meanwhile");
		rules_close(&rules);
		return -1;
	}
	clash_findings_add(rules.lists, rules.local, collection, findings);
	*rules_r = rules;
	return 0;
}

void
rules_close(struct rules *rules)
{
	doppel_close(&rules->doppel);
	list_entries_free(&rules->lists);
}
