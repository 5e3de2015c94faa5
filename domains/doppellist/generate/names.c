/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the names of `doppellist generate`. */
#include "domains/doppellist/generate/generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/doppellist/generate/slips.h"

/* More than any slips of the catalogue cost. */
#define COST_MAX 100.0f

struct run {
	struct generated *generated;
	const struct name *meant;
	struct typo_side side;
	const char *registrable; /* of meant */
	size_t number;           /* of meant */
};

/* Takes a name into a set.  Returns whether it is new. */
static bool
is_new(struct generated *generated, struct nameset *set,
    const struct name *name)
{
	if (nameset_find(set, name) != 0)
		return false;
	if (nameset_add(set, name, 1) < 0)
		generated->failed = true;
	return !generated->failed;
}

/* The name or one above it. */
static bool
is_known(const struct nameset *excluded, const struct name *name,
    size_t registrable)
{
	struct name above = *name;

	for (size_t at = 0; at <= registrable;) {
		above.len = (uint8_t)(name->len - at);
		memcpy(above.text, name->text + at, above.len + 1u);
		if (nameset_find(excluded, &above) != 0)
			return true;
		at += strcspn(name->text + at, ".") + 1;
	}
	return false;
}

/* Could somebody else register it? */
static bool
is_registrable(struct run *run, const struct name *name)
{
	size_t at = name_registrable(name);

	if (at == name->len || !name_tld_exists(name) ||
	    strcmp(name->text + at, run->registrable) == 0)
		return false;
	if (run->generated->excluded == NULL ||
	    !is_known(run->generated->excluded, name, at))
		return true;
	run->generated->passed++;
	return false;
}

static bool
explain(const struct run *run, const struct name *name, struct typo *typo_r)
{
	struct typo_side seen;

	if (name->idn)
		return typo_explain(run->meant, name, COST_MAX, typo_r);
	typo_side_of_seen(name, typo_plain_suffix(name), NULL, &seen);
	return typo_search(&run->side, &seen, COST_MAX, typo_r);
}

static void
keep(struct run *run, const struct name *name, const struct typo *typo)
{
	struct generated *generated = run->generated;
	const struct generated_name one = {
	    .name = strdup(name->text),
	    .meant = run->number,
	    .typo = *typo,
	    .rank = (double)typo->cost,
	    .idn = name->idn,
	};

	if (one.name == NULL || array_add(&generated->names, &generated->room,
				    &generated->count, &one, sizeof(one)) < 0) {
		generated->failed = true;
		free(one.name);
	}
}

static int
take(void *context, const char *text, size_t len)
{
	struct run *run = context;
	struct name name;
	struct typo typo;

	if (name_parse(text, len, &name, NULL) == 0 && !name.literal &&
	    is_new(run->generated, &run->generated->tried, &name) &&
	    explain(run, &name, &typo) && typo.slips > 0 &&
	    typo.slips <= run->generated->slips_max &&
	    is_registrable(run, &name))
		keep(run, &name, &typo);
	return run->generated->failed ? -1 : 0;
}

static int
enumerate(struct run *run, const char *text, size_t len, size_t suffix,
    slips_each each)
{
	const struct generated *generated = run->generated;
	int result = slips_of_letters(text, len, each, run);

	return result != 0
	           ? result
	           : slips_of_parts(text, len, suffix, generated->suffixes,
			 generated->suffix_count, each, run);
}

/* A text of one slip: itself, and all texts of another slip. */
static int
take_further(void *context, const char *text, size_t len)
{
	struct run *run = context;
	struct typo_side side;
	struct name name;
	int result = take(run, text, len);

	if (result != 0 || name_parse(text, len, &name, NULL) < 0 ||
	    name.literal ||
	    !is_new(run->generated, &run->generated->expanded, &name))
		return result;
	typo_side_of(&name, NULL, &side);
	return enumerate(run, name.text, name.len, side.suffix, take);
}

/* A class of slips has its likelihood; among hundreds of foreign letters each
 * has a small share of it. */
static void
share_rank(struct generated *generated, size_t from)
{
	size_t foreign = 0;

	for (size_t i = from; i < generated->count; i++)
		foreign += generated->names[i].idn;
	for (size_t i = from; i < generated->count; i++)
		if (generated->names[i].idn)
			generated->names[i].rank += log((double)foreign);
}

int
generated_add(struct generated *generated, const struct name *meant)
{
	struct run run = {.generated = generated};
	size_t from = generated->count;

	run.number = generated->meant_count;
	if (array_add(&generated->meant, &generated->meant_room,
		&generated->meant_count, meant, sizeof(*meant)) < 0)
		return -1;
	run.meant = &generated->meant[run.number];
	run.registrable = run.meant->text + name_registrable(run.meant);
	typo_side_of(run.meant, NULL, &run.side);
	nameset_free(&generated->tried);
	nameset_free(&generated->expanded);
	is_new(generated, &generated->tried, meant);
	if (enumerate(&run, run.meant->text, run.meant->len, run.side.suffix,
		generated->slips_max > 1 ? take_further : take) != 0 ||
	    slips_of_sight(run.meant->text, run.meant->len, take, &run) != 0)
		return -1;
	share_rank(generated, from);
	return 0;
}

static int
compare_names(const void *a, const void *b)
{
	const struct generated_name *one = a, *other = b;
	int names = strcmp(one->name, other->name);

	return names != 0
	           ? names
	           : (one->rank > other->rank) - (one->rank < other->rank);
}

static int
compare_ranks(const void *a, const void *b)
{
	const struct generated_name *one = a, *other = b;
	int ranks = (one->rank > other->rank) - (one->rank < other->rank);

	return ranks != 0 ? ranks : strcmp(one->name, other->name);
}

void
generated_rank(struct generated *generated)
{
	struct generated_name *names = generated->names;
	size_t kept = 0;

	if (generated->count == 0)
		return;
	qsort(names, generated->count, sizeof(*names), compare_names);
	for (size_t i = 0; i < generated->count; i++) {
		if (kept > 0 &&
		    strcmp(names[kept - 1].name, names[i].name) == 0)
			free(names[i].name);
		else
			names[kept++] = names[i];
	}
	generated->count = kept;
	qsort(names, kept, sizeof(*names), compare_ranks);
}

void
generated_clear(struct generated *generated)
{
	for (size_t i = 0; i < generated->count; i++) {
		free(generated->names[i].name);
		free(generated->names[i].mail);
	}
	free(generated->names);
	free(generated->meant);
	nameset_free(&generated->tried);
	nameset_free(&generated->expanded);
	*generated = (struct generated){0};
}
