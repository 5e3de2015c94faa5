/* SPDX-License-Identifier: BSD-2-Clause */
/* Recipients: the wrong ones of mails that are not over.  Each mail has a chain
 * of them, whose first one the caller keeps.
 *
 *     uint32_t first = RECIPIENTS_NONE;
 *     recipients_set(recipients, mail, &first, &result, hop)
 *     recipients_take(recipients, &first, &count)    and they are gone
 */
#ifndef DOMAINS_MAILLOG_RECIPIENTS_H
#define DOMAINS_MAILLOG_RECIPIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/maillog/leaks.h"

#define RECIPIENTS_NONE UINT32_MAX

/* By more ways no mail goes to one address; what has more counts as the last
 * of them. */
#define RECIPIENTS_WAYS_MAX 100

struct recipients;

/* Where it was sent to, for what comes from there.  Keys: of the id that the
 * answer had, or of the host where it had none; and of the mail's own id, for
 * a mail that names it as the one before.  0: none. */
struct recipients_way {
	uint64_t keys[2];
	bool host; /* the first one is a host's */
	uint32_t port;
	uint32_t order; /* of the line that says so */
};

/* May a recipient of a mail be handed on by this way? */
typedef bool (*recipients_may)(void *context, uint32_t mail,
    const struct recipients_way *way);

/* NULL when memory is out. */
struct recipients *
recipients_new(void);
void
recipients_free(struct recipients **recipients);

/* How many there are. */
size_t
recipients_count(const struct recipients *recipients);

/* Notes how it ended for a recipient.  What was sent once, and then by another
 * way, was sent twice.  Returns 0, or -1 when memory is out. */
int
recipients_set(struct recipients *recipients, uint32_t mail, uint32_t *first,
    const struct leaks_recipient *result, const struct recipients_way *way);

/* All in a chain with one outcome get another, by a line that may be known; the
 * time of NULL is that of their own. */
void
recipients_change(struct recipients *recipients, uint32_t first,
    enum maillog_outcome from, enum maillog_outcome to,
    const struct maillog_line *line);

/* The next one of a chain, and the result of this one and its port. */
uint32_t
recipients_look(const struct recipients *recipients, uint32_t number,
    struct leaks_recipient *result_r, uint32_t *port_r);

/* Is one in the chain not to be summed up yet?  It waits for its hop, or its
 * list belongs to a hop that is over, and is summed up before it. */
bool
recipients_wait(const struct recipients *recipients, uint32_t first);

/* One that waits by this key is handed on, with this address or, for
 * LEAKS_NONE, any: its mail, and its result in *result_r; RECIPIENTS_NONE when
 * there is none. */
uint32_t
recipients_hand_on(struct recipients *recipients, uint64_t key,
    uint32_t address, recipients_may may, void *context,
    struct leaks_recipient *result_r);

/* Those that still wait by this key have no result there: it goes on, or is
 * over by a line that may be known. */
void
recipients_keep(struct recipients *recipients, uint64_t key, recipients_may may,
    void *context, bool goes_on, bool known);

/* The list by which an address came to the id before is that of this one; what
 * was reported of it is. */
int
recipients_inherit(struct recipients *recipients, uint32_t mail,
    uint32_t *first, const struct leaks_recipient *before);

/* The results of a chain, which is then empty; they hold until the next call.
 * NULL when memory is out or there is none. */
struct leaks_recipient *
recipients_take(struct recipients *recipients, uint32_t *first,
    size_t *count_r);

#endif
