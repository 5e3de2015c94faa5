/* SPDX-License-Identifier: BSD-2-Clause */
/* Wanted: whose mails of a log are wanted, as people write it.
 *
 *     --sender  Taro@Univ.example.   mails of taro@univ.example
 *               <taro@univ.example>  the same
 *               @univ.example        of all who have this domain
 *               root                 of a user, as Sendmail logs it
 *     --domain  GMAI.com.            to gmai.com
 */
#ifndef DOMAINS_MAILLOG_WANTED_H
#define DOMAINS_MAILLOG_WANTED_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"
#include "domains/engine/name/name.h"

/* A local part that is longer is nobody's (RFC 5321, 4.5.3.1.1, has 64). */
#define WANTED_LOCAL_MAX 256

struct wanted {
	char sender[WANTED_LOCAL_MAX + NAME_SIZE]; /* "": all */
	char domain[NAME_SIZE];                    /* "": all */
};

/* As the options have them; NULL is all.  Returns 0, or -1 with a diagnostic
 * that names the option. */
int
wanted_parse(const char *sender, const char *domain,
    struct diagnostics *diagnostics, struct wanted *wanted_r);

/* Is a sender, as a log has it, one that is wanted? */
bool
wanted_fits(struct span wanted, struct span sender);

#endif
