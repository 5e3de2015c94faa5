/* SPDX-License-Identifier: BSD-2-Clause */
/* Answer: what a service says, as the file that readers/fetched.h reads. */
#ifndef DOMAINS_DOPPELFETCH_ANSWER_H
#define DOMAINS_DOPPELFETCH_ANSWER_H

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/settings/registrations.h"

/* Asks a service, and makes a file of its members or, when it does not answer
 * as it should, of why.  It is a Mailman 3, whose URL is its name; with NULL a
 * table of this name.  Returns 0 with members; -1 with why, which is also added
 * to the diagnostics; both with a file, unless it failed. */
int
answer_fetch(const char *service, const struct settings_mailman3 *mailman3,
    struct diagnostics *diagnostics, struct buffer *file);

#endif
