/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what there is to read. */
#include "domains/settings/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/base/strings.h"
#include "domains/engine/name/name.h"
#include "domains/readers/mta/postfix.h"
#include "domains/settings/pattern.h"
#include "domains/base/translation.h"

struct place_owner {
	size_t files;        /* that patterns found */
	const char *left_in; /* the pattern that finds none of them */
};

struct place_search {
	const struct settings_registrations *registrations;
	struct diagnostics *diagnostics;
	struct settings_places places;
	size_t room;
	size_t found;                  /* places, by patterns */
	const struct postfix *postfix; /* empty when none is named */
	bool (*give_up)(void);
	const struct pattern_patience *patience; /* or NULL */
	struct interning *uids; /* their numbers are those of the owners */
	struct place_owner *owners;
	size_t owner_room;
};

static int
out_of_memory(struct place_search *search)
{
	return diagnostics_add(search->diagnostics, "registrations", 0,
	    "out of memory");
}

/* ---- places -------------------------------------------------------------- */

/* "+x" of .forward+x, which is asked for mail to taro+x only. */
static struct span
extension_of(const struct lookup_key_rules *rules, struct span file)
{
	static const char begin[] = ".forward";
	size_t len = strlen(begin);

	if (!span_begins(file, begin) || file.len < len + 2 ||
	    strchr(rules->delimiter, file.bytes[len]) == NULL)
		return span_of("");
	return (struct span){file.bytes + len, file.len - len};
}

/* /var/vmail/example.jp/taro/.dovecot.sieve is of taro@example.jp when
 * example.jp is a domain here, /home/taro/.forward+x of taro+x; NULL where the
 * path says no more than the reader finds itself. */
static char *
list_of_folders(const struct lookup_key_rules *rules, enum reader_type type,
    const char *path)
{
	struct span rest = span_of(path), extension = span_of("");
	struct span file, user, folder;
	struct name name;
	bool local;

	if (type != READER_FORWARD && type != READER_SIEVE)
		return NULL;
	file = span_take_last(&rest, '/');
	user = span_take_last(&rest, '/');
	folder = span_take_last(&rest, '/');
	if (user.len == 0 || span_has(user, '@'))
		return NULL;
	if (type == READER_FORWARD)
		extension = extension_of(rules, file);
	local = name_parse(folder.bytes, folder.len, &name, NULL) == 0 &&
	        lookup_key_is_local(rules, name.text);
	if (!local && extension.len == 0)
		return NULL;
	return strings_format("%.*s%.*s%s%s", (int)user.len, user.bytes,
	    (int)extension.len, extension.bytes, local ? "@" : "",
	    local ? name.text : "");
}

static void
free_place(struct settings_place *place)
{
	free(place->path);
	free(place->list);
}

/* list NULL: as the path says. */
static int
add_place(struct place_search *search, enum settings_place_kind kind,
    enum reader_type type, const char *path, const char *list_name)
{
	struct settings_places *places = &search->places;
	struct settings_place place = {.kind = kind, .type = type};

	place.path = strdup(path);
	place.list = list_name != NULL
	                 ? strdup(list_name)
	                 : list_of_folders(&places->rules, type, path);
	if (place.path != NULL &&
	    array_add(&places->list, &search->room, &places->count, &place,
		sizeof(place)) == 0)
		return 0;
	free_place(&place);
	return out_of_memory(search);
}

/* ---- patterns ------------------------------------------------------------ */

/* What is to be looked for, and whose it is; list NULL: as its path says,
 * else a "*" is the extension of a user. */
struct wanted {
	struct place_search *search;
	enum reader_type type;
	const char *pattern;
	const char *list;
	struct rights rights;
	size_t from; /* its first place */
	bool over;   /* it finds too many */
};

/* NULL: root's, our own, or memory is out. */
static struct place_owner *
find_owner(struct place_search *search, uid_t uid)
{
	char text[24];

	if (uid == 0 || uid == geteuid())
		return NULL;
	snprintf(text, sizeof(text), "%ju", (uintmax_t)uid);
	return interning_row(&search->uids, span_of(text), &search->owners,
	    &search->owner_room, sizeof(*search->owners));
}

static int
note_failed(const struct wanted *wanted)
{
	return strings_add(&wanted->search->places.failed,
		   strdup(wanted->pattern)) < 0
	           ? out_of_memory(wanted->search)
	           : 0;
}

/* A user whose files are too many takes none of the others' along: the pattern
 * finds none of that user's. */
static int
leave_owner_out(struct wanted *wanted, struct place_owner *owner, uid_t uid)
{
	struct settings_places *places = &wanted->search->places;
	size_t kept = wanted->from;

	for (size_t i = kept; i < places->count; i++)
		if (places->list[i].stamp.uid == uid) {
			free_place(&places->list[i]);
			owner->files--;
			wanted->search->found--;
		} else {
			places->list[kept++] = places->list[i];
		}
	places->count = kept;
	owner->left_in = wanted->pattern;
	diagnostics_add(wanted->search->diagnostics, wanted->pattern, 0,
	    "over 500,000 files of user %ju with those of the other patterns: "
	    "none of that user's is read",
	    (uintmax_t)uid);
	return note_failed(wanted);
}

/* As pattern_take.  The file is of taro+x when the pattern was for the forward
 * files of taro for mail with an extension. */
static int
add_found(void *context, const char *path, const struct stamp *stamp)
{
	struct wanted *wanted = context;
	const char *set = wanted->search->places.rules.delimiter;
	const char *star = strchr(wanted->pattern, '*');
	size_t before = star != NULL ? (size_t)(star - wanted->pattern) : 0;
	size_t around = strlen(wanted->pattern) - 1, len = strlen(path);
	struct settings_places *places = &wanted->search->places;
	struct place_owner *owner = find_owner(wanted->search, stamp->uid);
	char *list = NULL;
	int result;

	if (owner != NULL && owner->left_in == wanted->pattern)
		return 0;
	if (owner != NULL && owner->files == SETTINGS_OWNER_PLACES_MAX)
		return leave_owner_out(wanted, owner, stamp->uid);
	wanted->over = wanted->search->found == SETTINGS_FOUND_MAX;
	if (wanted->over)
		return -1;
	if (wanted->list != NULL && star != NULL && *set != '\0' &&
	    strchr(star + 1, '*') == NULL && len > around && before != 0 &&
	    asprintf(&list, "%s%c%.*s", wanted->list,
		strchr(set, path[before - 1]) != NULL ? path[before - 1] : *set,
		(int)(len - around), path + before) < 0)
		return out_of_memory(wanted->search);
	result = add_place(wanted->search, SETTINGS_PLACE_FILE, wanted->type,
	    path, list != NULL ? list : wanted->list);
	free(list);
	if (result == 0) {
		places->list[places->count - 1].stamp = *stamp;
		places->list[places->count - 1].stamped = true;
		places->list[places->count - 1].rights = wanted->rights;
		wanted->search->found++;
		if (owner != NULL)
			owner->files++;
	}
	return result;
}

static struct pattern_look
begin_look(struct place_search *search)
{
	return (struct pattern_look){
	    .diagnostics = search->diagnostics,
	    .crowded = &search->places.failed,
	    .give_up = search->give_up,
	    .patience = search->patience,
	};
}

/* A pattern whose files are too many takes none of the others along. */
static int
leave_out(struct wanted *wanted)
{
	struct settings_places *places = &wanted->search->places;
	struct place_owner *owner;

	while (places->count > wanted->from) {
		const struct settings_place *last =
		    &places->list[places->count - 1];

		owner = find_owner(wanted->search, last->stamp.uid);
		if (owner != NULL)
			owner->files--;
		free_place(&places->list[--places->count]);
		wanted->search->found--;
	}
	diagnostics_add(wanted->search->diagnostics, wanted->pattern, 0,
	    "over 1,000,000 files with those of the other patterns: none of "
	    "them is read");
	return note_failed(wanted);
}

/* Adds what a pattern finds; one that could not look everywhere has failed. */
static int
add_pattern(struct wanted *wanted, struct pattern_look *look)
{
	struct place_search *search = wanted->search;
	size_t before = look->count, errors = search->diagnostics->count;

	wanted->from = search->places.count;
	if (pattern_each(wanted->pattern, add_found, wanted, look) < 0) {
		if (wanted->over)
			return leave_out(wanted);
		if (search->diagnostics->count == errors)
			diagnostics_add(search->diagnostics, wanted->pattern, 0,
			    "was not waited for");
		return -1;
	}
	return look->count != before ? note_failed(wanted) : 0;
}

static void
report_closed(struct place_search *search, const char *subject,
    const char *what, const struct pattern_look *look)
{
	if (look->count != 0)
		diagnostics_add(search->diagnostics, subject, 0,
		    "%zu of %s cannot be looked at, the first %s: %s",
		    look->count, what, look->first, strerror(look->error));
}

static int
add_source(struct place_search *search, const struct settings_source *source)
{
	struct wanted wanted = {
	    .search = search,
	    .type = source->type,
	    .pattern = source->what,
	};
	struct pattern_look look = begin_look(search);

	if (source->table || !pattern_is(source->what))
		return add_place(search,
		    source->table ? SETTINGS_PLACE_TABLE : SETTINGS_PLACE_FILE,
		    source->type, source->what, NULL);
	if (add_pattern(&wanted, &look) < 0)
		return -1;
	report_closed(search, source->what, N_("its files or directories"),
	    &look);
	return 0;
}

/* ---- Postfix ------------------------------------------------------------- */

static enum settings_place_kind
kind_of(const struct postfix_source *source)
{
	if (!source->table)
		return SETTINGS_PLACE_VALUE;
	switch (source->keys) {
	case PARAMETER_CHAIN:
		return SETTINGS_PLACE_TABLE;
	case PARAMETER_ONCE:
		return SETTINGS_PLACE_ONCE;
	case PARAMETER_OTHERS:
		break;
	}
	return SETTINGS_PLACE_OTHERS;
}

/* The forward files that are there, of all users. */
static int
add_forwards(struct place_search *search)
{
	const struct postfix *postfix = search->postfix;
	struct pattern_look look = begin_look(search);

	for (size_t i = 0; i < postfix->forward_count; i++) {
		const struct postfix_forward *one = &postfix->forwards[i];
		struct wanted wanted = {
		    .search = search,
		    .type = READER_FORWARD,
		    .pattern = one->path,
		    .list = one->user,
		    .rights = one->rights,
		};

		if (add_pattern(&wanted, &look) < 0)
			return -1;
	}
	report_closed(search, "forward_path", N_("the users' files"), &look);
	return 0;
}

static int
add_postfix(struct place_search *search)
{
	const struct postfix *postfix = search->postfix;

	for (size_t i = 0; i < postfix->source_count; i++) {
		const struct postfix_source *source = &postfix->sources[i];

		if (add_place(search, kind_of(source), source->type,
			source->text, source->setting) < 0)
			return -1;
	}
	return add_forwards(search);
}

int
settings_compare_places(const void *a, const void *b)
{
	const struct settings_place *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	if (order == 0)
		order = (int)left->type - (int)right->type;
	if (order == 0)
		order = (int)left->kind - (int)right->kind;
	return order == 0 && left->kind == SETTINGS_PLACE_VALUE
	           ? strcmp(left->list, right->list)
	           : order;
}

/* Two patterns may match the same file. */
static void
sort_places(struct settings_places *places)
{
	size_t kept = 0;

	if (places->count != 0)
		qsort(places->list, places->count, sizeof(*places->list),
		    settings_compare_places);
	for (size_t i = 0; i < places->count; i++)
		if (kept != 0 &&
		    settings_compare_places(&places->list[kept - 1],
			&places->list[i]) == 0)
			free_place(&places->list[i]);
		else
			places->list[kept++] = places->list[i];
	places->count = kept;
}

/* ---- rules --------------------------------------------------------------- */

/* Local is what the configuration or Postfix says; of all else the
 * configuration stands instead of what Postfix does. */
static int
find_rules(struct place_search *search)
{
	const struct settings_registrations *from = search->registrations;
	const struct postfix *postfix = search->postfix;
	size_t here = from->local_domains.count, there = postfix->domains.count;
	const char **domains = calloc(here + there + 1, sizeof(*domains));
	const struct lookup_key_rules rules = {
	    .domains = domains,
	    .domain_count = here + there,
	    .delimiter = from->delimiter != NULL      ? from->delimiter
	                 : postfix->delimiter != NULL ? postfix->delimiter
	                                              : "",
	    .percent_hack = !postfix->no_percent_hack,
	    .bang_path = !postfix->no_bang_path,
	};
	int result = -1;

	if (domains != NULL) {
		for (size_t i = 0; i < here + there; i++)
			domains[i] = i < here ? from->local_domains.list[i]
			                      : postfix->domains.list[i - here];
		result = lookup_key_copy_rules(&rules, &search->places.rules);
	}
	free(domains);
	return result < 0 ? out_of_memory(search) : 0;
}

static int
find_all(struct place_search *search)
{
	const struct settings_registrations *from = search->registrations;
	int result = find_rules(search);

	for (size_t i = 0; result == 0 && i < from->source_count; i++)
		result = add_source(search, &from->sources[i]);
	if (result == 0 && from->mailman3.url != NULL)
		result = add_place(search, SETTINGS_PLACE_MAILMAN3,
		    READER_MAILMAN, from->mailman3.url, NULL);
	if (result == 0)
		result = add_postfix(search);
	return result;
}

int
settings_find_places_of(const struct settings_registrations *registrations,
    const struct postfix *postfix, bool (*give_up)(void),
    const struct pattern_patience *patience, struct diagnostics *diagnostics,
    struct settings_places *places_r)
{
	static const struct postfix none;
	struct place_search search = {
	    .registrations = registrations,
	    .diagnostics = diagnostics,
	    .postfix = postfix != NULL ? postfix : &none,
	    .give_up = give_up,
	    .patience = patience,
	};

	int result = find_all(&search);

	interning_free(&search.uids);
	free(search.owners);
	if (result < 0) {
		settings_clear_places(&search.places);
		return -1;
	}
	sort_places(&search.places);
	*places_r = search.places;
	return 0;
}

int
settings_find_places(const struct settings_registrations *registrations,
    struct diagnostics *diagnostics, struct settings_places *places_r)
{
	const char *directory = registrations->postfix;
	struct postfix postfix = {0};
	int result;

	if (directory != NULL &&
	    postfix_ask(*directory != '\0' ? directory : NULL, NULL,
		diagnostics, &postfix) < 0)
		return -1;
	result = settings_find_places_of(registrations, &postfix, NULL, NULL,
	    diagnostics, places_r);
	postfix_clear(&postfix);
	return result;
}

void
settings_clear_places(struct settings_places *places)
{
	for (size_t i = 0; i < places->count; i++)
		free_place(&places->list[i]);
	free(places->list);
	strings_clear(&places->failed);
	lookup_key_clear_rules(&places->rules);
	*places = (struct settings_places){0};
}
