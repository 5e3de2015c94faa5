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
};

/* Takes what stands below a directory that the pattern's head matched. */
static int
take_below(const struct search *search, const char *head, const char *tail)
{
	char path[PATH_MAX];
	struct stamp stamp;
	int len = snprintf(path, sizeof(path), "%s%s", head, tail);

	if (len < 0 || (size_t)len >= sizeof(path)) {
		note_closed(search->look, head, ENAMETOOLONG);
		return 0;
	}
	stamp = stamp_of(path);
	if (stamp.error == 0)
		return search->take(search->context, path, &stamp);
	if (stamp.error != ENOENT && stamp.error != ENOTDIR)
		note_closed(search->look, path, stamp.error);
	return 0;
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

static struct dirent *
next_match(DIR *directory, const char *component)
{
	struct dirent *entry;

	while ((entry = readdir(directory)) != NULL)
		if (fnmatch(component, entry->d_name, FNM_PERIOD) == 0 &&
		    strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			break;
	return entry;
}

/* Notes the pattern of what is left out in a directory. */
static void
note_crowded(struct pattern_look *look, const char *path, const char *component,
    const char *rest)
{
	bool files = *rest == '\0';
	size_t max = files ? BUDGET_DIRECTORY_FILES : BUDGET_DIRECTORY_FOLDERS;
	struct buffer pattern = {0};

	if (look->diagnostics != NULL)
		diagnostics_add(look->diagnostics, path, 0,
		    "over %zu %s match \"%s\": none of them is read", max,
		    files ? "files" : "directories", component);
	for (const char *at = path; *at != '\0'; at++) {
		buffer_add(&pattern, "\\", strchr("*?[\\", *at) != NULL);
		buffer_add(&pattern, at, 1);
	}
	buffer_add_text(&pattern, component);
	buffer_add_text(&pattern, rest);
	buffer_add(&pattern, "", 1);
	/* Without memory what is left out is taken for gone. */
	if (pattern.failed)
		buffer_clear(&pattern);
	else if (look->crowded != NULL)
		(void)strings_add(look->crowded, strdup(pattern.bytes));
	buffer_clear(&pattern);
}

/* Does a user keep more in a directory than is read of one? */
static bool
is_crowded(DIR *directory, const char *component, bool files)
{
	size_t max = files ? BUDGET_DIRECTORY_FILES : BUDGET_DIRECTORY_FOLDERS;
	struct stat status;
	size_t count = 0;

	if (fstat(dirfd(directory), &status) < 0 || status.st_uid == 0 ||
	    status.st_uid == geteuid())
		return false;
	while (count <= max && next_match(directory, component) != NULL)
		count++;
	rewinddir(directory);
	return count > max;
}

static int
look_into(const struct search *search, char path[static PATH_MAX], size_t len,
    const char *pattern);

static int
take_matches(const struct search *search, DIR *directory,
    char path[static PATH_MAX], size_t len, const char *component,
    const char *rest)
{
	struct pattern_look *look = search->look;
	const struct dirent *entry;
	int result = 0;

	while (
	    result == 0 && (entry = next_match(directory, component)) != NULL) {
		size_t end = append(path, len, entry->d_name,
		    strlen(entry->d_name), false);

		if (look->give_up != NULL && look->give_up())
			return -1;
		if (end == 0)
			note_closed(look, path, ENAMETOOLONG);
		else if (pattern_is(rest))
			result = look_into(search, path, end, rest);
		else
			result = take_below(search, path, rest);
	}
	path[len] = '\0';
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
	char component[PATH_MAX];
	DIR *directory;
	int result = 0;

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
	directory = opendir(len != 0 ? path : ".");
	if (directory == NULL) {
		/* Users have homes that were never made. */
		if (errno != ENOENT && errno != ENOTDIR)
			note_closed(search->look, path, errno);
		return 0;
	}
	if (is_crowded(directory, component, *rest == '\0'))
		note_crowded(search->look, path, component, rest);
	else
		result =
		    take_matches(search, directory, path, len, component, rest);
	closedir(directory);
	return result;
}

int
pattern_each(const char *pattern, pattern_take take, void *context,
    struct pattern_look *look)
{
	const struct search search = {take, context, look};
	char path[PATH_MAX] = "";

	return pattern_is(pattern) ? look_into(&search, path, 0, pattern)
	                           : take_below(&search, pattern, "");
}
