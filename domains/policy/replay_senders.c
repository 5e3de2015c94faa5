/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at who sent a mail: see the header. */
#include "domains/policy/replay_senders.h"

#include <string.h>

#include "domains/base/xxh3.h"

bool
replay_is_ours(const struct replay *replay, struct span sender)
{
	struct address address;
	struct name name;

	return sender.bytes == NULL ||
	       (address_parse_named(sender.bytes, sender.len, &address,
		    &name) &&
		   lookup_key_vouches(replay->options.how.judge.rules, &name));
}

void
replay_note_received(struct replay *replay, struct span sender)
{
	char domain[NAME_SIZE + 1] = "@";
	struct address address;
	struct verdict verdict;
	struct name name;
	const char *at = span_find_last(sender, '@');
	uint64_t hash, *fine;

	if (at == NULL)
		return;
	hash = XXH3_64bits_withSeed(at,
	    (size_t)(sender.bytes + sender.len - at), replay->received.seed);
	fine = &replay->innocent[hash % REPLAY_INNOCENT];
	if (*fine == hash)
		return;
	if (!address_parse_named(sender.bytes, sender.len, &address, &name))
		return;
	doppel_judge_name(replay->options.how.judge.doppel, &name, &verdict);
	if (verdict.reason == VERDICT_NONE) {
		*fine = hash;
		return;
	}
	memcpy(domain + 1, name.text, name.len);
	(void)replay_add_pair(replay, REPLAY_WHAT_RECEIVED,
	    replay_folded(replay, sender));
	(void)replay_add_pair(replay, REPLAY_WHAT_RECEIVED,
	    replay_text(replay, (struct span){domain, name.len + 1}));
}
