/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds up what the gate decided: see the header. */
#include "domains/reports/gate.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"
#include "domains/base/xxh3.h"
#include "domains/maillog/line.h"

/* What is known of late is kept in sets of so many. */
#define WAYS ((size_t)8)

static void
begin_counts(struct gate_counts *counts)
{
	counts->first = INT64_MAX;
	counts->last = INT64_MIN;
}

struct gate *
gate_new(bool keep)
{
	struct gate *gate = calloc(1, sizeof(*gate));
	struct gate_counts *cells;

	if (gate == NULL)
		return NULL;
	cells = &gate->cells[0][0][0][0];
	for (size_t i = 0; i < sizeof(gate->cells) / sizeof(*cells); i++)
		begin_counts(&cells[i]);
	for (size_t i = 0; i < GATE_MODES; i++)
		begin_counts(&gate->modes[i]);
	hash_index_seed(&gate->by_hash);
	hash_index_seed(&gate->seen);
	gate->texts = interning_new();
	gate->recent = calloc(GATE_RECENT, sizeof(*gate->recent));
	gate->facts = keep ? spill_new() : NULL;
	gate->hits = calloc(1, sizeof(*gate->hits));
	gate->hit_count = gate->hit_room = 1;
	if (gate->texts == NULL || gate->recent == NULL || gate->hits == NULL ||
	    (keep && gate->facts == NULL))
		gate_free(&gate);
	return gate;
}

void
gate_free(struct gate **gate)
{
	if (*gate == NULL)
		return;
	interning_free(&(*gate)->texts);
	hash_index_clear(&(*gate)->by_hash);
	hash_index_clear(&(*gate)->seen);
	spill_free(&(*gate)->facts);
	free((*gate)->recent);
	free((*gate)->hits);
	free((*gate)->pairs);
	free(*gate);
	*gate = NULL;
}

const char *const gate_mode_names[GATE_MODES] = {
    [GATE_ENFORCED] = "enforce",
    [GATE_MONITORED] = "monitor",
    [GATE_EXEMPT] = "exempt",
};

bool
gate_mode_parse(const char *text, enum gate_mode *mode_r)
{
	for (size_t i = 0; i < GATE_MODES; i++) {
		if (strcmp(text, gate_mode_names[i]) == 0) {
			*mode_r = (enum gate_mode)i;
			return true;
		}
	}
	return false;
}

const char *const gate_text_names[GATE_TEXTS] = {
    [GATE_ADDRESS] = "address",
    [GATE_RECIPIENT] = "recipient",
    [GATE_SENDER] = "sender",
    [GATE_MEANT] = "meant",
};

enum gate_mode
gate_fact_mode(const struct gate_fact *fact)
{
	return fact->exempt != EXEMPTION_NONE ? GATE_EXEMPT
	       : fact->monitor                ? GATE_MONITORED
	                                      : GATE_ENFORCED;
}

/* ---- what is distinct ---------------------------------------------------- */

static uint64_t
hash_pair(uint64_t a, uint64_t b)
{
	const uint64_t both[] = {a, b};

	return XXH3_64bits(both, sizeof(both));
}

/* Is it the first one of the last ones?  What belongs to a mail comes soon; a
 * set has its last ones, so that no other one alone takes a place. */
static bool
is_new_of_late(struct gate *gate, uint64_t hash)
{
	uint64_t *set = gate->recent + hash % (GATE_RECENT / WAYS) * WAYS;

	for (size_t i = 0; i < WAYS; i++)
		if (set[i] == hash)
			return false;
	memmove(set + 1, set, (WAYS - 1) * sizeof(*set));
	set[0] = hash;
	return true;
}

/* The same of all that was added. */
static bool
is_new(struct gate *gate, uint64_t hash)
{
	uint32_t item, short_hash = (uint32_t)(hash ^ gate->seen.seed);
	size_t at = short_hash;

	while ((item = hash_index_next(&gate->seen, short_hash, &at)) !=
	       HASH_INDEX_NONE)
		if (gate->pairs[item] == hash)
			return false;
	if (gate->pair_count == GATE_SEEN_MAX) {
		gate->overflowed = true;
		return false;
	}
	item = (uint32_t)gate->pair_count;
	if (array_add(&gate->pairs, &gate->pair_room, &gate->pair_count, &hash,
		sizeof(hash)) == 0 &&
	    hash_index_add(&gate->seen, short_hash, item) == 0)
		return true;
	gate->failed = true;
	return false;
}

uint64_t
gate_hash_text(struct span text, uint64_t seed)
{
	char lower[GATE_TEXT_LEN_MAX];
	size_t len = text.len < sizeof(lower) ? text.len : sizeof(lower);

	for (size_t i = 0; i < len; i++)
		lower[i] = ascii_lower(text.bytes[i]);
	return XXH3_64bits_withSeed(lower, len, seed);
}

/* ---- hits ---------------------------------------------------------------- */

uint32_t
gate_keep_text(struct gate *gate, struct span text)
{
	uint32_t number = interning_find(gate->texts, text);

	if (number != INTERNING_NONE)
		return number;
	if (gate->text_bytes + text.len > GATE_TEXT_MAX)
		return INTERNING_NONE;
	gate->text_bytes += text.len + 1;
	number = interning_add(gate->texts, text);
	gate->failed |= number == INTERNING_NONE;
	return number;
}

static bool
is_of(const struct gate *gate, const struct gate_hit *hit,
    const struct gate_fact *fact)
{
	if (hit->mode != gate_fact_mode(fact) || hit->reason != fact->reason ||
	    hit->confidence != fact->confidence || hit->action != fact->action)
		return false;
	for (size_t i = 0; i < GATE_TEXTS; i++)
		if (i != GATE_SENDER &&
		    !span_equal(fact->texts[i],
			interning_text(gate->texts, hit->texts[i])))
			return false;
	return true;
}

static uint32_t
hash_fact(const struct gate *gate, const struct gate_fact *fact)
{
	const uint64_t parts[] = {
	    gate->by_hash.seed,
	    gate_hash_text(fact->texts[GATE_ADDRESS], 0),
	    gate_hash_text(fact->texts[GATE_RECIPIENT], 0),
	    gate_hash_text(fact->texts[GATE_MEANT], 0),
	    (uint64_t)fact->reason << 32 | (uint64_t)fact->action << 16 |
		(uint64_t)gate_fact_mode(fact) << 8 |
		(uint64_t)fact->confidence,
	};

	return (uint32_t)XXH3_64bits(parts, sizeof(parts));
}

static uint32_t
add_hit(struct gate *gate, const struct gate_fact *fact, uint32_t hash)
{
	struct gate_hit hit = {
	    .mode = gate_fact_mode(fact),
	    .reason = fact->reason,
	    .confidence = fact->confidence,
	    .action = fact->action,
	};
	const uint32_t number = (uint32_t)gate->hit_count;
	bool kept = number <= GATE_HITS_MAX;

	begin_counts(&hit.counts);
	for (size_t i = 0; i < GATE_TEXTS && kept; i++) {
		hit.texts[i] = gate_keep_text(gate, fact->texts[i]);
		kept = hit.texts[i] != INTERNING_NONE;
	}
	if (!kept) {
		gate->overflowed = true;
		return 0;
	}
	if (array_add(&gate->hits, &gate->hit_room, &gate->hit_count, &hit,
		sizeof(hit)) == 0 &&
	    hash_index_add(&gate->by_hash, hash, number) == 0)
		return number;
	gate->failed = true;
	return 0;
}

static uint32_t
find_hit(struct gate *gate, const struct gate_fact *fact)
{
	uint32_t item, hash = hash_fact(gate, fact);
	size_t at = hash;

	while ((item = hash_index_next(&gate->by_hash, hash, &at)) !=
	       HASH_INDEX_NONE)
		if (is_of(gate, &gate->hits[item], fact))
			return item;
	return add_hit(gate, fact, hash);
}

/* ---- sums ---------------------------------------------------------------- */

/* Adds a fact to one of the sums, which has this number. */
static bool
count_fact(struct gate *gate, struct gate_counts *counts, uint64_t number,
    const struct gate_fact *fact)
{
	const struct span recipient = fact->texts[GATE_RECIPIENT].len != 0
	                                  ? fact->texts[GATE_RECIPIENT]
	                                  : fact->texts[GATE_ADDRESS];
	const uint64_t mail = hash_pair(fact->mail, number);
	bool first;

	if (fact->outcome != MAILLOG_PENDING) {
		counts->outcomes[fact->outcome]++;
		return false;
	}
	first =
	    is_new_of_late(gate, hash_pair(mail, gate_hash_text(recipient, 0)));
	counts->recipients += first;
	counts->mails += is_new_of_late(gate, mail);
	maillog_widen(&counts->first, &counts->last, fact->time);
	counts->senders += is_new(gate,
	    hash_pair(number * 2, gate_hash_text(fact->texts[GATE_SENDER], 0)));
	counts->addresses +=
	    is_new(gate, hash_pair(number * 2 + 1,
			     gate_hash_text(fact->texts[GATE_ADDRESS], 0)));
	return first;
}

/* The bytes of its texts follow. */
struct kept_fact {
	struct gate_fact fact;
	uint16_t lengths[GATE_TEXTS];
};

static void
keep_fact(struct gate *gate, const struct gate_fact *fact)
{
	struct kept_fact kept;

	gate->fact_count++;
	memset(&kept, 0, sizeof(kept));
	kept.fact = *fact;
	for (size_t i = 0; i < GATE_TEXTS; i++)
		kept.lengths[i] = (uint16_t)fact->texts[i].len;
	if (spill_add(gate->facts, &kept, sizeof(kept)) < 0)
		gate->failed = true;
	for (size_t i = 0; i < GATE_TEXTS; i++)
		if (kept.lengths[i] != 0 &&
		    spill_add(gate->facts, fact->texts[i].bytes,
			kept.lengths[i]) < 0)
			gate->failed = true;
}

void
gate_add(struct gate *gate, const struct gate_fact *given)
{
	struct gate_fact fact = *given;
	const enum gate_mode mode = gate_fact_mode(given);
	struct gate_counts *cell =
	    &gate->cells[mode][fact.reason][fact.confidence][fact.action];
	uint32_t hit;

	for (size_t i = 0; i < GATE_TEXTS; i++)
		if (fact.texts[i].len > GATE_TEXT_LEN_MAX)
			fact.texts[i].len = GATE_TEXT_LEN_MAX;
	if (gate->facts != NULL && fact.outcome == MAILLOG_PENDING)
		keep_fact(gate, &fact);
	if (fact.known)
		return;
	if (count_fact(gate, &gate->modes[mode], mode, &fact)) {
		gate->actions[mode][fact.action]++;
		gate->exempt[fact.exempt]++;
	}
	(void)count_fact(gate, cell,
	    GATE_MODES + (uint64_t)(cell - &gate->cells[0][0][0][0]), &fact);
	hit = find_hit(gate, &fact);
	if (hit != 0)
		(void)count_fact(gate, &gate->hits[hit].counts,
		    (uint64_t)hit << 32, &fact);
}

bool
gate_counts_ended(const struct gate_counts *counts)
{
	for (size_t i = 0; i < MAILLOG_OUTCOMES; i++)
		if (counts->outcomes[i] != 0)
			return true;
	return false;
}

bool
gate_counts_any(const struct gate_counts *counts)
{
	return counts->recipients != 0 || gate_counts_ended(counts);
}

const struct gate_counts *
gate_next_cell(const struct gate *gate, enum gate_mode mode, struct cell *cell)
{
	while (cell_next(cell)) {
		const struct gate_counts *counts =
		    &gate->cells[mode][cell->reason][cell->confidence]
				[cell->action];

		if (gate_counts_any(counts))
			return counts;
	}
	return NULL;
}

bool
gate_has_any(const struct gate *gate)
{
	for (size_t i = 0; gate != NULL && i < GATE_MODES; i++)
		if (gate_counts_any(&gate->modes[i]))
			return true;
	return false;
}

uint64_t
gate_count_touched(const struct gate *gate)
{
	uint64_t count = 0;

	for (size_t i = 1; i < gate->hit_count; i++)
		count += gate->hits[i].action > ACTION_LOG;
	return count;
}

const char *
gate_text_of(const struct gate *gate, uint32_t text)
{
	return interning_text(gate->texts, text);
}

int
gate_each(const struct gate *gate,
    void (*take)(void *context, const struct gate_fact *fact), void *context)
{
	char texts[GATE_TEXTS * GATE_TEXT_LEN_MAX];
	struct kept_fact kept;
	uint64_t at = 0;

	while (at < spill_length(gate->facts)) {
		size_t len = 0;

		if (spill_read(gate->facts, at, &kept, sizeof(kept)) < 0)
			return -1;
		for (size_t i = 0; i < GATE_TEXTS; i++) {
			kept.fact.texts[i] =
			    (struct span){texts + len, kept.lengths[i]};
			len += kept.lengths[i];
		}
		if (len != 0 &&
		    spill_read(gate->facts, at + sizeof(kept), texts, len) < 0)
			return -1;
		take(context, &kept.fact);
		at += sizeof(kept) + len;
	}
	return 0;
}
