/* SPDX-License-Identifier: BSD-2-Clause */
/* Replay: what a configuration of the gate would have done with the recipients
 * of a log, in sums.
 *
 *     replay = replay_new(&options);
 *     envelopes_new(&(struct envelopes_options){.find = replay_find,
 *         .by_client = ..., .take = replay_take, .context = replay})
 *     replay_finish(replay);
 *
 * Recipients are judged and decided about as by the gate (recipient.h).  What
 * the gate decides by what no log has is undecidable, and counted by kind; so
 * is what it would not have been asked about.  replay_sums.h has the sums, and
 * their bounds.
 */
#ifndef DOMAINS_POLICY_REPLAY_H
#define DOMAINS_POLICY_REPLAY_H

#include "domains/policy/replay_sums.h"

/* As struct envelopes_options has them; context is the replay.  replay_find.c
 * has what judges, replay.c what counts. */
uint32_t
replay_find(void *replay, struct span host, struct span path,
    struct span resolved);
uint8_t
replay_by_client(void *replay, const struct client *client);
uint8_t
replay_by_sender(void *replay, struct span sender);
void
replay_take(void *replay, const struct envelope *envelope,
    const struct envelope_recipient *list, size_t count);

/* Counts the distinct addresses of each cell: once, when all was taken. */
void
replay_finish(struct replay *replay);

/* The finding about a hit once more, for words.  take gets the strongest. */
void
replay_explain(struct replay *replay, uint32_t hit, bool local,
    recipient_take take, void *context);

#endif
