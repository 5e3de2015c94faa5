/* SPDX-License-Identifier: BSD-2-Clause */
/* Address books of mail programs for terminals, by chance: the readers find the
 * addresses that were put in, whose they are, and where they stand. */
#include "domains/readers/books/nicknames.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/readers/books/book_text.h"

static const char *const names[] = {"Taro Yamada", "Doe, Jane", "山田 太郎",
    "\"Quote\" O'Brien"};

static const char *const nicknames[] = {"taro", "t-1", "lab", "田中"};

/* Puts a text, and notes where it stands. */
static void
put_marked(struct book_text *book, const char *text)
{
	book->marked_line = book->line + 1;
	book->marked_at = book->len;
	book->marked_whole = true;
	book_put(book, text);
}

/* One to three addresses; names of other entries among them where the form has
 * these.  between stands after a comma. */
static size_t
put_addresses(struct book_text *book, bool locals, const char *between)
{
	size_t count = 1 + property_below(book->random, 3);

	for (size_t i = 0; i < count; i++) {
		char address[128];
		bool local =
		    locals && count > 1 && property_below(book->random, 4) == 0;

		do
			book_make_address(book->random, address,
			    sizeof(address));
		while (strpbrk(address, "=\"") != NULL);
		if (local)
			snprintf(address, sizeof(address), "jiro");
		if (i != 0) {
			book_put(book, ",");
			if (property_below(book->random, 3) == 0)
				book_put(book, between);
		}
		put_marked(book, address);
		book_add_member(book, address, true)->local = local;
	}
	return count;
}

static void
end_line(struct book_text *book)
{
	book_put(book, book->newline);
}

static void
put_line(struct book_text *book, const char *text)
{
	book_put(book, text);
	end_line(book);
}

/* ---- the forms ----------------------------------------------------------- */

static void
put_abook(struct book_text *book)
{
	static const char *const noise[] = {"nick=a@gmai.com", "phone=1",
	    "notes=old: a@gmai.com", "url=mailto:web@gmai.com", "",
	    "# email=a@gmai.com", "custom1=x"};
	const char *name = property_one_of(book->random, names);
	size_t first = book->count;
	bool named = property_below(book->random, 4) != 0;
	bool late = property_below(book->random, 3) == 0;
	char number[32];

	snprintf(number, sizeof(number), "[%zu]",
	    property_below(book->random, 100));
	put_line(book, number);
	for (size_t part = 0; part < 2; part++) {
		if (part == late && named) {
			book_put(book, "name=");
			put_line(book, name);
		}
		put_line(book, property_one_of(book->random, noise));
		if (part != late) {
			book_put(book, property_below(book->random, 4) == 0
					   ? "email = "
					   : "email=");
			put_addresses(book, false, " ");
			end_line(book);
		}
	}
	book_set_whose(book, first, named ? name : "", "", "");
}

static void
put_mutt_noise(struct book_text *book)
{
	static const char *const noise[] = {"set from=\"me@gmai.com\"",
	    "# alias x a@gmai.com", "lists a@gmai.com", "unalias *",
	    "my_hdr From: a@gmai.com", "",
	    "# a comment goes on \\\nalias x a@gmai.com",
	    "source ~/.mutt/x@gmai.com"};

	put_line(book, property_one_of(book->random, noise));
}

static void
put_mutt_alias(struct book_text *book)
{
	const char *nickname = property_one_of(book->random, nicknames);
	bool group = property_below(book->random, 4) == 0;
	bool named = property_below(book->random, 3) == 0;
	size_t first = book->count, count = 1;

	book_put(book,
	    group ? "alias -group friends -group x@y.jp " : "alias ");
	if (property_below(book->random, 6) == 0)
		book_put(book, "\\\n");
	book_put(book, nickname);
	book_put(book, property_below(book->random, 2) == 0 ? " " : " \t");
	if (named) {
		book_put(book, "Taro Yamada <");
		put_marked(book, "t@gmai.com");
		book_add_member(book, "t@gmai.com", true);
		book_put(book, ">");
	} else {
		count = put_addresses(book, true, " \\\n ");
	}
	if (property_below(book->random, 3) == 0)
		book_put(book, " # an old one: a@gmai.com, b@gmai.com");
	end_line(book);
	book_set_whose(book, first, named ? "Taro Yamada" : "", "",
	    group       ? "friends"
	    : count > 1 ? nickname
			: "");
}

static void
put_mutt(struct book_text *book)
{
	size_t first = book->count;

	switch (property_below(book->random, 5)) {
	case 0:
		put_mutt_noise(book);
		break;
	case 1:
		put_marked(book, "q@gmai.com");
		book_add_member(book, "q@gmai.com", true);
		put_line(book, "\tDoe, Jane\tonce a@gmai.com");
		book_set_whose(book, first, "Doe, Jane", "", "");
		break;
	case 2:
		book_put(book, "my_hdr Bcc: ");
		put_marked(book, "boss@gmai.com");
		book_add_member(book, "boss@gmai.com", true);
		end_line(book);
		break;
	default:
		put_mutt_alias(book);
		break;
	}
}

static void
put_pine(struct book_text *book)
{
	const char *nickname = property_below(book->random, 4) != 0
	                           ? property_one_of(book->random, nicknames)
	                           : "";
	const char *name = property_one_of(book->random, names);
	size_t first = book->count, count;
	bool list = property_below(book->random, 2) == 0;
	char fold[8];

	snprintf(fold, sizeof(fold), "%s   ", book->newline);
	if (property_below(book->random, 8) == 0)
		put_line(book, "#DELETED-96/01/31#x\tX\ta@gmai.com");
	book_put(book, nickname);
	book_put(book, "\t");
	book_put(book, name);
	book_put(book, "\t");
	if (property_below(book->random, 6) == 0)
		book_put(book, fold);
	book_put(book, list ? "(" : "");
	count = put_addresses(book, true, fold);
	book_put(book, list ? ")" : "");
	if (property_below(book->random, 2) == 0)
		book_put(book, "\tfcc@gmai.com\tonce a@gmai.com");
	end_line(book);
	book_set_whose(book, first, name, "", count > 1 ? nickname : "");
}

static void
put_elm(struct book_text *book)
{
	const char *nickname = property_one_of(book->random, nicknames);
	const char *name = property_one_of(book->random, names);
	size_t first = book->count, count;
	char fold[8];

	snprintf(fold, sizeof(fold), "%s\t", book->newline);
	if (property_below(book->random, 8) == 0)
		put_line(book, "# x = X = a@gmai.com");
	if (property_below(book->random, 8) == 0)
		put_line(book, "none = Nobody = ");
	book_put(book, nickname);
	book_put(book, " = ");
	book_put(book, name);
	book_put(book, property_below(book->random, 2) == 0 ? " = " : "=");
	count = put_addresses(book, true, fold);
	end_line(book);
	book_set_whose(book, first, name, "", count > 1 ? nickname : "");
}

/* ---- the tests ----------------------------------------------------------- */

static void
check_form(const char *name, enum reader_type type,
    void (*put)(struct book_text *book))
{
	static struct book_text book;

	PROPERTY_CASES(random, name)
	{
		memset(&book, 0, sizeof(book));
		book.random = &random;
		/* A backslash before a CR ends no line of mutt's. */
		book.newline =
		    type != READER_MUTT && property_below(&random, 2) == 0
			? "\r\n"
			: "\n";
		if (type == READER_ABOOK && property_below(&random, 2) == 0)
			book_put(&book, "# abook addressbook file\n\n[format]\n"
					"program=abook\nversion=0.6.1\n\n");
		for (size_t i = property_below(&random, 6); i > 0; i--)
			put(&book);
		book_check(&book, type);
	}
}

Test(nicknames_property, abook)
{
	check_form("abook", READER_ABOOK, put_abook);
}

Test(nicknames_property, mutt)
{
	check_form("mutt", READER_MUTT, put_mutt);
}

Test(nicknames_property, pine)
{
	check_form("pine", READER_PINE, put_pine);
}

Test(nicknames_property, elm)
{
	check_form("elm", READER_ELM, put_elm);
}
