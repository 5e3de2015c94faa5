/* SPDX-License-Identifier: BSD-2-Clause */
/* Book lines: what address books have in common that keep an entry, or a field
 * of one, in a line of text.
 *
 *     book_read_lines(text, book_after_backslash, take_line, "file of mutt")
 */
#ifndef DOMAINS_READERS_BOOKS_BOOK_LINES_H
#define DOMAINS_READERS_BOOKS_BOOK_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/readers/books/entry.h"
#include "domains/base/folded.h"

struct book {
	const struct reader_text *text;
	struct folded lines;
	struct traced value;
	struct entry entry;
};

/* Does the line at hand go on in the next one, which there is, and how many
 * bytes of that are left out? */
typedef bool (*book_fold)(const struct folded *lines, size_t *left_out_r);

bool
book_never(const struct folded *lines, size_t *left_out_r);

/* A backslash ends the line. */
bool
book_after_backslash(const struct folded *lines, size_t *left_out_r);

/* The next one begins with blanks, or with spaces: a tab there is an empty
 * field. */
bool
book_with_blanks(const struct folded *lines, size_t *left_out_r);
bool
book_with_spaces(const struct folded *lines, size_t *left_out_r);

/* Takes a line.  Returns 0, or -1 to end. */
typedef int (*book_take_line)(struct book *book, struct span line);

/* Reads the whole file; what: see entry_end_file(). */
int
book_read_lines(const struct reader_text *text, book_fold is_folded,
    book_take_line take, const char *what);

/* Adds the addresses of a part of the line to the entry. */
int
book_add_addresses(struct book *book, struct span part, unsigned may_be);

/* An entry of one line.  The nickname of several addresses is their list. */
int
book_take_entry(struct book *book, struct span nickname, struct span name,
    struct span addresses);

/* The text up to a byte, taken from the rest with it, without blanks about it;
 * all when it has none. */
struct span
book_take_field(struct span *rest, char stop);

/* An empty line is one, too. */
bool
book_is_comment(struct span line);

/* Has the last line that was taken no end?  What is looked at may end there. */
bool
book_is_cut(struct span line, struct span rest);

#endif
