/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes address books, and compares what is read: see the header. */
#include "tests/unit/readers/books/book_text.h"

#include <stdio.h>
#include <string.h>

#include "domains/readers/reader.h"

void
book_put(struct book_text *book, const char *text)
{
	for (; *text != '\0' && book->len < BOOK_TEXT_SIZE - 1; text++) {
		book->text[book->len++] = *text;
		book->line += *text == '\n';
	}
}

static bool
is_within_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

void
book_put_line(struct book_text *book, const char *line,
    const struct book_mark *mark, const char *fold)
{
	static const struct book_mark none;
	bool folds = fold != NULL && property_below(book->random, 3) == 0;

	mark = mark != NULL ? mark : &none;
	book->marked_whole = true;
	for (size_t i = 0; line[i] != '\0'; i++) {
		if (folds && i != 0 && !is_within_character(line[i]) &&
		    property_below(book->random, 12) == 0) {
			book_put(book, fold);
			book->marked_whole &=
			    i <= mark->begin || i >= mark->begin + mark->len;
		}
		if (i == mark->begin) {
			book->marked_line = book->line + 1;
			book->marked_at = book->len;
		}
		book_put(book, (const char[]){line[i], '\0'});
	}
	book_put(book, book->newline);
}

struct book_member *
book_add_member(struct book_text *book, const char *address, bool exact)
{
	struct book_member *member = &book->members[book->count++];

	*member = (struct book_member){
	    .line = book->marked_line,
	    .at = book->marked_at,
	    .exact = exact && book->marked_whole,
	};
	snprintf(member->address, sizeof(member->address), "%s", address);
	return member;
}

void
book_set_whose(struct book_text *book, size_t first, const char *name,
    const char *reading, const char *list)
{
	for (size_t i = first; i < book->count; i++) {
		struct book_member *member = &book->members[i];

		snprintf(member->name, sizeof(member->name), "%s", name);
		snprintf(member->reading, sizeof(member->reading), "%s",
		    reading);
		snprintf(member->list, sizeof(member->list), "%s", list);
	}
}

void
book_make_address(struct property *random, char *buf, size_t size)
{
	static const char *const locals[] = {"taro", "hanako.sato", "a=b",
	    "x_1", "t+list", "\"a b\"", "o'brien", "UPPER"};
	static const char *const domains[] = {"gmai.com", "example.jp",
	    "univ.ac.jp", "yahooo.co.jp", "a-b.test"};

	snprintf(buf, size, "%s%zu@%s", property_one_of(random, locals),
	    property_below(random, 100), property_one_of(random, domains));
	if (buf[0] == '"')
		snprintf(buf, size, "\"a b\"@%s",
		    property_one_of(random, domains));
}

void
book_encode_qp(struct property *random, const char *text, char *buf)
{
	for (; *text != '\0'; text++)
		buf += snprintf(buf, sizeof("=XX"),
		    *text == '=' || (unsigned char)*text >= 0x80 ||
			    *text == '@' || property_below(random, 8) == 0
			? (property_below(random, 2) == 0 ? "=%02X" : "=%02x")
			: "%c",
		    (unsigned char)*text);
	*buf = '\0';
}

void
book_encode_base64(const char *text, char *buf)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i += 3) {
		unsigned bits = (unsigned)(unsigned char)text[i] << 16;

		if (i + 1 < len)
			bits |= (unsigned)(unsigned char)text[i + 1] << 8;
		if (i + 2 < len)
			bits |= (unsigned char)text[i + 2];
		*buf++ = digits[bits >> 18];
		*buf++ = digits[bits >> 12 & 63];
		*buf++ = i + 1 < len ? digits[bits >> 6 & 63] : '=';
		*buf++ = i + 2 < len ? digits[bits & 63] : '=';
	}
	*buf = '\0';
}

/* ---- comparing ----------------------------------------------------------- */

static void
check_text(const struct book_text *book, const char *what, struct span seen,
    const char *wanted)
{
	char said[512];

	snprintf(said, sizeof(said), "member %zu: %s %.*s, not %s", book->seen,
	    what, (int)seen.len, seen.len != 0 ? seen.bytes : "", wanted);
	property_check(book->random,
	    seen.len == strlen(wanted) &&
		(seen.len == 0 || memcmp(seen.bytes, wanted, seen.len) == 0),
	    said, book->text, book->len);
}

static int
compare(void *context, const struct member *member)
{
	struct book_text *book = context;
	const struct book_member *wanted = &book->members[book->seen];
	char said[64];

	property_check(book->random, book->seen < book->count,
	    "a member too many", book->text, book->len);
	check_text(book, "address", member->address, wanted->address);
	check_text(book, "name", member->name, wanted->name);
	check_text(book, "reading", member->reading, wanted->reading);
	check_text(book, "list", member->list, wanted->list);
	snprintf(said, sizeof(said), "member %zu: line %u, not %u", book->seen,
	    member->line, wanted->line);
	property_check(book->random, member->line == wanted->line, said,
	    book->text, book->len);
	property_check(book->random,
	    (member->target == MEMBER_LOCAL) == wanted->local, "local",
	    book->text, book->len);
	property_check(book->random, member->in_text == wanted->exact,
	    wanted->exact ? "it stands there" : "it does not stand there",
	    book->text, book->len);
	property_check(book->random, !wanted->exact || member->at == wanted->at,
	    "another place", book->text, book->len);
	book->seen++;
	return 0;
}

void
book_check(struct book_text *book, enum reader_type type)
{
	const struct reader_options options = {
	    .type = type,
	    .encoding = ENCODING_UTF8,
	    .list = "",
	};
	struct diagnostics diagnostics = {0};

	(void)reader_parse("x", book->text, book->len, &options, compare, book,
	    &diagnostics);
	property_check(book->random, book->seen == book->count,
	    "a member is missing", book->text, book->len);
	property_check(book->random, diagnostics.count == book->diagnostics,
	    "diagnostics", book->text, book->len);
	diagnostics_clear(&diagnostics);
}
