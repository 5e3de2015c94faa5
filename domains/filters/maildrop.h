/* SPDX-License-Identifier: BSD-2-Clause */
/* maildrop: the addresses that a .mailfilter forwards mail to.
 *
 *     LAB="taro@gmai.com jiro@b.jp"
 *     if (/^Subject:.*x@y.jp/)
 *     {
 *         cc "!$LAB, hanako@c.jp # x@y.jp"
 *     }
 *     xfilter "/usr/bin/sendmail -f z@b.jp saburo@b.jp"
 *
 * What stands after "!" is the rest of a command line of sendmail's: a shell
 * splits it, and "#" cuts it off.  Variables hold in single quotes, too, and
 * have either value after what need not be done.  Commands in backquotes are
 * read wherever they stand; what a function says, but for tolower, toupper and
 * escape, nobody knows.  A file that it includes is a note.
 *
 * (maildropfilter(7), maildrop 2.9.3)
 */
#ifndef DOMAINS_FILTERS_MAILDROP_H
#define DOMAINS_FILTERS_MAILDROP_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The list is the one of the text: the
 * user. */
int
maildrop_read(const struct reader_text *text);

/* Does a string come after to, cc or xfilter, after other statements? */
bool
maildrop_begins(struct span text);

#endif
