/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables: which of the tables that domains.conf and the Postfix here name are
 * at a directory service. */
#ifndef DOMAINS_DOPPELFETCH_TABLES_H
#define DOMAINS_DOPPELFETCH_TABLES_H

#include "domains/base/diagnostic.h"
#include "domains/base/strings.h"
#include "domains/settings/registrations.h"

/* Adds each once, as fetched_table() calls it.  A Postfix that is named and
 * cannot be asked is a diagnostic.  Returns 0, or -1 with one. */
int
tables_find(const struct settings_registrations *registrations,
    struct diagnostics *diagnostics, struct strings *tables);

#endif
