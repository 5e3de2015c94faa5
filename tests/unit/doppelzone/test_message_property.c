/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: a list of any kind that is exported as a zone, read as a master
 * file, put into messages in any order and cut anywhere, and read by
 * doppelzone's own code is the same list, byte for byte; and if a record is
 * missing, doubled or another one, there is none. */
#include "domains/doppelzone/message.h"

#include <criterion/criterion.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/export/forms.h"
#include "domains/engine/lists/zone.h"

#include "tests/unit/property.h"
#include "tests/unit/text.h"

#define ZONE "doppelgangers.lists.example"
#define LIST_SIZE 32768
#define RECORDS_MAX 64

/* ---- lists --------------------------------------------------------------- */

static const char *const texts[] = {"", " ", "a \"b\" 'c'", "\\", "\\\"",
    "; ( ) @ $TTL", "\\000 \\x41", "\u6f22\u5b57", "b\u00fccher", "#",
    "==", "http://example.org/?a=%22&b=\\\\", "\u3000", "."};

static const char *const tops[] = {"example", "com", "co.jp", "xn--p1ai.org"};

/* Names differ by their numbers. */
static void
put_name(struct property *random, enum listfile_kind kind, size_t number,
    char *list, size_t *len)
{
	if (kind == LISTFILE_EXEMPT && property_below(random, 8) == 0) {
		text_put(list, LIST_SIZE, len, "[192.0.2.%zu]", number + 1);
		return;
	}
	switch (property_below(random, 8)) {
	case 0: /* longer than what a zone has room for */
		for (int i = 0; i < 3; i++)
			text_put(list, LIST_SIZE, len, "%063d.",
			    (int)property_below(random, 10));
		text_put(list, LIST_SIZE, len, "y%040zu.example", number);
		break;
	case 3: /* one begins with the other */
		text_put(list, LIST_SIZE, len, "p%zu.com%s", number / 2,
		    number % 2 == 0 ? "" : ".example");
		break;
	case 1:
		text_put(list, LIST_SIZE, len, "b\u00fccher%zu.%s", number,
		    property_one_of(random, tops));
		break;
	case 2:
		text_put(list, LIST_SIZE, len, "N%zu.%s", number,
		    property_one_of(random, tops));
		break;
	default:
		text_put(list, LIST_SIZE, len, "n%zu.%s", number,
		    property_one_of(random, tops));
	}
}

static void
put_end(struct property *random, bool crlf, char *list, size_t *len)
{
	if (property_below(random, 4) == 0)
		text_put(list, LIST_SIZE, len, " # %s",
		    property_one_of(random, texts));
	text_put(list, LIST_SIZE, len, "%s", crlf ? "\r\n" : "\n");
}

static void
put_entry(struct property *random, enum listfile_kind kind, size_t number,
    char *list, size_t *len)
{
	bool back = property_below(random, 8) == 0;

	if (back)
		text_put(list, LIST_SIZE, len, "-");
	put_name(random, kind, number, list, len);
	if (kind == LISTFILE_DOPPELGANGERS && !back)
		text_put(list, LIST_SIZE, len, "%s gmail.com",
		    property_below(random, 2) == 0 ? " " : "\t");
	if (property_below(random, 3) == 0)
		text_put(list, LIST_SIZE, len, " since=2020-02-29");
	if (property_below(random, 3) == 0)
		text_put(list, LIST_SIZE, len, "  source=a\"b\\c,%zu", number);
	if (property_below(random, 3) == 0) {
		text_put(list, LIST_SIZE, len, " note=x%s",
		    property_one_of(random, texts));
		/* Over one string. */
		if (property_below(random, 4) == 0)
			text_put(list, LIST_SIZE, len, "%*s", 300, "z");
	}
}

/* The list, its end mark, and how many entries it has. */
static size_t
make_list(struct property *random, enum listfile_kind kind,
    char list[static LIST_SIZE], size_t *len)
{
	bool crlf = property_below(random, 8) == 0;
	size_t lines = property_below(random, 24), entries = 0;
	size_t from = property_below(random, 2) == 0 ? 90 : 10;

	*len = 0;
	list[0] = '\0';
	if (property_below(random, 16) == 0)
		text_put(list, LIST_SIZE, len, "\xef\xbb\xbf");
	for (size_t i = 0; i < lines; i++) {
		switch (property_below(random, 4)) {
		case 0:
			text_put(list, LIST_SIZE, len, "#%s",
			    property_one_of(random, texts));
			break;
		case 1:
			break;
		default:
			/* From 90 on they are not sorted. */
			put_entry(random, kind, from + i, list, len);
			entries++;
		}
		put_end(random, crlf, list, len);
	}
	if (property_below(random, 2) == 0)
		text_put(list, LIST_SIZE, len, "# end entries=%zu\n", entries);
	else if (*len > 0 && property_below(random, 4) == 0 && !crlf)
		list[--*len] = '\0';
	return entries;
}

/* The zone as export writes it; NULL: the list is none. */
static char *
write_zone(const char *list, size_t len, enum listfile_kind kind)
{
	struct diagnostics diagnostics = {0};
	struct document *document;
	char *text = NULL;
	size_t size;

	cr_assert_eq(document_parse("list", list, len, kind, &diagnostics,
			 &document),
	    0);
	if (document->sound) {
		const struct collection collection = {&document, 1, 0};
		struct export_job job = {
		    .collection = &collection,
		    .count = document->entry_count,
		    .serial = 4294967295,
		};

		job.out = open_memstream(&text, &size);
		cr_assert_eq(export_form_write(export_form_find("zone"), &job),
		    0);
		cr_assert_eq(fclose(job.out), 0);
	}
	diagnostics_clear(&diagnostics);
	document_free(&document);
	return text;
}

/* ---- messages ------------------------------------------------------------ */

/* The records of a master file, as a server has them. */
static ldns_zone *
load_zone(char *text)
{
	ldns_rdf *origin = ldns_dname_new_frm_str(ZONE);
	FILE *file = fmemopen(text, strlen(text), "r");
	ldns_zone *zone = NULL;
	int line = 0;

	cr_assert_not_null(file);
	cr_assert_eq(ldns_zone_new_frm_fp_l(&zone, file, origin, 300,
			 LDNS_RR_CLASS_IN, &line),
	    LDNS_STATUS_OK, "line %d of %s", line, text);
	fclose(file);
	ldns_rdf_deep_free(origin);
	return zone;
}

enum change { NONE, MISSING, DOUBLED, OTHER, CHANGES };

struct reading {
	struct zone_reading zone;
	bool whole;
	struct diagnostics diagnostics;
};

static int
take(void *context, const struct message_record *record,
    struct diagnostics *diagnostics)
{
	struct reading *reading = context;

	return record->type != MESSAGE_IS_TXT
	           ? 0
	           : zone_take(&reading->zone, record->owner, record->rdata,
			 diagnostics);
}

/* Answers a question with some of the records. */
static void
answer(struct message_talk *talk, const ldns_pkt *question,
    const ldns_rr_list *records, size_t from, size_t to,
    struct reading *reading)
{
	ldns_pkt *packet = ldns_pkt_new();
	uint8_t *wire;
	size_t len;

	ldns_pkt_set_id(packet, ldns_pkt_id(question));
	ldns_pkt_set_qr(packet, true);
	if (from == 0)
		ldns_pkt_push_rr(packet, LDNS_SECTION_QUESTION,
		    ldns_rr_clone(
			ldns_rr_list_rr(ldns_pkt_question(question), 0)));
	for (size_t i = from; i < to; i++)
		ldns_pkt_push_rr(packet, LDNS_SECTION_ANSWER,
		    ldns_rr_clone(ldns_rr_list_rr(records, i)));
	cr_assert_eq(ldns_pkt2wire(&wire, packet, &len), LDNS_STATUS_OK);
	if (message_read(talk, (struct span){(char *)wire, len},
		&reading->diagnostics, take, reading) < 0)
		reading->whole = false;
	free(wire);
	ldns_pkt_free(packet);
}

static void
shuffle(struct property *random, ldns_rr_list *records)
{
	for (size_t i = ldns_rr_list_rr_count(records); i > 1; i--) {
		size_t other = property_below(random, i);
		ldns_rr *record = ldns_rr_list_rr(records, i - 1);

		ldns_rr_list_set_rr(records, ldns_rr_list_rr(records, other),
		    i - 1);
		ldns_rr_list_set_rr(records, record, other);
	}
}

/* Returns whether there was a record to change. */
static bool
change_records(struct property *random, enum change change,
    ldns_rr_list *records)
{
	size_t count = ldns_rr_list_rr_count(records), at;
	ldns_rr *record;
	ldns_rdf *text;

	at = property_below(random, count);
	record = ldns_rr_list_rr(records, at);
	if (change == NONE || ldns_rr_get_type(record) != LDNS_RR_TYPE_TXT ||
	    ldns_rr_rd_count(record) < 2)
		return false;
	switch (change) {
	case MISSING:
		ldns_rr_list_set_rr(records,
		    ldns_rr_list_rr(records, count - 1), at);
		ldns_rr_list_set_rr_count(records, count - 1);
		ldns_rr_free(record);
		break;
	case DOUBLED:
		ldns_rr_list_push_rr(records, ldns_rr_clone(record));
		break;
	default: /* OTHER */
		text = ldns_rr_rdf(record, 1);
		if (ldns_rdf_size(text) < 2)
			return false;
		ldns_rdf_data(text)[1] ^= 1;
	}
	return true;
}

static void
transfer(struct property *random, const ldns_rr_list *records,
    struct reading *reading)
{
	struct message_talk *talk = message_talk_new(ZONE, NULL);
	size_t count = ldns_rr_list_rr_count(records), from = 0;
	ldns_pkt *question;
	struct span wire;

	cr_assert_not_null(talk);
	cr_assert_eq(message_ask(talk, MESSAGE_AXFR, &reading->diagnostics,
			 &wire),
	    0);
	cr_assert_eq(ldns_wire2pkt(&question, (const uint8_t *)wire.bytes,
			 wire.len),
	    LDNS_STATUS_OK);
	do {
		size_t to = from + 1 + property_below(random, 4);

		to = to < count ? to : count;
		answer(talk, question, records, from, to, reading);
		from = to;
	} while (from < count);
	ldns_pkt_free(question);
	message_talk_free(&talk);
}

/* ---- the property -------------------------------------------------------- */

static void
try_list(struct property *random, enum listfile_kind kind, const char *list,
    size_t len, char *zone_text)
{
	ldns_zone *zone = load_zone(zone_text);
	ldns_rr_list *records = ldns_zone_rrs(zone);
	enum change change = property_below(random, CHANGES);
	struct reading reading = {.zone = {.zone = ZONE}, .whole = true};
	struct buffer again = {0};
	bool changed, same;

	shuffle(random, records);
	changed = change_records(random, change, records);
	transfer(random, records, &reading);
	if (zone_finish(&reading.zone, kind, &reading.diagnostics, &again) < 0)
		reading.whole = false;
	same = again.len == len &&
	       (len == 0 || memcmp(again.bytes, list, len) == 0);
	property_check(random,
	    changed ? !reading.whole && reading.diagnostics.count != 0
		    : reading.whole && same && reading.diagnostics.count == 0,
	    changed ? "a change is noticed" : "the list is the same", list,
	    len);
	buffer_clear(&again);
	zone_clear(&reading.zone);
	diagnostics_clear(&reading.diagnostics);
	ldns_zone_deep_free(zone);
}

Test(message_property, a_list_comes_through_a_zone_as_it_was)
{
	static char list[LIST_SIZE];
	size_t tried = 0, len;

	PROPERTY_CASES(random, "zone")
	{
		enum listfile_kind kind =
		    property_below(&random, LISTFILE_KINDS);
		char *text;

		make_list(&random, kind, list, &len);
		text = write_zone(list, len, kind);
		if (text == NULL)
			continue;
		tried++;
		try_list(&random, kind, list, len, text);
		free(text);
	}
	cr_expect_gt(tried, PROPERTY_COUNT / 2);
}
