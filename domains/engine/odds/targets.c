/* SPDX-License-Identifier: BSD-2-Clause */
/* Targets: collected from the lists, weighed and sorted. */
#include "domains/engine/odds/targets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domains/engine/typo/spelling.h"

/* The weight of a name whose list gives none.  A provider without a known share
 * is a small one.  A name that an administrator writes by hand is a partner or
 * the house itself: one mail in fifty, or less where there are more than fifty
 * such names. */
#define WEIGHT_PROVIDER 1e-5
#define WEIGHT_PROTECTED 2e-2

/* The part of an owner's weight that each other name has: the main one is on
 * the cards, and the others are redirected or left from earlier. */
#define WEIGHT_OTHER_NAME 0.1

/* ln of a weight too small for two slips: below it even the two cheapest slips
 * of a long name end below the lowest threshold in use. */
#define PRIOR_ONE_SLIP -12.0f

/* Is the entry one of a name that people may mean?  Where both lists have it,
 * that of the administrator counts. */
static bool
is_target(const struct targets *targets, const struct list_entry *entry)
{
	return entry->kind == LISTFILE_PROTECTED ||
	       (entry->kind == LISTFILE_PROVIDERS &&
		   list_entries_find(targets->lists, LISTFILE_PROTECTED,
		       entry->name, entry->len) == NULL);
}

/* Is it an owner's other name, whose weight hangs on the owner's? */
static const struct list_entry *
owner_of_other(const struct targets *targets, const struct list_entry *entry)
{
	const struct list_entry *owner =
	    list_entries_owner(targets->lists, entry);

	return entry->weight > 0 || owner == entry ? NULL : owner;
}

/* The weight of a protected name whose list gives none.  It is no rarer for the
 * administrator who wrote it down than the world has it. */
static double
least_weight(const struct targets *targets, const struct list_entry *entry,
    double protected_weight)
{
	const struct list_entry *provider =
	    entry->shared ? list_entries_find(targets->lists,
				LISTFILE_PROVIDERS, entry->name, entry->len)
			  : NULL;

	return provider != NULL && (double)provider->weight > protected_weight
	           ? (double)provider->weight
	           : protected_weight;
}

static float
prior_of(const struct targets *targets, const struct list_entry *entry,
    double protected_weight)
{
	const struct list_entry *owner = owner_of_other(targets, entry);
	double share = owner != NULL ? WEIGHT_OTHER_NAME : 1;

	if (owner != NULL)
		entry = owner;
	if (entry->weight > 0)
		return (float)log(share * (double)entry->weight);
	if (entry->kind != LISTFILE_PROTECTED)
		return (float)log(WEIGHT_PROVIDER);
	return (float)log(
	    share * least_weight(targets, entry, protected_weight));
}

/* The weight of a protected name whose list gives none: together they have at
 * most one whole. */
static double
protected_weight(const struct targets *targets)
{
	size_t count = 1;
	for (size_t i = 0; i < list_entries_size(targets->lists); i++) {
		const struct list_entry *entry =
		    list_entries_at(targets->lists, i);
		count += entry->kind == LISTFILE_PROTECTED &&
		         !(entry->weight > 0) &&
		         owner_of_other(targets, entry) == NULL;
	}
	return 1.0 / (double)count < WEIGHT_PROTECTED ? 1.0 / (double)count
	                                              : WEIGHT_PROTECTED;
}

/* The heaviest first; the order of names of the same weight is that of their
 * bytes, so that verdicts do not depend on the order of lists. */
static int
compare_targets(const void *a, const void *b, void *context)
{
	const struct target *one = a, *other = b;

	if (one->prior != other->prior)
		return one->prior < other->prior ? 1 : -1;
	return strcmp(targets_entry(context, one)->name,
	    targets_entry(context, other)->name);
}

/* Room for the texts of the targets from the first one on that is beyond
 * ASCII: none is longer than its A-labels. */
static char *
make_room(const struct targets *targets, size_t first, size_t count)
{
	size_t size = NAME_ROOM;

	for (size_t i = first; i < count; i++) {
		const struct list_entry *entry =
		    targets_entry(targets, &targets->all[i]);

		if (strstr(entry->name, "xn--") != NULL)
			size += entry->len + 1u;
	}
	return calloc(size, 1);
}

/* To check A-labels once more takes as long as all that the index needs of such
 * a name. */
void
targets_name(const struct list_entry *entry, struct name *name_r)
{
	if (strstr(entry->name, "xn--") == NULL) {
		(void)name_parse(entry->name, entry->len, name_r, NULL);
		return;
	}
	name_empty(name_r);
	memcpy(name_r->text, entry->name, entry->len + 1u);
	name_r->len = entry->len;
	name_r->labels = 1;
	for (const char *c = entry->name; *c != '\0'; c++)
		name_r->labels = (uint8_t)(name_r->labels + (*c == '.'));
	name_r->idn = true;
}

/* Sets the side of a target beyond ASCII; used counts the bytes of spelled. */
static bool
spell(struct targets *targets, size_t number, const struct name *name,
    size_t *used)
{
	struct typo_side *side = &targets->sides[number];
	struct code_points letters;
	struct typo_suffix suffix;
	struct name spelled;

	if (targets->spelled == NULL ||
	    !spelling_of(name, targets->tops, &letters, &spelled, &suffix))
		return false;
	typo_side_begin(&spelled, suffix, NULL, side);
	side->letters = true;
	side->text =
	    memcpy(targets->spelled + *used, spelled.text, spelled.len + 1u);
	*used += spelled.len + 1u;
	return true;
}

/* Returns 0, or -1 when memory is out, which it is not for a late index. */
static int
collect(struct targets *targets, bool late)
{
	size_t count = 0, near_count = 0, used = 0;
	double weight = protected_weight(targets);
	struct name name;

	for (size_t i = 0; i < list_entries_size(targets->lists); i++) {
		const struct list_entry *entry =
		    list_entries_at(targets->lists, i);
		if (!is_target(targets, entry))
			continue;
		targets->all[count++] = (struct target){(uint32_t)i,
		    prior_of(targets, entry, weight)};
	}
	qsort_r(targets->all, count, sizeof(*targets->all), compare_targets,
	    targets);
	for (size_t i = 0; i < count; i++) {
		const struct list_entry *entry =
		    targets_entry(targets, &targets->all[i]);
		targets_name(entry, &name);
		if (name.idn && targets->spelled == NULL)
			targets->spelled = make_room(targets, i, count);
		if (!name.idn || !spell(targets, i, &name, &used)) {
			typo_side_of(&name, targets->tops, &targets->sides[i]);
			targets->sides[i].text = entry->name;
		}
		near_count += targets->all[i].prior > PRIOR_ONE_SLIP;
	}
	return index_fill(targets->index, targets->sides, count, near_count,
	    late);
}

bool
targets_are_weighed(const struct targets *targets, size_t number)
{
	const struct list_entry *entry =
	    targets_entry(targets, &targets->all[number]);

	return entry->kind != LISTFILE_PROTECTED ||
	       (entry->shared &&
		   list_entries_find(targets->lists, LISTFILE_PROVIDERS,
		       entry->name, entry->len) != NULL);
}

void
targets_collect(struct targets *targets)
{
	pthread_mutex_lock(&targets->collecting);
	if (!targets->ready)
		(void)collect(targets, true);
	atomic_store_explicit(&targets->ready, true, memory_order_release);
	pthread_mutex_unlock(&targets->collecting);
}

struct targets *
targets_create(const struct list_entries *lists, struct top_levels *tops,
    bool late)
{
	struct targets *targets = calloc(1, sizeof(*targets));
	size_t room = list_entries_count(lists, LISTFILE_PROTECTED) +
	              list_entries_count(lists, LISTFILE_PROVIDERS) + 1;

	if (targets == NULL)
		return NULL;
	targets->lists = lists;
	targets->tops = tops;
	pthread_mutex_init(&targets->collecting, NULL);
	targets->all = calloc(room, sizeof(*targets->all));
	targets->sides = calloc(room, sizeof(*targets->sides));
	targets->index = index_create(room);
	if (targets->all == NULL || targets->sides == NULL ||
	    targets->index == NULL || (!late && collect(targets, false) < 0))
		targets_free(&targets);
	else
		targets->ready = !late;
	return targets;
}

void
targets_free(struct targets **targets)
{
	struct targets *gone = *targets;

	*targets = NULL;
	if (gone == NULL)
		return;
	index_free(&gone->index);
	free(gone->all);
	free(gone->sides);
	free(gone->spelled);
	pthread_mutex_destroy(&gone->collecting);
	free(gone);
}
