/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the senders of a log with what they sent to, and those from whom mail
 * came. */
#include "domains/policy/replay.h"

#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"
#include "domains/base/xxh3.h"
#include "domains/policy/replay_sums.h"

static struct replay_pair *
find_pair(const struct replay *replay, uint32_t what, uint32_t sender,
    uint32_t *hash_r)
{
	const uint32_t key[] = {what, sender};
	uint32_t item;
	size_t at;

	*hash_r = hash_index_hash(&replay->received, key, sizeof(key));
	at = *hash_r;
	while ((item = hash_index_next(&replay->received, *hash_r, &at)) !=
	       HASH_INDEX_NONE)
		if (replay->pairs[item].what == what &&
		    replay->pairs[item].sender == sender)
			return &replay->pairs[item];
	return NULL;
}

bool
replay_add_pair(struct replay *replay, uint32_t what, uint32_t sender)
{
	uint32_t hash;
	struct replay_pair *pair = find_pair(replay, what, sender, &hash);

	if (pair != NULL) {
		pair->mails++;
		return false;
	}
	if (replay->pair_count >= REPLAY_PAIRS_MAX) {
		replay->overflowed = true;
		return false;
	}
	if (array_reserve(&replay->pairs, &replay->pair_room,
		replay->pair_count, sizeof(*replay->pairs)) < 0 ||
	    hash_index_add(&replay->received, hash,
		(uint32_t)replay->pair_count) < 0) {
		replay->failed = true;
		return false;
	}
	replay->pairs[replay->pair_count++] =
	    (struct replay_pair){what, sender, 1};
	return true;
}

uint32_t
replay_folded(struct replay *replay, struct span text)
{
	char folded[1024];

	if (text.len > sizeof(folded))
		text.len = sizeof(folded);
	for (size_t i = 0; i < text.len; i++)
		folded[i] = ascii_lower(text.bytes[i]);
	return replay_text(replay, (struct span){folded, text.len});
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

static uint64_t
count_received(const struct replay *replay, uint32_t text)
{
	uint32_t hash;
	const struct replay_pair *pair =
	    find_pair(replay, REPLAY_WHAT_RECEIVED, text, &hash);

	return pair != NULL ? pair->mails : 0;
}

void
replay_received(const struct replay *replay, const struct replay_hit *hit,
    uint64_t *address_r, uint64_t *domain_r)
{
	*address_r = hit->target != 0 ? count_received(replay, hit->target) : 0;
	*domain_r = hit->domain != 0 ? count_received(replay, hit->domain) : 0;
}
