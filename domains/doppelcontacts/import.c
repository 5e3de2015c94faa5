/* SPDX-License-Identifier: BSD-2-Clause */
/* import: contacts of another store, as its export wrote them, of mail logs and
 * of books (command.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/encoding.h"
#include "domains/base/file.h"
#include "domains/contacts/names.h"
#include "domains/doppelcontacts/command.h"
#include "domains/doppelcontacts/rows.h"
#include "domains/doppelcontacts/sources.h"
#include "domains/readers/reader.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"

#define FILE_MAX ((size_t)1 << 30)

/* A clock may be a day ahead; what is later would be remembered for ever. */
#define AHEAD_MAX (24 * 3600)

/* So many rows are written at once, and so often until they are moved out of
 * the store's log, which would get a hundred times as long as the store. */
#define BATCH 1024
#define BATCHES_OF_LOG 4

struct import {
	struct command *command;
	const char *file;
	struct store *store;
	struct row rows[BATCH];
	struct store_row batch[BATCH];
	size_t count, batches;
	bool failed; /* store_error() has the words */
};

static int
join_rows(struct import *import)
{
	const size_t max = store_batch(import->store);

	for (size_t at = 0; at < import->count;) {
		size_t left = import->count - at;
		size_t count = left < max ? left : max;

		if (store_join(import->store, import->batch + at, count) < 0)
			return -1;
		at += count;
	}
	return 0;
}

static void
write_batch(struct import *import)
{
	if (import->count != 0 && !import->failed &&
	    (join_rows(import) < 0 ||
		(++import->batches % BATCHES_OF_LOG == 0 &&
		    store_checkpoint(import->store, false) < 0)))
		import->failed = true;
	import->count = 0;
}

/* The text of a cell, with a quote where it stands twice; room is for it. */
static struct span
cell_text(const struct csv_cell *cell, char **room)
{
	struct span text = {*room, 0};

	if (!cell->doubled)
		return cell->text;
	for (size_t i = 0; i < cell->text.len; i++) {
		*(*room)++ = cell->text.bytes[i];
		text.len++;
		if (cell->text.bytes[i] == '"' && i + 1 < cell->text.len &&
		    cell->text.bytes[i + 1] == '"')
			i++;
	}
	return text;
}

static const char *
read_row(const struct csv_rows *rows, struct row *row_r)
{
	char bytes[4 * CONTACT_ADDRESS_SIZE], *room = bytes;
	struct span cells[ROWS_CELLS];

	if (rows->count != ROWS_CELLS)
		return N_("has not as many cells as there are columns");
	for (size_t i = 0; i < ROWS_CELLS; i++) {
		if (rows->cells[i].text.len > CONTACT_ADDRESS_SIZE)
			return N_("has a cell that is too long");
		if (rows->cells[i].unclosed)
			return N_("has a quote without an end");
		cells[i] = cell_text(&rows->cells[i], &room);
		if (room > bytes + 3 * CONTACT_ADDRESS_SIZE)
			return N_("has a cell that is too long");
	}
	return rows_read(cells, row_r);
}

static bool
is_to_come(const struct import *import, const struct contact_period *mails)
{
	return mails->last > import->command->now + AHEAD_MAX;
}

/* NULL, or why the row is none for this store. */
static const char *
refuse_row(const struct import *import, const struct row *row)
{
	const struct contact *contact = &row->contact;

	if (names_are_hash((struct span){contact->address, contact->len}) &&
	    !command_has_key(import->command))
		return N_("has a hash, and the store has addresses");
	if (is_to_come(import, &contact->sent) ||
	    is_to_come(import, &contact->heard) ||
	    (row->kind != ROWS_REQUEST &&
		is_to_come(import, &row->list.sent)) ||
	    contact->confirmed_at > import->command->now + AHEAD_MAX)
		return N_("has a time to come");
	return NULL;
}

static void
take_row(struct import *import, const struct csv_rows *rows, bool check)
{
	struct row *row = &import->rows[import->count];
	struct store_row *to = &import->batch[import->count];
	const char *why = read_row(rows, row);

	if (why == NULL)
		why = refuse_row(import, row);
	if (why != NULL) {
		diagnostics_add(&import->command->diagnostics, import->file,
		    rows->line, "%s", _(why));
		return;
	}
	if (check)
		return;
	*to = (struct store_row){.organisation = span_of(row->organisation),
	    .contact = &row->contact,
	    .lists = &row->list,
	    .list_count = row->kind != ROWS_CONTACT};
	if (++import->count == BATCH)
		write_batch(import);
}

/* The text of a file.  Only a spreadsheet's UTF-16 is another encoding: what
 * export writes may have any bytes in a local part.  NULL: an error. */
static char *
decode_rows(const char *file, struct span bytes,
    struct diagnostics *diagnostics, struct span *text_r)
{
	enum encoding encoding = encoding_detect(bytes.bytes, bytes.len);
	char *text;

	if (encoding != ENCODING_UTF16LE && encoding != ENCODING_UTF16BE)
		encoding = ENCODING_UTF8;
	if (encoding_decode(encoding, file, bytes.bytes, bytes.len, diagnostics,
		&text, &text_r->len) < 0)
		return NULL;
	text_r->bytes = text;
	return text;
}

/* What stands after the name of the first column; spreadsheets of other
 * countries write ";". */
static char
separator_of(struct span text)
{
	if (span_begins(text, "kind;") || span_begins(text, "\"kind\";"))
		return ';';
	return span_begins(text, "kind\t") ? '\t' : ',';
}

/* check: nothing is written. */
static void
read_rows(struct import *import, struct span text, bool check)
{
	struct diagnostics *diagnostics = &import->command->diagnostics;
	struct csv_rows rows;

	csv_rows_begin(&rows, text, separator_of(text));
	if (!csv_rows_next(&rows) || !rows_are_head(rows.cells, rows.count))
		diagnostics_add(diagnostics, import->file, 1,
		    "has not the columns that export writes");
	else
		while (!import->failed && csv_rows_next(&rows))
			if (rows.count != 0)
				take_row(import, &rows, check);
	if (rows.failed)
		diagnostics_no_memory(diagnostics, import->file);
	csv_rows_clear(&rows);
	write_batch(import);
}

/* Does what our export writes begin so, if not whole? */
static bool
is_export(struct span begin)
{
	struct diagnostics none = {.limit = 1};
	struct csv_rows rows;
	struct span text;
	char *decoded = decode_rows("", begin, &none, &text);
	bool is = false;

	if (decoded != NULL) {
		csv_rows_begin(&rows, text, separator_of(text));
		is = csv_rows_next(&rows) && rows.count > 1 &&
		     span_equal(rows.cells[0].text, "kind") &&
		     span_equal(rows.cells[1].text, "organisation");
		csv_rows_clear(&rows);
		free(decoded);
	}
	diagnostics_clear(&none);
	return is;
}

/* A file with an error changes nothing. */
static void
import_csv(struct import *import)
{
	struct diagnostics *diagnostics = &import->command->diagnostics;
	const size_t before = diagnostics->count;
	struct span text;
	char *bytes, *decoded;
	size_t len;

	if (file_read(import->file, FILE_MAX, diagnostics, &bytes, &len) < 0)
		return;
	decoded = decode_rows(import->file, (struct span){bytes, len},
	    diagnostics, &text);
	free(bytes);
	if (decoded == NULL)
		return;
	if (diagnostics->count == before)
		read_rows(import, text, true);
	if (diagnostics->count == before)
		read_rows(import, text, false);
	free(decoded);
}

/* ---- other sources ------------------------------------------------------- */

struct contact *
source_contacts_add(struct source_contacts *contacts,
    const char address[static CONTACT_ADDRESS_SIZE], size_t len)
{
	struct contact *contact;

	if (array_reserve(&contacts->list, &contacts->room, contacts->count,
		sizeof(*contact)) < 0)
		return NULL;
	contact = &contacts->list[contacts->count++];
	*contact = (struct contact){.len = (uint32_t)len};
	memcpy(contact->address, address, len + 1);
	return contact;
}

static void
write_contacts(struct import *import, const struct source_contacts *contacts)
{
	for (size_t i = 0; i < contacts->count; i++) {
		import->batch[import->count] =
		    (struct store_row){.organisation = command_organisation(
					   import->command),
			.contact = &contacts->list[i]};
		if (++import->count == BATCH)
			write_batch(import);
	}
	write_batch(import);
}

static void
import_book(struct import *import)
{
	struct source_contacts contacts = {0};

	if (!import->command->confirmed)
		diagnostics_add(&import->command->diagnostics, import->file, 0,
		    "says nothing of mails: with --confirmed its addresses "
		    "count as confirmed by a person");
	else if (source_read_book(import->command, import->file, &contacts) ==
		 0)
		write_contacts(import, &contacts);
	free(contacts.list);
}

/* All logs count together: a mail may be in several. */
static void
import_logs(struct import *import, char **paths, size_t count)
{
	struct source_contacts contacts = {0};

	if (count != 0 &&
	    source_read_logs(import->command, paths, count, &contacts) == 0)
		write_contacts(import, &contacts);
	free(contacts.list);
}

/* ---- which is what ------------------------------------------------------- */

/* Returns whether it is a log, which is read with the others. */
static bool
import_file(struct import *import)
{
	struct foreign foreign;
	struct stat status;
	char begin[READER_LOOK];
	int fd = file_open_reported(import->file, &status,
	    &import->command->diagnostics);
	ssize_t got = fd < 0 ? -1 : read(fd, begin, sizeof(begin));

	if (fd >= 0)
		close(fd);
	if (got < 0)
		return false;
	if (is_export((struct span){begin, (size_t)got})) {
		import_csv(import);
		return false;
	}
	if (reader_recognise(import->file, begin, (size_t)got, &foreign) ==
	    READER_MAILLOG)
		return true;
	import_book(import);
	return false;
}

/* The files that are not logs; the logs come first in the array then. */
static size_t
import_files(struct import *import, char **files)
{
	size_t logs = 0;

	for (size_t i = 0; !import->failed && files[i] != NULL; i++) {
		import->file = files[i];
		if (import_file(import))
			files[logs++] = files[i];
	}
	return logs;
}

int
command_import(struct command *command, char **files)
{
	struct import *import = calloc(1, sizeof(*import));
	int status = COMMAND_DONE;

	if (import == NULL) {
		console_say(command->row->name, strerror(ENOMEM));
		return COMMAND_ERROR;
	}
	import->command = command;
	if (command_open(command, true, &import->store) < 0) {
		free(import);
		return COMMAND_ERROR;
	}
	import_logs(import, files, import_files(import, files));
	if (import->failed)
		status = command_fail();
	if (store_checkpoint(import->store, false) < 0)
		status = command_fail();
	store_close(&import->store);
	free(import);
	return command->diagnostics.count != 0 ? COMMAND_ERROR : status;
}
