/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors of Redis in words that say what to do. */
#ifndef DOMAINS_CONTACTS_REDIS_ERRORS_H
#define DOMAINS_CONTACTS_REDIS_ERRORS_H

#include <stdbool.h>

#include "domains/base/span.h"

/* Writes what an answer such as "LOADING Redis is loading ..." means, in the
 * reader's language, and nothing of keys and values in it.  Returns whether the
 * same server may take the command in a while, or another one now: it is not
 * to be asked over this connection again. */
bool
redis_errors_explain(struct span answer, char *words_r, size_t size);

#endif
