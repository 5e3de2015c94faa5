/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve modifiers: what set makes of a value before it keeps it (RFC 5229 4.1,
 * RFC 5435 6).
 *
 *     set :lower "to" "TARO@B.JP";     taro@b.jp
 */
#ifndef DOMAINS_FILTERS_SIEVE_MODIFIERS_H
#define DOMAINS_FILTERS_SIEVE_MODIFIERS_H

#include "domains/filters/decoded.h"

/* The bit of a tag; 0 when it is no modifier that is known. */
unsigned
sieve_modifiers_find(struct span tag);

/* What the modifiers make of a value, in their order.  Parts that are not known
 * stay as they are. */
void
sieve_modifiers_apply(unsigned modifiers, const struct decoded *value,
    struct decoded *value_r);

#endif
