/* SPDX-License-Identifier: BSD-2-Clause */
/* LDIF by chance, of every construct that the reader knows: it finds the
 * addresses that were put in, whose they are, and where they stand. */
#include "domains/readers/books/ldif.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/readers/books/book_text.h"

/* A line that may be folded. */
static void
put(struct book_text *book, const char *text)
{
	char fold[4];

	snprintf(fold, sizeof(fold), "%s ", book->newline);
	book_put_line(book, text, NULL, fold);
}

/* "name: value", or in base64. */
static void
put_text(struct book_text *book, const char *name, const char *value)
{
	char coded[512], line[640];
	bool plain = property_below(book->random, 3) != 0;

	for (const char *p = value; *p != '\0'; p++)
		plain &= (*p & 0x80) == 0;
	book_encode_base64(value, coded);
	snprintf(line, sizeof(line), "%s:%s%s%s", name, plain ? "" : ":",
	    property_below(book->random, 8) == 0 ? "" : " ",
	    plain ? value : coded);
	put(book, line);
}

/* ---- addresses ----------------------------------------------------------- */

/* An attribute, what stands about its address, and how it is read. */
struct kind {
	const char *name, *before, *after;
	bool local; /* names are members */
};

static const struct kind kinds[] = {
    {"mail", "", "", false},
    {"MAIL", "", "", false},
    {"mail;lang-ja", "", "", false},
    {"0.9.2342.19200300.100.1.3", "", "", false},
    {"rfc822Mailbox", "", "", false},
    {"mailAlternateAddress", "", "", false},
    {"mailLocalAddress", "", "", true},
    {"mailRoutingAddress", "", "", true},
    {"mailForwardingAddress", "", "", true},
    {"rfc822MailMember", "", "", true},
    {"maildrop", "", "", true},
    {"proxyAddresses", "SMTP:", "", false},
    {"proxyAddresses", "smtp:", "", false},
    {"targetAddress", "SMTP:", "", false},
    {"otherMailbox", "internet $ ", "", false},
    {"otherMailbox", "smtp:", "", false},
    {"mozillaSecondEmail", "", "", false},
    {"emailAddress", "", "", false},
    {"labeledURI", "mailto:", " The mail of Taro", false},
    {"companyEmail", "", "", false},
    {"oldForward", "smtp:", "", false},
};

static void
put_address(struct book_text *book)
{
	const struct kind *kind = &property_one_of(book->random, kinds);
	char address[128], value[256], line[640], fold[4];
	struct book_mark mark;
	bool plain = property_below(book->random, 4) != 0;

	book_make_address(book->random, address, sizeof(address));
	if (address[0] == '"')
		snprintf(address, sizeof(address), "q@example.jp");
	if (kind->local && property_below(book->random, 4) == 0)
		snprintf(address, sizeof(address), "jiro");
	snprintf(value, sizeof(value), "%s%s%s", kind->before, address,
	    kind->after);
	snprintf(fold, sizeof(fold), "%s ", book->newline);
	if (plain) {
		snprintf(line, sizeof(line), "%s: %s", kind->name, value);
		mark.begin = strlen(kind->name) + 2 + strlen(kind->before);
		mark.len = strlen(address);
	} else {
		char coded[512];

		book_encode_base64(value, coded);
		snprintf(line, sizeof(line), "%s:: %s", kind->name, coded);
		/* The group of digits that its first byte is made of. */
		mark.begin = strlen(kind->name) + 3 +
		             strlen(kind->before) / 3 * 4 +
		             (strlen(kind->before) % 3 != 0
				     ? strlen(kind->before) % 3 + 1
				     : 1);
		mark.len = 0;
	}
	book_put_line(book, line, &mark, fold);
	book_add_member(book, address, plain)->local =
	    strchr(address, '@') == NULL;
}

/* ---- texts --------------------------------------------------------------- */

static void
put_noise(struct book_text *book)
{
	static const char *const noise[] = {
	    "description: old mail old@gmai.com", "uid: taro@gmai.com",
	    "manager: cn=a@gmai.com", "seeAlso: cn=Taro x@gmai.com,dc=u",
	    "proxyAddresses: X500:/o=u/ou=x/cn=a@gmai.com",
	    "proxyAddresses: sip:a@gmai.com", "labeledURI: http://a@gmai.com/",
	    "homeurl: mailto:web@gmai.com", "mailReplyText: to a@gmai.com now",
	    "mailHost: mx.univ.example", "userPassword:: e1NTSEF9YWJjZGVm",
	    "jpegPhoto:< file:///tmp/a@gmai.com",
	    "# comment a@gmai.com, which may be long and so be folded",
	    "control: 1.2.3 true", "homeTelephone: 1", "mail: ", "cn;x-a:"};

	put(book, property_one_of(book->random, noise));
}

struct person {
	char name[128], reading[128], list[128];
};

static void
put_names(struct book_text *book, struct person *person)
{
	static const char *const names[] = {"Taro Tanaka", "田中太郎",
	    "Taro a@gmai.com", "Doe, Jane"};
	const char *name = property_one_of(book->random, names);

	switch (property_below(book->random, 5)) {
	case 0:
		put_text(book, "sn", "田中");
		put_text(book, "givenName", "太郎");
		snprintf(person->name, sizeof(person->name), "田中 太郎");
		break;
	case 1:
		put_text(book, "displayName", name);
		put_text(book, "cn", "another");
		snprintf(person->name, sizeof(person->name), "%s", name);
		break;
	case 2:
		put_text(book, "cn;lang-en", "T. Tanaka");
		put_text(book, "commonName;lang-ja", name);
		snprintf(person->name, sizeof(person->name), "%s", name);
		snprintf(person->reading, sizeof(person->reading), "T. Tanaka");
		break;
	case 3:
		put_text(book, "cn", name);
		put_text(book, "cn", "the second");
		snprintf(person->name, sizeof(person->name), "%s", name);
		break;
	default:
		break;
	}
}

static void
put_reading(struct book_text *book, struct person *person)
{
	switch (property_below(book->random, 4)) {
	case 0:
		put_text(book, "sn;lang-ja;phonetic", "たなか");
		put_text(book, "givenName;phonetic", "たろう");
		break;
	case 1:
		put_text(book, "msDS-PhoneticLastName", "たなか");
		put_text(book, "msDS-PhoneticFirstName", "たろう");
		break;
	case 2:
		put_text(book, "displayName;lang-ja;phonetic", "たなか たろう");
		break;
	default:
		return;
	}
	snprintf(person->reading, sizeof(person->reading), "たなか たろう");
}

static void
put_group(struct book_text *book, struct person *person)
{
	static const char *const classes[] = {"groupOfNames", "nisMailAlias",
	    "mailGroup", "posixGroup", "groupOfUniqueNames"};

	put_text(book, "cn", "all members");
	if (property_below(book->random, 2) == 0)
		put_text(book, "objectClass",
		    property_one_of(book->random, classes));
	else
		put_text(book, "member", "cn=a@gmai.com,dc=test");
	snprintf(person->list, sizeof(person->list), "all members");
}

/* ---- entries ------------------------------------------------------------- */

static void
put_entry(struct book_text *book)
{
	struct person person = {.name = ""};
	size_t first = book->count;

	put_text(book, "dn",
	    property_below(book->random, 2) == 0 ? "cn=Taro,mail=taro@gmai.com"
						 : "cn=田中,dc=u");
	for (size_t i = property_below(book->random, 3); i > 0; i--)
		put_address(book);
	if (property_below(book->random, 4) == 0) {
		put_group(book, &person);
	} else {
		put_names(book, &person);
		put_reading(book, &person);
	}
	for (size_t i = property_below(book->random, 5); i > 0; i--)
		if (property_below(book->random, 2) == 0)
			put_address(book);
		else
			put_noise(book);
	book_set_whose(book, first, person.name, person.reading, person.list);
}

static void
put_change(struct book_text *book)
{
	static const char *const adds[] = {"add", "replace"};
	char line[64];

	put_text(book, "dn", "cn=Taro");
	put(book, "changetype: modify");
	put(book, "delete: mail");
	put(book, "mail: old@gmai.com");
	put(book, "-");
	snprintf(line, sizeof(line), "%s: mail",
	    property_one_of(book->random, adds));
	put(book, line);
	put_address(book);
	put(book, "-");
	put(book, "delete: mailAlternateAddress");
	put(book, "-");
}

/* What ldapsearch says at its end. */
static void
put_result(struct book_text *book)
{
	bool whole = property_below(book->random, 2) == 0;

	put(book, "# search result a@gmai.com");
	put(book, "search: 2");
	put(book,
	    whole ? "result: 0 Success" : "result: 4 Size limit exceeded");
	book->diagnostics += !whole;
	book_put(book, book->newline);
	put(book, "# numEntries: 2");
}

static void
put_error(struct book_text *book)
{
	static const char *const errors[] = {"mail:< file:///etc/passwd",
	    "mail:: no base64!", "mailAlternateAddress:: YQ==x"};

	put_text(book, "dn", "cn=x");
	put(book, property_one_of(book->random, errors));
	book->diagnostics++;
}

static void
make_book(struct book_text *book)
{
	if (property_below(book->random, 2) == 0)
		put(book, "version: 1");
	for (size_t i = property_below(book->random, 4); i > 0; i--) {
		if (property_below(book->random, 5) == 0)
			put_change(book);
		else
			put_entry(book);
		/* The next entry's dn ends one, too. */
		if (property_below(book->random, 4) != 0)
			book_put(book, book->newline);
	}
	if (property_below(book->random, 8) == 0)
		put_error(book);
	book_put(book, book->newline);
	if (property_below(book->random, 3) == 0)
		put_result(book);
}

Test(ldif_property, what_was_put_in_is_read)
{
	static struct book_text book;

	PROPERTY_CASES(random, "ldif")
	{
		memset(&book, 0, sizeof(book));
		book.random = &random;
		book.newline = property_below(&random, 2) == 0 ? "\r\n" : "\n";
		make_book(&book);
		book_check(&book, READER_LDIF);
	}
}
