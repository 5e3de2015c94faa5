/* SPDX-License-Identifier: BSD-2-Clause */
/* What export writes is what import reads, whatever the address. */
#include "domains/doppelcontacts/rows.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/readers/books/csv_rows.h"
#include "tests/unit/property.h"

static const char *const pieces[] = {"taro", "=", "'", "\"", ",", "+", "-", "@",
    " ", "\\", "\xe5\xa4\xaa", ".", "#", ";", "a"};
static const char *const organisations[] = {"", "univ", "-univ", "a.b"};

/* An address in its one form, of anything that may stand in one. */
static size_t
some_address(struct property *random, char address_r[CONTACT_ADDRESS_SIZE])
{
	char path[128] = "\"";
	size_t len;

	do {
		path[1] = 0;
		for (size_t i = property_below(random, 5) + 1; i > 0; i--) {
			const char *piece = property_one_of(random, pieces);

			if (*piece == '"' || *piece == '\\')
				strncat(path, "\\",
				    sizeof(path) - strlen(path) - 1);
			strncat(path, piece, sizeof(path) - strlen(path) - 1);
		}
		strncat(path, "\"@partner.example",
		    sizeof(path) - strlen(path) - 1);
		len = contact_write_address(span_of(path), address_r);
	} while (len == 0);
	return len;
}

static struct contact_period
some_period(struct property *random)
{
	int64_t first = 1 + (int64_t)property_below(random, 4000000000);

	return property_below(random, 3) == 0
	           ? (struct contact_period){0}
	           : (struct contact_period){first,
			 first + (int64_t)property_below(random, 1000000),
			 1 + property_below(random, 100000)};
}

/* The cells of the second line. */
static size_t
read_cells(struct span text, char room[4096], struct span *cells_r)
{
	struct csv_rows rows;
	size_t count;

	csv_rows_begin(&rows, text, ',');
	cr_assert(csv_rows_next(&rows));
	cr_assert_eq(rows.count, ROWS_CELLS);
	cr_assert(csv_rows_next(&rows));
	count = rows.count;
	for (size_t i = 0; i < count && i < ROWS_CELLS; i++) {
		struct span cell = rows.cells[i].text;

		cells_r[i] = (struct span){room, 0};
		for (size_t at = 0; at < cell.len; at++) {
			*room++ = cell.bytes[at];
			cells_r[i].len++;
			if (rows.cells[i].doubled && cell.bytes[at] == '"')
				at++;
		}
	}
	cr_assert_not(csv_rows_next(&rows));
	csv_rows_clear(&rows);
	return count;
}

/* Reads the row that was written; its texts stand in the room. */
static void
read_back(struct property *random, const struct buffer *written,
    char room[static 4096], struct row *row_r)
{
	struct span cells[ROWS_CELLS];
	const char *why;

	property_check(random,
	    read_cells((struct span){written->bytes, written->len}, room,
		cells) == ROWS_CELLS,
	    "the cells", written->bytes, written->len);
	why = rows_read(cells, row_r);
	property_check(random, why == NULL, why == NULL ? "" : why,
	    written->bytes, written->len);
}

static void
check_contact(struct property *random)
{
	const char *organisation = property_one_of(random, organisations);
	struct contact contact = {.sent = some_period(random),
	    .heard = some_period(random),
	    .senders =
		(uint32_t)property_below(random, CONTACT_SENDERS_MAX + 1),
	    .confirmed = (enum contact_confirmation)property_below(random,
		CONTACT_CONFIRMATIONS)};
	struct buffer buffer = {0};
	char room[4096];
	struct row row;

	contact.len = (uint32_t)some_address(random, contact.address);
	if (contact.confirmed != CONTACT_UNCONFIRMED)
		contact.confirmed_at = contact.sent.last + 1;
	contact.expires = contact.heard.last;
	rows_add_csv_head(&buffer);
	rows_add_csv(&buffer, span_of(organisation), &contact,
	    &(struct rows_more){.whole = false});
	read_back(random, &buffer, room, &row);
	property_check(random,
	    strcmp(row.organisation, organisation) == 0 &&
		row.kind == ROWS_CONTACT &&
		strcmp(row.contact.address, contact.address) == 0 &&
		row.contact.len == contact.len &&
		memcmp(&row.contact.sent, &contact.sent,
		    sizeof(contact.sent)) == 0 &&
		memcmp(&row.contact.heard, &contact.heard,
		    sizeof(contact.heard)) == 0 &&
		row.contact.senders == contact.senders &&
		row.contact.confirmed == contact.confirmed &&
		row.contact.confirmed_at == contact.confirmed_at &&
		row.contact.expires == contact.expires,
	    "the same", buffer.bytes, buffer.len);
	buffer_clear(&buffer);
}

/* The name of a pair or a token, or the hash of one. */
static void
some_digits(struct property *random, char name_r[CONTACT_ADDRESS_SIZE])
{
	const char *hash = property_below(random, 2) == 0 ? "#" : "";

	snprintf(name_r, CONTACT_ADDRESS_SIZE, "%s%016llx%016llx", hash,
	    (unsigned long long)property_below(random, SIZE_MAX),
	    (unsigned long long)property_below(random, SIZE_MAX));
}

/* Is it the row, and its owner, that a store has for such a list? */
static bool
has_owner(const struct row *row, const char *organisation)
{
	const struct contact_period *sent = &row->contact.sent;
	const int64_t asked = row->list.sent.first;
	char owner[CONTACT_OWNER_SIZE + 1];

	snprintf(owner, sizeof(owner), "%s%s", organisation,
	    row->kind == ROWS_PASS      ? "!"
	    : row->kind == ROWS_REQUEST ? "?"
					: "");
	if (strcmp(row->organisation, owner) != 0)
		return false;
	return row->kind == ROWS_PASS
	           ? memcmp(sent, &row->list.sent, sizeof(*sent)) == 0
	       : row->kind == ROWS_REQUEST
	           ? sent->first == asked && sent->last == asked &&
	                 sent->count == 1
	           : sent->count == 0;
}

static void
check_list(struct property *random, enum rows_kind kind)
{
	const char *organisation = property_one_of(random, organisations);
	struct contact_list list = {.sent = some_period(random)};
	char address[CONTACT_ADDRESS_SIZE], room[4096];
	struct buffer buffer = {0};
	struct row row;

	if (kind == ROWS_PASS)
		some_digits(random, address);
	else
		(void)some_address(random, address);
	if (kind == ROWS_REQUEST) {
		some_digits(random, list.name);
		list.sent.first = 1 + (int64_t)property_below(random, 1u << 31);
		list.sent.last = list.sent.first +
		                 (int64_t)property_below(random, 366 * 86400);
		list.sent.count = 1 + property_below(random, 2);
	} else
		(void)some_address(random, list.name);
	rows_add_csv_head(&buffer);
	rows_add_list_csv(&buffer, kind, span_of(organisation), address, &list);
	read_back(random, &buffer, room, &row);
	property_check(random,
	    row.kind == kind && has_owner(&row, organisation) &&
		strcmp(row.contact.address, address) == 0 &&
		row.contact.len == strlen(address) &&
		strcmp(row.list.name, list.name) == 0 &&
		memcmp(&row.list.sent, &list.sent, sizeof(list.sent)) == 0,
	    "the same", buffer.bytes, buffer.len);
	buffer_clear(&buffer);
}

Test(rows, what_is_written_is_read)
{
	PROPERTY_CASES(random, "rows")
	{
		check_contact(&random);
		check_list(&random, ROWS_LIST);
		check_list(&random, ROWS_PASS);
		check_list(&random, ROWS_REQUEST);
	}
}

/* What no run of ours has written. */
Test(rows, refuses_requests_that_are_none)
{
	static const struct {
		const char *row, *why;
	} wrong[] = {
	    {"request,,a@b.example,x,2026-11-01T00:00:00Z,"
	     "2026-11-02T00:00:00Z,2",
		"list"},
	    {"request,,a@b.example,0123456789abcdef0123456789abcdeg,"
	     "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,2",
		"list"},
	    {"request,,0123456789abcdef0123456789abcdef,"
	     "0123456789abcdef0123456789abcdef,2026-11-01T00:00:00Z,"
	     "2026-11-02T00:00:00Z,2",
		"address"},
	    {"request,,a@b.example,0123456789abcdef0123456789abcdef,"
	     "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,3",
		"sent_first"},
	    {"request,,a@b.example,0123456789abcdef0123456789abcdef,"
	     "2026-11-01T00:00:00Z,2028-11-02T00:00:00Z,2",
		"sent_first"},
	    {"request,,a@b.example,0123456789abcdef0123456789abcdef,"
	     ",2026-11-02T00:00:00Z,2",
		"sent_first"},
	    {"request,,a@b.example,0123456789abcdef0123456789abcdef,,,0",
		"sent_first"},
	    {"requests,,a@b.example,,,,", "kind"},
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct span cells[ROWS_CELLS];
		struct buffer buffer = {0};
		char room[4096];
		const char *why;
		struct row row;

		rows_add_csv_head(&buffer);
		buffer_add_format(&buffer, "%s,,,,,,,\n", wrong[i].row);
		cr_assert_eq(read_cells((struct span){buffer.bytes, buffer.len},
				 room, cells),
		    ROWS_CELLS);
		why = rows_read(cells, &row);
		cr_expect(why != NULL && strncmp(why, wrong[i].why,
					     strlen(wrong[i].why)) == 0,
		    "%zu: %s", i, why == NULL ? "none" : why);
		buffer_clear(&buffer);
	}
}

Test(rows, times_are_times)
{
	static const char *const wrong[] = {"2026-02-30T00:00:00Z",
	    "2026-11-29", "2026-11-29T07:00:00", "2026-11-29 07:00:00Z",
	    "2026-11-29T25:00:00Z", " 026-11-29T07:00:00Z", "0"};
	int64_t time;

	cr_expect(rows_read_time(span_of("2026-11-29T07:00:00Z"), &time) &&
		  time == 1795935600);
	cr_expect(rows_read_time(span_of(""), &time) && time == 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		cr_expect_not(rows_read_time(span_of(wrong[i]), &time), "%s",
		    wrong[i]);
}

static const struct {
	struct contact_period sent;
	const char *text;
} periods[] = {
    {{0}, ": written to: never; heard from: never\n"},
    {{1793674904, 1793674905, 1},
	": written to: 1 mail, 2026-11-03, senders: 1; heard from: never\n"},
    {{1793674904, 1793761304, 2},
	": written to: 2 mails, 2026-11-03 to 2026-11-04, senders: 1; "
	"heard from: never\n"},
};

Test(rows, says_one_mail_and_one_day)
{
	for (size_t i = 0; i < sizeof(periods) / sizeof(*periods); i++) {
		const struct contact contact = {
		    .sent = periods[i].sent,
		    .senders = 1,
		};
		struct buffer text = {0};

		rows_add_text(&text, &contact,
		    &(struct rows_more){.whole = false});
		buffer_add(&text, "", 1);
		cr_expect_str_eq(text.bytes, periods[i].text);
		buffer_clear(&text);
	}
}
