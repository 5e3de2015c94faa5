/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of the headers that registers usually have. */
#include "domains/readers/books/csv_columns.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/full_width.h"

/* A longer header is none that we know. */
#define HEADER_MAX 256

struct heading {
	const char *text; /* as simplify() leaves it */
	enum csv_column column;
};

static const struct heading headings[] = {
    {"mail", CSV_ADDRESS},
    {"email", CSV_ADDRESS},
    {"emailvalue", CSV_ADDRESS},
    {"mailto", CSV_ADDRESS},
    {"メール", CSV_ADDRESS},
    {"eメール", CSV_ADDRESS},
    {"電子メール", CSV_ADDRESS},
    {"メアド", CSV_ADDRESS},
    {"name", CSV_NAME},
    {"fullname", CSV_NAME},
    {"realname", CSV_NAME},
    {"displayname", CSV_NAME},
    {"lastname", CSV_NAME},
    {"firstname", CSV_NAME},
    {"familyname", CSV_NAME},
    {"givenname", CSV_NAME},
    {"surname", CSV_NAME},
    {"cn", CSV_NAME},
    {"gecos", CSV_NAME},
    {"姓", CSV_NAME},
    {"名", CSV_NAME},
    {"氏名", CSV_NAME},
    {"姓名", CSV_NAME},
    {"名前", CSV_NAME},
    {"お名前", CSV_NAME},
    {"表示名", CSV_NAME},
    {"会員名", CSV_NAME},
    {"担当者", CSV_NAME},
    {"担当者名", CSV_NAME},
    {"list", CSV_LIST},
    {"listname", CSV_LIST},
    {"mailinglist", CSV_LIST},
    {"ml", CSV_LIST},
    {"mlname", CSV_LIST},
    {"ml名", CSV_LIST},
    {"リスト", CSV_LIST},
    {"リスト名", CSV_LIST},
    {"メーリングリスト", CSV_LIST},
    {"メーリングリスト名", CSV_LIST},
    {"グループ", CSV_LIST},
    {"グループ名", CSV_LIST},
};

/* What a longer heading has in it; the first that fits. */
static const struct heading parts[] = {
    {"メールアドレス", CSV_ADDRESS},
    {"電子メールアドレス", CSV_ADDRESS},
    {"mailaddress", CSV_ADDRESS},
    {"メルアド", CSV_ADDRESS},
    {"フリガナ", CSV_READING},
    {"ふりがな", CSV_READING},
    {"カナ", CSV_READING},
    {"かな", CSV_READING},
    {"よみ", CSV_READING},
    {"ヨミ", CSV_READING},
    {"ローマ字", CSV_READING},
    {"kana", CSV_READING},
    {"romaji", CSV_READING},
    {"reading", CSV_READING},
    {"phonetic", CSV_READING},
    {"氏名", CSV_NAME},
};

/* Lower case, without digits, blanks and punctuation, without what stands in
 * parentheses: "Ｅ-mail 1 (必須)" is "email".  Returns its length. */
static size_t
simplify(struct span header, char buf[static HEADER_MAX])
{
	static const char idle[] = " \t\r\n-_.*:/'\"0123456789";
	static const char wide_blank[] = "\xe3\x80\x80";
	size_t to = 0, depth = 0;

	for (size_t i = 0; i < header.len; i++) {
		char byte = header.bytes[i];

		if (header.len - i >= 3 &&
		    memcmp(header.bytes + i, wide_blank, 3) == 0) {
			i += 2;
			continue;
		}
		depth += byte == '(';
		if (depth == 0 && byte != '\0' && strchr(idle, byte) == NULL)
			buf[to++] = ascii_lower(byte);
		depth -= byte == ')' && depth > 0;
	}
	return to;
}

enum csv_column
csv_column_of(struct span header)
{
	struct full_width mended;
	char simple[HEADER_MAX];
	struct span text;

	if (header.len >= HEADER_MAX)
		return CSV_OTHER;
	if (full_width_mend(header.bytes, header.len, &mended))
		header = (struct span){mended.bytes, mended.len};
	text = (struct span){simple, simplify(header, simple)};
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
		if (span_equal(text, headings[i].text))
			return headings[i].column;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (text.len != 0 && memmem(text.bytes, text.len, parts[i].text,
					 strlen(parts[i].text)) != NULL)
			return parts[i].column;
	return CSV_OTHER;
}

bool
csv_column_is_weak(struct span header)
{
	char simple[HEADER_MAX];
	struct span text = {simple, 0};

	if (header.len < HEADER_MAX)
		text.len = simplify(header, simple);
	return span_equal(text, "address") || span_equal(text, "アドレス") ||
	       span_equal(text, "member") || span_equal(text, "user");
}

static const char *const column_names[CSV_COLUMN_KINDS] = {
    [CSV_OTHER] = "other",
    [CSV_ADDRESS] = "address",
    [CSV_NAME] = "name",
    [CSV_READING] = "reading",
    [CSV_LIST] = "list",
};

bool
csv_column_parse(const char *name, size_t len, enum csv_column *column_r)
{
	const struct span text = {name, len};

	for (enum csv_column i = CSV_ADDRESS; i < CSV_COLUMN_KINDS; i++)
		if (span_equal(text, column_names[i])) {
			*column_r = i;
			return true;
		}
	return false;
}

/* Is the column the one that an option calls so? */
static bool
is_called(const char *called, struct span header, size_t column)
{
	char *end;
	unsigned long number;

	if (called == NULL)
		return false;
	number = strtoul(called, &end, 10);
	if (end != called && *end == '\0' && called[0] >= '0' &&
	    called[0] <= '9')
		return number == column + 1;
	return span_equal(span_trim(header), called);
}

enum csv_column
csv_column_by_option(const struct csv_columns *columns, struct span header,
    size_t column)
{
	for (enum csv_column i = CSV_ADDRESS; i < CSV_COLUMN_KINDS; i++)
		if (is_called(columns->called[i], header, column))
			return i;
	return CSV_OTHER;
}
