/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds the mails of reports up: see leak_parts.h. */
#include <errno.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/reports/leak_parts.h"

bool
leak_parts_is_wrong(void *context, struct span address, struct span *domain_r)
{
	const struct leak_parts *parts = context;

	(void)address;
	*domain_r = parts->domain;
	return true;
}

/* The leak of a mail: its address, or what is left where there was no room for
 * that. */
static uint32_t
find_leak(struct leak_parts *parts, const struct record *record)
{
	char name[LEAKS_TEXT_LEN_MAX + 1] = "@";
	struct span domain = record->texts[RECORD_DOMAIN];

	parts->domain = domain;
	if (domain.len == 0)
		return 0;
	if (record->texts[RECORD_ADDRESS].len != 0)
		return leaks_find(parts->leaks, record->texts[RECORD_ADDRESS]);
	memcpy(name + 1, domain.bytes, domain.len);
	return leaks_find(parts->leaks, (struct span){name, domain.len + 1});
}

static uint32_t
find_text(struct leak_parts *parts, struct span text)
{
	return text.len != 0 ? leaks_text(parts->leaks, text) : INTERNING_NONE;
}

static uint32_t
find_list(struct leak_parts *parts, const struct record *record)
{
	const struct span list = record->texts[RECORD_LIST];

	return list.len != 0 ? leaks_address(parts->leaks, list)
	                     : INTERNING_NONE;
}

static void
add_mail_at_hand(struct leak_parts *parts)
{
	if (parts->recipient_count != 0)
		leaks_add(parts->leaks, &parts->mail, parts->recipients,
		    parts->recipient_count);
	parts->recipient_count = 0;
}

static struct span
keep_text(char *room, struct span text)
{
	if (text.len != 0)
		memcpy(room, text.bytes, text.len);
	return (struct span){room, text.len};
}

static void
begin_mail(struct leak_parts *parts, const struct record *record)
{
	add_mail_at_hand(parts);
	parts->latest = *record;
	parts->mail = (struct leaks_mail){
	    .message_id =
		keep_text(parts->message_id, record->texts[RECORD_MESSAGE_ID]),
	    .message_hash = record->message_hash,
	    .size = record->size,
	    .key = record->key,
	    .id = record->id,
	    .begun = record->begun,
	};
	if (record->sender_known)
		parts->mail.sender =
		    keep_text(parts->sender, record->texts[RECORD_SENDER]);
}

/* A recipient of a mail, or of the one that it went on as. */
static uint64_t
recipient_of(const struct record *record, uint64_t mail)
{
	return part_mails_recipient(mail, record->texts[RECORD_ADDRESS]);
}

/* The list of a mail that goes on elsewhere is known there. */
static void
hand_on(struct leak_parts *parts, const struct record *record)
{
	const struct part_list list = {
	    .next = recipient_of(record, record->next),
	    .before = recipient_of(record, record->id),
	    .list = find_list(parts, record),
	};

	if (part_lists_add(&parts->lists, &list) < 0)
		parts->failed = true;
}

static void
add_recipient(struct leak_parts *parts, const struct leaks_recipient *recipient)
{
	parts->failed |=
	    array_add(&parts->recipients, &parts->recipient_room,
		&parts->recipient_count, recipient, sizeof(*recipient)) < 0;
}

/* By each list that is known of it. */
static void
add_by_lists(struct leak_parts *parts, const struct record *record,
    struct leaks_recipient *recipient)
{
	uint32_t found[PART_LISTS_FOUND_MAX];
	size_t count = 0;

	if (recipient->via == INTERNING_NONE && record->id != 0)
		count = part_lists_find(&parts->lists,
		    recipient_of(record, record->id), found);
	if (count == 0)
		add_recipient(parts, recipient);
	for (size_t i = 0; i < count; i++) {
		recipient->via = found[i];
		add_recipient(parts, recipient);
	}
}

/* Has a mail gone on as one of another report, which is held there? */
static bool
is_held_on(const struct leak_parts *parts, const struct record *record)
{
	const struct part_mail mail = part_mail_of(record);

	return part_mails_has_result(&parts->mails,
	    part_mails_recipient(record->next, (struct span){"", 0}), &mail);
}

static bool
goes_on_as_another(const struct leak_parts *parts, const struct record *record)
{
	const struct part_mail mail = part_mail_of(record);

	return record->outcome == MAILLOG_SENT && record->next != 0 &&
	       part_mails_has_result(&parts->mails,
		   recipient_of(record, record->next), &mail);
}

static struct leaks_recipient
result_of(struct leak_parts *parts, const struct record *record, bool goes_on)
{
	struct leaks_recipient recipient = {
	    .outcome = goes_on ? MAILLOG_HANDED_ON : record->outcome,
	    .time = record->time,
	    .next = goes_on ? 0 : record->next,
	    .address = find_leak(parts, record),
	    .relay = find_text(parts, record->texts[RECORD_RELAY]),
	    .via = goes_on ? INTERNING_NONE : find_list(parts, record),
	};

	if (recipient.outcome == MAILLOG_SENT && recipient.next != 0 &&
	    is_held_on(parts, record)) {
		recipient.outcome = MAILLOG_HELD;
		recipient.relay = INTERNING_NONE;
	}
	return recipient;
}

static void
take_record(void *context, const struct record *record)
{
	struct leak_parts *parts = context;
	bool goes_on = goes_on_as_another(parts, record);
	bool handed_on = goes_on || record->outcome == MAILLOG_HANDED_ON;
	struct leaks_recipient recipient;

	if (parts->step == ADDING_LISTS) {
		if (goes_on)
			hand_on(parts, record);
		return;
	}
	if (parts->latest.key == 0 ||
	    !record_is_of_mail(&parts->latest, record))
		begin_mail(parts, record);
	if (handed_on != (parts->step == ADDING_HANDED_ON))
		return;
	leaks_take_refused(parts->leaks,
	    record->outcome == MAILLOG_REFUSED ||
		record->outcome == MAILLOG_TEMPFAILED);
	recipient = result_of(parts, record, goes_on);
	if (recipient.address == LEAKS_NONE)
		parts->failed = true;
	else if (handed_on)
		add_recipient(parts, &recipient);
	else
		add_by_lists(parts, record, &recipient);
}

int
leak_parts_add_up(struct leak_parts *parts, struct leaks *leaks)
{
	parts->leaks = leaks;
	/* Of a mail that a hop took over only its list counts, which needs the
	 * hop's mail. */
	for (parts->step = ADDING_LISTS; parts->step <= ADDING_HANDED_ON;
	     parts->step++) {
		parts->latest = (struct record){0};
		if (records_each(parts->records, take_record, parts) < 0)
			return -1;
		add_mail_at_hand(parts);
	}
	errno = ENOMEM;
	return parts->failed || leaks_failed(leaks) ? -1 : 0;
}
