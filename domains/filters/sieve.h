/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve: the addresses that a user's filter forwards mail to.
 *
 *     if header :contains "subject" "lab" {
 *         redirect :copy "taro@gmai.com";    # found
 *     }
 *     # redirect "jiro@gmai.com";            a comment
 *     fileinto "redirect \"x@gmai.com\"";    a string
 *
 * Taken is what redirect, notify and the other commands that send mail send it
 * to (sieve_command.h), wherever they stand, also in a branch that never runs.
 * Variables that the script sets are known (sieve_variables.h); where a domain
 * is not, a diagnostic says so.
 */
#ifndef DOMAINS_FILTERS_SIEVE_H
#define DOMAINS_FILTERS_SIEVE_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Returns 0, or -1 when take() ended it.  The list is the one of the text:
 * the user. */
int
sieve_read(const struct reader_text *text);

/* Does the text begin as a script: with that mark, or with a command? */
bool
sieve_is_script(struct span text);

#endif
