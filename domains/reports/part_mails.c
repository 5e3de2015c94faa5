/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds mails of reports: see the header. */
#include "domains/reports/part_mails.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"

struct part_mail
part_mail_of(const struct record *mail)
{
	return (struct part_mail){
	    .key = mail->key,
	    .message = mail->message_hash,
	    .begun = mail->begun,
	};
}

void
part_mails_begin(struct part_mails *mails)
{
	*mails = (struct part_mails){0};
	hash_index_seed(&mails->by_key);
	hash_index_seed(&mails->by_recipient);
}

void
part_mails_clear(struct part_mails *mails)
{
	hash_index_clear(&mails->by_key);
	hash_index_clear(&mails->by_recipient);
	free(mails->list);
	free(mails->results);
	*mails = (struct part_mails){0};
}

static uint32_t
hash_number(const struct hash_index *index, uint64_t number)
{
	return hash_index_hash(index, &number, sizeof(number));
}

int
part_mails_add(struct part_mails *mails, const struct part_mail *mail)
{
	uint32_t number = (uint32_t)mails->count;

	return array_add(&mails->list, &mails->room, &mails->count, mail,
		   sizeof(*mail)) < 0
	           ? -1
	           : hash_index_add(&mails->by_key,
			 hash_number(&mails->by_key, mail->key), number);
}

static bool
is_near(const struct part_mail *a, const struct part_mail *b)
{
	int64_t apart = a->begun - b->begun;

	return apart > -PART_MAILS_ID_SECONDS && apart < PART_MAILS_ID_SECONDS;
}

const struct part_mail *
part_mails_find_again(const struct part_mails *mails,
    const struct part_mail *mail)
{
	uint32_t hash = hash_number(&mails->by_key, mail->key), item;
	size_t at = hash;

	while ((item = hash_index_next(&mails->by_key, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct part_mail *other = &mails->list[item];

		if (other->key != mail->key || other->part == mail->part)
			continue;
		if (other->message != 0 && mail->message != 0
			? other->message == mail->message
			: is_near(other, mail))
			return other;
	}
	return NULL;
}

uint64_t
part_mails_recipient(uint64_t id, struct span address)
{
	return span_hash(address, id);
}

int
part_mails_add_result(struct part_mails *mails, uint64_t recipient,
    const struct part_mail *mail)
{
	const struct part_result result = {recipient, mail->key, mail->begun};
	uint32_t number = (uint32_t)mails->result_count;

	return array_add(&mails->results, &mails->result_room,
		   &mails->result_count, &result, sizeof(result)) < 0
	           ? -1
	           : hash_index_add(&mails->by_recipient,
			 hash_number(&mails->by_recipient, recipient), number);
}

bool
part_mails_has_result(const struct part_mails *mails, uint64_t recipient,
    const struct part_mail *before)
{
	uint32_t hash = hash_number(&mails->by_recipient, recipient), item;
	size_t at = hash;

	while ((item = hash_index_next(&mails->by_recipient, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct part_result *result = &mails->results[item];

		if (result->recipient == recipient &&
		    result->key != before->key &&
		    result->begun >= before->begun)
			return true;
	}
	return false;
}

/* ---- lists -------------------------------------------------------------- */

int
part_lists_add(struct part_lists *lists, const struct part_list *added)
{
	const uint32_t number = (uint32_t)lists->count;

	if (number == 0)
		hash_index_seed(&lists->by_next);
	return array_add(&lists->list, &lists->room, &lists->count, added,
		   sizeof(*added)) < 0
	           ? -1
	           : hash_index_add(&lists->by_next,
			 hash_number(&lists->by_next, added->next), number);
}

static size_t
add_found(uint32_t *found, size_t count, uint32_t list)
{
	for (size_t i = 0; i < count; i++)
		if (found[i] == list)
			return count;
	if (count < PART_LISTS_FOUND_MAX)
		found[count++] = list;
	return count;
}

static size_t
find(const struct part_lists *lists, uint64_t recipient, uint32_t *found,
    size_t count, unsigned hosts)
{
	uint32_t hash = hash_number(&lists->by_next, recipient), item;
	size_t at = hash;

	while ((item = hash_index_next(&lists->by_next, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct part_list *one = &lists->list[item];

		if (one->next != recipient)
			continue;
		if (one->list != INTERNING_NONE)
			count = add_found(found, count, one->list);
		else if (hosts < PART_LISTS_HOSTS_MAX)
			count =
			    find(lists, one->before, found, count, hosts + 1);
	}
	return count;
}

size_t
part_lists_find(const struct part_lists *lists, uint64_t recipient,
    uint32_t found[static PART_LISTS_FOUND_MAX])
{
	return find(lists, recipient, found, 0, 0);
}

void
part_lists_clear(struct part_lists *lists)
{
	hash_index_clear(&lists->by_next);
	free(lists->list);
	*lists = (struct part_lists){0};
}
