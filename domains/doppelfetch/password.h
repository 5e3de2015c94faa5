/* SPDX-License-Identifier: BSD-2-Clause */
/* Password: the first line of a file that its owner alone can read. */
#ifndef DOMAINS_DOPPELFETCH_PASSWORD_H
#define DOMAINS_DOPPELFETCH_PASSWORD_H

#include "domains/base/diagnostic.h"

/* path may be NULL: there is none, and *password_r stays as it is.  Returns 0
 * with *password_r to be freed, or -1 with a diagnostic. */
int
password_read(const char *path, struct diagnostics *diagnostics,
    char **password_r);

#endif
