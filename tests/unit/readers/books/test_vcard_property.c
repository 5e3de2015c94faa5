/* SPDX-License-Identifier: BSD-2-Clause */
/* vCards by chance, of every construct that the reader knows: it finds the
 * addresses that were put in, whose they are, and where they stand. */
#include "domains/readers/books/vcard.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/readers/books/book_text.h"

#define LINES_MAX 24

/* A property that waits for its place in the card. */
struct line {
	char text[512];
	struct book_mark mark; /* of an address, when it has one */
	char address[128];     /* "" otherwise */
	bool exact;
	bool soft; /* it may have soft breaks */
};

struct card {
	struct property *random;
	struct line lines[LINES_MAX];
	size_t count;
	char name[128], reading[128], list[128];
};

static struct line *
add_line(struct card *card)
{
	struct line *line = &card->lines[card->count++];

	cr_assert(card->count <= LINES_MAX);
	*line = (struct line){.text = ""};
	return line;
}

static void
add_text(struct card *card, const char *text)
{
	snprintf(add_line(card)->text, sizeof(card->lines->text), "%s", text);
}

/* ---- addresses ----------------------------------------------------------- */

/* Writes the value after the header; text is the address in its encoding. */
static void
end_line(struct line *line, const char *header, const char *before,
    const char *text, const char *after)
{
	line->mark.begin = strlen(header) + 1 + strlen(before);
	line->mark.len = strlen(text);
	snprintf(line->text, sizeof(line->text), "%s:%s%s%s", header, before,
	    text, after);
}

static void
escape_address(const char *address, char *buf)
{
	for (; *address != '\0'; address++) {
		if (*address == ',' || *address == ';' || *address == '\\')
			*buf++ = '\\';
		*buf++ = *address;
	}
	*buf = '\0';
}

static void
add_email(struct card *card)
{
	static const char *const headers[] = {"EMAIL", "email;TYPE=INTERNET",
	    "item1.EMAIL;type=INTERNET;type=pref", "EMAIL;PREF;INTERNET",
	    "EMAIL;1;INTERNET", "EMAIL;TYPE=\"home:x;y\"",
	    "g-1.EMAIL;PREF=1;X-A=\"a,b\"", "EMAIL;VALUE=text", "X-WORK-EMAIL",
	    "EMAIL;X-Q=\"no end"};
	struct line *line = add_line(card);
	const char *header = property_one_of(card->random, headers);
	char coded[256], both[256];

	book_make_address(card->random, line->address, sizeof(line->address));
	switch (property_below(card->random, 6)) {
	case 0:
		book_encode_qp(card->random, line->address, coded);
		snprintf(both, sizeof(both), "%s;%s", "EMAIL;INTERNET",
		    property_below(card->random, 2) == 0
			? "ENCODING=QUOTED-PRINTABLE"
			: "quoted-printable");
		end_line(line, both, "", coded, "");
		line->soft = true;
		break;
	case 1:
		book_encode_base64(line->address, coded);
		end_line(line,
		    property_below(card->random, 2) == 0 ? "EMAIL;ENCODING=b"
							 : "EMAIL;BASE64",
		    "", coded, "");
		line->mark.begin++; /* two digits make the first byte */
		break;
	case 2:
		snprintf(line->address, sizeof(line->address),
		    "\"a,%zu\"@gmai.com", property_below(card->random, 100));
		escape_address(line->address, coded);
		end_line(line, "EMAIL;TYPE=work", "", coded, "");
		break;
	case 3:
		/* A quoted local part would be encoded in a URI. */
		snprintf(line->address, sizeof(line->address), "u%zu@gmai.com",
		    property_below(card->random, 100));
		end_line(line, "EMAIL;VALUE=uri", "mailto:", line->address,
		    property_below(card->random, 2) == 0 ? "?subject=x@y.jp"
							 : "");
		line->exact = true;
		break;
	default:
		end_line(line, line->address[0] == '"' ? "EMAIL" : header, "",
		    line->address, "");
		line->exact = true;
		break;
	}
}

static void
add_member_of_group(struct card *card)
{
	static const char *const headers[] = {"MEMBER", "member;PREF=1",
	    "X-ADDRESSBOOKSERVER-MEMBER"};
	struct line *line = add_line(card);
	const char *header = property_one_of(card->random, headers);
	size_t number = property_below(card->random, 1000);
	char coded[64];

	snprintf(line->address, sizeof(line->address), "m%zu@gmai.com", number);
	line->exact = property_below(card->random, 2) == 0;
	snprintf(coded, sizeof(coded),
	    line->exact ? "m%zu@gmai.com" : "m%zu%%40gmai.com", number);
	end_line(line, header, "mailto:", coded, "");
}

/* ---- texts --------------------------------------------------------------- */

static void
add_formatted_name(struct card *card, const char *name)
{
	char coded[384], text[512];

	switch (property_below(card->random, 4)) {
	case 0:
		book_encode_qp(card->random, name, coded);
		snprintf(text, sizeof(text),
		    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:%s", coded);
		break;
	case 1:
		book_encode_base64(name, coded);
		snprintf(text, sizeof(text), "FN;ENCODING=B:%s", coded);
		break;
	case 2:
		snprintf(text, sizeof(text), "FN;LANGUAGE=ja:%s", name);
		break;
	default:
		snprintf(text, sizeof(text), "a.fn:%s", name);
		break;
	}
	add_text(card, text);
}

static void
add_name(struct card *card)
{
	static const struct {
		const char *line, *name;
	} parts[] = {
	    {"N:Yamada;Taro;;;", "Taro Yamada"},
	    {"N:Doe;Jane;Ann,Mary;Dr.;", "Jane Ann Mary Doe"},
	    {"N;LANGUAGE=ja:山田;太郎", "山田 太郎"},
	    {"N:O\\;Brien;P\\,x", "P,x O;Brien"},
	    {"n:Sato", "Sato"},
	    {"N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:"
	     "=8E=52=93=63;=91=BE=98=59",
		"山田 太郎"},
	    {"N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller;J=F6rg",
		"Jörg Müller"},
	};
	static const char *const names[] = {"Taro Yamada", "山田 太郎",
	    "\"Quote\" O'Brien", "Doe, Jane", "Müller"};
	size_t which =
	    property_below(card->random, sizeof(parts) / sizeof(*parts));

	if (property_below(card->random, 3) != 0) {
		add_text(card, parts[which].line);
		snprintf(card->name, sizeof(card->name), "%s",
		    parts[which].name);
	}
	if (property_below(card->random, 2) == 0) {
		const char *name = property_one_of(card->random, names);

		add_formatted_name(card, name);
		snprintf(card->name, sizeof(card->name), "%s", name);
		if (property_below(card->random, 3) == 0) {
			add_text(card, "FN;LANGUAGE=en:T. Y.");
			snprintf(card->reading, sizeof(card->reading), "T. Y.");
		}
	} else if (property_below(card->random, 3) == 0) {
		add_text(card, "FN:");
	}
}

static void
add_reading(struct card *card)
{
	static const struct {
		const char *line, *reading;
	} readings[] = {
	    {"SORT-STRING:Yamada", "Yamada"},
	    {"X-PHONETIC-LAST-NAME:やまだ", "やまだ"},
	    {"x-phonetic-first-name:タロウ", "タロウ"},
	    {"SOUND;X-IRMC-N:ﾔﾏﾀﾞ;ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ"},
	    {"SOUND;TYPE=X-IRMC-N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:"
	     "=D4=CF=C0=DE;=C0=DB=B3",
		"ﾔﾏﾀﾞ ﾀﾛｳ"},
	};
	size_t which = property_below(card->random,
	    2 * sizeof(readings) / sizeof(*readings));

	if (which >= sizeof(readings) / sizeof(*readings))
		return;
	add_text(card, readings[which].line);
	snprintf(card->reading, sizeof(card->reading), "%s",
	    readings[which].reading);
}

static void
add_noise(struct card *card)
{
	static const char *const noise[] = {
	    "NOTE:mail to old@gmai.com\\, no\\nx@gmai.com",
	    "URL:mailto:web@gmai.com", "TEL;TYPE=CELL:090-0000-0000",
	    "item1.X-ABADR:jp", "IMPP;X-SERVICE-TYPE=XMPP:xmpp:im@gmai.com",
	    "NICKNAME:nick@gmai.com", "MEMBER:urn:uuid:03a0e51f-d1aa-4385",
	    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMC",
	    "ORG:Univ;Lab", "ADR;TYPE=home:;;1-1;Tokyo;;100;Japan",
	    "MAILER:a mailer, 1.0", "X-MAIL-TEXT:write to x@gmai.com",
	    "VERSION:3.0", "REV:2020-01-01T00:00:00Z", "",
	    "EMAIL:", "SOUND:none", "CATEGORIES:a@gmai.com",
	    "AGENT:http://example.jp/x"};

	add_text(card, property_one_of(card->random, noise));
}

/* ---- the card ------------------------------------------------------------ */

/* Puts soft breaks into an encoded line. */
static void
put_soft(struct book_text *book, const struct line *line)
{
	size_t header = line->mark.begin;

	for (size_t i = 0; line->text[i] != '\0'; i++) {
		bool within = i > 0 && (line->text[i - 1] == '=' ||
					   (i > 1 && line->text[i - 2] == '='));

		if (i > header && !within &&
		    property_below(book->random, 8) == 0) {
			book_put(book, "=");
			book_put(book, book->newline);
		}
		if (i == header)
			book->marked_line = book->line + 1;
		book_put(book, (const char[]){line->text[i], '\0'});
	}
	book_put(book, book->newline);
}

static void
put_line(struct book_text *book, const struct line *line)
{
	char fold[8];

	snprintf(fold, sizeof(fold), "%s%s", book->newline,
	    property_below(book->random, 4) == 0 ? "\t" : " ");
	if (line->soft)
		put_soft(book, line);
	else
		/* A fold after a "=" would be a soft break. */
		book_put_line(book, line->text, &line->mark,
		    line->text[0] == '\0' ||
			    strcasestr(line->text, "QUOTED-PRINTABLE") != NULL
			? NULL
			: fold);
	if (line->address[0] != '\0')
		book_add_member(book, line->address, line->exact);
}

static void
shuffle(struct card *card)
{
	for (size_t i = card->count; i > 1; i--) {
		size_t other = property_below(card->random, i);
		struct line swapped = card->lines[other];

		card->lines[other] = card->lines[i - 1];
		card->lines[i - 1] = swapped;
	}
}

static void
put_card(struct book_text *book, const struct card *card)
{
	static const char *const begins[] = {"BEGIN:VCARD", "begin:vcard",
	    "Begin : vCard", "BEGIN:VCARD "};
	size_t first = book->count;

	book_put_line(book, property_one_of(book->random, begins), NULL, NULL);
	for (size_t i = 0; i < card->count; i++)
		put_line(book, &card->lines[i]);
	book_put_line(book, "END:VCARD", NULL, NULL);
	book_set_whose(book, first, card->name, card->reading, card->list);
}

static void
make_card(struct book_text *book)
{
	static struct card card;

	card = (struct card){.random = book->random};
	if (property_below(book->random, 4) == 0) {
		add_text(&card, property_below(book->random, 2) == 0
				    ? "KIND:group"
				    : "X-ADDRESSBOOKSERVER-KIND:group");
		add_text(&card, "FN:Lab members");
		snprintf(card.list, sizeof(card.list), "Lab members");
		for (size_t i = property_below(book->random, 5); i > 0; i--)
			add_member_of_group(&card);
	} else {
		add_name(&card);
		add_reading(&card);
		for (size_t i = property_below(book->random, 4); i > 0; i--)
			add_email(&card);
	}
	for (size_t i = property_below(book->random, 5); i > 0; i--)
		add_noise(&card);
	shuffle(&card);
	put_card(book, &card);
	if (property_below(book->random, 2) == 0)
		book_put(book, book->newline);
}

Test(vcard_property, what_was_put_in_is_read)
{
	static struct book_text book;

	PROPERTY_CASES(random, "vcard")
	{
		memset(&book, 0, sizeof(book));
		book.random = &random;
		book.newline = property_below(&random, 2) == 0 ? "\r\n" : "\n";
		for (size_t i = property_below(&random, 4); i > 0; i--)
			make_card(&book);
		book_check(&book, READER_VCARD);
	}
}
