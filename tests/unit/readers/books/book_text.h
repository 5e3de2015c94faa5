/* SPDX-License-Identifier: BSD-2-Clause */
/* Book text: an address book that a property test makes, with the members that
 * a reader must find in it.
 *
 *     struct book_text book = {.random = random, .newline = "\r\n"};
 *     book_put_line(&book, "EMAIL:taro@gmai.com", &(struct book_mark){6, 13},
 *         "\r\n ");
 *     book_add_member(&book, "taro@gmai.com", true);
 *     book_check(&book, READER_VCARD);
 */
#ifndef TESTS_UNIT_READERS_BOOKS_BOOK_TEXT_H
#define TESTS_UNIT_READERS_BOOKS_BOOK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/readers/type.h"
#include "tests/unit/property.h"

#define BOOK_TEXT_SIZE 32768
#define BOOK_MEMBERS_MAX 96

struct book_member {
	char address[128];
	char name[128];
	char reading[128];
	char list[128];
	bool local;
	unsigned line;
	bool exact;
	size_t at;
};

/* Where an address stands in a line, before that is folded. */
struct book_mark {
	size_t begin, len;
};

struct book_text {
	struct property *random;
	const char *newline;
	char text[BOOK_TEXT_SIZE];
	size_t len;
	unsigned line; /* lines that were written */
	/* Of the mark of the line that was put last: */
	unsigned marked_line;
	size_t marked_at;
	bool marked_whole; /* no fold is in it */
	struct book_member members[BOOK_MEMBERS_MAX];
	size_t count;
	size_t seen;
	size_t diagnostics; /* so many are expected */
};

void
book_put(struct book_text *book, const char *text);

/* Puts a line, and its end; with folds at places by chance, each written as
 * fold, when that is not NULL.  mark may be NULL. */
void
book_put_line(struct book_text *book, const char *line,
    const struct book_mark *mark, const char *fold);

/* The member at the mark of the last line; exact: its bytes are no encoding. */
struct book_member *
book_add_member(struct book_text *book, const char *address, bool exact);

/* Says of all members from the first on whose they are. */
void
book_set_whose(struct book_text *book, size_t first, const char *name,
    const char *reading, const char *list);

/* An address by chance; with odd characters now and then. */
void
book_make_address(struct property *random, char *buf, size_t size);

/* Reads it, and compares. */
void
book_check(struct book_text *book, enum reader_type type);

/* QUOTED-PRINTABLE, of what must be encoded or of more; base64. */
void
book_encode_qp(struct property *random, const char *text, char *buf);
void
book_encode_base64(const char *text, char *buf);

#endif
