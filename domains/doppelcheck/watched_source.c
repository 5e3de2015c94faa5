/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at a source, and reads it. */
#include "domains/doppelcheck/watched_source.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/translation.h"
#include "domains/doppelcheck/place.h"
#include "domains/readers/lists/fetched.h"

/* Errors of one source that are reported one by one. */
#define SOURCE_DIAGNOSTICS_MAX 20

void
watched_source_clear(struct watched_source *source)
{
	member_set_release(&source->set);
	member_set_release(&source->beside);
	stamped_files_clear(&source->files);
	diagnostics_clear(&source->reported);
	free(source->place.path);
	free(source->place.list);
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

/* Of a user's file that root's includes it is noted how long it takes. */
static struct stamp
look_at(struct rests *rests, const char *path)
{
	uint64_t begin = clock_now();
	struct stamp stamp = stamp_of(path);

	rests_add_known_file(rests, path, clock_now() - begin);
	return stamp;
}

/* What was in the way of a failed reading may have gone, without a change of a
 * stamp: a lease on a file, an error of a disk, want of memory. */
static bool
has_changed(const struct watched_source *source, uint64_t retry_ms,
    struct rests *rests)
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
		struct stamp now;

		if (!source->is_users && rests_file(rests, file->path))
			continue;
		now = place->stamped && strcmp(place->path, file->path) == 0
		          ? place->stamp
		          : look_at(rests, file->path);
		if (!stamp_equal(&now, &file->stamp))
			return true;
	}
	return false;
}

bool
watched_source_is_due(struct watched_source *source,
    const struct watch_input *input, struct rests *rests)
{
	if (is_service(&source->place)) {
		source->unsure |= input->all;
		return input->services &&
		       has_changed(source, input->retry_ms, rests);
	}
	if (source->is_users && rests_user(rests, source->uid)) {
		source->unsure |= input->all;
		return false;
	}
	return input->all || has_changed(source, input->retry_ms, rests);
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

int
watched_source_read(struct watched_source *source,
    const struct watch_input *input, const struct lookup_key_rules *rules,
    struct budgets *budgets, struct diagnostics *diagnostics,
    struct watch_news *news)
{
	struct diagnostics own = {.limit = SOURCE_DIAGNOSTICS_MAX}, notes = {0};
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
	/* Not all that is read has a budget. */
	budget_begin(budgets, &(struct rights){.limited = false});
	read = read_place(source, input, budgets, builder, &own) == 0;
	member_set_report_unlooked(builder, &notes);
	if (member_set_end(&builder, path, &own, &set) == 0 && !read)
		member_set_release(&set);
	source->failed = own.count != 0 &&
	                 (budgets->why == NULL || budgets->over == BUDGET_WAIT);
	source->is_users = budgets->owner != NULL;
	source->uid = budgets->uid;
	take_set(source, &set, own.count != 0, &own, news);
	/* Read again it would be the same. */
	for (size_t i = 0; i < notes.kept; i++)
		diagnostics_add_copy(&own, &notes.list[i]);
	diagnostics_clear(&notes);
	report_errors(source, &own, input->report_all, diagnostics);
	news->read++;
	return 0;
}
