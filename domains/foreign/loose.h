/* SPDX-License-Identifier: BSD-2-Clause */
/* Loose: the addresses that stand anywhere in a text of any kind, a page, a
 * message, a program.  Each is a run of the usual characters of an address
 * around an @, with a dot in its domain; nothing else is looked at.
 *
 *     Write to <a href="mailto:taro@gmai.com">us</a>.      taro@gmai.com
 *     "mail": "taro@gmai.com", "n": "jiro"                 taro@gmai.com
 *     git+ssh://git@github.com/x  @Override  pkg@1.2.3     git@github.com
 */
#ifndef DOMAINS_FOREIGN_LOOSE_H
#define DOMAINS_FOREIGN_LOOSE_H

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The addresses are not for --fix: who
 * knows what they are part of. */
int
loose_read(const struct reader_text *text);

#endif
