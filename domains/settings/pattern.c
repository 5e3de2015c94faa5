/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the files of a pattern. */
#include "domains/settings/pattern.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/buffer.h"
#include "domains/base/clock.h"
#include "domains/base/owner.h"
#include "domains/registrations/budget.h"

bool
pattern_is(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

static void
note_closed(struct pattern_look *look, const char *path, int error)
{
	if (look->count++ != 0)
		return;
	look->error = error;
	snprintf(look->first, sizeof(look->first), "%s", path);
}

struct search {
	pattern_take take;
	void *context;
	struct pattern_look *look;
	uid_t uid; /* whose directory the first one is that is not root's; 0 */
};

/* ---- how long it takes --------------------------------------------------- */

/* A directory that is looked through. */
struct directory {
	const char *path, *component;
	DIR *stream;
	bool users;      /* it is not root's */
	size_t files;    /* looked at, */
	uint64_t waited; /*   and how many ms that took */
	bool late;       /* too many */
};

static bool
rests(const struct pattern_look *look, const char *directory)
{
	return look->patience != NULL &&
	       look->patience->rests(look->patience->context, directory);
}

static bool
is_users(const struct stat *status)
{
	return status->st_uid != 0 && status->st_uid != geteuid();
}

/* Root's directories are waited for. */
static void
report_wait(const struct pattern_look *look, const char *directory,
    size_t files, uint64_t ms)
{
	struct stat status;

	if (look->patience != NULL && ms > BUDGET_FREE_WAIT_MS &&
	    (owner_stat(directory, &status) < 0 || is_users(&status)))
		look->patience->waited(look->patience->context, directory,
		    files, ms);
}

static bool
is_late(struct directory *directory, uint64_t since)
{
	directory->late =
	    directory->users &&
	    directory->waited + (clock_now() - since) >
		UINT64_C(1000) * BUDGET_DIRECTORY_WAIT_SECONDS +
		    (uint64_t)BUDGET_FREE_WAIT_MS * directory->files;
	return directory->late;
}

/* What a pattern finds there is not known: path/component rest. */
static void
note_unseen(struct pattern_look *look, const char *path, const char *component,
    const char *rest)
{
	struct buffer pattern = {0};

	for (const char *at = path; *at != '\0'; at++) {
		buffer_add(&pattern, "\\", strchr("*?[\\", *at) != NULL);
		buffer_add(&pattern, at, 1);
	}
	buffer_add_text(&pattern, component);
	buffer_add_text(&pattern, rest);
	buffer_add(&pattern, "", 1);
	/* Without memory what is left out is taken for gone. */
	if (!pattern.failed && look->crowded != NULL)
		(void)strings_add(look->crowded, strdup(pattern.bytes));
	buffer_clear(&pattern);
}

/* ---- the files ----------------------------------------------------------- */

/* Takes what has a path. */
static int
take_path(const struct search *search, const char *path)
{
	struct stamp stamp = stamp_of(path);

	if (search->uid != 0)
		stamp.uid = search->uid;
	if (stamp.error == 0)
		return search->take(search->context, path, &stamp);
	if (stamp.error != ENOENT && stamp.error != ENOTDIR)
		note_closed(search->look, path, stamp.error);
	return 0;
}

/* The same with a tail below a directory that the pattern's head matched, or
 * without a pattern, unless the directory rests. */
static int
take_below(const struct search *search, const char *head, const char *tail)
{
	char path[PATH_MAX], directory[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s%s", head, tail), result;
	const char *slash;
	uint64_t begin;

	if (len < 0 || (size_t)len >= sizeof(path)) {
		note_closed(search->look, head, ENAMETOOLONG);
		return 0;
	}
	slash = strrchr(path, '/');
	snprintf(directory, sizeof(directory), "%.*s",
	    slash != NULL ? (int)(slash - path) : 0, path);
	if (rests(search->look, directory)) {
		note_unseen(search->look, path, "", "");
		return 0;
	}
	begin = clock_now();
	result = take_path(search, path);
	report_wait(search->look, directory, 1, clock_now() - begin);
	return result;
}

/* Appends a part of a pattern that is no wildcard, or a name.  Returns the
 * length; 0 when it is too long. */
static size_t
append(char path[static PATH_MAX], size_t len, const char *text, size_t more,
    bool escaped)
{
	for (size_t i = 0; i < more; i++) {
		i += escaped && text[i] == '\\' && i + 1 < more;
		if (len + 1 >= PATH_MAX)
			return 0;
		path[len++] = text[i];
	}
	path[len] = '\0';
	return len;
}

/* NULL at the end, or when it takes too long to get there. */
static const struct dirent *
next_match(struct directory *directory)
{
	uint64_t begin = clock_now();
	const struct dirent *entry;

	do
		entry = readdir(directory->stream);
	while (entry != NULL && !is_late(directory, begin) &&
	       (fnmatch(directory->component, entry->d_name, FNM_PERIOD) != 0 ||
		   strcmp(entry->d_name, ".") == 0 ||
		   strcmp(entry->d_name, "..") == 0));
	directory->waited += clock_now() - begin;
	return directory->late ? NULL : entry;
}

/* Of what is left out in a directory. */
static void
report_left(struct pattern_look *look, const struct directory *directory,
    const char *rest)
{
	bool files = *rest == '\0';

	if (look->diagnostics == NULL)
		return;
	if (directory->late)
		diagnostics_add(look->diagnostics, directory->path, 0,
		    "it takes over %u seconds to find what matches \"%s\": "
		    "what "
		    "was not found is not read",
		    (unsigned)BUDGET_DIRECTORY_WAIT_SECONDS,
		    directory->component);
	else
		diagnostics_add(look->diagnostics, directory->path, 0,
		    "over %zu %s match \"%s\": none of them is read",
		    (size_t)(files ? BUDGET_DIRECTORY_FILES
				   : BUDGET_DIRECTORY_FOLDERS),
		    files ? "files" : "directories", directory->component);
}

/* Does a user keep more in a directory than is read of one? */
static bool
is_crowded(struct directory *directory, bool files)
{
	size_t max = files ? BUDGET_DIRECTORY_FILES : BUDGET_DIRECTORY_FOLDERS;
	size_t count = 0;

	if (!directory->users)
		return false;
	while (count <= max && next_match(directory) != NULL)
		count++;
	rewinddir(directory->stream);
	return count > max;
}

static int
look_into(const struct search *search, char path[static PATH_MAX], size_t len,
    const char *pattern);

static int
take_matches(const struct search *search, struct directory *directory,
    char path[static PATH_MAX], size_t len, const char *rest)
{
	struct pattern_look *look = search->look;
	const struct dirent *entry;
	int result = 0;

	while (result == 0 && (entry = next_match(directory)) != NULL) {
		size_t end = append(path, len, entry->d_name,
		    strlen(entry->d_name), false);
		uint64_t begin = clock_now();
		size_t before = look->seen++;

		if (look->give_up != NULL && look->give_up())
			return -1;
		if (end == 0)
			note_closed(look, path, ENAMETOOLONG);
		else if (pattern_is(rest))
			result = look_into(search, path, end, rest);
		else if (*rest != '\0')
			result = take_below(search, path, rest);
		else
			result = take_path(search, path);
		/* With what is below: there may be any number of it. */
		directory->files += look->seen - before;
		directory->waited += clock_now() - begin;
	}
	path[len] = '\0';
	return result;
}

/* Looks through a directory that was opened. */
static int
look_through(const struct search *search, struct directory *directory,
    char path[static PATH_MAX], size_t len, const char *rest)
{
	struct search within = *search;
	char name[PATH_MAX];
	struct stat status;
	int result = 0;
	bool crowded;

	/* The path goes on. */
	snprintf(name, sizeof(name), "%s", path);
	directory->path = name;
	directory->users =
	    owner_fstat(dirfd(directory->stream), &status) == 0 &&
	    is_users(&status);
	if (directory->users && within.uid == 0)
		within.uid = status.st_uid;
	crowded = is_crowded(directory, *rest == '\0');
	if (!crowded && !directory->late)
		result = take_matches(&within, directory, path, len, rest);
	if (crowded || directory->late) {
		report_left(search->look, directory, rest);
		note_unseen(search->look, name, directory->component, rest);
	}
	return result;
}

/* Opens the directory before the first component with a wildcard.  Nothing is
 * kept of what is in it: a user may have millions of files. */
static int
look_into(const struct search *search, char path[static PATH_MAX], size_t len,
    const char *pattern)
{
	const char *wild = pattern + strcspn(pattern, "*?[");
	const char *begin = wild, *rest = wild + strcspn(wild, "/");
	struct directory directory = {.users = false};
	char component[PATH_MAX], key[PATH_MAX];
	uint64_t since = clock_now();
	int result;

	while (begin > pattern && begin[-1] != '/')
		begin--;
	snprintf(component, sizeof(component), "%.*s", (int)(rest - begin),
	    begin);
	if (begin != pattern)
		len =
		    append(path, len, pattern, (size_t)(begin - pattern), true);
	if (len == 0 && begin != pattern) {
		note_closed(search->look, path, ENAMETOOLONG);
		return 0;
	}
	/* As take_below() has it, for most end in a slash. */
	snprintf(key, sizeof(key), "%.*s",
	    (int)(len > 1 && path[len - 1] == '/' ? len - 1 : len), path);
	if (rests(search->look, key)) {
		note_unseen(search->look, path, component, rest);
		return 0;
	}
	directory.component = component;
	directory.stream = opendir(len != 0 ? path : ".");
	directory.waited = clock_now() - since;
	if (directory.stream == NULL) {
		/* Users have homes that were never made. */
		if (errno != ENOENT && errno != ENOTDIR)
			note_closed(search->look, path, errno);
		report_wait(search->look, key, 1, directory.waited);
		return 0;
	}
	result = look_through(search, &directory, path, len, rest);
	closedir(directory.stream);
	report_wait(search->look, key, directory.files + 1, directory.waited);
	return result;
}

int
pattern_each(const char *pattern, pattern_take take, void *context,
    struct pattern_look *look)
{
	const struct search search = {take, context, look, 0};
	char path[PATH_MAX] = "";

	return pattern_is(pattern) ? look_into(&search, path, 0, pattern)
	                           : take_below(&search, pattern, "");
}
