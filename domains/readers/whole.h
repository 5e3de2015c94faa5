/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole: hands on all members of a source, or none when it is over a budget.
 *
 * What includes files is read twice: the first time only for what it includes,
 * which is kept as far as there is room.  What is so long that it may have too
 * many members or findings is read once more to count them.
 */
#ifndef DOMAINS_READERS_WHOLE_H
#define DOMAINS_READERS_WHOLE_H

#include "domains/registrations/budget.h"
#include "domains/registrations/member.h"
#include "domains/registrations/include.h"

/* Reads the text with read(), which includes files as from says; its
 * included is set here.  budgets are at its beginning.  Returns what read()
 * does, or -1 with a diagnostic when it is left out. */
int
whole_read(const struct reader_text *text, const struct include *from,
    struct budgets *budgets, member_take weigh,
    int (*read)(const struct reader_text *text));

#endif
