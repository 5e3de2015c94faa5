/* SPDX-License-Identifier: BSD-2-Clause */
/* Original: the recipient before an alias or list was expanded, as the hop
 * before us tells it in ORCPT (RFC 3461 4.2, xtext).
 *
 *     RCPT TO:<taro@gmai.com> ORCPT=rfc822;lab@example.jp
 *
 * Then taro is a member of a list: the poster, who gets the bounce, has not
 * written to him and is not told who he is.
 */
#ifndef DOMAINS_ENGINE_NAME_ORCPT_H
#define DOMAINS_ENGINE_NAME_ORCPT_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 3461 4.2 allows 500 octets of xtext. */
#define ORCPT_SIZE 501

/* Looks for ORCPT in the ESMTP arguments of RCPT TO (NULL-terminated).  False
 * when there is none, it cannot be read, or it is the recipient himself. */
bool
orcpt_find(char *const *arguments, const char *path, size_t len,
    char original_r[static ORCPT_SIZE]);

#endif
