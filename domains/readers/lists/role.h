/* SPDX-License-Identifier: BSD-2-Clause */
/* Role: whose the addresses in a file of a list manager's are: which list's, by
 * the folders above it, and the name under which its owners, or others with a
 * role, get mail.
 *
 *     lab               "-request"   lab-request
 *     lab@example.jp    "+owner"     lab+owner@example.jp
 */
#ifndef DOMAINS_READERS_LISTS_ROLE_H
#define DOMAINS_READERS_LISTS_ROLE_H

#include "domains/base/span.h"

/* Over the longest local part and domain; a longer name is cut. */
#define ROLE_NAME_SIZE 2048

struct role_name {
	char text[ROLE_NAME_SIZE];
};

/* The list itself when the ending is empty; otherwise in *name. */
struct span
role_name_make(struct span list, const char *ending, struct role_name *name);

#endif
