/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what is known of a sender's tries. */
#include "domains/contacts/pair.h"

#include <inttypes.h>
#include <stdio.h>

#include "domains/base/ascii.h"

/* Two addresses that have the same are two pairs all the same: rows are read by
 * the addresses in them. */
struct span
pair_write_name(const struct pair *pair, char name_r[static PAIR_NAME_SIZE])
{
	uint64_t one = span_hash(pair->sender, span_hash(pair->recipient, 0));
	uint64_t two = span_hash(pair->recipient, span_hash(pair->sender, 1));

	snprintf(name_r, PAIR_NAME_SIZE, "%016" PRIx64 "%016" PRIx64, one, two);
	return (struct span){name_r, PAIR_NAME_SIZE - 1};
}

struct span
pair_write_mail(struct span sender, struct span message_id,
    char mail_r[static PAIR_MAIL_SIZE])
{
	snprintf(mail_r, PAIR_MAIL_SIZE, "%016" PRIx64,
	    span_hash(message_id, span_hash(sender, 0)));
	return (struct span){mail_r, PAIR_MAIL_SIZE - 1};
}

static bool
are_digits(struct span text, size_t count)
{
	for (size_t i = 0; i < text.len; i++)
		if (ascii_hex_value(text.bytes[i]) > 15 ||
		    ascii_is_upper(text.bytes[i]))
			return false;
	return text.len == count;
}

bool
pair_is_name(struct span text)
{
	return are_digits(text, PAIR_NAME_SIZE - 1);
}

bool
pair_is_mail(struct span text)
{
	return are_digits(text, PAIR_MAIL_SIZE - 1);
}

/* When the pair's row had something in its list of a name. */
static enum store_result
find_last(struct store *store, const struct pair *pair,
    const struct contact_key *row, struct span name, int64_t *last_r)
{
	struct contact_list list;
	enum store_result result =
	    store_find_list(store, row, pair->recipient, &list);

	if (result == STORE_FOUND)
		result = store_find_list(store, row, name, &list);
	if (result == STORE_FOUND)
		*last_r = list.sent.last;
	return result;
}

enum store_result
pair_find(struct store *store, const struct pair *pair,
    struct pair_standing *standing_r)
{
	char name[PAIR_NAME_SIZE], room[CONTACT_OWNER_SIZE];
	struct contact_key row = {.address = pair_write_name(pair, name)};
	enum store_result result;

	*standing_r = (struct pair_standing){0};
	row.organisation =
	    contact_owner(pair->organisation, CONTACT_PASSES, room);
	result =
	    find_last(store, pair, &row, pair->sender, &standing_r->passed);
	if (result != STORE_NONE)
		return result;
	row.organisation =
	    contact_owner(pair->organisation, CONTACT_TRIES, room);
	return find_last(store, pair, &row, pair->sender, &standing_r->tried);
}

enum store_result
pair_find_mail(struct store *store, const struct pair *pair, struct span mail,
    int64_t now)
{
	char name[PAIR_NAME_SIZE], room[CONTACT_OWNER_SIZE];
	const struct contact_key row = {contact_owner(pair->organisation,
					    CONTACT_TRIES, room),
	    pair_write_name(pair, name)};
	int64_t last;
	enum store_result result = find_last(store, pair, &row, mail, &last);

	return result == STORE_FOUND && last < now - PAIR_AGAIN_MAX ? STORE_NONE
	                                                            : result;
}

enum pair_state
pair_judge(const struct pair_standing *standing, int64_t now)
{
	if (standing->passed != 0)
		return PAIR_PASSES;
	if (standing->tried == 0 || standing->tried < now - PAIR_AGAIN_MAX)
		return PAIR_NEW;
	return standing->tried > now - PAIR_AGAIN_MIN ? PAIR_EARLY : PAIR_AGAIN;
}
