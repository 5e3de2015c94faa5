/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix watch: what Postfix says, asked again when that may have changed and
 * not at each look, for postconf(1) costs more than a thousand files.
 *
 *     const struct postfix *postfix;
 *     bool again = postfix_watch_ask(&watch, "", false, NULL, &diagnostics,
 *         &postfix);
 */
#ifndef DOMAINS_DOPPELCHECK_POSTFIX_WATCH_H
#define DOMAINS_DOPPELCHECK_POSTFIX_WATCH_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"
#include "domains/base/stamp.h"
#include "domains/readers/mta/postfix.h"

/* Files of domains, the host's addresses and users change without main.cf. */
#define POSTFIX_WATCH_MS 300000

/* One that cannot be asked is asked again when its files change, or after so
 * long. */
#define POSTFIX_WATCH_FAILED_MS 10000

/* main.cf, master.cf, passwd. */
#define POSTFIX_WATCH_FILES 3

/* All zeros: nothing was asked yet. */
struct postfix_watch {
	char *directory; /* that was asked for; NULL: none yet */
	struct postfix postfix;
	struct diagnostics diagnostics; /* of the last answer */
	struct stamp stamps[POSTFIX_WATCH_FILES];
	uint64_t asked_at; /* by clock.h */
	bool failed, young;
};

void
postfix_watch_clear(struct postfix_watch *watch);

/* Asks when main.cf, master.cf or passwd is another one, when it is long ago,
 * or when all is to be read.  directory is that of the configuration, "" for
 * the usual one.  What could not be made use of is added each time.  Returns
 * whether Postfix was asked; *postfix_r is what it said then or before, all
 * empty when it never did. */
bool
postfix_watch_ask(struct postfix_watch *watch, const char *directory, bool all,
    bool (*give_up)(void), struct diagnostics *diagnostics,
    const struct postfix **postfix_r);

#endif
