/* SPDX-License-Identifier: BSD-2-Clause */
/* Nested: aliases that lead to aliases, over any number of files, and the
 * cycles among them.
 *
 *     all: lab, office        lab: staff        staff: all
 *
 * is the cycle all -> lab -> staff -> all: mail to any of them comes back.  An
 * alias that names itself is none ("taro: taro, taro@example.jp"): mail systems
 * deliver to the mailbox then.
 */
#ifndef DOMAINS_RECORDS_NESTED_H
#define DOMAINS_RECORDS_NESTED_H

#include "domains/engine/fault.h"
#include "domains/records/registration.h"

struct nested;

/* NULL when memory is out. */
struct nested *
nested_new(void);

/* Takes a registration in: a name in a list, or in a map an address.  Others
 * are nothing to it.  Returns 0, or -1 when memory is out. */
int
nested_add(struct nested *nested, const struct registration *registration);

/* Adds a fault for each cycle, at the line that closes it.  Returns how many
 * there are. */
size_t
nested_find_cycles(struct nested *nested, struct faults *faults);

/* Sets *nested to NULL. */
void
nested_free(struct nested **nested);

#endif
