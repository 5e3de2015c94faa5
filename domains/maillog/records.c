/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps recipients one after the other: see the header. */
#include "domains/maillog/records.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/spill.h"

struct records {
	struct spill *spill;
};

/* The bytes of its texts follow. */
struct kept_record {
	struct record record;
	uint16_t lengths[RECORD_TEXTS];
};

struct records *
records_new(void)
{
	struct records *records = calloc(1, sizeof(*records));

	if (records == NULL)
		return NULL;
	records->spill = spill_new();
	if (records->spill == NULL)
		records_free(&records);
	return records;
}

void
records_free(struct records **records)
{
	if (*records == NULL)
		return;
	spill_free(&(*records)->spill);
	free(*records);
	*records = NULL;
}

int
records_add(struct records *records, const struct record *record)
{
	struct kept_record kept;

	memset(&kept, 0, sizeof(kept));
	kept.record = *record;
	for (size_t i = 0; i < RECORD_TEXTS; i++) {
		size_t len = record->texts[i].len;

		kept.lengths[i] =
		    (uint16_t)(len < LEAKS_TEXT_LEN_MAX ? len
							: LEAKS_TEXT_LEN_MAX);
	}
	if (spill_add(records->spill, &kept, sizeof(kept)) < 0)
		return -1;
	for (size_t i = 0; i < RECORD_TEXTS; i++)
		if (kept.lengths[i] != 0 &&
		    spill_add(records->spill, record->texts[i].bytes,
			kept.lengths[i]) < 0)
			return -1;
	return 0;
}

static struct span
text_of(const struct leaks *leaks, uint32_t text)
{
	return span_of(
	    text != INTERNING_NONE ? leaks_text_of(leaks, text) : "");
}

int
records_add_recipient(struct records *records, const struct leaks *leaks,
    const struct leaks_mail *mail, const struct leaks_recipient *recipient)
{
	const char *name = leaks_name(leaks, recipient->address);
	const struct leak *leak = leaks_at(leaks, recipient->address);
	bool whole = *name == '@' || *name == '\0';
	const char *domain = whole ? name : leaks_name(leaks, leak->domain);
	const struct record record = {
	    .texts = {[RECORD_DOMAIN] = span_of(domain + (*domain == '@')),
		[RECORD_ADDRESS] = span_of(whole ? "" : name),
		[RECORD_SENDER] = mail->sender,
		[RECORD_LIST] = text_of(leaks, recipient->via),
		[RECORD_RELAY] = text_of(leaks, recipient->relay),
		[RECORD_MESSAGE_ID] = mail->message_id},
	    .sender_known = mail->sender.bytes != NULL,
	    .leak = recipient->address,
	    .outcome = recipient->outcome,
	    .time = recipient->time,
	    .begun = mail->begun,
	    .size = mail->size,
	    .message_hash = mail->message_hash,
	    .key = mail->key,
	    .id = mail->id,
	    .next = recipient->next,
	};

	return records_add(records, &record);
}

int
records_each(const struct records *records,
    void (*take)(void *context, const struct record *record), void *context)
{
	char texts[RECORD_TEXTS * LEAKS_TEXT_LEN_MAX];
	struct kept_record kept;
	uint64_t at = 0;

	while (at < spill_length(records->spill)) {
		size_t len = 0;

		if (spill_read(records->spill, at, &kept, sizeof(kept)) < 0)
			return -1;
		for (size_t i = 0; i < RECORD_TEXTS; i++) {
			kept.record.texts[i] =
			    (struct span){texts + len, kept.lengths[i]};
			len += kept.lengths[i];
		}
		if (spill_read(records->spill, at + sizeof(kept), texts, len) <
		    0)
			return -1;
		take(context, &kept.record);
		at += sizeof(kept) + len;
	}
	return 0;
}

bool
record_is_of_mail(const struct record *record, const struct record *other)
{
	return record->key == other->key && record->id == other->id &&
	       record->begun == other->begun &&
	       record->message_hash == other->message_hash;
}
