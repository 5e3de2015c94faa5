/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV: what is read of registers of all forms is what was put in. */
#include "domains/readers/books/csv.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/readers/reader.h"
#include "tests/unit/property.h"
#include "tests/unit/text.h"

#define TEXT_SIZE ((size_t)64 * 1024)
#define COLUMNS_MAX 8

enum sort {
	SORT_ADDRESS, /* the heading says so */
	SORT_UNNAMED, /* only the cells do */
	SORT_NAME,
	SORT_FAMILY,
	SORT_GIVEN,
	SORT_NUMBER,
	SORT_FLAG, /* the heading is about an address */
	SORT_NOTE,
	SORTS
};

/* What a text says, and what is to be read of it. */
struct made {
	struct property *random;
	char separator;
	const char *line_end;
	enum sort sorts[COLUMNS_MAX];
	size_t columns;
	char text[TEXT_SIZE];
	size_t len;
	char members[TEXT_SIZE];
	size_t members_len;
	char errors[TEXT_SIZE];
	size_t errors_len;
	char name[256]; /* of the row */
	unsigned line;
	unsigned people; /* their addresses so far */
};

#define put_text(made, ...) \
	text_put((made)->text, TEXT_SIZE, &(made)->len, __VA_ARGS__)

static bool
chance(struct made *made, size_t of)
{
	return property_below(made->random, of) == 0;
}

static void
end_line(struct made *made)
{
	put_text(made, "%s", made->line_end);
	made->line++;
}

/* ---- addresses ----------------------------------------------------------- */

/* An address that stands in the text from here on, and nowhere else: a column
 * that need not have addresses may repeat another one's. */
static void
put_address(struct made *made)
{
	static const char *const domains[] = {"gmai.com", "b.jp",
	    "mail.example.org", "xn--wgv71a.jp"};
	char address[64];

	snprintf(address, sizeof(address), "user%u@%s", ++made->people,
	    property_one_of(made->random, domains));
	text_put(made->members, TEXT_SIZE, &made->members_len,
	    "%u:%s at %zu (%s)\n", made->line, address, made->len, made->name);
	put_text(made, "%s", address);
}

/* As mail programs, Exchange and Google write one. */
static void
put_mailbox(struct made *made, bool doubled)
{
	size_t how = property_below(made->random, 5);

	if (how == 0)
		put_text(made, "%s", doubled ? "\"\"Doe, J\"\" <" : "Doe J <");
	else if (how == 1)
		put_text(made, "<");
	put_address(made);
	put_text(made, "%s", how < 2 ? ">" : how == 2 ? " (home)" : "");
}

static void
put_proxies(struct made *made)
{
	put_text(made, "X500:/o=x y/ou=z (a)/cn=b;SMTP:");
	put_address(made);
	put_text(made, ";smtp:");
	put_address(made);
	put_text(made, ";SIP:nobody@gmai.com");
}

/* The lists of PowerShell and of JSON. */
static void
put_list(struct made *made)
{
	bool json = chance(made, 2);

	put_text(made, json ? "[\"\"" : "{smtp:");
	put_address(made);
	put_text(made, json ? "\"\", \"\"SMTP:" : ", SMTP:");
	put_address(made);
	put_text(made, json ? "\"\",\"\"X500:/o=x@y.z\"\"]" : "}");
}

/* A cell with no quotes: nothing in it that needs them. */
static void
put_bare_addresses(struct made *made)
{
	if (chance(made, 8) && made->separator != ':' &&
	    made->separator != '|') {
		put_mailbox(made, false);
		put_text(made, " ::: ");
	} else if (chance(made, 8)) {
		put_text(made, "=\"");
		put_address(made);
		put_text(made, "\"");
		return;
	} else if (chance(made, 8) && made->separator == ',') {
		put_proxies(made);
		return;
	}
	put_mailbox(made, false);
}

static void
put_quoted_addresses(struct made *made)
{
	size_t more = chance(made, 3) ? property_below(made->random, 3) : 0;

	put_text(made, "%s\"", chance(made, 6) ? " " : "");
	if (chance(made, 10)) {
		put_list(made);
		more = 0;
	} else if (chance(made, 10)) {
		put_proxies(made);
	} else {
		put_mailbox(made, true);
	}
	for (; more > 0; more--) {
		size_t how = property_below(made->random, 4);

		if (how == 0)
			end_line(made);
		else
			put_text(made, "%s",
			    how == 1   ? ", "
			    : how == 2 ? " ::: "
				       : ";");
		put_mailbox(made, true);
	}
	put_text(made, "\"");
}

static void
put_addresses(struct made *made)
{
	if (chance(made, 3))
		put_quoted_addresses(made);
	else if (chance(made, 12))
		/* Its quotes are those of the display name. */
		put_text(made, "\"Doe%c J\" <",
		    made->separator == ',' ? ',' : '.'),
		    put_address(made), put_text(made, ">");
	else
		put_bare_addresses(made);
}

/* ---- other cells --------------------------------------------------------- */

/* A cell whose text needs no quotes, with some or not; as abook does, with a
 * quote in it that is not doubled. */
static void
put_word(struct made *made, const char *text, bool abook)
{
	if (abook)
		put_text(made, "\"\"%s\" X\"", text);
	else if (chance(made, 2))
		put_text(made, "\"%s\"", text);
	else
		put_text(made, "%s", text);
}

static void
put_note(struct made *made)
{
	switch (property_below(made->random, 7)) {
	case 0:
		put_text(made, "\"old: nobody@gmai.com%cand \"\"more\"\"\"",
		    made->separator);
		break;
	case 1:
		put_text(made, "\"two");
		end_line(made);
		end_line(made);
		put_text(made, "lines\"");
		break;
	case 2:
		text_put(made->errors, TEXT_SIZE, &made->errors_len, "%u\n",
		    made->line);
		put_text(made, "\"open");
		break;
	case 3:
		put_text(made, "\"a\"b");
		break;
	case 4:
		put_text(made, "\"\"");
		break;
	case 5:
		put_text(made, "@home");
		break;
	default:
		break;
	}
}

static const char *const families[] = {"Yamada", "Sato", "Tanaka"};
static const char *const given_names[] = {"Taro", "Hanako", "Jiro"};

/* The row's name is known before its cells are put. */
struct names {
	const char *family, *given;
	bool abook, whole;
};

static struct names
choose_names(struct made *made)
{
	struct names names = {
	    .family = property_one_of(made->random, families),
	    .given = property_one_of(made->random, given_names),
	    .abook = chance(made, 10),
	};
	bool parts = false;

	for (size_t i = 0; i < made->columns; i++) {
		names.whole = names.whole || made->sorts[i] == SORT_NAME;
		parts = parts || made->sorts[i] == SORT_GIVEN;
	}
	*made->name = '\0';
	if (names.whole && names.abook)
		snprintf(made->name, sizeof(made->name), "\"%s %s\" X",
		    names.given, names.family);
	else if (names.whole || parts)
		snprintf(made->name, sizeof(made->name), "%s %s", names.given,
		    names.family);
	return names;
}

static void
put_cell(struct made *made, enum sort sort, const struct names *names)
{
	char whole[64];

	switch (sort) {
	case SORT_ADDRESS:
	case SORT_UNNAMED:
		if (!chance(made, 8))
			put_addresses(made);
		break;
	case SORT_NAME:
		snprintf(whole, sizeof(whole), "%s %s", names->given,
		    names->family);
		put_word(made, whole, names->abook);
		break;
	case SORT_FAMILY:
		put_word(made, names->family, false);
		break;
	case SORT_GIVEN:
		put_word(made, names->given, false);
		break;
	case SORT_NUMBER:
		put_text(made, "%u", made->line);
		break;
	case SORT_FLAG:
		put_word(made, chance(made, 2) ? "True" : "0", false);
		break;
	case SORT_NOTE:
		put_note(made);
		break;
	case SORTS:
		break;
	}
}

/* ---- the file ------------------------------------------------------------ */

static const char *
heading_of(struct made *made, enum sort sort)
{
	static const char *const addresses[] = {"E-mail", "Mail 1",
	    "\"メールアドレス\"", "ﾒｰﾙｱﾄﾞﾚｽ", "Work Email", "E-Mail-Adresse",
	    "Courriel", "PrimarySmtpAddress", "保護者メール", "アドレス1"};
	static const char *const unnamed[] = {"連絡用", "Kontakt", "\"x\""};
	static const char *const flags[] = {"メール通知設定",
	    "EmailAddressPolicyEnabled", "メールアドレス公開設定"};

	switch (sort) {
	case SORT_ADDRESS:
		return property_one_of(made->random, addresses);
	case SORT_UNNAMED:
		return property_one_of(made->random, unnamed);
	case SORT_FLAG:
		return property_one_of(made->random, flags);
	case SORT_NAME:
		return "Name";
	case SORT_FAMILY:
		return "Nachname";
	case SORT_GIVEN:
		return "\"First Name\"";
	case SORT_NUMBER:
		return "No.";
	default:
		return "備考";
	}
}

/* Columns by chance, an address and a number among them. */
static void
choose_columns(struct made *made)
{
	bool whole = chance(made, 2);

	made->sorts[made->columns++] = SORT_NUMBER;
	if (whole)
		made->sorts[made->columns++] = SORT_NAME;
	if (!whole || chance(made, 3)) {
		made->sorts[made->columns++] = SORT_FAMILY;
		made->sorts[made->columns++] = SORT_GIVEN;
	}
	made->sorts[made->columns++] = SORT_ADDRESS;
	while (made->columns < COLUMNS_MAX && !chance(made, 4)) {
		static const enum sort more[] = {SORT_ADDRESS, SORT_UNNAMED,
		    SORT_FLAG};

		made->sorts[made->columns++] =
		    property_one_of(made->random, more);
	}
	for (size_t i = made->columns; i > 1; i--) {
		size_t k = property_below(made->random, i);
		enum sort other = made->sorts[k];

		made->sorts[k] = made->sorts[i - 1];
		made->sorts[i - 1] = other;
	}
	/* What a quote that is not closed moves would be other cells. */
	if (made->columns < COLUMNS_MAX && chance(made, 2))
		made->sorts[made->columns++] = SORT_NOTE;
}

static void
put_titles(struct made *made)
{
	static const char *const titles[] = {"名簿", "#TYPE System.Object",
	    "Members for group l@b.jp", "", "Stand: 1.4."};

	if (chance(made, 6)) {
		put_text(made, "sep=%c", made->separator);
		end_line(made);
	}
	for (size_t n = chance(made, 2) ? property_below(made->random, 3) : 0;
	     n > 0; n--) {
		put_text(made, "%s", property_one_of(made->random, titles));
		for (size_t i = 1; i < made->columns; i++)
			put_text(made, "%c", made->separator);
		end_line(made);
	}
}

static void
put_row(struct made *made)
{
	const struct names names = choose_names(made);

	for (size_t i = 0; i < made->columns; i++) {
		if (i > 0)
			put_text(made, "%c", made->separator);
		put_cell(made, made->sorts[i], &names);
	}
	end_line(made);
	if (chance(made, 10))
		end_line(made);
}

static void
make(struct made *made, struct property *random)
{
	static const char separators[] = {',', ',', '\t', ';', '|'};
	static const char *const ends[] = {"\n", "\r\n", "\r"};

	memset(made, 0, sizeof(*made));
	made->random = random;
	made->line = 1;
	made->separator = property_one_of(random, separators);
	made->line_end = property_one_of(random, ends);
	choose_columns(made);
	put_titles(made);
	for (size_t i = 0; i < made->columns; i++) {
		if (i > 0)
			put_text(made, "%c", made->separator);
		put_text(made, "%s", heading_of(made, made->sorts[i]));
	}
	end_line(made);
	for (size_t n = 3 + property_below(random, 8); n > 0; n--)
		put_row(made);
	if (chance(made, 4))
		made->len -= strlen(made->line_end);
}

/* ---- what is read -------------------------------------------------------- */

struct seen {
	const char *text;
	char members[TEXT_SIZE];
	size_t len;
	bool misplaced;
};

static int
take(void *context, const struct member *member)
{
	struct seen *seen = context;

	seen->misplaced = seen->misplaced || !member->in_text ||
	                  memcmp(seen->text + member->at, member->address.bytes,
			      member->address.len) != 0;
	text_put(seen->members, TEXT_SIZE, &seen->len,
	    "%u:%.*s at %zu (%.*s)\n", member->line, (int)member->address.len,
	    member->address.bytes, member->at, (int)member->name.len,
	    member->name.len != 0 ? member->name.bytes : "");
	return 0;
}

static void
check(struct property *random, struct made *made, struct seen *seen)
{
	const struct reader_options options = {.type = READER_AUTO};
	struct diagnostics diagnostics = {0};
	struct foreign foreign;
	char errors[TEXT_SIZE] = "";
	size_t len = 0;

	*seen = (struct seen){.text = made->text};
	property_check(random,
	    reader_recognise("x", made->text, made->len, &foreign) ==
		READER_CSV,
	    "it is taken for another form", made->text, made->len);
	reader_parse("x", made->text, made->len, &options, take, seen,
	    &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		text_put(errors, TEXT_SIZE, &len, "%u\n",
		    diagnostics.list[i].line);
	diagnostics_clear(&diagnostics);
	if (strcmp(seen->members, made->members) != 0)
		fprintf(stderr, "put in:\n%sread:\n%s", made->members,
		    seen->members);
	property_check(random, strcmp(seen->members, made->members) == 0,
	    "other members", made->text, made->len);
	property_check(random, strcmp(errors, made->errors) == 0,
	    "other diagnostics", made->text, made->len);
	property_check(random, !seen->misplaced, "another place", made->text,
	    made->len);
}

Test(csv_property, what_was_put_in_is_read, .timeout = 120)
{
	static struct made made;
	static struct seen seen;

	PROPERTY_CASES(random, "csv")
	{
		make(&made, &random);
		if (made.members_len != 0)
			check(&random, &made, &seen);
	}
}
