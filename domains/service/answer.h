/* SPDX-License-Identifier: BSD-2-Clause */
/* Answer: how a reload went, for the one who asked for it.  A signal has no
 * answer, and `systemctl reload` must not end well when the new configuration
 * was refused.
 *
 * The daemon puts it into the file "reload" of the directory that
 * RUNTIME_DIRECTORY names (systemd.exec(5)): when the reload began, how many
 * errors there were, then a line for each.
 *
 *     41267093 1
 *     /etc/doppelcheck/milter.conf:7: nonsense: unknown key
 */
#ifndef DOMAINS_SERVICE_ANSWER_H
#define DOMAINS_SERVICE_ANSWER_H

#include <stdint.h>
#include <sys/types.h>

#include "domains/base/diagnostic.h"

/* A reload of a million names takes a few. */
#define ANSWER_SECONDS_MAX 60

/* Of a reload that began at a time of clock.h.  Without a directory it does
 * nothing. */
void
answer_give(uint64_t began, const struct diagnostics *errors);

/* Asks the daemon of a process identifier for a reload, in the same directory,
 * and waits for the answer.  Returns 0 when all is in force; or -1, with a
 * diagnostic when there was no answer, else with the lines of the errors in
 * *errors_r, to be freed. */
int
answer_ask(pid_t daemon, struct diagnostics *diagnostics, char **errors_r);

#endif
