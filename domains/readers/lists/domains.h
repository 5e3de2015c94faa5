/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains: lists of domains, a name a line, as filters and mail systems keep
 * those that are trusted or served.
 *
 *     gmai.com                      FlexConfirmMail, Postfix's relay_domains
 *     @gmai.com,True                OutlookOkan
 *     .gmai.com  OK                 a table of Postfix's
 *     *.gmai.com                    a pattern
 *     taro@gmai.com,True            an address among them
 *     gmai.com  REJECT              nothing: no mail goes there
 *     192.0.2.0/24, !gmai.com       nothing, # a comment
 */
#ifndef DOMAINS_READERS_LISTS_DOMAINS_H
#define DOMAINS_READERS_LISTS_DOMAINS_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Hands on each as MEMBER_DOMAIN, with its @ if it has one.  Returns 0, or -1
 * when take() ended it. */
int
domains_read(const struct reader_text *text);

/* Is every line of the text such a one, and are two of them names, and half of
 * all? */
bool
domains_begin(struct span text);

#endif
