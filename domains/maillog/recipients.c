/* SPDX-License-Identifier: BSD-2-Clause */
/* Chains of recipients in one array: see the header. */
#include "domains/maillog/recipients.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/base/hash_index.h"

#define KEYS (sizeof((struct recipients_way){0}.keys) / sizeof(uint64_t))

/* So many of a chain are passed over that are of other mails. */
#define OTHERS_MAX 500

struct recipient {
	struct leaks_recipient result;
	uint32_t mail, next;
	bool inherited; /* its list is that of the id before */
	struct recipients_way way;
	/* For a mail that comes by its way; by each of its keys there is a
	 * chain of those that wait. */
	bool waits;
	uint32_t before[KEYS], after[KEYS];
};

struct recipients {
	struct recipient *list;
	size_t count, room; /* with those that are free */
	uint32_t free;      /* a chain, too */
	size_t used;
	struct hash_index by_address; /* and mail */
	struct hash_index by_key;     /* those that wait */
	struct leaks_recipient *taken;
	size_t taken_room;
};

struct recipients *
recipients_new(void)
{
	struct recipients *recipients = calloc(1, sizeof(*recipients));

	if (recipients == NULL)
		return NULL;
	recipients->free = RECIPIENTS_NONE;
	hash_index_seed(&recipients->by_address);
	hash_index_seed(&recipients->by_key);
	return recipients;
}

void
recipients_free(struct recipients **recipients)
{
	if (*recipients == NULL)
		return;
	hash_index_clear(&(*recipients)->by_address);
	hash_index_clear(&(*recipients)->by_key);
	free((*recipients)->list);
	free((*recipients)->taken);
	free(*recipients);
	*recipients = NULL;
}

size_t
recipients_count(const struct recipients *recipients)
{
	return recipients->used;
}

static uint32_t
hash_address(const struct recipients *recipients, uint32_t mail,
    uint32_t address)
{
	const uint32_t key[] = {mail, address};

	return hash_index_hash(&recipients->by_address, key, sizeof(key));
}

/* The next one of a mail with an address, RECIPIENTS_NONE after the last. */
static uint32_t
next_of(const struct recipients *recipients, uint32_t hash, size_t *at,
    uint32_t mail, uint32_t address)
{
	uint32_t item;

	while ((item = hash_index_next(&recipients->by_address, hash, at)) !=
	       HASH_INDEX_NONE)
		if (recipients->list[item].mail == mail &&
		    recipients->list[item].result.address == address)
			return item;
	return RECIPIENTS_NONE;
}

static uint32_t
add(struct recipients *recipients, uint32_t mail, uint32_t *first,
    const struct leaks_recipient *result)
{
	uint32_t number = recipients->free;
	uint32_t hash = hash_address(recipients, mail, result->address);

	if (number == RECIPIENTS_NONE) {
		number = (uint32_t)recipients->count;
		if (array_reserve(&recipients->list, &recipients->room, number,
			sizeof(*recipients->list)) < 0)
			return RECIPIENTS_NONE;
	}
	if (hash_index_add(&recipients->by_address, hash, number) < 0)
		return RECIPIENTS_NONE;
	if (number == recipients->free)
		recipients->free = recipients->list[number].next;
	else
		recipients->count++;
	recipients->used++;
	recipients->list[number] = (struct recipient){
	    .result = *result,
	    .mail = mail,
	    .next = *first,
	};
	*first = number;
	return number;
}

/* ---- results ------------------------------------------------------------- */

/* By one key wait all wrong recipients of a mail, so each is found by its
 * address, too.  LEAKS_NONE: the first one of the chain. */
static uint32_t
hash_way(const struct recipients *recipients, uint64_t key, uint32_t address)
{
	const uint64_t both[] = {key, address};

	return hash_index_hash(&recipients->by_key, both, sizeof(both));
}

/* Which of its keys it is, KEYS when it is none. */
static size_t
find_key(const struct recipient *recipient, uint64_t key)
{
	size_t i = 0;

	while (i < KEYS && recipient->way.keys[i] != key)
		i++;
	return i;
}

static uint32_t
first_waiting(const struct recipients *recipients, uint64_t key)
{
	const uint32_t hash = hash_way(recipients, key, LEAKS_NONE);
	size_t at = hash, i;
	uint32_t item;

	do
		item = hash_index_next(&recipients->by_key, hash, &at);
	while (item != RECIPIENTS_NONE &&
	       ((i = find_key(&recipients->list[item], key)) == KEYS ||
		   recipients->list[item].before[i] != RECIPIENTS_NONE));
	return item;
}

/* Two are neighbours in the chain of a key; RECIPIENTS_NONE: there is none. */
static void
link_two(struct recipients *recipients, uint64_t key, uint32_t before,
    uint32_t after)
{
	struct recipient *list = recipients->list;

	if (before != RECIPIENTS_NONE)
		list[before].after[find_key(&list[before], key)] = after;
	if (after != RECIPIENTS_NONE)
		list[after].before[find_key(&list[after], key)] = before;
}

/* There is room in the index.  The first one stays the first. */
static void
link_waiting(struct recipients *recipients, uint32_t number, uint64_t key)
{
	struct recipient *list = recipients->list;
	const uint32_t first = first_waiting(recipients, key);

	(void)hash_index_add(&recipients->by_key,
	    hash_way(recipients, key, list[number].result.address), number);
	if (first == RECIPIENTS_NONE) {
		link_two(recipients, key, number, RECIPIENTS_NONE);
		link_two(recipients, key, RECIPIENTS_NONE, number);
		(void)hash_index_add(&recipients->by_key,
		    hash_way(recipients, key, LEAKS_NONE), number);
		return;
	}
	link_two(recipients, key, number,
	    list[first].after[find_key(&list[first], key)]);
	link_two(recipients, key, first, number);
}

static void
unlink_waiting(struct recipients *recipients, uint32_t number, uint64_t key)
{
	const struct recipient *one = &recipients->list[number];
	const size_t i = find_key(one, key);
	const uint32_t first = hash_way(recipients, key, LEAKS_NONE);
	const uint32_t before = one->before[i], after = one->after[i];

	hash_index_remove(&recipients->by_key,
	    hash_way(recipients, key, one->result.address), number);
	link_two(recipients, key, before, after);
	if (before != RECIPIENTS_NONE)
		return;
	hash_index_remove(&recipients->by_key, first, number);
	if (after != RECIPIENTS_NONE)
		(void)hash_index_add(&recipients->by_key, first, after);
}

static int
wait_for_hop(struct recipients *recipients, uint32_t number)
{
	struct recipient *recipient = &recipients->list[number];

	if (hash_index_reserve(&recipients->by_key,
		recipients->by_key.count + 2 * KEYS) < 0)
		return -1;
	for (size_t i = 0; i < KEYS; i++)
		if (recipient->way.keys[i] != 0) {
			recipient->waits = true;
			link_waiting(recipients, number,
			    recipient->way.keys[i]);
		}
	return 0;
}

static void
forget_hop(struct recipients *recipients, uint32_t number)
{
	struct recipient *recipient = &recipients->list[number];

	for (size_t i = 0; recipient->waits && i < KEYS; i++)
		if (recipient->way.keys[i] != 0)
			unlink_waiting(recipients, number,
			    recipient->way.keys[i]);
	recipient->waits = false;
}

static bool
is_sent(const struct leaks_recipient *result)
{
	return result->outcome == MAILLOG_SENT ||
	       result->outcome == MAILLOG_HANDED_ON;
}

/* What was sent stays so; of two other results the later one counts. */
static int
update(struct recipients *recipients, uint32_t number,
    const struct leaks_recipient *result, const struct recipients_way *way)
{
	struct recipient *recipient = &recipients->list[number];

	if (is_sent(&recipient->result))
		return 0;
	recipient->result.outcome = result->outcome;
	recipient->result.relay = result->relay;
	recipient->result.time = result->time;
	recipient->result.known = result->known;
	recipient->way = *way;
	return result->outcome == MAILLOG_SENT
	           ? wait_for_hop(recipients, number)
	           : 0;
}

/* Does a result say the same of a recipient as one before, or more of it? */
static bool
is_same(const struct recipient *one, const struct leaks_recipient *result,
    const struct recipients_way *way)
{
	if (one->result.via != result->via &&
	    (!one->inherited || result->via != INTERNING_NONE))
		return false;
	return !is_sent(&one->result) || !is_sent(result) ||
	       one->way.keys[0] == way->keys[0];
}

int
recipients_set(struct recipients *recipients, uint32_t mail, uint32_t *first,
    const struct leaks_recipient *result, const struct recipients_way *way)
{
	uint32_t hash = hash_address(recipients, mail, result->address), item;
	size_t at = hash, ways = 0;
	uint32_t last = RECIPIENTS_NONE;
	bool found = false;
	int status = 0;

	while ((item = next_of(recipients, hash, &at, mail, result->address)) !=
	       RECIPIENTS_NONE) {
		ways++;
		last = item;
		if (!is_same(&recipients->list[item], result, way))
			continue;
		found = true;
		status |= update(recipients, item, result, way);
	}
	if (found)
		return status;
	if (ways >= RECIPIENTS_WAYS_MAX)
		return update(recipients, last, result, way);
	item = add(recipients, mail, first, result);
	if (item == RECIPIENTS_NONE)
		return -1;
	recipients->list[item].result.outcome = MAILLOG_PENDING;
	return update(recipients, item, result, way);
}

void
recipients_change(struct recipients *recipients, uint32_t first,
    enum maillog_outcome from, enum maillog_outcome to,
    const struct maillog_line *line)
{
	for (uint32_t i = first; i != RECIPIENTS_NONE;
	     i = recipients->list[i].next) {
		struct leaks_recipient *result = &recipients->list[i].result;

		if (result->outcome != from)
			continue;
		result->outcome = to;
		if (line == NULL)
			continue;
		result->time = line->time;
		result->known = result->known && line->known;
	}
}

/* ---- hops ---------------------------------------------------------------- */

uint32_t
recipients_look(const struct recipients *recipients, uint32_t number,
    struct leaks_recipient *result_r, uint32_t *port_r)
{
	*result_r = recipients->list[number].result;
	*port_r = recipients->list[number].way.port;
	return recipients->list[number].next;
}

bool
recipients_wait(const struct recipients *recipients, uint32_t first)
{
	for (uint32_t i = first; i != RECIPIENTS_NONE;
	     i = recipients->list[i].next) {
		const struct recipient *one = &recipients->list[i];

		if (one->waits || (one->result.outcome == MAILLOG_HANDED_ON &&
				      one->result.via != INTERNING_NONE))
			return true;
	}
	return false;
}

/* From this one on in the chain of a key, the next that may be handed on.
 * *others: how many could not, so far. */
static uint32_t
skip_others(const struct recipients *recipients, uint32_t item, uint64_t key,
    recipients_may may, void *context, size_t *others)
{
	while (item != RECIPIENTS_NONE) {
		const struct recipient *one = &recipients->list[item];

		if (may(context, one->mail, &one->way))
			return item;
		if (++*others >= OTHERS_MAX)
			return RECIPIENTS_NONE;
		item = one->after[find_key(one, key)];
	}
	return item;
}

static uint32_t
find_waiting(const struct recipients *recipients, uint64_t key,
    uint32_t address, recipients_may may, void *context)
{
	const uint32_t hash = hash_way(recipients, key, address);
	size_t at = hash;
	uint32_t item;

	while ((item = hash_index_next(&recipients->by_key, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct recipient *one = &recipients->list[item];

		if (one->result.address == address &&
		    find_key(one, key) < KEYS &&
		    may(context, one->mail, &one->way))
			return item;
	}
	return RECIPIENTS_NONE;
}

uint32_t
recipients_hand_on(struct recipients *recipients, uint64_t key,
    uint32_t address, recipients_may may, void *context,
    struct leaks_recipient *result_r)
{
	size_t others = 0;
	const uint32_t item =
	    address != LEAKS_NONE
		? find_waiting(recipients, key, address, may, context)
		: skip_others(recipients, first_waiting(recipients, key), key,
		      may, context, &others);
	struct recipient *one;

	if (item == RECIPIENTS_NONE)
		return RECIPIENTS_NONE;
	one = &recipients->list[item];
	one->result.outcome = MAILLOG_HANDED_ON;
	*result_r = one->result;
	one->result.via = INTERNING_NONE;
	forget_hop(recipients, item);
	return one->mail;
}

void
recipients_keep(struct recipients *recipients, uint64_t key, recipients_may may,
    void *context, bool goes_on, bool known)
{
	uint32_t item = first_waiting(recipients, key);
	size_t others = 0;

	while ((item = skip_others(recipients, item, key, may, context,
		    &others)) != RECIPIENTS_NONE) {
		struct recipient *one = &recipients->list[item];

		one->result.on_hop = goes_on;
		if (!goes_on)
			one->result.known = one->result.known && known;
		item = one->after[find_key(one, key)];
	}
}

int
recipients_inherit(struct recipients *recipients, uint32_t mail,
    uint32_t *first, const struct leaks_recipient *before)
{
	uint32_t hash = hash_address(recipients, mail, before->address);
	struct leaks_recipient result = *before;
	uint32_t item;
	size_t at = hash, ways = 0;

	result.outcome = MAILLOG_PENDING;
	result.relay = INTERNING_NONE;
	while ((item = next_of(recipients, hash, &at, mail, before->address)) !=
	       RECIPIENTS_NONE) {
		struct recipient *one = &recipients->list[item];

		one->result.reported |= before->reported;
		if (one->result.via == INTERNING_NONE) {
			one->result.via = before->via;
			one->inherited = true;
			return 0;
		}
		if (one->result.via == before->via)
			return 0;
		if (one->inherited)
			result = one->result;
		if (++ways >= RECIPIENTS_WAYS_MAX)
			return 0;
	}
	result.via = before->via;
	item = add(recipients, mail, first, &result);
	if (item == RECIPIENTS_NONE)
		return -1;
	recipients->list[item].inherited = true;
	return 0;
}

/* ---- the end of a mail --------------------------------------------------- */

struct leaks_recipient *
recipients_take(struct recipients *recipients, uint32_t *first, size_t *count_r)
{
	size_t count = 0;

	while (*first != RECIPIENTS_NONE) {
		uint32_t number = *first;
		struct recipient *recipient = &recipients->list[number];

		if (array_reserve(&recipients->taken, &recipients->taken_room,
			count, sizeof(*recipients->taken)) < 0)
			return NULL;
		recipients->taken[count] = recipient->result;
		recipients->taken[count++].next =
		    recipient->waits && !recipient->way.host
			? recipient->way.keys[0]
			: 0;
		*first = recipient->next;
		forget_hop(recipients, number);
		hash_index_remove(&recipients->by_address,
		    hash_address(recipients, recipient->mail,
			recipient->result.address),
		    number);
		recipient->next = recipients->free;
		recipients->free = number;
		recipients->used--;
	}
	*count_r = count;
	return recipients->taken;
}
