/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the heads of a zone's records, and puts a list together from them. */
#include "domains/engine/lists/zone.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"

static const char begin[] = "doppellist ";

/* ---- both ways ----------------------------------------------------------- */

const char *
zone_format_summary(const struct zone_summary *summary,
    char buf[static ZONE_HEAD_SIZE])
{
	snprintf(buf, ZONE_HEAD_SIZE,
	    "%s%d %s entries=%zu bytes=%zu hash=%016" PRIx64, begin,
	    ZONE_VERSION, listfile_kind_name(summary->kind), summary->entries,
	    summary->bytes, summary->hash);
	return buf;
}

const char *
zone_find_owner(const struct name *name, char buf[static NAME_SIZE])
{
	/* No name of a list has an underscore. */
	if (name->len + ZONE_NAME_MAX + 1 > NAME_MAX_BYTES)
		snprintf(buf, NAME_SIZE, "_%016" PRIx64,
		    span_hash((struct span){name->text, name->len}, 0));
	else
		memcpy(buf, name->text, name->len + 1u);
	return buf;
}

/* ---- heads --------------------------------------------------------------- */

/* Digits up to the end, or a blank, of a head; -1: it is no such number. */
static int
take_number(struct span *head, int base, size_t digits_max, uint64_t *number_r)
{
	char digits[17], *end;
	size_t len = 0;

	while (len < head->len && head->bytes[len] != ' ')
		len++;
	if (len == 0 || len > digits_max ||
	    !(base == 16 || ascii_is_digit(head->bytes[0])))
		return -1;
	memcpy(digits, head->bytes, len);
	digits[len] = '\0';
	if (strspn(digits, base == 16 ? "0123456789abcdef" : "0123456789") !=
	    len)
		return -1;
	*number_r = strtoull(digits, &end, base);
	*head = span_after(*head, len);
	return 0;
}

static bool
take_text(struct span *head, const char *text)
{
	if (!span_begins(*head, text))
		return false;
	*head = span_after(*head, strlen(text));
	return true;
}

static bool
take_kind(struct span *head, enum listfile_kind *kind_r)
{
	for (int kind = 0; kind < LISTFILE_KINDS; kind++) {
		struct span rest = *head;

		if (take_text(&rest,
			listfile_kind_name((enum listfile_kind)kind)) &&
		    rest.len != 0 && rest.bytes[0] == ' ') {
			*kind_r = (enum listfile_kind)kind;
			*head = rest;
			return true;
		}
	}
	return false;
}

static int
read_summary(struct zone_reading *reading, struct span head,
    struct diagnostics *diagnostics)
{
	struct zone_summary *summary = &reading->summary;
	uint64_t version, entries, bytes;

	if (reading->has_summary)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "says twice what list it is");
	if (!take_text(&head, begin) || take_number(&head, 10, 9, &version) < 0)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "has a TXT record at its own name that is none of a list");
	if (version != ZONE_VERSION)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "is a list of form %" PRIu64 ", and this program reads %d",
		    version, ZONE_VERSION);
	if (!take_text(&head, " ") || !take_kind(&head, &summary->kind) ||
	    !take_text(&head, " entries=") ||
	    take_number(&head, 10, 9, &entries) < 0 ||
	    !take_text(&head, " bytes=") ||
	    take_number(&head, 10, 9, &bytes) < 0 ||
	    bytes > LISTFILE_SIZE_MAX || !take_text(&head, " hash=") ||
	    take_number(&head, 16, 16, &summary->hash) < 0 || head.len != 0)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "does not say what list it is");
	summary->entries = entries;
	summary->bytes = bytes;
	reading->has_summary = true;
	return 0;
}

/* ---- records ------------------------------------------------------------- */

/* The next string of RDATA; false: there is none, or it is cut. */
static bool
take_string(struct span *rdata, struct span *string_r)
{
	size_t len = rdata->len != 0 ? (unsigned char)rdata->bytes[0] : 0;

	if (rdata->len < len + 1)
		return false;
	*string_r = (struct span){rdata->bytes + 1, len};
	*rdata = span_after(*rdata, len + 1);
	return true;
}

/* Keeps the text that follows the head. */
static int
keep_text(struct zone_reading *reading, struct span owner, struct span rdata,
    struct zone_record *record, struct diagnostics *diagnostics)
{
	struct buffer *bytes = &reading->bytes;
	const size_t max =
	    reading->has_summary ? reading->summary.bytes : LISTFILE_SIZE_MAX;
	struct span string;

	record->owner = bytes->len;
	record->owner_len = (uint32_t)owner.len;
	buffer_add(bytes, owner.bytes, owner.len);
	record->text = bytes->len;
	while (take_string(&rdata, &string))
		buffer_add(bytes, string.bytes, string.len);
	record->text_len = (uint32_t)(bytes->len - record->text);
	if (rdata.len != 0)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "has a TXT record that is cut");
	reading->text_len += record->text_len;
	/* In a message a long owner can stand a thousand times, in two bytes
	 * each. */
	if (reading->text_len > max || bytes->len > LISTFILE_SIZE_MAX)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "is over the %zu bytes that it may have",
		    reading->text_len > max ? max : LISTFILE_SIZE_MAX);
	return bytes->failed ? diagnostics_no_memory(diagnostics, reading->zone)
	                     : 0;
}

static int
refuse_record(const struct zone_reading *reading, struct span owner,
    struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, reading->zone, 0,
	    "has a TXT record that is none of a list, at %s",
	    diagnostic_quote(owner.bytes, owner.len,
		(char[DIAGNOSTIC_QUOTE_SIZE]){0}));
}

int
zone_take(struct zone_reading *reading, struct span owner, struct span rdata,
    struct diagnostics *diagnostics)
{
	struct zone_record record = {.number = 0};
	struct span head = {"", 0};
	uint64_t number = 0;

	bool whole = take_string(&rdata, &head);

	if (owner.len == 0)
		return read_summary(reading, head, diagnostics) < 0
		           ? -1
		           : keep_text(reading, owner, rdata, &reading->last,
				 diagnostics);
	if (!whole ||
	    (head.len != 0 &&
		(take_number(&head, 10, 9, &number) < 0 || head.len != 0)))
		return refuse_record(reading, owner, diagnostics);
	record.number = (uint32_t)number;
	if (keep_text(reading, owner, rdata, &record, diagnostics) < 0)
		return -1;
	if (record.text_len == 0)
		return refuse_record(reading, owner, diagnostics);
	if (array_reserve(&reading->records, &reading->room, reading->count,
		sizeof(*reading->records)) < 0)
		return diagnostics_no_memory(diagnostics, reading->zone);
	reading->records[reading->count++] = record;
	return 0;
}

static int
compare_records(const void *a, const void *b, void *context)
{
	const struct zone_record *one = a, *other = b;
	const char *bytes = context;
	size_t len = one->owner_len < other->owner_len ? one->owner_len
	                                               : other->owner_len;
	int order;

	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	order = memcmp(bytes + one->owner, bytes + other->owner, len);
	if (order != 0)
		return order;
	return (one->owner_len > other->owner_len) -
	       (one->owner_len < other->owner_len);
}

static int
count_entry(void *context, const struct listfile_entry *entry)
{
	(void)entry;
	++*(size_t *)context;
	return 0;
}

/* What the list is, against what its summary says. */
static int
check_list(const struct zone_reading *reading, struct span list,
    struct diagnostics *diagnostics)
{
	const struct zone_summary *summary = &reading->summary;
	size_t entries = 0;

	if (list.len != summary->bytes || span_hash(list, 0) != summary->hash)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "is not whole: it has bytes=%zu entries=%zu, and says "
		    "bytes=%zu entries=%zu",
		    list.len, reading->count, summary->bytes, summary->entries);
	if (listfile_parse(reading->zone, list.bytes, list.len, summary->kind,
		count_entry, &entries, diagnostics) < 0)
		return -1;
	if (entries != summary->entries || entries != reading->count)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "has entries=%zu records=%zu, and says entries=%zu",
		    entries, reading->count, summary->entries);
	return 0;
}

int
zone_finish(struct zone_reading *reading, enum listfile_kind kind,
    struct diagnostics *diagnostics, struct buffer *list)
{
	const size_t before = list->len;

	if (!reading->has_summary)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "has no TXT record of a list at its own name");
	if (reading->summary.kind != kind)
		return diagnostics_add(diagnostics, reading->zone, 0,
		    "is a list of kind %s, not %s",
		    listfile_kind_name(reading->summary.kind),
		    listfile_kind_name(kind));
	if (reading->count != 0)
		qsort_r(reading->records, reading->count,
		    sizeof(*reading->records), compare_records,
		    reading->bytes.bytes);
	for (size_t i = 0; i < reading->count; i++)
		buffer_add(list,
		    reading->bytes.bytes + reading->records[i].text,
		    reading->records[i].text_len);
	if (reading->last.text_len != 0)
		buffer_add(list, reading->bytes.bytes + reading->last.text,
		    reading->last.text_len);
	if (list->failed)
		return diagnostics_no_memory(diagnostics, reading->zone);
	return check_list(reading,
	    (struct span){list->bytes != NULL ? list->bytes + before : "",
		list->len - before},
	    diagnostics);
}

void
zone_clear(struct zone_reading *reading)
{
	buffer_clear(&reading->bytes);
	free(reading->records);
	*reading = (struct zone_reading){.zone = reading->zone};
}
