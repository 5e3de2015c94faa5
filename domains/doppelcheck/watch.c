/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads registrations, and those that have changed again. */
#include "domains/doppelcheck/watch.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/stamp.h"
#include "domains/base/translation.h"
#include "domains/doppelcheck/place.h"
#include "domains/doppelcheck/postfix_watch.h"
#include "domains/registrations/budget.h"
#include "domains/readers/lists/fetched.h"

/* Errors of one source that are reported one by one. */
#define SOURCE_DIAGNOSTICS_MAX 20

struct watched_source {
	struct settings_place place;
	struct member_set *set;     /* NULL: never read */
	struct member_set *beside;  /* read later, with errors; NULL */
	struct stamped_files files; /* it was read from: itself, and those that
	                               it includes */
	uint64_t read_at;           /* by clock.h */
	bool unsure; /* to be read again, whatever the stamps say */
	bool broken; /* what set is from had errors */
	bool failed; /* so had the last reading, other than a budget */
	struct diagnostics reported; /* of the last reading */
};

struct watch {
	struct postfix_watch postfix;
	struct watched_source
	    *sources; /* as settings_compare_places() has them */
	size_t count;
	struct lookup_key_rules rules; /* the sets were judged by */
	struct diagnostics standing;   /* reported, of the settings' places */
	bool stale; /* something was read that is in no directory yet */
};

struct watch *
watch_new(void)
{
	return calloc(1, sizeof(struct watch));
}

static void
free_source(struct watched_source *source)
{
	member_set_release(&source->set);
	member_set_release(&source->beside);
	stamped_files_clear(&source->files);
	diagnostics_clear(&source->reported);
	free(source->place.path);
	free(source->place.list);
}

static void
free_sources(struct watched_source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free_source(&sources[i]);
	free(sources);
}

void
watch_free(struct watch **watch)
{
	if (*watch == NULL)
		return;
	postfix_watch_clear(&(*watch)->postfix);
	free_sources((*watch)->sources, (*watch)->count);
	lookup_key_clear_rules(&(*watch)->rules);
	diagnostics_clear(&(*watch)->standing);
	free(*watch);
	*watch = NULL;
}

/* ---- has it changed? ----------------------------------------------------- */

/* What doppelfetch asks may take its time. */
static bool
is_service(const struct settings_place *place)
{
	return place->kind == SETTINGS_PLACE_MAILMAN3 ||
	       ((place->kind == SETTINGS_PLACE_TABLE ||
		    place->kind == SETTINGS_PLACE_ONCE) &&
		   fetched_table(place->path) != NULL);
}

/* What was in the way of a failed reading may have gone, without a change of a
 * stamp: a lease on a file, an error of a disk, want of memory. */
static bool
has_changed(const struct watched_source *source, uint64_t retry_ms)
{
	if (source->unsure || source->files.young)
		return true;
	if ((source->files.count == 0 || is_service(&source->place)) &&
	    clock_now() - source->read_at >= WATCH_SERVICE_MS)
		return true;
	if (source->failed && clock_now() - source->read_at >= retry_ms)
		return true;
	for (size_t i = 0; i < source->files.count; i++) {
		const struct stamped_file *file = &source->files.list[i];
		const struct settings_place *place = &source->place;
		/* The first one is mostly the place, which was looked at. */
		struct stamp now =
		    place->stamped && strcmp(place->path, file->path) == 0
			? place->stamp
			: stamp_of(file->path);

		if (!stamp_equal(&now, &file->stamp))
			return true;
	}
	return false;
}

/* As member_opening. */
static void
note_opening(void *context, const char *path)
{
	stamped_files_add(context, path);
}

/* ---- reading ------------------------------------------------------------- */

static struct judge_demands
ask_policies(const void *context, struct span list)
{
	const struct settings_policy *policy =
	    settings_find_policy(context, list);
	struct judge_demands demands = {.unconfirmed = true};

	if (policy != NULL) {
		demands.unconfirmed = policy->unconfirmed;
		demands.private_address = policy->private_address;
		demands.misspelled_name = policy->misspelled_name;
	}
	return demands;
}

/* Members on their way into a set. */
struct taking {
	struct member_set_builder *builder;
	struct budgets *budgets;
	size_t wrong;
};

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	struct taking *taking = context;

	size_t wrong = member_set_count_kept(taking->builder);

	if (wrong != taking->wrong &&
	    !budget_spend(taking->budgets, BUDGET_FINDINGS,
		wrong - taking->wrong))
		return -1;
	taking->wrong = wrong;
	return member_set_take(taking->builder, member);
}

static int
read_place(struct watched_source *source, const struct watch_input *input,
    struct budgets *budgets, struct member_set_builder *builder,
    struct diagnostics *diagnostics)
{
	struct taking taking = {
	    .builder = builder,
	    .budgets = budgets,
	};
	const struct reader_options options = {
	    .opening = note_opening,
	    .opening_context = &source->files,
	    .budgets = budgets,
	    .give_up = input->give_up,
	    .fetched = input->fetched,
	};

	/* Of no recipient. */
	if (source->place.kind == SETTINGS_PLACE_OTHERS ||
	    source->place.kind == SETTINGS_PLACE_VALUE)
		return 0;
	return place_read(&source->place, input->registrations, &options,
	    take_member, &taking, diagnostics);
}

/* Takes over what was read, unless it is worse than what there is.  What has
 * errors is taken beside that: else whoever writes one file that the aliases
 * include keeps all of them from changing. */
static void
take_set(struct watched_source *source, struct member_set **set, bool broken,
    struct diagnostics *diagnostics, struct watch_news *news)
{
	if (source->set != NULL &&
	    (*set == NULL || (broken && !source->broken))) {
		diagnostics_add(diagnostics, source->place.path, 0,
		    "%s stays in force",
		    *set == NULL ? "what it said before"
				 : "what it said before these errors");
		if (*set == NULL) {
			news->kept++;
			return;
		}
		member_set_release(&source->beside);
		source->beside = *set;
		source->beside->has_errors = true;
		*set = NULL;
		return;
	}
	member_set_release(&source->beside);
	member_set_release(&source->set);
	source->set = *set;
	source->broken = broken;
	*set = NULL;
}

/* Reports the errors of a reading, unless the last one had the same and nobody
 * has asked for all.  Takes them over. */
static void
report_errors(struct watched_source *source, struct diagnostics *own, bool all,
    struct diagnostics *diagnostics)
{
	size_t count =
	    all || !diagnostics_equal(own, &source->reported) ? own->kept : 0;

	for (size_t i = 0; i < count; i++)
		diagnostics_add_copy(diagnostics, &own->list[i]);
	if (count != 0 && own->count > own->kept)
		diagnostics_add(diagnostics, source->place.path, 0,
		    ngettext("%zu more error", "%zu more errors",
			own->count - own->kept),
		    own->count - own->kept);
	diagnostics_clear(&source->reported);
	source->reported = *own;
}

static int
read_source(struct watched_source *source, const struct watch_input *input,
    const struct lookup_key_rules *rules, struct budgets *budgets,
    struct diagnostics *diagnostics, struct watch_news *news)
{
	struct diagnostics own = {.limit = SOURCE_DIAGNOSTICS_MAX};
	struct member_set_builder *builder = member_set_begin(input->engine,
	    rules, ask_policies, input->policies);
	struct member_set *set = NULL;
	const char *path = source->place.path;
	bool read;

	if (builder == NULL)
		return -1;
	member_set_listen(builder, input->silence);
	stamped_files_clear(&source->files);
	source->unsure = false;
	source->read_at = clock_now();
	read = read_place(source, input, budgets, builder, &own) == 0;
	if (member_set_end(&builder, path, &own, &set) == 0 && !read)
		member_set_release(&set);
	source->failed = own.count != 0 && budgets->why == NULL;
	take_set(source, &set, own.count != 0, &own, news);
	report_errors(source, &own, input->report_all, diagnostics);
	news->read++;
	return 0;
}

/* ---- which there are ----------------------------------------------------- */

static bool
was_found_by(const struct watched_source *source,
    const struct settings_places *places)
{
	for (size_t i = 0; i < places->failed.count; i++)
		if (fnmatch(places->failed.list[i], source->place.path,
			FNM_PATHNAME | FNM_PERIOD) == 0)
			return true;
	return false;
}

static void
swap_places(struct settings_place *a, struct settings_place *b)
{
	struct settings_place other = *a;

	*a = *b;
	*b = other;
}

/* The old sources and the places that there are now, both in order, become the
 * new sources: those that stay, new ones not yet read, and those whose
 * directory could not be looked through.  Takes the places' memory. */
static int
merge(struct watch *watch, struct settings_places *places, bool *changed_r)
{
	struct watched_source *all =
	    calloc(watch->count + places->count + 1, sizeof(*all));
	size_t old = 0, new = 0, count = 0;

	if (all == NULL)
		return -1;
	*changed_r = false;
	while (old < watch->count || new < places->count) {
		struct watched_source *source = &watch->sources[old];
		int order = old == watch->count ? 1
		            : new == places->count
		                ? -1
		                : settings_compare_places(&source->place,
				      &places->list[new]);

		if (order > 0) {
			all[count++].place = places->list[new];
			places->list[new ++] = (struct settings_place){0};
			*changed_r = true;
			continue;
		}
		old++;
		if (order != 0 && !was_found_by(source, places)) {
			*changed_r = true;
			continue;
		}
		all[count++] = *source;
		all[count - 1].place.stamped = false;
		*source = (struct watched_source){0};
		if (order == 0)
			swap_places(&all[count - 1].place,
			    &places->list[new ++]);
	}
	free_sources(watch->sources, watch->count);
	watch->sources = all;
	watch->count = count;
	return 0;
}

static bool
is_reported(const struct diagnostics *reported,
    const struct diagnostic *diagnostic)
{
	for (size_t i = 0; i < reported->kept; i++)
		if (strcmp(reported->list[i].file, diagnostic->file) == 0 &&
		    strcmp(reported->list[i].text, diagnostic->text) == 0)
			return true;
	return false;
}

/* Of the errors of the places, those that were not there the last time. */
static void
report_new(struct watch *watch, struct diagnostics *own,
    struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < own->kept; i++)
		if (!is_reported(&watch->standing, &own->list[i]))
			diagnostics_add_copy(diagnostics, &own->list[i]);
	diagnostics_clear(&watch->standing);
	watch->standing = *own;
}

/* ---- the whole ----------------------------------------------------------- */

static struct directory *
make_directory(const struct watch *watch, const struct lookup_key_rules *rules)
{
	struct member_set **sets = calloc(2 * watch->count + 1, sizeof(*sets));
	struct directory *directory = NULL;
	size_t count = 0;

	if (sets == NULL)
		return NULL;
	for (size_t i = 0; i < watch->count; i++) {
		const struct watched_source *source = &watch->sources[i];

		if (source->set != NULL)
			sets[count++] = source->set;
		if (source->beside != NULL)
			sets[count++] = source->beside;
	}
	directory = directory_new(sets, count, rules);
	free(sets);
	return directory;
}

static int
out_of_memory(struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, "registrations", 0,
	    "out of memory");
}

static bool
is_due(struct watched_source *source, const struct watch_input *input)
{
	if (is_service(&source->place)) {
		source->unsure |= input->all;
		return input->services && has_changed(source, input->retry_ms);
	}
	return input->all || has_changed(source, input->retry_ms);
}

/* Reads what is due, as far as the budgets of one look go. */
static int
read_due(struct watch *watch, const struct watch_input *input,
    const struct lookup_key_rules *rules, struct diagnostics *diagnostics,
    struct watch_news *news)
{
	struct budgets budgets = {.give_up = input->give_up};
	int result = 0;

	for (size_t i = 0; result == 0 && i < watch->count; i++) {
		struct watched_source *source = &watch->sources[i];

		if (input->progress != NULL)
			input->progress(i, watch->count);
		if (input->give_up != NULL && input->give_up())
			watch->stale = source->unsure = true;
		else if (is_due(source, input))
			result = read_source(source, input, rules, &budgets,
			    diagnostics, news);
		if (result < 0)
			watch->stale = source->unsure = true;
	}
	budgets_clear(&budgets);
	return result;
}

static int
update(struct watch *watch, struct watch_input *input,
    struct settings_places *places, struct diagnostics *diagnostics,
    struct watch_news *news)
{
	bool changed;

	if (merge(watch, places, &changed) < 0)
		return out_of_memory(diagnostics);
	/* Where Postfix routes a member may have changed. */
	input->all |= !lookup_key_same_routes(&watch->rules, &places->rules);
	watch->stale |= changed || input->all;
	if (read_due(watch, input, &places->rules, diagnostics, news) < 0)
		return out_of_memory(diagnostics);
	watch->stale |= news->read != news->kept;
	lookup_key_clear_rules(&watch->rules);
	if (lookup_key_copy_rules(&places->rules, &watch->rules) < 0)
		return out_of_memory(diagnostics);
	if (!watch->stale)
		return 0;
	news->directory = make_directory(watch, &places->rules);
	if (news->directory == NULL)
		return out_of_memory(diagnostics);
	watch->stale = false;
	return 0;
}

int
watch_update(struct watch *watch, const struct watch_input *input,
    struct diagnostics *diagnostics, struct watch_news *news_r)
{
	const struct settings_registrations *registrations =
	    input->registrations;
	const struct postfix *postfix = NULL;
	struct watch_input now = *input;
	struct settings_places places;
	struct diagnostics own = {0};
	int result;

	*news_r = (struct watch_news){0};
	if (registrations->postfix != NULL)
		watch->stale |=
		    postfix_watch_ask(&watch->postfix, registrations->postfix,
			input->all, input->give_up, &own, &postfix);
	news_r->blind = postfix != NULL && postfix->delimiter == NULL;
	result = settings_find_places_of(registrations, postfix, input->give_up,
	    &own, &places);
	report_new(watch, &own, diagnostics);
	if (result < 0)
		return -1;
	result = update(watch, &now, &places, diagnostics, news_r);
	settings_clear_places(&places);
	return result;
}
