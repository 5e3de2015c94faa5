/* SPDX-License-Identifier: BSD-2-Clause */
/* Doppel: opens the lists and takes a name through the rules, in their
 * order. */
#include "domains/engine/doppel.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/list_reading.h"
#include "domains/engine/lists/below.h"
#include "domains/engine/lists/clashes.h"
#include "domains/engine/odds/channel.h"
#include "domains/engine/lists/real_domains.h"
#include "domains/engine/lists/entries.h"
#include "domains/engine/lists/late_list.h"

const struct doppel_thresholds doppel_thresholds_default = {
    .possible = -3.6,
    .likely = -1.6,
    .certain = 1.2,
};

/* The test virus of this product: an administrator proves with it that a gate
 * is in place.  Always a doppelganger, whatever the lists say. */
static const char test_name[] = "doppelganger.test";
/* How far below the threshold --explain still shows names. */
#define EXPLAIN_BELOW 12.0

/* A name exactly at the threshold is found. */
#define ROUNDING 1e-6

struct doppel {
	struct list_entries *lists;
	struct late_list *innocent;        /* NULL: they are in lists, if any */
	struct real_domains *real_domains; /* NULL when no file is given */
	struct channel *channel;
	struct diagnostics warnings;
};

/* ---- opening ------------------------------------------------------------ */

int
doppel_open(const struct doppel_options *options,
    struct diagnostics *diagnostics, struct doppel **doppel_r)
{
	struct doppel *doppel = calloc(1, sizeof(*doppel));
	if (doppel == NULL ||
	    (doppel->lists = list_entries_create(options->few_names)) == NULL) {
		free(doppel);
		return diagnostics_add(diagnostics, "domain lists", 0,
		    "out of memory");
	}
	if (list_reading_take(doppel->lists, options, diagnostics,
		&doppel->warnings, &doppel->innocent) < 0 ||
	    (options->known_real != NULL &&
		real_domains_read(options->known_real, diagnostics,
		    &doppel->real_domains) < 0)) {
		doppel_close(&doppel);
		return -1;
	}
	if (channel_open(doppel->lists, doppel->real_domains,
		&options->thresholds, options->few_names,
		&doppel->channel) < 0) {
		diagnostics_add(diagnostics, "domain lists", 0,
		    "out of memory");
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
	channel_close(&(*doppel)->channel);
	real_domains_free(&(*doppel)->real_domains);
	late_list_free(&(*doppel)->innocent);
	list_entries_free(&(*doppel)->lists);
	diagnostics_clear(&(*doppel)->warnings);
	free(*doppel);
	*doppel = NULL;
}

const struct diagnostics *
doppel_warnings(const struct doppel *doppel)
{
	return &doppel->warnings;
}

size_t
doppel_count(const struct doppel *doppel, enum listfile_kind kind)
{
	return list_entries_count(doppel->lists, kind) +
	       (kind == LISTFILE_INNOCENT && doppel->innocent != NULL
		       ? late_list_count(doppel->innocent)
		       : 0);
}

/* ---- the order of the rules --------------------------------------------- */

/* What a list calls a doppelganger is explained however odd the slips are. */
#define KNOWN_COST_MAX 40.0f

/* What a subdomain of a doppelganger means: the same subdomain of the right
 * name, unless that is a provider, which has no mail below its name. */
static void
meant_of(const struct doppel *doppel, const struct list_entry *entry,
    const struct name *name, struct name *meant_r)
{
	char text[2 * NAME_SIZE];
	size_t below = (size_t)(name->len - entry->len), len;
	const char *meant = list_entry_more(entry);

	if (meant == NULL)
		return;
	len = strlen(meant);
	memcpy(text, name->text, below);
	memcpy(text + below, meant, len);
	if (below > 0 &&
	    list_entries_find(doppel->lists, LISTFILE_PROVIDERS, meant, len) ==
		NULL &&
	    name_parse(text, below + len, meant_r, NULL) == 0)
		return;
	(void)name_parse(meant, len, meant_r, NULL);
}

static bool
is_test_name(const struct name *name)
{
	size_t len = sizeof(test_name) - 1;
	return name->len >= len &&
	       memcmp(name->text + name->len - len, test_name, len) == 0 &&
	       (name->len == len || name->text[name->len - len - 1] == '.');
}

static void
say_certain(struct verdict *verdict, const char *source)
{
	verdict->reason = VERDICT_KNOWN_DOPPELGANGER;
	verdict->confidence = VERDICT_CERTAIN;
	verdict->source = source;
}

static void
say_known(const struct doppel *doppel, const struct list_entry *entry,
    const struct name *name, struct verdict *verdict)
{
	say_certain(verdict, list_entry_source(entry));
	verdict->file = list_entry_file(entry);
	verdict->line = entry->line;
	verdict->others = entry->keeper != LIST_OWN ? entry->len : 0;
	meant_of(doppel, entry, name, &verdict->meant);
	if (verdict->meant.len > 0)
		(void)typo_explain(&verdict->meant, name, KNOWN_COST_MAX,
		    &verdict->typo);
}

/* Is it one's own provider under which others have their domains, police.uk? */
static bool
stands_alone(const struct list_entry *provider, const struct name *name)
{
	return provider->keeper != LIST_SHIPPED &&
	       name_public_suffix(name) + provider->len == name->len;
}

/* Does the provider or innocent name above a name, or the name itself, stand
 * for it?  A provider, mail.com, gives out no addresses at hot.mail.com.
 * *above_r is the entry that need not. */
static const char *
real_by(const struct list_entry *const listed[static LISTFILE_KINDS],
    const struct name *name, const struct list_entry **above_r)
{
	const struct list_entry *provider = listed[LISTFILE_PROVIDERS];
	const struct list_entry *innocent = listed[LISTFILE_INNOCENT];

	if (innocent != NULL && innocent->len == name->len)
		return "innocent list";
	if (provider != NULL &&
	    (provider->len == name->len ||
		below_has(list_entry_more(provider), name->text,
		    (size_t)(name->len - provider->len - 1))))
		return "providers list";
	*above_r = provider != NULL && !stands_alone(provider, name) ? provider
	                                                             : innocent;
	return NULL;
}

/* The rules before all others.  Returns whether one of them decides. */
static bool
decide(const struct doppel *doppel, const struct name *name,
    const struct list_entry *const listed[static LISTFILE_KINDS],
    struct doppel_thoughts *thoughts)
{
	if (is_test_name(name)) {
		thoughts->rule = "built in";
		say_certain(&thoughts->verdict,
		    "built in, to prove that a gate is in place");
	} else if (listed[LISTFILE_EXEMPT] != NULL) {
		thoughts->rule = "exempt list";
	} else if (listed[LISTFILE_DOPPELGANGERS] != NULL &&
		   !list_clash_is_overruled(listed)) {
		thoughts->rule = "doppelganger list";
		say_known(doppel, listed[LISTFILE_DOPPELGANGERS], name,
		    &thoughts->verdict);
	} else if (listed[LISTFILE_PROTECTED] != NULL) {
		thoughts->rule = "protected list";
	} else {
		return false;
	}
	return true;
}

/* The rules after those. */
static void
weigh(const struct doppel *doppel, const struct name *name,
    const struct list_entry *const listed[static LISTFILE_KINDS],
    enum channel_depth depth, double below, struct doppel_thoughts *thoughts)
{
	const struct list_entry *above = NULL;
	const char *rule = real_by(listed, name, &above);

	if (rule != NULL) {
		thoughts->rule = rule;
	} else if (name->literal) {
		thoughts->rule = "address literal";
	} else {
		channel_judge(doppel->channel, name, above, depth, below,
		    thoughts);
		if (above != NULL && thoughts->verdict.reason == VERDICT_NONE)
			thoughts->rule = above->kind == LISTFILE_PROVIDERS
			                     ? "providers list"
			                     : "innocent list";
	}
}

/* Notes a name's entry in the late list, of which it makes one.  Returns
 * whether there is any. */
static bool
note_innocent(const struct doppel *doppel, const struct name *name,
    struct list_entry *entry,
    const struct list_entry *listed[static LISTFILE_KINDS])
{
	struct late_list_found found;

	if (doppel->innocent == NULL ||
	    !late_list_find(doppel->innocent, name->text, name->len, &found))
		return false;
	*entry = (struct list_entry){
	    .name = name->text + name->len - found.len,
	    .len = (uint8_t)found.len,
	    .kind = LISTFILE_INNOCENT,
	};
	listed[LISTFILE_INNOCENT] = entry;
	return true;
}

/* Faster than clearing the whole of it: only what is read is set. */
static void
thoughts_begin(struct doppel_thoughts *thoughts)
{
	thoughts->rule = "";
	thoughts->near_count = 0;
	thoughts->real_count = 0;
	verdict_clear(&thoughts->verdict);
}

static void
think(const struct doppel *doppel, const struct name *name,
    enum channel_depth depth, double below, struct doppel_thoughts *thoughts)
{
	const struct list_entry *listed[LISTFILE_KINDS];
	/* All that an innocent name does to a verdict is to take a typo back:
	 * it is enough to ask for it when there is one. */
	bool late = depth == CHANNEL_VERDICT;
	struct list_entry entry;

	(void)list_entries_find_parents(doppel->lists, name->text, name->len,
	    listed);
	thoughts_begin(thoughts);
	if (decide(doppel, name, listed, thoughts))
		return;
	if (!late)
		(void)note_innocent(doppel, name, &entry, listed);
	weigh(doppel, name, listed, depth, below, thoughts);
	if (late && thoughts->verdict.reason == VERDICT_TYPO &&
	    note_innocent(doppel, name, &entry, listed)) {
		thoughts_begin(thoughts);
		weigh(doppel, name, listed, depth, below, thoughts);
	}
}

void
doppel_explain_name(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts_r)
{
	thoughts_r->name = *name;
	think(doppel, name, CHANNEL_EXPLAIN, EXPLAIN_BELOW, thoughts_r);
}

void
doppel_judge_name(const struct doppel *doppel, const struct name *name,
    struct verdict *verdict_r)
{
	struct doppel_thoughts thoughts;
	think(doppel, name, CHANNEL_VERDICT, ROUNDING, &thoughts);
	/* There is nothing against most names, and copying costs. */
	if (thoughts.verdict.reason == VERDICT_NONE)
		verdict_clear(verdict_r);
	else
		*verdict_r = thoughts.verdict;
}

void
doppel_judge_doubt(const struct doppel *doppel, const struct name *name,
    double below, struct verdict *verdict_r)
{
	struct doppel_thoughts thoughts;
	think(doppel, name, CHANNEL_DOUBT, below + ROUNDING, &thoughts);
	*verdict_r = thoughts.verdict;
}

enum verdict_confidence
doppel_confidence(const struct doppel *doppel, double odds)
{
	return channel_confidence(doppel->channel, odds);
}

bool
doppel_listed(const struct doppel *doppel, enum listfile_kind kind,
    const char *name, size_t len, struct doppel_listing *listing_r)
{
	const struct list_entry *found[LISTFILE_KINDS];
	struct late_list_found late;

	if (kind == LISTFILE_INNOCENT && doppel->innocent != NULL) {
		if (!late_list_find(doppel->innocent, name, len, &late))
			return false;
		*listing_r =
		    (struct doppel_listing){late_list_path(doppel->innocent),
			late_list_line(doppel->innocent, &late), NULL};
		return true;
	}
	if (!list_entries_find_parents(doppel->lists, name, len, found) ||
	    found[kind] == NULL)
		return false;
	listing_r->file = list_entry_file(found[kind]);
	listing_r->line = found[kind]->line;
	listing_r->source = list_entry_source(found[kind]);
	return true;
}

bool
doppel_is_meant(const struct doppel *doppel, const struct name *name)
{
	return list_entries_find(doppel->lists, LISTFILE_PROVIDERS, name->text,
		   name->len) != NULL ||
	       list_entries_find(doppel->lists, LISTFILE_PROTECTED, name->text,
		   name->len) != NULL;
}

/* The protected name that is, or is above, a name: its owner's entry. */
static const struct list_entry *
find_owner(const struct doppel *doppel, const char *name, size_t len)
{
	const struct list_entry *found[LISTFILE_KINDS];

	if (!list_entries_find_parents(doppel->lists, name, len, found) ||
	    found[LISTFILE_PROTECTED] == NULL)
		return NULL;
	return list_entries_owner(doppel->lists, found[LISTFILE_PROTECTED]);
}

bool
doppel_same_owner(const struct doppel *doppel, const struct name *name,
    const char *host, size_t len)
{
	size_t at = name_registrable(name), house = name->len - at;
	const struct list_entry *owner;

	if (house > 0 && len >= house &&
	    memcmp(host + len - house, name->text + at, house) == 0 &&
	    (len == house || host[len - house - 1] == '.'))
		return true;
	owner = find_owner(doppel, name->text, name->len);
	return owner != NULL && find_owner(doppel, host, len) == owner;
}
