/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes: what a file has beside its bytes and times: owner and mode, and
 * as xattr(7) access lists (acl(5)), the label of SELinux or Smack, and what
 * users note. */
#ifndef DOMAINS_BASE_ATTRIBUTES_H
#define DOMAINS_BASE_ATTRIBUTES_H

/* Gives an open file the attributes of another one, and takes from it an access
 * list that its folder gave it.  What signs the old bytes (security.ima,
 * security.evm) is left out: the kernel renews it.  Returns 0, or -1 with errno
 * when one cannot be kept. */
int
attributes_copy(int from, int to);

#endif
