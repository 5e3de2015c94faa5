/* SPDX-License-Identifier: BSD-2-Clause */
/* Doppel: opens the lists and takes a name through the order of the
 * judgement. */
#include "domains/engine/doppel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/engine/fold.h"
#include "domains/engine/index.h"
#include "domains/engine/known.h"
#include "domains/engine/real.h"
#include "domains/engine/roster.h"

const struct doppel_thresholds doppel_thresholds_default = {
	.possible = -3.4,
	.likely = -1.1,
	.certain = 1.2,
};

/* The test virus of this product: an administrator proves with it that a gate
 * is in place.  Always a doppelganger, whatever the lists say. */
static const char test_name[] = "doppelganger.test";
static const struct roster_entry test_entry = {
	.name = test_name,
	.len = sizeof(test_name) - 1,
	.source = "built in, to prove that a gate is in place",
};

/* The weight of a name whose list does not say how many people mean it.  A
 * provider whose share nobody knows is a small one.  What an administrator
 * writes by hand is a partner or the house itself: one mail in fifty, or less
 * where there are more than fifty of them. */
#define WEIGHT_PROVIDER 1e-5
#define WEIGHT_PROTECTED 2e-2

/* ln of a weight that cannot bear two slips: below it even the cheapest two
 * under a long name come out below the lowest threshold in use. */
#define PRIOR_ONE_SLIP -12.0

/* What a bulk list says for a name, in nats: a hundredfold and more, but not so
 * much that gmai.com, which stands in such lists, passes without a word. */
#define KNOWN_REAL 5.0

/* No slip is cheaper. */
#define SLIP_LEAST 0.1

/* How far below the threshold --explain still shows names. */
#define EXPLAIN_BELOW 12.0

/* A name exactly at the threshold is found. */
#define ROUNDING 1e-6

/* What is wanted of a judgement. */
enum depth {
	DEPTH_VERDICT, /* the verdict alone */
	DEPTH_DOUBT,   /* and what may be meant somewhat below the threshold */
	DEPTH_EXPLAIN, /* all near names */
};

/* One name that may be what somebody means. */
struct target {
	const struct roster_entry *entry;
	double prior; /* ln P(people here mean it) */
};

struct doppel {
	struct roster *roster;
	struct target *targets; /* the heaviest first */
	struct typo_side *sides; /* of the targets, for the index */
	size_t target_count;
	struct index *index;
	struct known *known; /* NULL when no file is given */
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

/* Is the entry one of a name that may be meant?  Where both lists have it,
 * the administrator's speaks. */
static bool
is_target(const struct doppel *doppel, const struct roster_entry *entry)
{
	return entry->kind == LISTFILE_PROTECTED ||
	    (entry->kind == LISTFILE_PROVIDERS &&
		roster_find(doppel->roster, LISTFILE_PROTECTED, entry->name,
		    entry->len) == NULL);
}

static double
prior_of(const struct roster_entry *entry, double protected_weight)
{
	if (entry->weight > 0)
		return log((double)entry->weight);
	return log(entry->kind == LISTFILE_PROTECTED ? protected_weight
						     : WEIGHT_PROVIDER);
}

/* Of a protected name whose list does not say: they share one whole. */
static double
protected_weight(const struct doppel *doppel)
{
	size_t count = 1;
	for (size_t i = 0; i < roster_size(doppel->roster); i++) {
		const struct roster_entry *entry = roster_at(doppel->roster, i);
		count += entry->kind == LISTFILE_PROTECTED &&
		    !(entry->weight > 0);
	}
	return 1.0 / (double)count < WEIGHT_PROTECTED ? 1.0 / (double)count
						      : WEIGHT_PROTECTED;
}

/* The heaviest first; the order of names of the same weight is that of their
 * bytes, so that judgements do not depend on the order of lists. */
static int
compare_targets(const void *a, const void *b)
{
	const struct target *one = a, *other = b;
	if (one->prior != other->prior)
		return one->prior < other->prior ? 1 : -1;
	return strcmp(one->entry->name, other->entry->name);
}

/* The names that may be meant: providers and the administrator's own. */
static int
collect_targets(struct doppel *doppel)
{
	size_t room = roster_count(doppel->roster, LISTFILE_PROTECTED) +
	    roster_count(doppel->roster, LISTFILE_PROVIDERS) + 1;
	size_t count = 0, near_count = 0;
	double weight = protected_weight(doppel);
	struct name name;
	enum name_fault fault;

	doppel->targets = calloc(room, sizeof(*doppel->targets));
	doppel->sides = calloc(room, sizeof(*doppel->sides));
	if (doppel->targets == NULL || doppel->sides == NULL)
		return -1;
	for (size_t i = 0; i < roster_size(doppel->roster); i++) {
		const struct roster_entry *entry = roster_at(doppel->roster, i);
		if (!is_target(doppel, entry))
			continue;
		doppel->targets[count].entry = entry;
		doppel->targets[count++].prior = prior_of(entry, weight);
	}
	qsort(doppel->targets, count, sizeof(*doppel->targets),
	    compare_targets);
	for (size_t i = 0; i < count; i++) {
		const struct roster_entry *entry = doppel->targets[i].entry;
		if (name_parse(entry->name, entry->len, &name, &fault) < 0)
			return -1;
		typo_side_of(&name, &doppel->sides[i]);
		doppel->sides[i].text = entry->name;
		near_count += doppel->targets[i].prior > PRIOR_ONE_SLIP;
	}
	doppel->target_count = count;
	return index_build(doppel->sides, count, near_count, &doppel->index);
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
	if (read_lists(doppel, options, faults) < 0 ||
	    (options->known_real != NULL &&
		known_read(options->known_real, faults, &doppel->known) < 0)) {
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
	known_free(&(*doppel)->known);
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
	const struct name *name;
	struct typo_side seen;
	size_t below; /* seen is the name from here on: its registrable part */
	struct real real;
	bool real_known; /* worked out when the first near name asks */
	double floor;    /* explanations of less odds are not wanted */
	bool explain;    /* keep all near names and not the best alone */
	bool doubt;      /* tell what is meant even below the threshold */
	struct doppel_thoughts *thoughts;
};

/* Is the name or the one it stands below in the file of real domains? */
static bool
is_known_real(const struct doppel *doppel, const struct typo_side *seen)
{
	const char *text = seen->text;
	size_t len = seen->len;
	size_t suffix = seen->suffix;

	if (doppel->known == NULL || seen->homograph || seen->doubled)
		return false;
	while (!known_has(doppel->known, text, len)) {
		const char *dot = memchr(text, '.', suffix);
		if (dot == NULL || dot + 1 == text + suffix)
			return false;
		suffix -= (size_t)(dot + 1 - text);
		len -= (size_t)(dot + 1 - text);
		text = dot + 1;
	}
	return true;
}

static void
weigh_real(struct weighing *weighing)
{
	struct typo_side *seen = &weighing->seen;
	size_t stem = seen->suffix > 0 ? seen->suffix - 1u : seen->len;
	seen->no_top = !seen->plain && !name_tld_exists(weighing->name);
	real_weigh(seen,
	    index_same(weighing->doppel->index, seen->text, stem),
	    &weighing->real);
	if (is_known_real(weighing->doppel, seen))
		real_add(&weighing->real, "in the file of real domains",
		    KNOWN_REAL);
	weighing->real_known = true;
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

/* Where the odds say more than can be known. */
static void
cap(const struct weighing *weighing, struct doppel_near *near)
{
	enum verdict_confidence most = VERDICT_CERTAIN;
	const char *why = NULL;

	if (near->confidence <= VERDICT_POSSIBLE)
		return;
	if (real_is_closed(&weighing->seen)) {
		most = VERDICT_POSSIBLE;
		why = "nobody but an institution gets a name there";
	} else if (real_is_short(&weighing->seen)) {
		most = VERDICT_POSSIBLE;
		why = "every name so short is somebody's";
	} else if (near->typo.slips == 1 && !weighing->seen.no_top &&
	    near->typo.slip[0].class == TYPO_SUFFIX_SWAP) {
		most = VERDICT_LIKELY;
		why = "who owns a name often has it under other suffixes";
	}
	if (near->confidence > most) {
		near->confidence = most;
		near->cap = why;
	}
}

static void
weigh(void *context, size_t number)
{
	struct weighing *weighing = context;
	const struct doppel *doppel = weighing->doppel;
	const struct target *target = &doppel->targets[number];

	/* Providers have no mail below their name. */
	if (weighing->below > 0 && target->entry->kind != LISTFILE_PROTECTED)
		return;
	if (!weighing->real_known)
		weigh_real(weighing);
	double real = weighing->real.total;
	double most = target->prior - real - weighing->floor;
	struct doppel_near near;
	if (most < SLIP_LEAST ||
	    !typo_search(&doppel->sides[number], &weighing->seen, (float)most,
		&near.typo))
		return;
	near.name = target->entry->name;
	near.file = target->entry->file;
	near.line = target->entry->line;
	near.prior = target->prior;
	near.real = real;
	near.channel = -(double)near.typo.cost;
	near.odds = near.prior + near.channel - near.real;
	near.confidence = confidence_of(&doppel->thresholds, near.odds);
	near.cap = NULL;
	cap(weighing, &near);
	keep_near(weighing->thoughts, &near);
	if (!weighing->explain)
		weighing->floor = near.odds;
}

/* What is meant by the name seen: the target, below it what stood below. */
static void
set_meant(const struct name *name, size_t below, const char *target,
    struct name *meant_r)
{
	char text[2 * NAME_SIZE];
	size_t len = strlen(target);
	enum name_fault fault;

	memcpy(text, name->text, below);
	memcpy(text + below, target, len);
	if (name_parse(text, below + len, meant_r, &fault) < 0)
		(void)name_parse(target, len, meant_r, &fault);
}

static void
conclude(const struct weighing *weighing, struct verdict *verdict)
{
	const struct doppel_near *best = &weighing->thoughts->near[0];

	if (weighing->thoughts->near_count == 0 ||
	    (best->confidence == VERDICT_NO_CONFIDENCE && !weighing->doubt))
		return;
	verdict->reason = best->confidence == VERDICT_NO_CONFIDENCE
	    ? VERDICT_NONE : VERDICT_TYPO;
	verdict->confidence = best->confidence;
	verdict->typo = best->typo;
	verdict->odds = (float)best->odds;
	verdict->file = best->file;
	verdict->line = best->line;
	set_meant(weighing->name, weighing->below, best->name,
	    &verdict->meant);
}

/* Weighs the whole name, and when that says nothing what it is registered
 * under: the house's subdomains have slips above them. */
static void
judge_typo(const struct doppel *doppel, const struct name *name,
    enum depth depth, double below, struct doppel_thoughts *thoughts)
{
	struct name folded;
	bool homograph = name->idn && fold_name(name, &folded);
	struct weighing weighing = {
		.doppel = doppel,
		.name = name,
		.floor = doppel->thresholds.possible - below,
		.explain = depth == DEPTH_EXPLAIN,
		.doubt = depth == DEPTH_DOUBT,
		.thoughts = thoughts,
	};
	struct typo_side *seen = &weighing.seen;

	thoughts->rule = "typo rule";
	typo_side_of_seen(homograph ? &folded : name, seen);
	seen->homograph = homograph;
	index_near(doppel->index, seen, weigh, &weighing);
	conclude(&weighing, &thoughts->verdict);
	const char *dot = seen->suffix > 1
	    ? memrchr(seen->text, '.', seen->suffix - 1u)
	    : NULL;
	if (thoughts->verdict.reason == VERDICT_NONE && dot != NULL &&
	    !homograph && !seen->doubled) {
		weighing.below = (size_t)(dot + 1 - seen->text);
		weighing.real_known = false;
		seen->text = dot + 1;
		seen->len = (uint8_t)(seen->len - weighing.below);
		seen->suffix = (uint8_t)(seen->suffix - weighing.below);
		size_t before = thoughts->near_count;
		index_near(doppel->index, seen, weigh, &weighing);
		/* In doubt there may be a near name of the first search. */
		if (!weighing.doubt || thoughts->near_count > before)
			conclude(&weighing, &thoughts->verdict);
	}
	if (weighing.real_known)
		thoughts->real_count = weighing.real.count;
	for (size_t i = 0; i < thoughts->real_count; i++) {
		thoughts->real[i].what = weighing.real.part[i].what;
		thoughts->real[i].value = weighing.real.part[i].value;
	}
}

/* ---- the order of the judgement ----------------------------------------- */

/* What a list calls a doppelganger is explained however odd the slips are. */
#define KNOWN_COST_MAX 40.0f

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

static void
say_known(const struct doppel *doppel, const struct roster_entry *entry,
    const struct name *name, struct verdict *verdict)
{
	verdict->reason = VERDICT_KNOWN_DOPPELGANGER;
	verdict->confidence = VERDICT_CERTAIN;
	verdict->file = entry->file;
	verdict->line = entry->line;
	verdict->source = entry->source;
	meant_of(doppel, entry, name, &verdict->meant);
	if (verdict->meant.len > 0)
		(void)typo_explain(&verdict->meant, name, KNOWN_COST_MAX,
		    &verdict->typo);
}

static void
think(const struct doppel *doppel, const struct name *name, enum depth depth,
    double below, struct doppel_thoughts *thoughts)
{
	const struct roster_entry *listed[LISTFILE_KINDS];
	bool any = roster_find_parents(doppel->roster, name->text, name->len,
	    listed);

	if (any && listed[LISTFILE_EXEMPT] != NULL) {
		thoughts->rule = "exempt list";
	} else if (is_test_name(name)) {
		thoughts->rule = "built in";
		say_known(doppel, &test_entry, name, &thoughts->verdict);
	} else if (any && listed[LISTFILE_DOPPELGANGERS] != NULL) {
		thoughts->rule = "doppelganger list";
		say_known(doppel, listed[LISTFILE_DOPPELGANGERS], name,
		    &thoughts->verdict);
	} else if (any && listed[LISTFILE_PROTECTED] != NULL) {
		thoughts->rule = "protected list";
	} else if (any && listed[LISTFILE_PROVIDERS] != NULL) {
		thoughts->rule = "providers list";
	} else if (any && listed[LISTFILE_INNOCENT] != NULL) {
		thoughts->rule = "innocent list";
	} else if (name->literal) {
		thoughts->rule = "address literal";
	} else {
		judge_typo(doppel, name, depth, below, thoughts);
	}
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
	think(doppel, name, DEPTH_EXPLAIN, EXPLAIN_BELOW, thoughts_r);
}

void
doppel_judge_name(const struct doppel *doppel, const struct name *name,
    struct verdict *verdict_r)
{
	struct doppel_thoughts thoughts;
	thoughts_begin(&thoughts, name);
	think(doppel, name, DEPTH_VERDICT, ROUNDING, &thoughts);
	*verdict_r = thoughts.verdict;
}

/* Labels at the end of what is no name; no list has a longer one. */
#define TAIL_LABELS 6

/* Does a malformed domain ("a_b.gmai.com") stand below a doppelganger?  DNS
 * takes what the rules for names refuse, and who owns gmai.com all below. */
static bool
judge_tail(const struct doppel *doppel, const char *domain, size_t len,
    struct verdict *verdict_r)
{
	size_t at = len;
	for (unsigned labels = 0; labels < TAIL_LABELS; labels++) {
		const char *dot = memrchr(domain, '.', at);
		struct name name;
		enum name_fault fault;
		struct verdict verdict;
		if (dot == NULL)
			return false;
		at = (size_t)(dot - domain);
		if (name_parse(dot + 1, len - at - 1, &name, &fault) < 0)
			continue;
		doppel_judge_name(doppel, &name, &verdict);
		if (verdict.reason == VERDICT_KNOWN_DOPPELGANGER) {
			*verdict_r = verdict;
			return true;
		}
	}
	return false;
}

void
doppel_judge_doubt(const struct doppel *doppel, const struct name *name,
    double below, struct verdict *verdict_r)
{
	struct doppel_thoughts thoughts;
	thoughts_begin(&thoughts, name);
	think(doppel, name, DEPTH_DOUBT, below + ROUNDING, &thoughts);
	*verdict_r = thoughts.verdict;
}

enum verdict_confidence
doppel_confidence(const struct doppel *doppel, double odds)
{
	return confidence_of(&doppel->thresholds, odds);
}

bool
doppel_listed(const struct doppel *doppel, enum listfile_kind kind,
    const char *name, size_t len, struct doppel_listing *listing_r)
{
	const struct roster_entry *found[LISTFILE_KINDS];

	if (!roster_find_parents(doppel->roster, name, len, found) ||
	    found[kind] == NULL)
		return false;
	listing_r->file = found[kind]->file;
	listing_r->line = found[kind]->line;
	listing_r->source = found[kind]->source;
	return true;
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
	if (judge_tail(doppel, domain, len, verdict_r))
		return;
	*verdict_r = (struct verdict){
		.reason = VERDICT_MALFORMED,
		.confidence = VERDICT_CERTAIN,
		.detail = name_fault_text(fault),
	};
}

/* MTAs deliver more than RFC 5321 knows: control characters in a local part
 * or 600 bytes of it, two @.  It goes where the last @ says. */
static bool
judge_after_last_at(const struct doppel *doppel, const char *bytes, size_t len,
    struct verdict *verdict_r)
{
	const char *at = memrchr(bytes, '@', len);
	struct verdict verdict;
	if (at == NULL)
		return false;
	const char *end = bytes + len;
	while (end > at + 1 && (end[-1] == '>' || end[-1] == ' '))
		end--;
	doppel_judge_domain(doppel, at + 1, (size_t)(end - at - 1), &verdict);
	if (verdict.reason == VERDICT_NONE ||
	    verdict.reason == VERDICT_MALFORMED)
		return false;
	*verdict_r = verdict;
	return true;
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
	if (judge_after_last_at(doppel, bytes, len, verdict_r))
		return;
	*verdict_r = (struct verdict){
		.reason = VERDICT_MALFORMED,
		.confidence = VERDICT_CERTAIN,
		.detail = address_fault_text(fault),
	};
}
