/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes contacts, and reads rows of CSV. */
#include "domains/doppelcontacts/rows.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "domains/contacts/names.h"
#include "domains/contacts/pair.h"
#include "domains/text/messages.h"

static const char *const columns[ROWS_CELLS] = {"kind", "organisation",
    "address", "list", "sent_first", "sent_last", "sent_count", "senders",
    "heard_first", "heard_last", "heard_count", "confirmed", "confirmed_at",
    "expires"};

static const char *const kinds[ROWS_KINDS] = {
    [ROWS_CONTACT] = "contact",
    [ROWS_LIST] = "list",
    [ROWS_PASS] = "pass",
    [ROWS_REQUEST] = "request",
};

/* ---- times --------------------------------------------------------------- */

void
rows_write_time(int64_t when, char text_r[static ROWS_TIME_SIZE])
{
	const time_t time = (time_t)when;
	struct tm utc;

	if (when == 0 || gmtime_r(&time, &utc) == NULL ||
	    strftime(text_r, ROWS_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		*text_r = '\0';
}

bool
rows_read_time(struct span text, int64_t *time_r)
{
	char copy[ROWS_TIME_SIZE], again[ROWS_TIME_SIZE];
	struct tm utc = {0};
	const char *end;

	if (text.len == 0) {
		*time_r = 0;
		return true;
	}
	if (text.len != sizeof(copy) - 1)
		return false;
	memcpy(copy, text.bytes, text.len);
	copy[text.len] = '\0';
	end = strptime(copy, "%Y-%m-%dT%H:%M:%SZ", &utc);
	if (end == NULL || *end != '\0')
		return false;
	*time_r = timegm(&utc);
	/* There is no 31 April. */
	rows_write_time(*time_r, again);
	return strcmp(copy, again) == 0;
}

/* ---- for people ---------------------------------------------------------- */

static void
add_period(struct buffer *buffer, const struct contact_period *period)
{
	char first[ROWS_TIME_SIZE], last[ROWS_TIME_SIZE];

	rows_write_time(period->first, first);
	rows_write_time(period->last, last);
	buffer_add_format(buffer,
	    ngettext("%" PRIu64 " mail, ", "%" PRIu64 " mails, ",
		period->count),
	    period->count);
	if (strncmp(first, last, strlen("2026-11-29")) == 0)
		buffer_add_format(buffer, "%.10s", first);
	else
		buffer_add_format(buffer, _("%.10s to %.10s"), first, last);
}

static void
add_contact(struct buffer *buffer, const struct contact *contact)
{
	char at[ROWS_TIME_SIZE];

	buffer_add_escaped(buffer, contact->address, contact->len);
	buffer_add_text(buffer, _(": written to: "));
	if (contact->sent.count == 0) {
		buffer_add_text(buffer, _("never"));
	} else {
		add_period(buffer, &contact->sent);
		buffer_add_format(buffer, _(", senders: %" PRIu32),
		    contact->senders);
	}
	buffer_add_text(buffer, _("; heard from: "));
	if (contact->heard.count == 0)
		buffer_add_text(buffer, _("never"));
	else
		add_period(buffer, &contact->heard);
	rows_write_time(contact->confirmed_at, at);
	if (contact->confirmed == CONTACT_BY_PERSON)
		buffer_add_format(buffer, _("; confirmed by a person, %.10s"),
		    at);
	else if (contact->confirmed == CONTACT_BY_OWNER)
		buffer_add_format(buffer, _("; confirmed by its owner, %.10s"),
		    at);
	if (contact->expires != 0) {
		rows_write_time(contact->expires, at);
		buffer_add_format(buffer, _("; forgotten %.10s"), at);
	}
	buffer_add_text(buffer, "\n");
}

static void
add_list(struct buffer *buffer, const struct contact_list *list)
{
	buffer_add_text(buffer, _("    by the list "));
	buffer_add_escaped(buffer, list->name, strlen(list->name));
	buffer_add_text(buffer, ": ");
	add_period(buffer, &list->sent);
	buffer_add_text(buffer, "\n");
}

static void
add_request(struct buffer *buffer, const struct request_state *request)
{
	char asked[ROWS_TIME_SIZE], until[ROWS_TIME_SIZE];

	if (request->first.asked == 0) {
		rows_write_time(request->last, asked);
		buffer_add_format(buffer,
		    _("    asked to confirm %.10s, and the mail was not "
		      "handed over\n"),
		    asked);
		return;
	}
	rows_write_time(request->first.asked, asked);
	rows_write_time(request->first.until, until);
	buffer_add_format(buffer,
	    _("    asked to confirm %.10s, answer wanted before %.16s\n"),
	    asked, until);
}

static void
add_pass(struct buffer *buffer, const struct pass *pass)
{
	char since[ROWS_TIME_SIZE], last[ROWS_TIME_SIZE];

	rows_write_time(pass->sender.sent.first, since);
	rows_write_time(pass->sender.sent.last, last);
	buffer_add_format(buffer,
	    _("    mail passes, since %.10s, noted last %.10s: "), since, last);
	buffer_add_escaped(buffer, pass->sender.name,
	    strlen(pass->sender.name));
	buffer_add_text(buffer, " -> ");
	buffer_add_escaped(buffer, pass->recipient.name,
	    strlen(pass->recipient.name));
	buffer_add_text(buffer, "\n");
}

void
rows_add_text(struct buffer *buffer, const struct contact *contact,
    const struct rows_more *more)
{
	add_contact(buffer, contact);
	if (more->request != NULL)
		add_request(buffer, more->request);
	for (size_t i = 0; i < more->list_count; i++)
		add_list(buffer, &more->lists[i]);
	for (size_t i = 0; i < more->passes.count; i++)
		add_pass(buffer, &more->passes.list[i]);
}

/* ---- JSON ---------------------------------------------------------------- */

/* Each with what stands before it. */
static void
add_json_text(struct buffer *buffer, const char *before, const char *text)
{
	buffer_add_text(buffer, before);
	buffer_add_json(buffer, text, strlen(text));
}

static void
add_json_time(struct buffer *buffer, const char *before, int64_t time)
{
	char text[ROWS_TIME_SIZE];

	rows_write_time(time, text);
	buffer_add_text(buffer, before);
	buffer_add_format(buffer, *text == '\0' ? "null" : "\"%s\"", text);
}

static void
add_json_period(struct buffer *buffer, const char *before,
    const struct contact_period *period)
{
	buffer_add_text(buffer, before);
	add_json_time(buffer, "{\"first\":", period->first);
	add_json_time(buffer, ",\"last\":", period->last);
	buffer_add_format(buffer, ",\"count\":%" PRIu64 "}", period->count);
}

static void
add_json_more(struct buffer *buffer, const struct rows_more *more)
{
	buffer_add_text(buffer, ",\"lists\":[");
	for (size_t i = 0; i < more->list_count; i++) {
		add_json_text(buffer,
		    i == 0 ? "{\"list\":" : ",{\"list\":", more->lists[i].name);
		add_json_period(buffer, ",\"sent\":", &more->lists[i].sent);
		buffer_add_text(buffer, "}");
	}
	buffer_add_text(buffer, "],\"passes\":[");
	for (size_t i = 0; i < more->passes.count; i++) {
		const struct pass *pass = &more->passes.list[i];

		add_json_text(buffer, i == 0 ? "{\"sender\":" : ",{\"sender\":",
		    pass->sender.name);
		add_json_text(buffer, ",\"recipient\":", pass->recipient.name);
		add_json_time(buffer, ",\"since\":", pass->sender.sent.first);
		add_json_time(buffer, ",\"last\":", pass->sender.sent.last);
		buffer_add_text(buffer, "}");
	}
	buffer_add_text(buffer, "]");
}

void
rows_add_json(struct buffer *buffer, struct span organisation,
    const struct contact *contact, const struct rows_more *more)
{
	buffer_add_text(buffer, "{\"organisation\":");
	buffer_add_json(buffer, organisation.bytes, organisation.len);
	add_json_text(buffer, ",\"address\":", contact->address);
	add_json_period(buffer, ",\"sent\":", &contact->sent);
	buffer_add_format(buffer, ",\"senders\":%" PRIu32, contact->senders);
	add_json_period(buffer, ",\"heard\":", &contact->heard);
	buffer_add_format(buffer, ",\"confirmed\":\"%s\"",
	    contact_confirmation_name(contact->confirmed));
	add_json_time(buffer, ",\"confirmed_at\":", contact->confirmed_at);
	add_json_time(buffer, ",\"expires\":", contact->expires);
	if (more->request != NULL) {
		add_json_time(buffer,
		    ",\"asked\":", more->request->first.asked);
		add_json_time(buffer,
		    ",\"answer_before\":", more->request->first.until);
	}
	if (more->whole)
		add_json_more(buffer, more);
	buffer_add_text(buffer, "}");
}

/* ---- CSV ----------------------------------------------------------------- */

/* A spreadsheet takes it for a formula, or for its mark that it is none. */
static bool
needs_apostrophe(struct span text)
{
	return text.len != 0 && (escape_is_formula(text.bytes, text.len) ||
				    text.bytes[0] == '\'');
}

static void
add_cell(struct buffer *buffer, struct span text)
{
	buffer_add_text(buffer, needs_apostrophe(text) ? "\"'" : "\"");
	for (size_t i = 0; i < text.len; i++) {
		if (text.bytes[i] == '"')
			buffer_add_text(buffer, "\"");
		buffer_add(buffer, &text.bytes[i], 1);
	}
	buffer_add_text(buffer, "\",");
}

static void
add_time_cell(struct buffer *buffer, int64_t time)
{
	char text[ROWS_TIME_SIZE];

	rows_write_time(time, text);
	buffer_add_format(buffer, "%s,", text);
}

static void
add_period_cells(struct buffer *buffer, const struct contact_period *period)
{
	add_time_cell(buffer, period->first);
	add_time_cell(buffer, period->last);
	buffer_add_format(buffer, "%" PRIu64 ",", period->count);
}

void
rows_add_csv_head(struct buffer *buffer)
{
	for (size_t i = 0; i < ROWS_CELLS; i++)
		buffer_add_format(buffer, "%s%s", columns[i],
		    i + 1 < ROWS_CELLS ? "," : "\n");
}

static void
add_csv(struct buffer *buffer, struct span organisation,
    const struct contact *contact)
{
	char expires[ROWS_TIME_SIZE];

	buffer_add_text(buffer, "contact,");
	add_cell(buffer, organisation);
	add_cell(buffer, (struct span){contact->address, contact->len});
	buffer_add_text(buffer, ",");
	add_period_cells(buffer, &contact->sent);
	buffer_add_format(buffer, "%" PRIu32 ",", contact->senders);
	add_period_cells(buffer, &contact->heard);
	buffer_add_format(buffer, "%s,",
	    contact_confirmation_name(contact->confirmed));
	add_time_cell(buffer, contact->confirmed_at);
	rows_write_time(contact->expires, expires);
	buffer_add_format(buffer, "%s\n", expires);
}

void
rows_add_list_csv(struct buffer *buffer, enum rows_kind kind,
    struct span organisation, const char *address,
    const struct contact_list *list)
{
	buffer_add_format(buffer, "%s,", kinds[kind]);
	add_cell(buffer, organisation);
	add_cell(buffer, span_of(address));
	add_cell(buffer, span_of(list->name));
	add_period_cells(buffer, &list->sent);
	buffer_add_text(buffer, ",,,,,,\n");
}

void
rows_add_csv(struct buffer *buffer, struct span organisation,
    const struct contact *contact, const struct rows_more *more)
{
	add_csv(buffer, organisation, contact);
	for (size_t i = 0; i < more->list_count; i++)
		rows_add_list_csv(buffer, ROWS_LIST, organisation,
		    contact->address, &more->lists[i]);
	for (size_t i = 0; i < more->passes.count; i++) {
		const struct pass *pass = &more->passes.list[i];

		rows_add_list_csv(buffer, ROWS_PASS, organisation, pass->name,
		    &pass->recipient);
		rows_add_list_csv(buffer, ROWS_PASS, organisation, pass->name,
		    &pass->sender);
	}
}

/* ---- reading ------------------------------------------------------------- */

static bool
read_period(const struct span *cells, struct contact_period *period_r)
{
	return rows_read_time(cells[0], &period_r->first) &&
	       rows_read_time(cells[1], &period_r->last) &&
	       (cells[2].len == 0 ||
		   span_number(cells[2], INT64_MAX, &period_r->count)) &&
	       period_r->first <= period_r->last &&
	       (period_r->count == 0) == (period_r->last == 0);
}

/* Without what the export put before it. */
static struct span
without_apostrophe(struct span text)
{
	return text.len > 1 && text.bytes[0] == '\'' &&
	               needs_apostrophe(span_after(text, 1))
	           ? span_after(text, 1)
	           : text;
}

/* An address, or where a name is wanted, of a pair or a token, 32 digits; or
 * the hash of either.  Its length, or 0. */
static size_t
read_name(struct span text, bool wants_digits,
    char name_r[static CONTACT_ADDRESS_SIZE])
{
	text = without_apostrophe(text);
	if (!names_are_hash(text) && !(wants_digits && pair_is_name(text)))
		return wants_digits ? 0 : contact_write_address(text, name_r);
	memcpy(name_r, text.bytes, text.len);
	name_r[text.len] = '\0';
	return text.len;
}

static const char *
read_rest(const struct span *cells, struct contact *contact)
{
	uint64_t senders = 0;

	if (!read_period(&cells[4], &contact->sent))
		return N_("sent_first, sent_last or sent_count is wrong");
	if (cells[7].len != 0 &&
	    !span_number(cells[7], CONTACT_SENDERS_MAX, &senders))
		return N_("senders is wrong");
	contact->senders = (uint32_t)senders;
	if (!read_period(&cells[8], &contact->heard))
		return N_("heard_first, heard_last or heard_count is wrong");
	if (!contact_find_confirmation(cells[11], &contact->confirmed) ||
	    !rows_read_time(cells[12], &contact->confirmed_at) ||
	    !rows_read_time(cells[13], &contact->expires) ||
	    (contact->confirmed == CONTACT_UNCONFIRMED) !=
		(contact->confirmed_at == 0))
		return N_("confirmed, confirmed_at or expires is wrong");
	return NULL;
}

/* Of a pass or a request: the rest of the row follows from its list. */
static void
take_owner(struct row *row)
{
	const bool passes = row->kind == ROWS_PASS;
	const int64_t asked = row->list.sent.first;
	char room[CONTACT_OWNER_SIZE];
	const struct span owner = contact_owner(span_of(row->organisation),
	    passes ? CONTACT_PASSES : CONTACT_REQUESTS, room);

	memcpy(row->organisation, owner.bytes, owner.len);
	row->contact.sent =
	    passes ? row->list.sent : (struct contact_period){asked, asked, 1};
}

static const char *
read_list(const struct span *cells, struct row *row)
{
	if (read_name(cells[3], row->kind == ROWS_REQUEST, row->list.name) == 0)
		return N_("list is wrong");
	if (!read_period(&cells[4], &row->list.sent) ||
	    (row->kind == ROWS_REQUEST && !request_is_entry(&row->list.sent)))
		return N_("sent_first, sent_last or sent_count is wrong");
	if (row->kind != ROWS_LIST)
		take_owner(row);
	return NULL;
}

static enum rows_kind
find_kind(struct span name)
{
	enum rows_kind kind = ROWS_CONTACT;

	while (kind < ROWS_KINDS && !span_equal(name, kinds[kind]))
		kind++;
	return kind;
}

const char *
rows_read(const struct span cells[static ROWS_CELLS], struct row *row_r)
{
	struct span organisation = without_apostrophe(cells[1]);
	struct contact *contact = &row_r->contact;

	*row_r = (struct row){.kind = find_kind(cells[0])};
	if (row_r->kind == ROWS_KINDS)
		return N_("kind is wrong");
	if (!contact_is_organisation(organisation))
		return N_("organisation is wrong");
	memcpy(row_r->organisation, organisation.bytes, organisation.len);
	contact->len = (uint32_t)read_name(cells[2], row_r->kind == ROWS_PASS,
	    contact->address);
	if (contact->len == 0)
		return N_("address is wrong");
	return row_r->kind == ROWS_CONTACT ? read_rest(cells, contact)
	                                   : read_list(cells, row_r);
}

bool
rows_are_head(const struct csv_cell *cells, size_t count)
{
	for (size_t i = 0; i < ROWS_CELLS && i < count; i++)
		if (!span_equal(cells[i].text, columns[i]))
			return false;
	return count == ROWS_CELLS;
}
