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
#include <stdint.h>

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

/* What of a log counts. */
struct wanted_part {
	struct span sender;   /* only mails of this one, as struct wanted has
	                         it; empty: all */
	struct span domain;   /* only to this wrong one, in its canonical form;
	                         empty: all */
	int64_t since, until; /* only what happened then: the first second that
	                         counts and the first that does not */
};

#define WANTED_ALL                                     \
	{                                              \
		.since = INT64_MIN, .until = INT64_MAX \
	}

static inline bool
wanted_then(const struct wanted_part *part, int64_t time)
{
	return time >= part->since && time < part->until;
}

/* A sender as a log has it; without bytes when it does not say. */
bool
wanted_from(const struct wanted_part *part, struct span sender);

#endif
