/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: records of a zone that is said to be a list, in the order of the
 * input: a byte for the length of the owner, the owner, two for that of the
 * RDATA, the RDATA.  What comes out is what the summary says, and a list that
 * the loader takes.  And the same bytes as a message of the DNS. */
#include "domains/engine/lists/zone.h"

#include <string.h>

#include "domains/doppelzone/message.h"

#include "tests/fuzz/fuzz.h"

#define ZONE "doppelgangers.example"

static struct span
take_span(const uint8_t **data, size_t *size, size_t len)
{
	struct span span = {(const char *)*data, len < *size ? len : *size};

	*data += span.len;
	*size -= span.len;
	return span;
}

static size_t
take_byte(const uint8_t **data, size_t *size)
{
	struct span span = take_span(data, size, 1);

	return span.len != 0 ? (unsigned char)span.bytes[0] : 0;
}

static int
count(void *context, const struct listfile_entry *entry)
{
	(void)entry;
	++*(size_t *)context;
	return 0;
}

static void
check_list(const struct zone_reading *reading, const struct buffer *list,
    struct diagnostics *diagnostics)
{
	size_t entries = 0;

	FUZZ_CHECK(reading->has_summary);
	FUZZ_CHECK(list->len == reading->summary.bytes);
	FUZZ_CHECK(
	    listfile_parse(ZONE, list->bytes, list->len, LISTFILE_DOPPELGANGERS,
		count, &entries, diagnostics) == 0);
	FUZZ_CHECK(entries == reading->summary.entries);
}

static void
check_records(const uint8_t *data, size_t size)
{
	struct zone_reading reading = {.zone = ZONE};
	struct diagnostics diagnostics = {0};
	struct buffer list = {0};
	int result = 0;

	while (result == 0 && size > 0) {
		size_t len = take_byte(&data, &size);
		struct span owner = take_span(&data, &size, len);

		len = take_byte(&data, &size) << 8;
		len |= take_byte(&data, &size);
		result = zone_take(&reading, owner,
		    take_span(&data, &size, len), &diagnostics);
	}
	if (result == 0)
		result = zone_finish(&reading, LISTFILE_DOPPELGANGERS,
		    &diagnostics, &list);
	FUZZ_CHECK((result == 0) == (diagnostics.count == 0));
	if (result == 0)
		check_list(&reading, &list, &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		fuzz_check_printable(diagnostics.list[i].text,
		    strlen(diagnostics.list[i].text), 0);
	buffer_clear(&list);
	zone_clear(&reading);
	diagnostics_clear(&diagnostics);
}

static int
take_record(void *context, const struct message_record *record,
    struct diagnostics *diagnostics)
{
	return record->type == MESSAGE_IS_TXT
	           ? zone_take(context, record->owner, record->rdata,
			 diagnostics)
	           : 0;
}

/* Every number of a message is right: the input's own is replaced. */
static void
check_message(const uint8_t *data, size_t size)
{
	struct message_talk *talk = message_talk_new(ZONE, NULL);
	struct zone_reading reading = {.zone = ZONE};
	struct diagnostics diagnostics = {0};
	struct buffer answer = {0};
	struct span question;

	FUZZ_CHECK(talk != NULL);
	FUZZ_CHECK(
	    message_ask(talk, MESSAGE_AXFR, &diagnostics, &question) == 0);
	buffer_add(&answer, question.bytes, 2);
	buffer_add(&answer, data, size);
	(void)message_read(talk, (struct span){answer.bytes, answer.len},
	    &diagnostics, take_record, &reading);
	buffer_clear(&answer);
	zone_clear(&reading);
	diagnostics_clear(&diagnostics);
	message_talk_free(&talk);
}

int
fuzz_zone(const uint8_t *data, size_t size)
{
	check_records(data, size);
	check_message(data, size);
	return 0;
}

FUZZ_ENTRY(fuzz_zone)
