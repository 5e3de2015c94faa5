/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and wipes a password. */
#include "domains/contacts/password.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"

#define FILE_MAX 4096

char *
password_read(const char *path, struct diagnostics *diagnostics)
{
	char *password;
	size_t len;

	if (file_read_secret(path, FILE_MAX, diagnostics, &password, &len) < 0)
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
