/* SPDX-License-Identifier: BSD-2-Clause */
/* Doppel: opens the lists and takes a name through the order of the
 * judgement. */
#include "domains/engine/doppel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/engine/index.h"
#include "domains/engine/roster.h"

const struct doppel_thresholds doppel_thresholds_default = {
	.possible = 0.0,
	.likely = 2.0,
	.certain = 4.0,
};

/* The test virus of this product: an administrator proves with it that a gate
 * is in place.  Always a doppelganger, whatever the lists say. */
static const char test_name[] = "doppelganger.test";
static const struct roster_entry test_entry = {
	.name = test_name,
	.len = sizeof(test_name) - 1,
	.source = "built in, to prove that a gate is in place",
};

/* A protected name whose list does not say how many people mean it. */
#define WEIGHT_DEFAULT_PROVIDER 1e-5
#define WEIGHT_DEFAULT_PROTECTED 1e-2

/* No explanation dearer than this is worth a thought. */
#define TYPO_COST_MAX 12.0f

/* One name that may be what somebody means. */
struct target {
	const struct roster_entry *entry;
	struct name name;
	double prior; /* ln P(people here mean it) */
};

struct doppel {
	struct roster *roster;
	struct target *targets;
	struct typo_side *sides; /* of the targets, for the index */
	size_t target_count;
	struct index *index;
	struct doppel_thresholds thresholds;
};

struct reading {
	struct doppel *doppel;
	const char *path;
	enum listfile_kind kind;
};

/* ---- opening ------------------------------------------------------------ */

static int
take_entry(void *context, const struct listfile_entry *entry)
{
	struct reading *reading = context;
	return roster_add(reading->doppel->roster, reading->kind,
	    reading->path, entry);
}

static int
read_lists(struct doppel *doppel, const struct doppel_options *options,
    struct faults *faults)
{
	int result = 0;
	for (size_t i = 0; i < options->list_count; i++) {
		const struct doppel_list *list = &options->lists[i];
		struct reading reading = {doppel, list->path, list->kind};
		if (list->optional && access(list->path, F_OK) < 0)
			continue;
		if (listfile_read(list->path, list->kind, take_entry, &reading,
			faults) < 0)
			result = -1;
	}
	return result;
}

static bool
is_wanted_target(const struct doppel *doppel, const struct roster_entry *entry,
    enum listfile_kind kind)
{
	/* Named twice: the administrator's entry speaks. */
	return kind == LISTFILE_PROTECTED ||
	    roster_find(doppel->roster, LISTFILE_PROTECTED, entry->name,
		entry->len) == NULL;
}

static void
target_add(struct doppel *doppel, const struct roster_entry *entry,
    double weight_default)
{
	struct target *target = &doppel->targets[doppel->target_count];
	enum name_fault fault;
	if (name_parse(entry->name, entry->len, &target->name, &fault) < 0 ||
	    target->name.literal)
		return;
	target->entry = entry;
	target->prior =
	    log(entry->weight > 0 ? entry->weight : weight_default);
	typo_side_of(&target->name, &doppel->sides[doppel->target_count]);
	doppel->target_count++;
}

/* The names that may be meant: providers and the administrator's own. */
static int
collect_targets(struct doppel *doppel)
{
	static const struct {
		enum listfile_kind kind;
		double weight;
	} kinds[] = {
		{LISTFILE_PROTECTED, WEIGHT_DEFAULT_PROTECTED},
		{LISTFILE_PROVIDERS, WEIGHT_DEFAULT_PROVIDER},
	};
	size_t room = roster_count(doppel->roster, LISTFILE_PROTECTED) +
	    roster_count(doppel->roster, LISTFILE_PROVIDERS) + 1;
	doppel->targets = calloc(room, sizeof(*doppel->targets));
	doppel->sides = calloc(room, sizeof(*doppel->sides));
	if (doppel->targets == NULL || doppel->sides == NULL)
		return -1;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		size_t count = roster_count(doppel->roster, kinds[k].kind);
		for (size_t i = 0; i < count; i++) {
			const struct roster_entry *entry =
			    roster_at(doppel->roster, kinds[k].kind, i);
			if (is_wanted_target(doppel, entry, kinds[k].kind))
				target_add(doppel, entry, kinds[k].weight);
		}
	}
	return index_build(doppel->sides, doppel->target_count,
	    &doppel->index);
}

int
doppel_open(const struct doppel_options *options, struct faults *faults,
    struct doppel **doppel_r)
{
	struct doppel *doppel = calloc(1, sizeof(*doppel));
	if (doppel == NULL || (doppel->roster = roster_create()) == NULL) {
		free(doppel);
		faults_add(faults, "domain lists", 0, "out of memory");
		return -1;
	}
	doppel->thresholds = options->thresholds;
	if (read_lists(doppel, options, faults) < 0) {
		doppel_close(&doppel);
		return -1;
	}
	if (collect_targets(doppel) < 0) {
		faults_add(faults, "domain lists", 0, "out of memory");
		doppel_close(&doppel);
		return -1;
	}
	*doppel_r = doppel;
	return 0;
}

void
doppel_close(struct doppel **doppel)
{
	if (*doppel == NULL)
		return;
	index_free(&(*doppel)->index);
	free((*doppel)->targets);
	free((*doppel)->sides);
	roster_free(&(*doppel)->roster);
	free(*doppel);
	*doppel = NULL;
}

size_t
doppel_count(const struct doppel *doppel, enum listfile_kind kind)
{
	return roster_count(doppel->roster, kind);
}

/* ---- the typo rule ------------------------------------------------------ */

struct weighing {
	const struct doppel *doppel;
	struct typo_side seen;
	double real;
	struct doppel_thoughts *thoughts;
};

/* ln P(this very string is simply somebody's domain): the longer the name,
 * the fewer of the possible ones are registered. */
static double
real_of(const struct typo_side *seen)
{
	size_t letters = seen->suffix > 0 ? seen->suffix - 1u : seen->len;
	if (letters > 12)
		letters = 12;
	return -2.0 - 1.0 * (double)letters;
}

static enum verdict_confidence
confidence_of(const struct doppel_thresholds *thresholds, double odds)
{
	if (odds >= thresholds->certain)
		return VERDICT_CERTAIN;
	if (odds >= thresholds->likely)
		return VERDICT_LIKELY;
	if (odds >= thresholds->possible)
		return VERDICT_POSSIBLE;
	return VERDICT_NO_CONFIDENCE;
}

/* Keeps the best DOPPEL_NEAR_MAX, best first. */
static void
keep_near(struct doppel_thoughts *thoughts, const struct doppel_near *near)
{
	size_t at = thoughts->near_count;
	while (at > 0 && thoughts->near[at - 1].odds < near->odds)
		at--;
	if (at == DOPPEL_NEAR_MAX)
		return;
	if (thoughts->near_count < DOPPEL_NEAR_MAX)
		thoughts->near_count++;
	memmove(&thoughts->near[at + 1], &thoughts->near[at],
	    (thoughts->near_count - 1 - at) * sizeof(*near));
	thoughts->near[at] = *near;
}

static void
weigh(void *context, size_t number)
{
	struct weighing *weighing = context;
	const struct doppel *doppel = weighing->doppel;
	const struct target *target = &doppel->targets[number];
	struct doppel_near near = {
		.name = target->entry->name,
		.file = target->entry->file,
		.line = target->entry->line,
		.prior = target->prior,
		.real = weighing->real,
	};
	if (!typo_search(&doppel->sides[number], &weighing->seen,
		TYPO_COST_MAX, &near.typo))
		return;
	near.channel = -(double)near.typo.cost;
	near.odds = near.prior + near.channel - near.real;
	near.confidence = confidence_of(&doppel->thresholds, near.odds);
	keep_near(weighing->thoughts, &near);
}

static void
judge_typo(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts)
{
	struct weighing weighing = {.doppel = doppel, .thoughts = thoughts};
	struct verdict *verdict = &thoughts->verdict;

	thoughts->rule = "typo rule";
	typo_side_of(name, &weighing.seen);
	weighing.real = real_of(&weighing.seen);
	thoughts->real_count = 1;
	thoughts->real[0].what = "length of the name";
	thoughts->real[0].value = weighing.real;
	index_near(doppel->index, &weighing.seen, weigh, &weighing);
	if (thoughts->near_count == 0)
		return;
	const struct doppel_near *best = &thoughts->near[0];
	if (best->confidence == VERDICT_NO_CONFIDENCE)
		return;
	enum name_fault fault;
	verdict->reason = VERDICT_TYPO;
	verdict->confidence = best->confidence;
	verdict->typo = best->typo;
	verdict->odds = (float)best->odds;
	verdict->file = best->file;
	verdict->line = best->line;
	(void)name_parse(best->name, strlen(best->name), &verdict->meant,
	    &fault);
}

/* ---- the order of the judgement ----------------------------------------- */

/* What a subdomain of a doppelganger means: the same subdomain of the right
 * name, unless that is a provider, who has no mail below his name. */
static void
meant_of(const struct doppel *doppel, const struct roster_entry *entry,
    const struct name *name, struct name *meant_r)
{
	char text[2 * NAME_SIZE];
	enum name_fault fault;
	size_t below = (size_t)(name->len - entry->len);

	if (entry->meant == NULL)
		return;
	memcpy(text, name->text, below);
	memcpy(text + below, entry->meant, entry->meant_len);
	if (below > 0 &&
	    roster_find(doppel->roster, LISTFILE_PROVIDERS, entry->meant,
		entry->meant_len) == NULL &&
	    name_parse(text, below + entry->meant_len, meant_r, &fault) == 0)
		return;
	(void)name_parse(entry->meant, entry->meant_len, meant_r, &fault);
}

static bool
is_test_name(const struct name *name)
{
	size_t len = sizeof(test_name) - 1;
	if (name->len < len ||
	    memcmp(name->text + name->len - len, test_name, len) != 0)
		return false;
	return name->len == len || name->text[name->len - len - 1] == '.';
}

static bool
judge_known(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts)
{
	struct verdict *verdict = &thoughts->verdict;
	const struct roster_entry *entry = is_test_name(name)
	    ? &test_entry
	    : roster_find_parent(doppel->roster, LISTFILE_DOPPELGANGERS,
		  name->text, name->len);
	if (entry == NULL)
		return false;
	thoughts->rule = "doppelganger list";
	verdict->reason = VERDICT_KNOWN_DOPPELGANGER;
	verdict->confidence = VERDICT_CERTAIN;
	verdict->file = entry->file;
	verdict->line = entry->line;
	verdict->source = entry->source;
	meant_of(doppel, entry, name, &verdict->meant);
	if (verdict->meant.len > 0)
		(void)typo_explain(&verdict->meant, name, TYPO_COST_MAX * 2,
		    &verdict->typo);
	return true;
}

/* Is the name, or a parent domain of it, one that nobody writes by mistake? */
static bool
judge_listed(const struct doppel *doppel, const struct name *name,
    enum listfile_kind kind, const char *rule,
    struct doppel_thoughts *thoughts)
{
	const struct roster_entry *entry =
	    roster_find_parent(doppel->roster, kind, name->text, name->len);
	if (entry == NULL)
		return false;
	thoughts->rule = rule;
	return true;
}

static void
think(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts)
{
	if (judge_listed(doppel, name, LISTFILE_EXEMPT, "exempt list",
		thoughts) ||
	    judge_known(doppel, name, thoughts) ||
	    judge_listed(doppel, name, LISTFILE_PROTECTED, "protected list",
		thoughts) ||
	    judge_listed(doppel, name, LISTFILE_PROVIDERS, "providers list",
		thoughts) ||
	    judge_listed(doppel, name, LISTFILE_INNOCENT, "innocent list",
		thoughts))
		return;
	if (name->literal) {
		thoughts->rule = "address literal";
		return;
	}
	judge_typo(doppel, name, thoughts);
}

/* Faster than clearing the whole of it: only what is read is set. */
static void
thoughts_begin(struct doppel_thoughts *thoughts, const struct name *name)
{
	thoughts->name = *name;
	thoughts->rule = "";
	thoughts->near_count = 0;
	thoughts->real_count = 0;
	memset(&thoughts->verdict, 0, sizeof(thoughts->verdict));
}

void
doppel_explain_name(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts_r)
{
	thoughts_begin(thoughts_r, name);
	think(doppel, name, thoughts_r);
}

void
doppel_judge_name(const struct doppel *doppel, const struct name *name,
    struct verdict *verdict_r)
{
	struct doppel_thoughts thoughts;
	thoughts_begin(&thoughts, name);
	think(doppel, name, &thoughts);
	*verdict_r = thoughts.verdict;
}

void
doppel_judge_domain(const struct doppel *doppel, const char *domain,
    size_t len, struct verdict *verdict_r)
{
	struct name name;
	enum name_fault fault;
	if (name_parse(domain, len, &name, &fault) == 0) {
		doppel_judge_name(doppel, &name, verdict_r);
		return;
	}
	*verdict_r = (struct verdict){
		.reason = VERDICT_MALFORMED,
		.confidence = VERDICT_CERTAIN,
		.detail = name_fault_text(fault),
	};
}

void
doppel_judge_path(const struct doppel *doppel, const char *bytes, size_t len,
    struct verdict *verdict_r)
{
	struct address address;
	enum address_fault fault;
	if (address_parse_path(bytes, len, &address, &fault) == 0) {
		doppel_judge_domain(doppel, address.domain, address.domain_len,
		    verdict_r);
		return;
	}
	*verdict_r = (struct verdict){
		.reason = VERDICT_MALFORMED,
		.confidence = VERDICT_CERTAIN,
		.detail = address_fault_text(fault),
	};
}
