/* SPDX-License-Identifier: BSD-2-Clause */
/* ORCPT: the recipient before an alias or a list was expanded, as the hop
 * before us reports it (RFC 3461 4.2, xtext).
 *
 *     RCPT TO:<taro@gmai.com> ORCPT=rfc822;lab@example.jp
 *
 * Here taro is a member of a list.  The poster, who gets the bounce, wrote to
 * the list and must not learn who its members are. */
#ifndef DOMAINS_ENGINE_NAME_ORCPT_H
#define DOMAINS_ENGINE_NAME_ORCPT_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 3461 4.2 allows 500 octets of xtext. */
#define ORCPT_SIZE 501

/* Looks for ORCPT in the ESMTP arguments of RCPT TO (NULL-terminated).  Returns
 * false when there is none, when it cannot be read, or when it is path itself,
 * the recipient. */
bool
orcpt_find(char *const *arguments, const char *path, size_t len,
    char original_r[static ORCPT_SIZE]);

#endif
