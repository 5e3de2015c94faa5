/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads registrations, and those that have changed again. */
#include "domains/doppelcheck/watch.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/translation.h"
#include "domains/doppelcheck/postfix_watch.h"
#include "domains/doppelcheck/rests.h"
#include "domains/doppelcheck/watched_source.h"
#include "domains/registrations/budget.h"

struct watch {
	struct postfix_watch postfix;
	struct watched_source
	    *sources; /* as settings_compare_places() has them */
	size_t count;
	struct lookup_key_rules rules; /* the sets were judged by */
	struct diagnostics standing;   /* reported, of the settings' places */
	bool stale; /* something was read that is in no directory yet */
	struct rests rests;
};

struct watch *
watch_new(void)
{
	return calloc(1, sizeof(struct watch));
}

static void
free_sources(struct watched_source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++)
		watched_source_clear(&sources[i]);
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
	rests_clear(&(*watch)->rests);
	free(*watch);
	*watch = NULL;
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

/* Reads a source if it is due. */
static int
look_at_source(struct watch *watch, struct watched_source *source,
    const struct watch_input *input, const struct lookup_key_rules *rules,
    struct budgets *budgets, struct diagnostics *diagnostics,
    struct watch_news *news)
{
	uint64_t begin = clock_now(), ms;
	int result = 0;

	if (watched_source_is_due(source, input, &watch->rests))
		result = watched_source_read(source, input, rules, budgets,
		    diagnostics, news);
	ms = rests_beyond(clock_now() - begin, source->files.count);
	if (source->is_users && ms != 0)
		rests_add_user(&watch->rests, source->uid, source->place.path,
		    ms, diagnostics);
	return result;
}

/* As those of struct budget_patience. */
static bool
path_rests(void *context, const char *path)
{
	return rests_file(context, path);
}

static bool
user_rests(void *context, uid_t uid)
{
	return rests_user(context, uid);
}

static void
note_wait(void *context, const char *path, uint64_t ms)
{
	rests_add_file(context, path, ms);
}

/* As those of struct pattern_patience. */
static void
note_look(void *context, const char *directory, size_t files, uint64_t ms)
{
	ms = rests_beyond(ms, files);
	if (ms != 0)
		rests_add_file(context, directory, ms);
}

/* Reads what is due, as far as the budgets of one look go. */
static int
read_due(struct watch *watch, const struct watch_input *input,
    const struct lookup_key_rules *rules, struct diagnostics *diagnostics,
    struct watch_news *news)
{
	const struct budget_patience patience = {path_rests, user_rests,
	    note_wait, &watch->rests};
	struct budgets budgets = {
	    .give_up = input->give_up,
	    .patience = &patience,
	};
	bool whole = true;
	int result = 0;

	for (size_t i = 0; result == 0 && i < watch->count; i++) {
		struct watched_source *source = &watch->sources[i];

		if (input->progress != NULL)
			input->progress(i, watch->count);
		if (input->give_up != NULL && input->give_up()) {
			watch->stale = source->unsure = true;
			whole = false;
		} else {
			result = look_at_source(watch, source, input, rules,
			    &budgets, diagnostics, news);
		}
		if (result < 0)
			watch->stale = source->unsure = true;
	}
	watch->rests.on |= whole && result == 0;
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
	const struct pattern_patience patience = {path_rests, note_look,
	    &watch->rests};
	const struct postfix *postfix = NULL;
	struct watch_input now = *input;
	struct settings_places places;
	struct diagnostics own = {0};
	int result;

	*news_r = (struct watch_news){0};
	rests_begin(&watch->rests);
	if (registrations->postfix != NULL)
		watch->stale |=
		    postfix_watch_ask(&watch->postfix, registrations->postfix,
			input->all, input->give_up, &own, &postfix);
	news_r->blind = postfix != NULL && postfix->delimiter == NULL;
	result = settings_find_places_of(registrations, postfix, input->give_up,
	    &patience, &own, &places);
	report_new(watch, &own, diagnostics);
	if (result < 0)
		return -1;
	result = update(watch, &now, &places, diagnostics, news_r);
	settings_clear_places(&places);
	return result;
}
