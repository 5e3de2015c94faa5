/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailbox: one address as a mail header has it (RFC 5322 3.4), without what may
 * stand between its parts: comments, blanks, the ends of folded lines.
 *
 *     taro (at home) @ gmai . com      taro@gmai.com
 *     Jiro <jiro@
 *      gmai.com>                       Jiro <jiro@gmai.com>
 *     jiro (s@gmai.com) @b.jp          jiro@b.jp
 */
#ifndef DOMAINS_FILTERS_MAILBOX_H
#define DOMAINS_FILTERS_MAILBOX_H

#include <stdbool.h>

#include "domains/filters/decoded.h"

/* Returns false when the string is no mailbox. */
bool
mailbox_clean(const struct decoded *string, struct decoded *mailbox_r);

#endif
