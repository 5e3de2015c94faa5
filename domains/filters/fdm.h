/* SPDX-License-Identifier: BSD-2-Clause */
/* fdm: the addresses that the actions of an .fdm.conf send mail to.
 *
 *     $lab = "taro@" + 'gmai.com'
 *     ifdef $home $lab = "jiro@gmai.com" endif
 *     action "lab" smtp server "mx.b.jp" from "x@y.jp" to ${lab}
 *     match "^To: ([a-z]*)@" action pipe "/usr/sbin/sendmail %1@b.jp # x@y.jp"
 *
 * Taken are the one address after "to" of smtp and lmtp, and the recipients in
 * the commands of pipe, exec and rewrite, whether a match uses the action or
 * not.  Macros have their values, also as ${name} in double quotes, both where
 * ifdef leaves it open; what a number %{name} or a tag like %1 stands for
 * nobody knows.  A file that it includes is a note.
 *
 * (fdm.conf(5), fdm 1.9)
 */
#ifndef DOMAINS_FILTERS_FDM_H
#define DOMAINS_FILTERS_FDM_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The list is the one of the text: the
 * user. */
int
fdm_read(const struct reader_text *text);

/* Does it begin with an account, an action or a match, after settings, macros
 * and comments? */
bool
fdm_begins(struct span text);

#endif
