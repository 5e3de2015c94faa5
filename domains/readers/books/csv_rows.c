/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits rows and cells, and decides which quote closes which cell. */
#include "domains/readers/books/csv_rows.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/readers/books/csv_content.h"

static bool
ends_row(char byte)
{
	return byte == '\n' || byte == '\r';
}

static bool
is_separator(const struct csv_rows *rows, char byte)
{
	return byte == rows->separator && byte != '\0';
}

/* Is it a blank that is no separator? */
static bool
is_idle(const struct csv_rows *rows, char byte)
{
	return byte == ' ' || (byte == '\t' && rows->separator != '\t');
}

/* ---- quotes -------------------------------------------------------------- */

/* Is the cell over after its quote? */
static bool
ends_cell(const struct csv_rows *rows, const char *at)
{
	while (at < rows->end && is_idle(rows, *at))
		at++;
	return at == rows->end || is_separator(rows, *at) || ends_row(*at);
}

/* Does a quote stand where a cell begins, or after the sign of one that is a
 * formula?  The text before it begins at from. */
static bool
begins_cell(const struct csv_rows *rows, const char *from, const char *at)
{
	at -= at > from && at[-1] == '=';
	while (at > from && is_idle(rows, at[-1]))
		at--;
	return at > from && (is_separator(rows, at[-1]) || ends_row(at[-1]));
}

static const char *
row_end(const struct csv_rows *rows, const char *at)
{
	while (at < rows->end && !ends_row(*at))
		at++;
	return at;
}

/* What a quoted cell is. */
struct quoted {
	const char *close; /* the quote that closes it; NULL */
	const char *stray; /* the first quote in it that should have closed it
	                      and has text after it; NULL */
	bool doubled;
};

/* Looks for the end of the cell whose quote stands before the text.  A stray
 * quote, and what closes the cell after it, are in the cell's first line. */
static struct quoted
look_for_close(struct csv_rows *rows, const char *text)
{
	struct quoted quoted = {0};
	const char *end = rows->unclosed != NULL && text > rows->unclosed
	                      ? row_end(rows, text)
	                      : rows->end;
	const char *at = text, *quote, *after;

	while (
	    at < end && (quote = memchr(at, '"', (size_t)(end - at))) != NULL) {
		for (after = quote; after < end && *after == '"';)
			after++;
		bool odd = (after - quote) % 2 != 0;

		if (odd && ends_cell(rows, after)) {
			quoted.close = after - 1;
			quoted.doubled = quoted.doubled || after - quote > 1;
			return quoted;
		}
		if ((odd || quoted.stray != NULL) &&
		    begins_cell(rows, text, quote))
			return quoted;
		if (odd && quoted.stray == NULL) {
			if (row_end(rows, text) < quote)
				return quoted;
			quoted.stray = quote;
			end = row_end(rows, after);
		}
		quoted.doubled = quoted.doubled || after - quote > 1;
		at = after;
	}
	if (quoted.stray == NULL && end == rows->end)
		rows->unclosed = text;
	return quoted;
}

/* ---- cells --------------------------------------------------------------- */

static const char *
cell_end(const struct csv_rows *rows, const char *at)
{
	const char *end = rows->end;

	while (at < end && !rows->stops[(unsigned char)*at])
		at++;
	return at;
}

static struct span
trim(const struct csv_rows *rows, const char *begin, const char *end)
{
	while (end > begin && is_idle(rows, end[-1]))
		end--;
	return span_between(begin, end);
}

/* Takes the cell whose text begins after a quote.  Returns where it ends. */
static const char *
take_quoted(struct csv_rows *rows, const char *text, struct csv_cell *cell)
{
	const struct quoted quoted = look_for_close(rows, text);
	const char *end = cell_end(rows, quoted.close != NULL   ? quoted.close
					 : quoted.stray != NULL ? quoted.stray
								: text);

	if (quoted.close != NULL) {
		cell->text = span_between(text, quoted.close);
		cell->doubled = quoted.doubled;
	} else if (quoted.stray != NULL) {
		cell->text = trim(rows, text - 1, end);
	} else {
		cell->text = trim(rows, text, end);
		cell->unclosed = true;
	}
	return end;
}

/* Takes the next text in quotes from a formula; false at the end, or when it is
 * only a piece of what "&" puts together. */
static bool
next_text(struct span *formula, const char *quote, struct span *text_r)
{
	struct span before = span_take_until(formula, '"');

	if (!span_take_begin(formula, quote + 1) || !span_has(*formula, '"'))
		return false;
	*text_r = span_take_until(formula, '"');
	return span_take_begin(formula, quote + 1) &&
	       !span_take_end(&before, "&") && !span_begins(*formula, "&");
}

/* ="0123", a text that a spreadsheet shall not take for a number; and the one
 * address of =T("a@b.jp") and =HYPERLINK("mailto:a@b.jp","a@b.jp"). */
static void
take_out_of_formula(struct csv_cell *cell)
{
	const char *quote = cell->doubled ? "\"\"" : "\"";
	struct span rest = span_after(cell->text, 1), only = {0}, text;
	bool plain = span_begins(rest, "\"");

	while (next_text(&rest, quote, &text)) {
		if (!csv_content_has_at(text) && !(plain && rest.len == 0))
			continue;
		if (span_begins(text, "@") ||
		    (only.bytes != NULL && !csv_content_holds(only, text)))
			return;
		if (only.bytes == NULL)
			only = text;
	}
	if (only.bytes == NULL)
		return;
	cell->text = only;
	cell->doubled = false;
}

static void
add_cell(struct csv_rows *rows, const struct csv_cell *cell)
{
	if (rows->count >= CSV_COLUMNS_MAX)
		rows->cut = true;
	else if (rows->count == rows->room &&
		 array_reserve(&rows->cells, &rows->room, rows->count,
		     sizeof(*cell)) < 0)
		rows->failed = true;
	else
		rows->cells[rows->count++] = *cell;
}

/* Takes the end of a row, if there is one. */
static void
take_row_end(struct csv_rows *rows)
{
	const char *at = rows->at;

	if (at == rows->end)
		return;
	if (*at == '\r' && at + 1 < rows->end && at[1] == '\n')
		at++;
	rows->next_line += *at == '\n';
	rows->at = at + 1;
}

/* Passes over a line that a client of a database has drawn: "+----+----+", and
 * "|----|---:|" of Markdown.  Returns whether it is one. */
static bool
pass_ruler(struct csv_rows *rows)
{
	const char *end = row_end(rows, rows->at);
	bool dashes = false;

	if (rows->separator != '|')
		return false;
	for (const char *at = rows->at; at < end; at++) {
		if (*at == '\0' || strchr("+-|: ", *at) == NULL)
			return false;
		dashes = dashes || (*at == '-' && at + 1 < end && at[1] == '-');
	}
	if (!dashes)
		return false;
	rows->boxed = rows->boxed || *rows->at == '+';
	rows->at = end;
	return true;
}

bool
csv_rows_next(struct csv_rows *rows)
{
	bool more =
	    rows->at < rows->end && !ends_row(*rows->at) && !pass_ruler(rows);

	rows->count = 0;
	rows->cut = false;
	rows->line = rows->next_line;
	if (rows->failed || rows->at == rows->end)
		return false;
	while (more) {
		struct csv_cell cell = {.line = rows->next_line};
		const char *at = rows->at;

		while (at < rows->end && is_idle(rows, *at))
			at++;
		if (at < rows->end && *at == '"') {
			rows->at = take_quoted(rows, at + 1, &cell);
			rows->next_line += span_count_newlines(cell.text);
		} else {
			rows->at = cell_end(rows, at);
			cell.text = trim(rows, at, rows->at);
		}
		if (cell.text.len != 0 && *cell.text.bytes == '=')
			take_out_of_formula(&cell);
		cell.at = cell.text.bytes;
		add_cell(rows, &cell);
		more = rows->at < rows->end && is_separator(rows, *rows->at);
		rows->at += more;
	}
	take_row_end(rows);
	return !rows->failed;
}

/* ---- the text ------------------------------------------------------------ */

void
csv_rows_begin(struct csv_rows *rows, struct span text, char separator)
{
	*rows = (struct csv_rows){
	    .at = text.bytes,
	    .end = text.bytes + text.len,
	    .separator = separator,
	    .next_line = 1,
	};
	rows->stops['\n'] = rows->stops['\r'] = true;
	if (separator != '\0')
		rows->stops[(unsigned char)separator] = true;
}

void
csv_rows_clear(struct csv_rows *rows)
{
	free(rows->cells);
	rows->cells = NULL;
	rows->count = rows->room = 0;
}
