/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the files of a pattern. */
#include "domains/settings/pattern.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
pattern_is(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

static void
note_closed(struct pattern_closed *closed, const char *path, int error)
{
	if (closed->count++ != 0)
		return;
	closed->error = error;
	snprintf(closed->first, sizeof(closed->first), "%s", path);
}

/* Takes what stands below a directory that the pattern's head matched. */
static int
take_below(const char *head, const char *tail, pattern_take take, void *context,
    struct pattern_closed *closed)
{
	char path[PATH_MAX];
	struct stamp stamp;
	int len = snprintf(path, sizeof(path), "%s%s", head, tail);

	if (len < 0 || (size_t)len >= sizeof(path)) {
		note_closed(closed, head, ENAMETOOLONG);
		return 0;
	}
	stamp = stamp_of(path);
	if (stamp.error == 0)
		return take(context, path, &stamp);
	if (stamp.error != ENOENT && stamp.error != ENOTDIR)
		note_closed(closed, path, stamp.error);
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

int
pattern_each(const char *pattern, pattern_take take, void *context,
    struct pattern_closed *closed)
{
	size_t len = head_length(pattern);
	char *head;
	glob_t found;
	int result = 0, status;

	if (!pattern_is(pattern))
		return take_below(pattern, "", take, context, closed);
	head = strndup(pattern, len);
	if (head == NULL)
		return -1;
	errno = 0;
	status = glob(head, GLOB_NOSORT, is_closed, &found);
	if (status == GLOB_ABORTED) {
		note_closed(closed, head, errno);
		globfree(&found);
		status = glob(head, GLOB_NOSORT, NULL, &found);
	}
	if (status == GLOB_NOSPACE)
		result = -1;
	for (size_t i = 0; status == 0 && result == 0 && i < found.gl_pathc;
	     i++)
		result = take_below(found.gl_pathv[i], pattern + len, take,
		    context, closed);
	globfree(&found);
	free(head);
	return result;
}
