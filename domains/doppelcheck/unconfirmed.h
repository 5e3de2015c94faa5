/* SPDX-License-Identifier: BSD-2-Clause */
/* Unconfirmed: the members of lists that the process with the store of contacts
 * is asked about, and what it said: was nobody there ever heard from, and was
 * it asked to confirm its address?
 *
 *     struct unconfirmed *unconfirmed = unconfirmed_new();
 *     ... the registrations are read: unconfirmed_find() takes in who is new
 *     unconfirmed_ask(unconfirmed, &settings, now, &diagnostics, &changed)
 *     ... changed: read again
 *
 * A watcher does so twice a minute.  An audit, which reads once, has each
 * member asked about as it comes: unconfirmed_ask_at_once().  For one thread.
 */
#ifndef DOMAINS_DOPPELCHECK_UNCONFIRMED_H
#define DOMAINS_DOPPELCHECK_UNCONFIRMED_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/registrations/member_set.h"
#include "domains/settings/contacts.h"

/* Pairs of list and member; of more nothing is known. */
#define UNCONFIRMED_PAIRS_MAX 1000000

/* A list that is named without a domain is one of each local domain: of so
 * many. */
#define UNCONFIRMED_DOMAINS_MAX 8

/* The longest wait for an answer, in ms: of a watcher, which asks again soon,
 * and of an audit, whose next one may be tomorrow. */
#define UNCONFIRMED_WAIT_MS 1000
#define UNCONFIRMED_AUDIT_WAIT_MS 5000

struct unconfirmed;

/* NULL when memory is out. */
struct unconfirmed *
unconfirmed_new(void);

/* Sets *unconfirmed to NULL; NULL in it is fine. */
void
unconfirmed_free(struct unconfirmed **unconfirmed);

/* As struct judge has it; of is a struct unconfirmed. */
bool
unconfirmed_find(void *of, const struct lookup_key_rules *rules,
    const struct member *member, char detail_r[static FINDING_DETAIL_SIZE]);

/* From here on unconfirmed_find() asks; the settings outlive that.  After the
 * first failure it does not any more. */
void
unconfirmed_ask_at_once(struct unconfirmed *unconfirmed,
    const struct settings_contacts *settings, int64_t now,
    struct diagnostics *diagnostics);

/* Is there anybody who was never asked about? */
bool
unconfirmed_has_new(const struct unconfirmed *unconfirmed);

/* Asks about all.  *changed_r: somebody is unconfirmed, or is not any more.
 * Returns 0, or -1 with a diagnostic: then all is as it was. */
int
unconfirmed_ask(struct unconfirmed *unconfirmed,
    const struct settings_contacts *settings, int64_t now,
    struct diagnostics *diagnostics, bool *changed_r);

/* Members of whom nobody was heard from, as far as they were asked about, with
 * the address of their list, or its name where that may be several: who may be
 * asked to confirm (doppelcontacts(8)). */
typedef void (
    *unconfirmed_take)(void *context, const char *member, const char *list);
void
unconfirmed_each_silent(const struct unconfirmed *unconfirmed,
    unconfirmed_take take, void *context);

/* When the store was made, if it still learns and so nobody is unconfirmed;
 * else 0. */
int64_t
unconfirmed_learning_since(const struct unconfirmed *unconfirmed);

#endif
