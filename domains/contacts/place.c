/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at kind and mode of a file, and the mode of its directory. */
#include "domains/contacts/place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/base/file.h"

/* Who may write beside the file may put a log there.  Logs lie beside the file
 * itself, not beside a link to it. */
static int
check_directory(const char *path, struct diagnostics *diagnostics)
{
	char *real = realpath(path, NULL); /* of a new one there is none */
	const char *whole = real != NULL ? real : path;
	const char *slash = strrchr(whole, '/');
	char *directory =
	    strndup(whole, slash == whole ? 1 : (size_t)(slash - whole));
	struct stat status;
	int result = 0;

	if (directory == NULL || stat(directory, &status) < 0)
		result = diagnostics_add(diagnostics, path, 0, "%s",
		    strerror(directory == NULL ? ENOMEM : errno));
	else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		result = diagnostics_add(diagnostics, path, 0,
		    "others may write in its directory, which should be of "
		    "mode "
		    "0700");
	free(directory);
	free(real);
	return result;
}

int
place_check(const char *path, struct diagnostics *diagnostics)
{
	struct stat status;
	const char *why;

	if (check_directory(path, diagnostics) < 0)
		return -1;
	if (stat(path, &status) < 0)
		return errno == ENOENT ? 0
		                       : diagnostics_add(diagnostics, path, 0,
					     "%s", strerror(errno));
	why = file_refused(status.st_mode);
	if (why != NULL)
		return diagnostics_add(diagnostics, path, 0, "%s", why);
	if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return diagnostics_add(diagnostics, path, 0,
		    "others may read it: its mode should be 0600");
	return 1;
}

uint64_t
place_size(const char *path)
{
	char log[PATH_MAX];
	struct stat status;
	uint64_t size = 0;

	snprintf(log, sizeof(log), "%s-wal", path);
	if (stat(path, &status) == 0)
		size = (uint64_t)status.st_size;
	return stat(log, &status) == 0 ? size + (uint64_t)status.st_size : size;
}
