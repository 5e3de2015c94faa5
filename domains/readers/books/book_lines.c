/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through address books that have an entry, or a field, in a line. */
#include "domains/readers/books/book_lines.h"

#include <string.h>

#include "domains/readers/books/mail_fields.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

bool
book_never(const struct folded *lines, size_t *left_out_r)
{
	(void)lines;
	(void)left_out_r;
	return false;
}

bool
book_after_backslash(const struct folded *lines, size_t *left_out_r)
{
	*left_out_r = 0;
	return lines->line.len > 0 &&
	       lines->line.bytes[lines->line.len - 1] == '\\';
}

bool
book_with_blanks(const struct folded *lines, size_t *left_out_r)
{
	struct span rest = lines->rest, line = span_take_line(&rest);
	size_t trimmed = span_trim(line).len;

	*left_out_r =
	    trimmed != 0 ? (size_t)(span_trim(line).bytes - line.bytes) : 0;
	return *left_out_r != 0;
}

bool
book_with_spaces(const struct folded *lines, size_t *left_out_r)
{
	return *lines->rest.bytes == ' ' && book_with_blanks(lines, left_out_r);
}

int
book_read_lines(const struct reader_text *text, book_fold is_folded,
    book_take_line take, const char *what)
{
	struct book book = {
	    .text = text,
	    .lines = {.text = text->text, .rest = text->text},
	    .entry = {.text = text},
	};
	struct traced *line = &book.lines.line;
	size_t left_out;
	int result = 0;

	while (result == 0 && folded_begin(&book.lines)) {
		while (book.lines.rest.len > 0 &&
		       is_folded(&book.lines, &left_out)) {
			line->len -= is_folded == book_after_backslash;
			folded_append(&book.lines, left_out);
		}
		if (book.lines.is_long)
			reader_text_report(text, book.lines.number,
			    N_("is over 64 KiB: its addresses are not known"));
		else if (budget_go_on(text->budgets, line->len + 1))
			result = take(&book, folded_span(&book.lines));
		else
			result = -1;
	}
	if (result == 0)
		result = entry_finish(&book.entry);
	entry_end_file(&book.entry, what);
	traced_clear(line);
	traced_clear(&book.value);
	return result;
}

int
book_add_addresses(struct book *book, struct span part, unsigned may_be)
{
	const struct traced *line = &book->lines.line;
	size_t begin = (size_t)(part.bytes - line->bytes);

	book->value.len = 0;
	for (size_t i = begin; i < begin + part.len; i++)
		traced_add(&book->value, line->bytes[i], line->from[i]);
	return mail_field_add(&book->entry, &book->value, may_be);
}

struct span
book_take_field(struct span *rest, char stop)
{
	return span_trim(span_take_until(rest, stop));
}

int
book_take_entry(struct book *book, struct span nickname, struct span name,
    struct span addresses)
{
	addresses = span_trim(addresses);
	if (addresses.len == 0)
		return 0;
	entry_set(&book->entry, ENTRY_NAME, 0, name);
	if (span_has(addresses, ','))
		entry_set(&book->entry, ENTRY_LIST, 0, nickname);
	return book_add_addresses(book, addresses, ENTRY_LOCAL) < 0
	           ? -1
	           : entry_finish(&book->entry);
}

bool
book_is_comment(struct span line)
{
	line = span_trim(line);
	return line.len == 0 || *line.bytes == '#';
}

bool
book_is_cut(struct span line, struct span rest)
{
	return rest.len == 0 && rest.bytes == line.bytes + line.len;
}
