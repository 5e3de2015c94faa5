/* SPDX-License-Identifier: BSD-2-Clause */
/* Colons: what keeps a row for each address, and in it, after a colon, what
 * belongs to that.
 *
 *     root:taro@gmai.com:mx.example.jp:587    revaliases of sSMTP
 *     taro@gmai.com : |DIGEST|ECHOPOST|       users of a list of Ecartis
 *     taro@gmai.com::lab                      subscribers of Dada Mail
 *
 * Only the address is read.  The user before it is its list.
 */
#ifndef DOMAINS_READERS_LISTS_COLONS_H
#define DOMAINS_READERS_LISTS_COLONS_H

#include "domains/registrations/member.h"

/* Is each line of that form? */
bool
colons_begin(struct span text);

/* Is the first one, whatever comes after it? */
bool
colons_are_first(struct span text);

/* Returns 0, or -1 when take() ended it. */
int
colons_read(const struct reader_text *text);

#endif
