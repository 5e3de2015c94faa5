/* SPDX-License-Identifier: BSD-2-Clause */
/* Alias loops: aliases that lead to aliases, over any number of files, and the
 * loops among them.
 *
 *     all: lab, office        lab: staff        staff: all
 *
 * is the cycle all -> lab -> staff -> all: mail to any of them comes back.  An
 * alias that names itself is none ("taro: taro, taro@example.jp"): mail systems
 * deliver to the mailbox then.
 */
#ifndef DOMAINS_REGISTRATIONS_ALIAS_LOOPS_H
#define DOMAINS_REGISTRATIONS_ALIAS_LOOPS_H

#include "domains/base/diagnostic.h"
#include "domains/registrations/member.h"

struct alias_loops;

/* NULL when memory is out. */
struct alias_loops *
alias_loops_new(void);

/* Takes a registration in: a name in a list, or in a map an address.  Others
 * are nothing to it.  Returns 0, or -1 when memory is out. */
int
alias_loops_add(struct alias_loops *loops, const struct member *member);

/* Adds a diagnostic for each loop, which is all aliases that lead to each
 * other: it shows one cycle, at the line that closes that.  Takes linear time.
 * Returns how many loops there are. */
size_t
alias_loops_find(struct alias_loops *loops, struct diagnostics *diagnostics);

/* Sets *loops to NULL. */
void
alias_loops_free(struct alias_loops **loops);

#endif
