/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve: the addresses that a user's filter forwards mail to.
 *
 *     if header :contains "subject" "lab" {
 *         redirect :copy "taro@gmai.com";    # found
 *     }
 *     # redirect "jiro@gmai.com";            a comment
 *     fileinto "redirect \"x@gmai.com\"";    a string
 *
 * The tokens of RFC 5228 (8.1): identifiers, tags, numbers, quoted and
 * multi-line strings, comments of both kinds.  Taken are the addresses of
 * redirect wherever it stands, also in a branch that never runs, and those of
 * notify with "mailto:" (RFC 5436).  An address with a variable in it
 * ("${to}", RFC 5229) is not known and becomes a diagnostic.
 */
#ifndef DOMAINS_READERS_FILTERS_SIEVE_H
#define DOMAINS_READERS_FILTERS_SIEVE_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The list is the one of the text:
 * the user. */
int
sieve_read(const struct reader_text *text);

/* Does the text begin as a script: require, or an if or redirect that is one?
 */
bool
sieve_is_script(struct span text);

#endif
