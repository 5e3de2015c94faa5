/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares: the order of those of leaks; for leaks.c. */
#ifndef DOMAINS_MAILLOG_SHARES_H
#define DOMAINS_MAILLOG_SHARES_H

#include <stddef.h>
#include <stdint.h>

#include "domains/maillog/leaks.h"

/* As leaks_shares() has it. */
void
shares_sort(struct leaks_share *list, size_t count, const struct leaks *leaks,
    const uint64_t *ranks);

#endif
