/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what there is to read: see settings_sources.h. */
#include "domains/settings_sources.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/engine/name.h"

struct finding {
	const struct settings_registrations *registrations;
	struct faults *faults;
	struct settings_places places;
	size_t room;
};

static int
out_of_memory(struct finding *finding)
{
	faults_add(finding->faults, "registrations", 0, "out of memory");
	return -1;
}

/* ---- places -------------------------------------------------------------- */

/* The folder before the end of a path, which becomes shorter by it. */
static struct span
last_folder(struct span *path)
{
	const char *slash = memrchr(path->bytes, '/', path->len);
	size_t before = slash != NULL ? (size_t)(slash - path->bytes) : 0;
	struct span folder = {path->bytes + before + (slash != NULL),
	    path->len - before - (slash != NULL)};

	path->len = before;
	return folder;
}

/* /var/vmail/example.jp/taro/.dovecot.sieve is of taro@example.jp when
 * example.jp is a domain here; NULL where the path tells no more than the
 * reader finds itself. */
static char *
list_of_folders(const struct key_rules *rules, enum records_type type,
    const char *path)
{
	struct span rest = span_of(path), user, folder;
	enum name_fault fault;
	struct name name;
	char *list;

	if (type != RECORDS_FORWARD && type != RECORDS_SIEVE)
		return NULL;
	last_folder(&rest);
	user = last_folder(&rest);
	folder = last_folder(&rest);
	if (user.len == 0 || memchr(user.bytes, '@', user.len) != NULL ||
	    name_parse(folder.bytes, folder.len, &name, &fault) < 0 ||
	    !key_is_local(rules, name.text))
		return NULL;
	if (asprintf(&list, "%.*s@%s", (int)user.len, user.bytes,
	        name.text) < 0)
		return NULL;
	return list;
}

static int
add_place(struct finding *finding, enum settings_place_kind kind,
    enum records_type type, const char *path)
{
	struct settings_places *places = &finding->places;
	struct settings_place *list = places->list;
	char *copy;

	if (places->count == SETTINGS_PLACES_MAX) {
		faults_add(finding->faults, path, 0, "over 1,000,000 files");
		return -1;
	}
	if (places->count == finding->room) {
		size_t room = finding->room != 0 ? finding->room * 2 : 64;

		list = reallocarray(list, room, sizeof(*list));
		if (list == NULL)
			return out_of_memory(finding);
		places->list = list;
		finding->room = room;
	}
	copy = strdup(path);
	if (copy == NULL)
		return out_of_memory(finding);
	list[places->count++] = (struct settings_place){
	    .kind = kind,
	    .type = type,
	    .path = copy,
	    .list = list_of_folders(&places->rules, type, path),
	};
	return 0;
}

/* ---- patterns ------------------------------------------------------------ */

static int
add_failed(struct finding *finding, const char *pattern)
{
	struct settings_places *places = &finding->places;
	char **longer = reallocarray(places->failed, places->failed_count + 1,
	    sizeof(*longer));
	char *copy = strdup(pattern);

	if (longer != NULL)
		places->failed = longer;
	if (longer == NULL || copy == NULL) {
		free(copy);
		return out_of_memory(finding);
	}
	longer[places->failed_count++] = copy;
	return 0;
}

/* What a pattern found, and where it could not look. */
struct looked {
	size_t closed; /* directories that are closed to us */
	int error;     /* why the first of them is */
	char first[PATH_MAX];
};

static void
note_closed(struct looked *looked, const char *path, int error)
{
	if (looked->closed++ != 0)
		return;
	looked->error = error;
	snprintf(looked->first, sizeof(looked->first), "%s", path);
}

/* Adds what stands below a directory that the pattern's head matched.  glob()
 * would pass over a home that is closed to us as if no file were in it. */
static int
add_below(struct finding *finding, const struct settings_source *source,
    const char *head, const char *tail, struct looked *looked)
{
	char path[PATH_MAX];
	struct stat status;
	int len = snprintf(path, sizeof(path), "%s%s", head, tail);

	if (len < 0 || (size_t)len >= sizeof(path)) {
		note_closed(looked, head, ENAMETOOLONG);
		return 0;
	}
	if (stat(path, &status) == 0)
		return add_place(finding, SETTINGS_PLACE_FILE, source->type,
		    path);
	if (errno != ENOENT && errno != ENOTDIR)
		note_closed(looked, path, errno);
	return 0;
}

/* Where the last component with a wildcard ends. */
static size_t
head_length(const char *pattern)
{
	size_t last = 0;

	for (const char *at = pattern; *(at += strcspn(at, "*?[")) != '\0';
	     at++)
		last = (size_t)(at - pattern);
	return last + strcspn(pattern + last, "/");
}

static int
add_pattern(struct finding *finding, const struct settings_source *source)
{
	size_t len = head_length(source->what);
	char *head = strndup(source->what, len);
	struct looked looked = {0};
	glob_t found;
	int result = 0, status;

	if (head == NULL)
		return out_of_memory(finding);
	errno = 0;
	status = glob(head, GLOB_ERR | GLOB_NOSORT, NULL, &found);
	if (status == GLOB_ABORTED) {
		note_closed(&looked, head, errno);
		globfree(&found);
		status = glob(head, GLOB_NOSORT, NULL, &found);
	}
	if (status == GLOB_NOSPACE)
		result = out_of_memory(finding);
	for (size_t i = 0; status == 0 && result == 0 && i < found.gl_pathc;
	     i++)
		result = add_below(finding, source, found.gl_pathv[i],
		    source->what + len, &looked);
	globfree(&found);
	free(head);
	if (result < 0 || looked.closed == 0)
		return result;
	faults_add(finding->faults, source->what, 0,
	    "%zu of its files or directories cannot be looked at, the first "
	    "%s: %s", looked.closed, looked.first, strerror(looked.error));
	return add_failed(finding, source->what);
}

static int
add_source(struct finding *finding, const struct settings_source *source)
{
	if (source->table)
		return add_place(finding, SETTINGS_PLACE_TABLE, source->type,
		    source->what);
	if (strpbrk(source->what, "*?[") != NULL)
		return add_pattern(finding, source);
	return add_place(finding, SETTINGS_PLACE_FILE, source->type,
	    source->what);
}

int
settings_compare_places(const void *a, const void *b)
{
	const struct settings_place *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	return order != 0 ? order : (int)left->type - (int)right->type;
}

static void
free_place(struct settings_place *place)
{
	free(place->path);
	free(place->list);
}

/* Two patterns may match the same file. */
static void
sort_places(struct settings_places *places)
{
	size_t kept = 0;

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

static int
compare_texts(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static int
find_rules(struct finding *finding)
{
	const struct settings_registrations *from = finding->registrations;
	struct settings_places *places = &finding->places;
	struct key_rules *rules = &places->rules;

	places->delimiter = strdup(from->delimiter != NULL ? from->delimiter
	                                                   : "");
	rules->delimiter = places->delimiter;
	rules->domains = calloc(from->local_domain_count + 1,
	    sizeof(*rules->domains));
	if (places->delimiter == NULL || rules->domains == NULL)
		return out_of_memory(finding);
	for (size_t i = 0; i < from->local_domain_count; i++) {
		rules->domains[i] = strdup(from->local_domains[i]);
		if (rules->domains[i] == NULL)
			return out_of_memory(finding);
		rules->domain_count = i + 1;
	}
	qsort(rules->domains, rules->domain_count, sizeof(*rules->domains),
	    compare_texts);
	return 0;
}

int
settings_find_places(const struct settings_registrations *registrations,
    struct faults *faults, struct settings_places *places_r)
{
	struct finding finding = {
	    .registrations = registrations,
	    .faults = faults,
	};
	int result = find_rules(&finding);

	for (size_t i = 0; result == 0 && i < registrations->source_count; i++)
		result = add_source(&finding, &registrations->sources[i]);
	if (result == 0 && registrations->mailman3.url != NULL)
		result = add_place(&finding, SETTINGS_PLACE_MAILMAN3,
		    RECORDS_MAILMAN, registrations->mailman3.url);
	if (result < 0) {
		settings_clear_places(&finding.places);
		return -1;
	}
	sort_places(&finding.places);
	*places_r = finding.places;
	return 0;
}

void
settings_clear_places(struct settings_places *places)
{
	for (size_t i = 0; i < places->count; i++)
		free_place(&places->list[i]);
	for (size_t i = 0; i < places->failed_count; i++)
		free(places->failed[i]);
	for (size_t i = 0; i < places->rules.domain_count; i++)
		free((void *)(uintptr_t)places->rules.domains[i]);
	free(places->list);
	free(places->failed);
	free(places->rules.domains);
	free(places->delimiter);
	*places = (struct settings_places){0};
}
