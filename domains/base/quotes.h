/* SPDX-License-Identifier: BSD-2-Clause */
/* Quotes: those that word processors put in the place of ", in UTF-8. */
#ifndef DOMAINS_BASE_QUOTES_H
#define DOMAINS_BASE_QUOTES_H

#include <stddef.h>

/* The length of one at the beginning of a text; 0 when none stands there. */
size_t
quotes_len_typographic(const char *at, const char *end);

#endif
