/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers questions about members from a store. */
#include "domains/contacts/registered.h"

#include <stdlib.h>
#include <string.h>

#include "domains/contacts/request.h"

/* Of one message. */
struct asking {
	struct store *store;
	struct span organisation;
	char room[CONTACT_OWNER_SIZE];
	struct span lists; /* their owner */
	int64_t now;

	/* The list at hand. */
	struct span list;
	struct contact_period sent;
	int64_t known_since;
	bool row_begun; /* rows[row_count - 1] is its */

	/* What is to be written. */
	struct store_row rows[QUESTIONS_MAX];
	struct contact contacts[QUESTIONS_MAX];
	size_t row_count;
	struct contact_list entries[2 * QUESTIONS_MAX];
	size_t entry_count;
};

static void
add_entry(struct asking *asking, struct span name, uint64_t before)
{
	struct contact_list *entry = &asking->entries[asking->entry_count++];
	struct store_row *row;

	memcpy(entry->name, name.bytes, name.len);
	entry->name[name.len] = '\0';
	entry->sent = (struct contact_period){asking->now, asking->now, before};
	if (!asking->row_begun) {
		struct contact *contact = &asking->contacts[asking->row_count];

		memcpy(contact->address, asking->list.bytes, asking->list.len);
		contact->len = (uint32_t)asking->list.len;
		asking->rows[asking->row_count++] = (struct store_row){
		    .organisation = asking->lists,
		    .contact = contact,
		    .lists = entry,
		};
		asking->row_begun = true;
	}
	row = &asking->rows[asking->row_count - 1];
	row->list_count++;
}

static enum store_result
find_entry(const struct asking *asking, struct span name,
    struct contact_period *entry_r)
{
	const struct contact_key key = {asking->lists, asking->list};
	struct contact_list list;
	enum store_result result =
	    store_find_list(asking->store, &key, name, &list);

	if (result == STORE_FOUND)
		*entry_r = list.sent;
	return result;
}

/* Returns 0, or -1. */
static int
begin_list(struct asking *asking, struct span list)
{
	const struct contact_key key = {asking->lists, list};
	struct contact_period entry;
	struct contact contact;
	enum store_result result;

	if (asking->list.len != 0 && span_same(asking->list, list))
		return 0;
	asking->list = list;
	asking->row_begun = false;
	asking->sent = (struct contact_period){0};
	asking->known_since = asking->now;
	result = store_find(asking->store, &key, &contact);
	if (result == STORE_FOUND)
		asking->sent = contact.sent;
	if (result == STORE_ERROR)
		return -1;
	result = find_entry(asking, list, &entry);
	if (result == STORE_FOUND)
		asking->known_since = entry.first;
	else if (result == STORE_NONE)
		add_entry(asking, list, 0);
	return result == STORE_ERROR ? -1 : 0;
}

/* What went to a member through the list at hand. */
static int
find_sent(struct asking *asking, struct span member,
    struct contact_period *sent_r)
{
	struct contact_period entry = {asking->now, asking->now, 0};
	enum store_result result = find_entry(asking, member, &entry);

	*sent_r = (struct contact_period){0};
	if (result == STORE_ERROR)
		return -1;
	if (result == STORE_NONE) {
		if (asking->now - asking->known_since >= REGISTERED_SETTLING)
			entry.count = asking->sent.count;
		add_entry(asking, member, entry.count);
	}
	if (asking->sent.count <= entry.count)
		return 0;
	*sent_r = asking->sent;
	sent_r->count -= entry.count;
	if (entry.count != 0 && entry.first > sent_r->first)
		sent_r->first = entry.first;
	return 0;
}

static int
answer(struct asking *asking, const struct question *question,
    struct answer *answer_r)
{
	const struct contact_key key = {asking->organisation, question->member};
	struct contact contact = {0};
	struct request_state request = {.last = 0};
	struct contact_period sent;

	if (store_find(asking->store, &key, &contact) == STORE_ERROR ||
	    begin_list(asking, question->list) < 0 ||
	    find_sent(asking, question->member, &sent) < 0)
		return -1;
	answer_r->heard = contact.heard.count != 0 ||
	                  contact.confirmed != CONTACT_UNCONFIRMED;
	answer_r->sent = contact.sent;
	contact_period_join(&answer_r->sent, &sent);
	if (!answer_r->heard &&
	    request_find(asking->store, &key, &request) == STORE_ERROR)
		return -1;
	answer_r->asked = request.first.asked;
	answer_r->until = request.first.until;
	return 0;
}

int
registered_answer(struct store *store, struct span organisation,
    const struct question *list, size_t count, int64_t now,
    struct answer *answers_r)
{
	struct asking *asking = calloc(1, sizeof(*asking));
	int result = 0;

	if (asking == NULL)
		return -1;
	asking->store = store;
	asking->organisation = organisation;
	asking->lists =
	    contact_owner(organisation, CONTACT_LISTS, asking->room);
	asking->now = now;
	for (size_t i = 0; result == 0 && i < count; i++)
		result = answer(asking, &list[i], &answers_r[i]);
	if (result == 0 && asking->row_count != 0)
		result = store_join(store, asking->rows, asking->row_count);
	free(asking);
	return result;
}
