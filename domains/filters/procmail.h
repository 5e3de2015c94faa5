/* SPDX-License-Identifier: BSD-2-Clause */
/* procmail: the addresses that the recipes of a .procmailrc forward mail to.
 *
 *     LAB="taro@gmai.com jiro@b.jp"     # both, where $LAB has no quotes
 *     :0 c: lock
 *     * ^Subject:.*x@y.jp # pattern, all of it
 *     ! $LAB, hanako@c.jp
 *     :0
 *     | $SENDMAIL -oi -f z@b.jp saburo@b.jp
 *
 * As procmail reads it: a comment does not go on, "#" in a condition is
 * pattern, a recipe has one action, a value without quotes ends at a blank.
 * What it passes over is a note.  Taken are the arguments of "!" and of
 * programs that send mail; commands and mailboxes as what they are.  A block
 * need not be gone through: its variables have either value after it.
 *
 * (procmailrc(5), procmail 3.22)
 */
#ifndef DOMAINS_FILTERS_PROCMAIL_H
#define DOMAINS_FILTERS_PROCMAIL_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The list is the one of the text: the
 * user. */
int
procmail_read(const struct reader_text *text);

/* Does a recipe begin in it, after comments, variables and blank lines? */
bool
procmail_begins(struct span text);

#endif
