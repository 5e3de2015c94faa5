/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a password from a file that others cannot read. */
#include "domains/doppelfetch/password.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"

#define PASSWORD_FILE_MAX 4096

/* Whoever can read it may rule all lists. */
static int
check_mode(const char *path, const struct stat *status,
    struct diagnostics *diagnostics)
{
	if ((status->st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return 0;
	return diagnostics_add(diagnostics, path, 0,
	    "mode %03o: others than its owner can "
	    "read the password, should be 600",
	    (unsigned)(status->st_mode & 0777));
}

int
password_read(const char *path, struct diagnostics *diagnostics,
    char **password_r)
{
	struct stat status;
	char *bytes;
	size_t len;
	int fd, result;

	if (path == NULL)
		return 0;
	fd = file_open_reported(path, &status, diagnostics);
	if (fd < 0)
		return -1;
	result = check_mode(path, &status, diagnostics);
	if (result == 0)
		result = file_read_open(path, fd, PASSWORD_FILE_MAX,
		    diagnostics, &bytes, &len);
	close(fd);
	if (result < 0)
		return -1;
	bytes[strcspn(bytes, "\r\n")] = '\0';
	*password_r = bytes;
	return 0;
}
