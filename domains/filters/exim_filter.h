/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim filter: the addresses that a user's filter file forwards mail to.
 *
 *     # Exim filter
 *     if $h_subject: contains "x@y.jp" then
 *         unseen deliver "Taro <taro@gmai.com>"
 *         mail to hanako@b.jp cc jiro@b.jp subject "x@y.jp"
 *     endif
 *     pipe "/usr/sbin/sendmail saburo@b.jp"
 *
 * Taken are what deliver has, the recipients of mail and vacation (also those
 * in extra_headers, which Exim reads), of a program that sends mail, and as
 * what they are the commands of pipe and the files of save.  The address of
 * errors_to is an envelope sender.  Variables are not known: a diagnostic says
 * so where one is in a domain, and where Exim would obey nothing of the file.
 *
 * (Exim 4.96, doc/filter.txt)
 */
#ifndef DOMAINS_FILTERS_EXIM_FILTER_H
#define DOMAINS_FILTERS_EXIM_FILTER_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The list is the one of the text: the
 * user. */
int
exim_filter_read(const struct reader_text *text);

/* Is the first text "# Exim filter"? */
bool
exim_filter_begins(struct span text);

#endif
