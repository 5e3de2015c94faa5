/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows: contacts as text, JSON and CSV, and CSV read again.
 *
 *     kind,organisation,address,list,sent_first,sent_last,sent_count,senders,
 *     heard_first,heard_last,heard_count,confirmed,confirmed_at,expires
 *
 * (on one line).  A row is a "contact", or one of these, which have sent_*
 * alone:
 *
 *     list     by which a contact was written to; they follow the contact's row
 *     pass     one of the two addresses of a pair that passes (pair.h), in the
 *              place of a list: the recipient's has no time, and both have the
 *              pair's name as address
 *     request  what the owner of an address was asked (request.h), a token's
 *              hash in the place of a list: when, until when an answer is
 *              wanted, and 2 when the mail was handed over, else 1
 *
 * Who does not know a kind refuses the file.  Times are 2026-11-29T07:00:00Z,
 * or empty.
 */
#ifndef DOMAINS_DOPPELCONTACTS_ROWS_H
#define DOMAINS_DOPPELCONTACTS_ROWS_H

#include "domains/base/buffer.h"
#include "domains/contacts/contact.h"
#include "domains/contacts/request.h"
#include "domains/doppelcontacts/passes.h"
#include "domains/readers/books/csv_rows.h"

#define ROWS_TIME_SIZE sizeof("2026-11-29T07:00:00Z")

/* "" for 0. */
void
rows_write_time(int64_t time, char text_r[static ROWS_TIME_SIZE]);
bool
rows_read_time(struct span text, int64_t *time_r);

/* What is shown of a contact beside its row. */
struct rows_more {
	bool whole; /* lists and pairs, also where there are none */
	const struct contact_list *lists;
	size_t list_count;
	struct passes passes;
	const struct request_state *request; /* NULL: it is not shown */
};

void
rows_add_text(struct buffer *buffer, const struct contact *contact,
    const struct rows_more *more);
void
rows_add_json(struct buffer *buffer, struct span organisation,
    const struct contact *contact, const struct rows_more *more);

void
rows_add_csv_head(struct buffer *buffer);
void
rows_add_csv(struct buffer *buffer, struct span organisation,
    const struct contact *contact, const struct rows_more *more);

enum rows_kind { ROWS_CONTACT, ROWS_LIST, ROWS_PASS, ROWS_REQUEST, ROWS_KINDS };

/* A row of another kind than ROWS_CONTACT. */
void
rows_add_list_csv(struct buffer *buffer, enum rows_kind kind,
    struct span organisation, const char *address,
    const struct contact_list *list);

#define ROWS_CELLS 14

/* A row that was read: of a list, contact has the address alone; of a pass or a
 * request it is the row of the store, and the organisation its owner. */
struct row {
	enum rows_kind kind;
	char organisation[CONTACT_OWNER_SIZE + 1];
	struct contact contact;
	struct contact_list list;
};

/* Returns NULL, or why the cells are no row, in static words. */
const char *
rows_read(const struct span cells[static ROWS_CELLS], struct row *row_r);

/* Are they the names of the columns? */
bool
rows_are_head(const struct csv_cell *cells, size_t count);

#endif
