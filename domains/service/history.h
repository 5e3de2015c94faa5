/* SPDX-License-Identifier: BSD-2-Clause */
/* History: the store of contacts as the gate reads it, and the way to the
 * process that writes it.  All calls are for any number of threads.
 *
 *     struct history *history = history_new(&settings);
 *     history_judge(history, &memory, ...)          at RCPT TO
 *     history_report(history, list, count)          at the end of a mail
 *
 * The store is opened when it is first asked.  One that cannot be read, or is
 * busy for too long, says nothing against anybody; that is logged once, and
 * tried again every HISTORY_AGAIN_MS, a busy one sooner, and how many were
 * judged without it is logged when it can be read again.
 */
#ifndef DOMAINS_SERVICE_HISTORY_H
#define DOMAINS_SERVICE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/contacts/observation.h"
#include "domains/contacts/pair.h"
#include "domains/registrations/memory.h"
#include "domains/settings/contacts.h"

#define HISTORY_AGAIN_MS 10000

/* A mail waits so long for other threads that read, and for a store that is
 * being repaired. */
#define HISTORY_WAIT_MS 100

struct history;

/* The settings, which have a store, outlive it.  NULL when memory is out. */
struct history *
history_new(const struct settings_contacts *settings);
void
history_free(struct history **history);

/* What was logged of the one before it is logged no second time.  Before it is
 * asked anything. */
void
history_follow(struct history *history, struct history *before);

/* Can the store be read?  Returns 0 with whether it knows anybody, or -1 with a
 * diagnostic. */
int
history_check(const struct settings_contacts *settings,
    struct diagnostics *diagnostics, bool *knows_r);

/* As memory_judge(), store and organisation are filled in; false when nothing
 * is found, or known.  In the time of learning the finding's detail has
 * "learning since 2026-11-29". */
bool
history_judge(struct history *history, struct memory memory,
    const struct address *address, const struct name *domain,
    struct finding *finding);

/* Does the store still learn?  False as well when that is not known. */
bool
history_is_learning(struct history *history);

/* As pair_find(); the organisation is filled in.  STORE_ERROR: nothing is
 * known. */
enum store_result
history_find_pair(struct history *history, struct pair pair,
    struct pair_standing *standing_r);

/* Did a person or its owner say that an address is right, as far as is known?
 * As struct judge_confirmation has it; of a history. */
bool
history_confirms(void *history, const struct address *address,
    const struct name *domain);

/* Was this mail of the pair refused before, as far as is known? */
bool
history_knows_mail(struct history *history, struct pair pair, struct span mail);

/* Reports a try, OBSERVATION_TRIED or OBSERVATION_PASSED; mail may be empty.
 * The same as the next. */
bool
history_report_pair(struct history *history, enum observation_kind kind,
    struct pair pair, struct span mail);

/* Reports what was seen, in the settings' organisation.  Returns whether the
 * process that writes has it all. */
bool
history_report(struct history *history, struct observation *list, size_t count);

/* Sends what waits to be reported, if there is room. */
void
history_flush(struct history *history);

#endif
