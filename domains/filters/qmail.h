/* SPDX-License-Identifier: BSD-2-Clause */
/* Qmail: the instructions in a user's .qmail, .qmail-lab, or an alias's
 * (dot-qmail(5)).
 *
 *     # a comment
 *     &taro@example.jp              forwarded; the sign may be left out before
 *     jiro@example.jp                 a letter or digit
 *     ./Maildir/                    a mailbox
 *     |forward hanako@example.jp    a program, of which forward(1) and
 *                                     condredirect(1) forward, too
 *
 * A line is one address, to its end: there are no names, commas or comments
 * after it. */
#ifndef DOMAINS_FILTERS_QMAIL_H
#define DOMAINS_FILTERS_QMAIL_H

#include "domains/registrations/member.h"

/* The folder of the file: the user's. */
struct span
qmail_user(const char *path);

/* For whom the mail is that comes there:
 *
 *     /home/taro/.qmail, .qmail-lab           taro, taro-lab
 *     /var/qmail/alias/.qmail-lab-owner       lab-owner
 *     .../domains/example.jp/.qmail-a:b       a.b@example.jp
 *
 * Returns 0, or -1 when take() ended it. */
int
qmail_read(const struct reader_text *text);

/* Is each line an instruction, and one of them "&taro@gmai.com"?  A file under
 * another name, then. */
bool
qmail_begins(struct span text);

#endif
