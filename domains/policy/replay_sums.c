/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps what is counted, and hands it out again. */
#include "domains/policy/replay_sums.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"

const struct replay_hit replay_new_hit = {
    .first = INT64_MAX,
    .last = INT64_MIN,
};

static const char *const kind_names[REPLAY_KINDS] = {
    [REPLAY_DECIDED] = "decided",
    [REPLAY_REFUSED] = "refused-before",
    [REPLAY_AGAIN] = "counted-before",
    [REPLAY_INTERNAL] = "internal",
    [REPLAY_NO_MILTERS] = "no-milters",
    [REPLAY_NO_BEGINNING] = "no-beginning",
    [REPLAY_NO_LIST] = "alias-unknown",
    [REPLAY_TWO_FORMS] = "two-forms",
    [REPLAY_NO_USER] = "login-unknown",
    [REPLAY_NO_SENDER] = "sender-unknown",
    [REPLAY_DNS] = "dns",
    [REPLAY_MEMORY] = "memory",
    [REPLAY_NAMELESS] = "recipients-unknown",
    [REPLAY_UNREAD] = "unread",
    [REPLAY_TOO_MANY] = "too-many",
};

const char *
replay_kind_name(enum replay_kind kind)
{
	return kind < REPLAY_KINDS ? kind_names[kind] : "?";
}

bool
replay_is_undecidable(enum replay_kind kind)
{
	return kind > REPLAY_NO_MILTERS;
}

void
replay_free(struct replay **replay)
{
	if (*replay == NULL)
		return;
	interning_free(&(*replay)->paths);
	interning_free(&(*replay)->texts);
	spill_free(&(*replay)->details);
	hash_index_clear(&(*replay)->received);
	free((*replay)->hits);
	free((*replay)->pairs);
	free((*replay)->innocent);
	free(*replay);
	*replay = NULL;
}

struct replay *
replay_new(const struct replay_options *options)
{
	const struct span nothing = {"", 0};
	struct replay *replay = calloc(1, sizeof(*replay));

	if (replay == NULL)
		return NULL;
	replay->options = *options;
	replay->first = INT64_MAX;
	replay->last = INT64_MIN;
	replay->paths = interning_new();
	replay->texts = interning_new();
	replay->innocent = calloc(REPLAY_INNOCENT, sizeof(*replay->innocent));
	replay->details = options->details ? spill_new() : NULL;
	hash_index_seed(&replay->received);
	if (replay->paths == NULL || replay->texts == NULL ||
	    replay->innocent == NULL ||
	    (options->details && replay->details == NULL) ||
	    array_reserve(&replay->hits, &replay->hit_room, 0,
		sizeof(*replay->hits)) < 0 ||
	    interning_add(replay->paths, nothing) != 0 ||
	    interning_add(replay->texts, nothing) != 0)
		replay_free(&replay);
	else
		replay->hits[0] = replay_new_hit;
	return replay;
}

/* ---- texts --------------------------------------------------------------- */

uint32_t
replay_text(struct replay *replay, struct span text)
{
	uint32_t number = interning_find(replay->texts, text);

	if (number != INTERNING_NONE)
		return number;
	if (replay->text_bytes + text.len > REPLAY_TEXT_MAX) {
		replay->overflowed = true;
		return 0;
	}
	number = interning_add(replay->texts, text);
	if (number == INTERNING_NONE) {
		replay->failed = true;
		return 0;
	}
	replay->text_bytes += text.len + 32;
	return number;
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

const char *
replay_text_of(const struct replay *replay, uint32_t text)
{
	return interning_text(replay->texts, text);
}

/* ---- senders ------------------------------------------------------------- */

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

/* ---- hits ---------------------------------------------------------------- */

size_t
replay_count(const struct replay *replay)
{
	return interning_count(replay->paths);
}

const char *
replay_path(const struct replay *replay, uint32_t hit)
{
	return interning_text(replay->paths, hit);
}

int
replay_each_detail(const struct replay *replay,
    void (*take)(void *context, const struct replay_detail *detail),
    void *context)
{
	struct replay_detail detail;

	for (uint64_t at = 0;
	     replay->details != NULL && at < spill_length(replay->details);
	     at += sizeof(detail)) {
		if (spill_read(replay->details, at, &detail, sizeof(detail)) <
		    0)
			return -1;
		take(context, &detail);
	}
	return 0;
}
