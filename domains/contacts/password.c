/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and wipes a password. */
#include "domains/contacts/password.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/translation.h"

#define FILE_MAX 4096

char *
password_read(const char *path, struct diagnostics *diagnostics)
{
	struct stat status;
	char *password = NULL;
	size_t len;
	int fd = file_open_reported(path, path, &status, diagnostics);

	if (fd < 0)
		return NULL;
	if ((status.st_mode & S_IRWXO) != 0)
		diagnostics_add(diagnostics, path, 0,
		    "others may read it: its mode should be 0600");
	else
		(void)file_read_open(path, fd, FILE_MAX, diagnostics, &password,
		    &len);
	close(fd);
	if (password == NULL)
		return NULL;
	password[strcspn(password, "\r\n")] = '\0';
	if (*password != '\0')
		return password;
	password_free(password);
	diagnostics_add(diagnostics, path, 0,
	    "has no password in its first line");
	return NULL;
}

void
password_free(char *password)
{
	if (password != NULL)
		explicit_bzero(password, strlen(password));
	free(password);
}
