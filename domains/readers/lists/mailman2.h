/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailman 2.1: what its programs print of a list.
 *
 *     list_members       the members, a line each (members.h)
 *     config_list -o -   settings as Python writes them: owner = ['a@b.jp']
 *     dumpdb config.pck  all of the list as a dictionary: 'members': {...}
 *
 * Of the settings these hold addresses that get mail:
 *
 *     owner, moderator           LIST-owner
 *     members, digest_members    LIST
 *     reply_to_address           LIST, when reply_goes_to_list is 2: there
 *                                all replies go
 *     accept_these_nonmembers    LIST-nonmember: they may post, and get
 *                                nothing; patterns, ^..., are left out
 *
 * The list is that of real_name and host_name. */
#ifndef DOMAINS_READERS_LISTS_MAILMAN2_H
#define DOMAINS_READERS_LISTS_MAILMAN2_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Does the text begin as config_list or dumpdb have it? */
bool
mailman2_begins(struct span text);

/* Of all three.  Returns 0, or -1 when take() ended it. */
int
mailman2_read(const struct reader_text *text);

#endif
