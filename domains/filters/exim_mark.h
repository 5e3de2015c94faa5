/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim mark: the first text of a file by which Exim knows a filter from a plain
 * forward (filter.txt 3.1, 2.1): "# Exim filter" or "# Sieve filter", in any
 * case, with any blanks. */
#ifndef DOMAINS_FILTERS_EXIM_MARK_H
#define DOMAINS_FILTERS_EXIM_MARK_H

#include <stdbool.h>

#include "domains/base/span.h"

/* kind is "exim" or "sieve". */
bool
exim_mark_begins(struct span text, const char *kind);

#endif
