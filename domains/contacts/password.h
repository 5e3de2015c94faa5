/* SPDX-License-Identifier: BSD-2-Clause */
/* Password: the first line of a file that nobody else may read. */
#ifndef DOMAINS_CONTACTS_PASSWORD_H
#define DOMAINS_CONTACTS_PASSWORD_H

#include "domains/base/diagnostic.h"

/* Returns it, for password_free(), or NULL with a diagnostic. */
char *
password_read(const char *path, struct diagnostics *diagnostics);

/* NULL is fine. */
void
password_free(char *password);

#endif
