/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what there is to read: see settings_sources.h. */
#include "domains/settings/sources.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/engine/name/name.h"
#include "domains/registrations/readers/postfix.h"

struct finding {
	const struct settings_registrations *registrations;
	struct diagnostics *diagnostics;
	struct settings_places places;
	size_t room;
	struct postfix postfix; /* empty when none is named */
};

static int
out_of_memory(struct finding *finding)
{
	diagnostics_add(finding->diagnostics, "registrations", 0,
	    "out of memory");
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
 * path tells no more than the reader finds itself. */
static char *
list_of_folders(const struct lookup_key_rules *rules, enum reader_type type,
    const char *path)
{
	struct span rest = span_of(path), extension = span_of("");
	struct span file, user, folder;
	enum name_error error;
	struct name name;
	bool local;
	char *list;

	if (type != READER_FORWARD && type != READER_SIEVE)
		return NULL;
	file = last_folder(&rest);
	user = last_folder(&rest);
	folder = last_folder(&rest);
	if (user.len == 0 || memchr(user.bytes, '@', user.len) != NULL)
		return NULL;
	if (type == READER_FORWARD)
		extension = extension_of(rules, file);
	local = name_parse(folder.bytes, folder.len, &name, &error) == 0 &&
	        lookup_key_is_local(rules, name.text);
	if (!local && extension.len == 0)
		return NULL;
	if (asprintf(&list, "%.*s%.*s%s%s", (int)user.len, user.bytes,
		(int)extension.len, extension.bytes, local ? "@" : "",
		local ? name.text : "") < 0)
		return NULL;
	return list;
}

/* list NULL: as the path tells. */
static int
add_place(struct finding *finding, enum settings_place_kind kind,
    enum reader_type type, const char *path, const char *list_name)
{
	struct settings_places *places = &finding->places;
	struct settings_place *list = places->list;
	char *copy;

	if (places->count == SETTINGS_PLACES_MAX) {
		diagnostics_add(finding->diagnostics, path, 0,
		    "over 1,000,000 files");
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
	    .list = list_name != NULL
	                ? strdup(list_name)
	                : list_of_folders(&places->rules, type, path),
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

/* What is to be looked for, and whose it is; list NULL: as its path tells,
 * else a "*" is the extension of a user. */
struct wanted {
	enum reader_type type;
	const char *pattern;
	const char *list;
};

/* Whose the file is that a pattern has found: of taro+x, when it was for the
 * forward files of taro for mail with an extension. */
static int
add_found(struct finding *finding, const struct wanted *wanted,
    const char *path)
{
	const char *set = finding->places.rules.delimiter;
	const char *star = strchr(wanted->pattern, '*');
	size_t before = star != NULL ? (size_t)(star - wanted->pattern) : 0;
	size_t around = strlen(wanted->pattern) - 1, len = strlen(path);
	char *list;
	int result;

	if (wanted->list == NULL || star == NULL || *set == '\0' ||
	    strchr(star + 1, '*') != NULL || len <= around || before == 0)
		return add_place(finding, SETTINGS_PLACE_FILE, wanted->type,
		    path, wanted->list);
	if (asprintf(&list, "%s%c%.*s", wanted->list,
		strchr(set, path[before - 1]) != NULL ? path[before - 1] : *set,
		(int)(len - around), path + before) < 0)
		return out_of_memory(finding);
	result =
	    add_place(finding, SETTINGS_PLACE_FILE, wanted->type, path, list);
	free(list);
	return result;
}

/* Adds what stands below a directory that the pattern's head matched.  glob()
 * would pass over a home that is closed to us as if no file were in it. */
static int
add_below(struct finding *finding, const struct wanted *wanted,
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
		return add_found(finding, wanted, path);
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

/* As glob()'s error function: nonzero ends it.  What is not there is no
 * directory that is closed: users have homes that were never made. */
static int
is_closed(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

static int
add_pattern(struct finding *finding, const struct wanted *wanted,
    struct looked *looked)
{
	size_t len = head_length(wanted->pattern);
	char *head = strndup(wanted->pattern, len);
	glob_t found;
	int result = 0, status;

	if (head == NULL)
		return out_of_memory(finding);
	errno = 0;
	status = glob(head, GLOB_NOSORT, is_closed, &found);
	if (status == GLOB_ABORTED) {
		note_closed(looked, head, errno);
		globfree(&found);
		status = glob(head, GLOB_NOSORT, NULL, &found);
	}
	if (status == GLOB_NOSPACE)
		result = out_of_memory(finding);
	for (size_t i = 0; status == 0 && result == 0 && i < found.gl_pathc;
	     i++)
		result = add_below(finding, wanted, found.gl_pathv[i],
		    wanted->pattern + len, looked);
	globfree(&found);
	free(head);
	return result;
}

static int
tell_closed(struct finding *finding, const char *pattern,
    const struct looked *looked)
{
	if (looked->closed == 0)
		return 0;
	diagnostics_add(finding->diagnostics, pattern, 0,
	    "%zu of its files or directories cannot be looked at, the first "
	    "%s: %s",
	    looked->closed, looked->first, strerror(looked->error));
	return add_failed(finding, pattern);
}

static bool
is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

static int
add_source(struct finding *finding, const struct settings_source *source)
{
	const struct wanted wanted = {source->type, source->what, NULL};
	struct looked looked = {.closed = 0};

	if (source->table)
		return add_place(finding, SETTINGS_PLACE_TABLE, source->type,
		    source->what, NULL);
	if (!is_pattern(source->what))
		return add_place(finding, SETTINGS_PLACE_FILE, source->type,
		    source->what, NULL);
	return add_pattern(finding, &wanted, &looked) < 0
	           ? -1
	           : tell_closed(finding, source->what, &looked);
}

/* ---- Postfix ------------------------------------------------------------- */

static int
add_texts(struct finding *finding, enum settings_place_kind kind,
    enum reader_type type, const struct postfix_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		if (add_place(finding, kind, type, texts->list[i], NULL) < 0)
			return -1;
	return 0;
}

/* The forward files that are there, of all users. */
static int
add_forwards(struct finding *finding)
{
	const struct postfix *postfix = &finding->postfix;
	struct looked looked = {.closed = 0};

	for (size_t i = 0; i < postfix->forward_count; i++) {
		const struct postfix_forward *one = &postfix->forwards[i];
		const struct wanted wanted = {READER_FORWARD, one->path,
		    one->user};
		size_t closed = looked.closed;

		if ((is_pattern(one->path)
			    ? add_pattern(finding, &wanted, &looked)
			    : add_below(finding, &wanted, one->path, "",
				  &looked)) < 0)
			return -1;
		if (looked.closed != closed &&
		    add_failed(finding, one->path) < 0)
			return -1;
	}
	if (looked.closed != 0)
		diagnostics_add(finding->diagnostics, "forward_path", 0,
		    "%zu of the users' files cannot be looked at, the first "
		    "%s: %s",
		    looked.closed, looked.first, strerror(looked.error));
	return 0;
}

static int
add_postfix(struct finding *finding)
{
	const struct postfix *postfix = &finding->postfix;

	if (add_texts(finding, SETTINGS_PLACE_TABLE, READER_ALIASES,
		&postfix->alias_tables) < 0 ||
	    add_texts(finding, SETTINGS_PLACE_TABLE, READER_VIRTUAL,
		&postfix->virtual_tables) < 0 ||
	    add_texts(finding, SETTINGS_PLACE_SENDERS, READER_VIRTUAL,
		&postfix->sender_tables) < 0 ||
	    add_texts(finding, SETTINGS_PLACE_ADDRESS, READER_LIST,
		&postfix->addresses) < 0)
		return -1;
	return add_forwards(finding);
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

/* What the configuration says stands instead of what Postfix does. */
static int
find_rules(struct finding *finding)
{
	const struct settings_registrations *from = finding->registrations;
	const struct postfix *postfix = &finding->postfix;
	struct settings_places *places = &finding->places;
	struct lookup_key_rules *rules = &places->rules;
	bool own = from->local_domains.count != 0;
	size_t count = own ? from->local_domains.count : postfix->domains.count;
	char *const *domains =
	    own ? from->local_domains.list : postfix->domains.list;

	places->delimiter =
	    strdup(from->delimiter != NULL      ? from->delimiter
		   : postfix->delimiter != NULL ? postfix->delimiter
						: "");
	rules->delimiter = places->delimiter;
	rules->domains = calloc(count + 1, sizeof(*rules->domains));
	if (places->delimiter == NULL || rules->domains == NULL)
		return out_of_memory(finding);
	for (size_t i = 0; i < count; i++) {
		rules->domains[i] = strdup(domains[i]);
		if (rules->domains[i] == NULL)
			return out_of_memory(finding);
		rules->domain_count = i + 1;
	}
	qsort(rules->domains, rules->domain_count, sizeof(*rules->domains),
	    compare_texts);
	return 0;
}

static int
find_all(struct finding *finding)
{
	const struct settings_registrations *from = finding->registrations;
	int result = find_rules(finding);

	for (size_t i = 0; result == 0 && i < from->source_count; i++)
		result = add_source(finding, &from->sources[i]);
	if (result == 0 && from->mailman3.url != NULL)
		result = add_place(finding, SETTINGS_PLACE_MAILMAN3,
		    READER_MAILMAN, from->mailman3.url, NULL);
	if (result == 0)
		result = add_postfix(finding);
	return result;
}

int
settings_find_places(const struct settings_registrations *registrations,
    struct diagnostics *diagnostics, struct settings_places *places_r)
{
	struct finding finding = {
	    .registrations = registrations,
	    .diagnostics = diagnostics,
	};
	const char *directory = registrations->postfix;
	int result;

	if (directory != NULL &&
	    postfix_ask(*directory != '\0' ? directory : NULL, diagnostics,
		&finding.postfix) < 0)
		return -1;
	result = find_all(&finding);
	postfix_clear(&finding.postfix);
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
