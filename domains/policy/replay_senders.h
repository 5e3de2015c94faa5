/* SPDX-License-Identifier: BSD-2-Clause */
/* Replay senders: whose mail a log has. */
#ifndef DOMAINS_POLICY_REPLAY_SENDERS_H
#define DOMAINS_POLICY_REPLAY_SENDERS_H

#include "domains/policy/replay_sums.h"

/* Is a sender of this host's own domains?  One that is not known may be. */
bool
replay_is_ours(const struct replay *replay, struct span sender);

/* A mail came in.  Where its sender's domain is wrong somebody answers there.
 */
void
replay_note_received(struct replay *replay, struct span sender);

#endif
