/* SPDX-License-Identifier: BSD-2-Clause */
/* Schleuder: what "schleuder-cli subscriptions list lab@example.jp" prints,
 * with tabs between.
 *
 *     taro@example.jp    59C71FB38AEE22E091C78259D06350440F759BD3   admin
 *     jiro@example.jp    N/A                                        Delivery
 *                                                                   disabled!
 *
 * Admins get the mail for LIST-owner, too. */
#ifndef DOMAINS_READERS_LISTS_SCHLEUDER_H
#define DOMAINS_READERS_LISTS_SCHLEUDER_H

#include <stdbool.h>

#include "domains/registrations/member.h"

bool
schleuder_begins(struct span text);

/* Returns 0, or -1 when take() ended it. */
int
schleuder_read(const struct reader_text *text);

#endif
