/* SPDX-License-Identifier: BSD-2-Clause */
/* What replay.c, replay_find.c and replay_senders.c share. */
#ifndef DOMAINS_POLICY_REPLAY_SUMS_H
#define DOMAINS_POLICY_REPLAY_SUMS_H

#include "domains/policy/replay.h"

/* Hashes of recipients that nothing is wrong with. */
#define REPLAY_INNOCENT ((size_t)65536)

/* Nothing is wrong with it, but the contacts would be asked. */
#define REPLAY_ASKED (ENVELOPES_NONE - 1)

/* What by_client() says of mail of ours, beside what exempts it. */
#define REPLAY_OURS UINT8_C(0x80)

extern const struct replay_hit replay_new_hit;

/* A text's number; 0, that of "", when there is no room. */
uint32_t
replay_text(struct replay *replay, struct span text);

/* The same of a text in lower case. */
uint32_t
replay_folded(struct replay *replay, struct span text);

/* In how many mails a sender stands with something: a hit, or what is none. */
struct replay_pair {
	uint32_t what, sender;
	uint64_t mails;
};

#define REPLAY_WHAT_TOUCHED UINT32_MAX
#define REPLAY_WHAT_RECEIVED (UINT32_MAX - 1)
#define REPLAY_WHAT_CELL (UINT32_MAX - 4096) /* and the cell's number */

/* Counts a mail for a pair; returns whether that is new. */
bool
replay_add_pair(struct replay *replay, uint32_t what, uint32_t sender);

/* Is a sender of this host's own domains?  One that is not known may be. */
bool
replay_is_ours(const struct replay *replay, struct span sender);

/* A mail came in.  Where its sender's domain is wrong somebody answers there.
 */
void
replay_note_received(struct replay *replay, struct span sender);

#endif
