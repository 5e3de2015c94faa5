/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the address books of abook, Pine and Elm. */
#include "domains/readers/books/nicknames.h"

#include <string.h>

#include "domains/readers/books/book_lines.h"
#include "domains/readers/books/mail_fields.h"
#include "domains/base/translation.h"

/* ---- abook --------------------------------------------------------------- */

static int
take_abook_line(struct book *book, struct span line)
{
	struct span value = span_trim(line), name;

	if (book_is_comment(line))
		return 0;
	if (*value.bytes == '[')
		return entry_finish(&book->entry);
	if (!span_has(value, '=')) {
		entry_note_stray(&book->entry, book->lines.number);
		return 0;
	}
	name = book_take_field(&value, '=');
	if (span_equal(name, "name"))
		entry_set(&book->entry, ENTRY_NAME, 0, value);
	else if (value.len != 0 && (span_equal(name, "email") ||
				       (mail_field_sounds(name) &&
					   mail_field_has_addresses(value))))
		return book_add_addresses(book, value, ENTRY_ADDRESS);
	return 0;
}

int
abook_read(const struct reader_text *text)
{
	return book_read_lines(text, book_never, take_abook_line,
	    N_("address book of abook"));
}

bool
abook_begins(struct span text)
{
	bool format = false;

	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));

		if (span_equal(line, "# abook addressbook file"))
			return true;
		if (book_is_comment(line))
			continue;
		if (format)
			return span_begins(line, "program=abook");
		if (!span_equal(line, "[format]"))
			return false;
		format = true;
	}
	return false;
}

/* ---- pine ---------------------------------------------------------------- */

#define PINE_FIELDS 5

/* Returns how many fields it has. */
static size_t
split_pine(struct span line, struct span fields_r[static PINE_FIELDS])
{
	size_t count = 1;

	for (size_t i = 0; i < line.len; i++)
		count += line.bytes[i] == '\t';
	for (size_t i = 0; i < PINE_FIELDS; i++)
		fields_r[i] = book_take_field(&line, '\t');
	return count;
}

static int
take_pine_line(struct book *book, struct span line)
{
	struct span fields[PINE_FIELDS];

	/* "#DELETED-96/01/31#taro ..." is one, too. */
	if (book_is_comment(line))
		return 0;
	if (split_pine(line, fields) < 3) {
		entry_note_stray(&book->entry, book->lines.number);
		return 0;
	}
	return book_take_entry(book, fields[0], fields[1],
	    span_inside(fields[2], '(', ')'));
}

int
pine_read(const struct reader_text *text)
{
	return book_read_lines(text, book_with_spaces, take_pine_line,
	    N_("address book of Pine"));
}

/* Has a line an address, several in parentheses, or none, in its third field,
 * and nowhere else? */
static bool
is_pine_line(struct span line, bool *sure_r)
{
	struct span fields[PINE_FIELDS], addresses;
	size_t count = split_pine(line, fields);
	bool list;

	addresses = fields[2];
	list = addresses.len > 0 && *addresses.bytes == '(';
	*sure_r = list || count == PINE_FIELDS;
	return count >= 3 && count <= PINE_FIELDS &&
	       !span_has(fields[0], '@') && !span_has(fields[1], '@') &&
	       !mail_field_has_addresses(fields[3]) &&
	       !mail_field_has_addresses(fields[4]) &&
	       (list || addresses.len == 0 || span_has(addresses, '@'));
}

/* Tables have no parentheses about several addresses, and seldom five fields
 * with one in the third. */
bool
pine_begins(struct span text)
{
	bool all = true, any = false, found = false;

	while (text.len > 0) {
		struct span line = span_take_line(&text);
		bool sure;

		if (book_is_comment(line) || *line.bytes == ' ')
			continue;
		if (!is_pine_line(line, &sure)) {
			if (book_is_cut(line, text))
				break;
			return false;
		}
		found |= span_has(line, '@');
		all &= sure;
		any |= sure && memchr(line.bytes, '(', line.len) != NULL;
	}
	return found && (all || any);
}

/* ---- elm ----------------------------------------------------------------- */

/* "nickname = name = address".  Returns how many signs it has. */
static size_t
split_elm(struct span line, struct span fields_r[static 3])
{
	size_t signs = 0;

	for (size_t i = 0; i < line.len; i++)
		signs += line.bytes[i] == '=';
	fields_r[0] = book_take_field(&line, '=');
	fields_r[1] =
	    signs > 1 ? book_take_field(&line, '=') : (struct span){"", 0};
	fields_r[2] = span_trim(line);
	return signs;
}

static int
take_elm_line(struct book *book, struct span line)
{
	struct span fields[3];

	if (book_is_comment(line))
		return 0;
	if (split_elm(line, fields) != 0)
		return book_take_entry(book, fields[0], fields[1], fields[2]);
	entry_note_stray(&book->entry, book->lines.number);
	return 0;
}

int
elm_read(const struct reader_text *text)
{
	return book_read_lines(text, book_with_blanks, take_elm_line,
	    N_("alias of Elm"));
}

/* Two signs in each line, and an address only after the second.  No nickname
 * begins as a cell of CSV does that is a formula. */
bool
elm_begins(struct span text)
{
	bool found = false;

	while (text.len > 0) {
		struct span line = span_take_line(&text), fields[3];

		if (book_is_comment(line) || *line.bytes == ' ' ||
		    *line.bytes == '\t')
			continue;
		if (split_elm(line, fields) < 2 || span_has(fields[0], '@') ||
		    span_has(fields[1], '@') || *line.bytes == '"' ||
		    span_begins(line, "=\"")) {
			if (book_is_cut(line, text))
				break;
			return false;
		}
		found |= span_has(fields[2], '@');
	}
	return found;
}
