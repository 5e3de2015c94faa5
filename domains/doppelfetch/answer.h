/* SPDX-License-Identifier: BSD-2-Clause */
/* Answer: what a service says, as the file that readers/fetched.h reads. */
#ifndef DOMAINS_DOPPELFETCH_ANSWER_H
#define DOMAINS_DOPPELFETCH_ANSWER_H

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/settings/registrations.h"

/* Asks the service, and makes a file of its members or, when it does not answer
 * as it should, of why.  Returns 0 with members; -1 with why, which is also
 * added to the diagnostics; both with a file, unless it failed. */
int
answer_fetch(const struct settings_mailman3 *service,
    struct diagnostics *diagnostics, struct buffer *file);

/* The same for a table. */
int
answer_list(const char *table, struct diagnostics *diagnostics,
    struct buffer *file);

#endif
