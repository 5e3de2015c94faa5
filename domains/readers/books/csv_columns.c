/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of the headings that registers usually have. */
#include "domains/readers/books/csv_columns.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/full_width.h"

/* A longer heading is none that we know. */
#define HEADING_MAX 256

/* Texts of one meaning, as simplify() leaves them. */
struct known {
	enum csv_column column;
	enum csv_part part;
	const char *const *texts; /* NULL ends them */
};

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* A whole heading. */
static const struct known headings[] = {
    {CSV_ID, CSV_WHOLE,
	TEXTS("messageid", "internetmessageid", "originalmessageid",
	    "inreplyto", "メッセージid")},
    {CSV_NAME, CSV_WHOLE,
	TEXTS("name", "fullname", "realname", "displayname", "cn", "gecos",
	    "anzeigename", "nomcomplet", "nometprénom", "nombrecompleto",
	    "姓名", "名前", "お名前", "表示名", "会員名", "担当者",
	    "担当者名")},
    {CSV_NAME, CSV_FAMILY,
	TEXTS("lastname", "familyname", "surname", "sn", "姓", "名字", "苗字",
	    "nachname", "familienname", "nom", "nomdefamille", "apellido",
	    "apellidos")},
    {CSV_NAME, CSV_GIVEN,
	TEXTS("firstname", "givenname", "forename", "名", "vorname", "prénom",
	    "prenom", "nombre")},
    {CSV_NAME, CSV_NICKNAME,
	TEXTS("nickname", "ニックネーム", "spitzname", "surnom", "apodo")},
    {CSV_LIST, CSV_WHOLE,
	TEXTS("list", "listname", "mailinglist", "ml", "mlname", "ml名",
	    "リスト", "リスト名", "メーリングリスト", "メーリングリスト名",
	    "グループ", "グループ名")},
};

/* What a longer heading has in it; the first that fits. */
static const struct known parts[] = {
    {CSV_READING, CSV_WHOLE,
	TEXTS("フリガナ", "ふりがな", "カナ", "かな", "よみ", "ヨミ", "読み",
	    "ﾌﾘｶﾞﾅ", "ｶﾅ", "ﾖﾐ", "ローマ字", "kana", "yomi", "romaji",
	    "reading", "phonetic")},
    {CSV_NAME, CSV_WHOLE, TEXTS("氏名")},
};

/* Whose name or reading it is then is another matter. */
static const char *const of_others[] = {"会社", "組織", "所属", "部署", "住所",
    "company", "organization", "department", NULL};

/* Which part of it a reading is. */
static const char *const of_family[] = {"姓", "セイ", "せい", "ｾｲ", "family",
    "last", NULL};
static const char *const of_given[] = {"名前", "氏名", "姓名", NULL};
static const char *const given[] = {"名", "メイ", "めい", "ﾒｲ", "given",
    "first", NULL};

/* Headings that name addresses, and nothing else, where they end so; each
 * language's shortest ones are whole headings. */
static const char *const surely[] = {"mailaddress", "mailaddresses",
    "mailadresse", "mailadressen", "メールアドレス", "ﾒｰﾙｱﾄﾞﾚｽ", "メルアド",
    "メアド", "ﾒｱﾄﾞ", "smtpaddress", "emailvalue", "adresseélectronique",
    "adressemail", "adresseemail", "adressecourriel", "correoelectrónico",
    "correoelectronico", NULL};
static const char *const whole[] = {"mail", "email", "emails", "mailto",
    "メール", "eメール", "電子メール", "ﾒｰﾙ", "courriel", "correo",
    "primaryemail", "secondaryemail", NULL};

/* What has to do with mail or an address, if the cells say so too. */
static const char *const hints[] = {"mail", "メール", "ﾒｰﾙ", "アドレス",
    "ｱﾄﾞﾚｽ", "メアド", "ﾒｱﾄﾞ", "address", "adresse", "courriel", "correo",
    NULL};
static const char *const whole_hints[] = {"member", "user", "contact", "連絡先",
    "緊急連絡先", "from", "to", "cc", "bcc", "sender", "recipient",
    "recipients", "差出人", "宛先", NULL};

/* After such a word: something about it. */
static const char *const about[] = {"type", "status", "display", "anzeige",
    "angezeigt", "policy", "enabled", "format", "label", "count", "date",
    "time", "verified", "opt", "notif", "setting", "public", "server", "domain",
    "ing", "box", "stop", "subject", "設定", "通知", "公開", "配信", "種別",
    "種類", "区分", "可否", "希望", "許可", "フラグ", "有無", "受信", "送信",
    "件名", "形式", "表示", "状態", "登録", "日", "マガジン", "言語", NULL};

/* Lower case, without digits, blanks and punctuation, without what stands in
 * parentheses: "Ｅ-mail 1 (必須)" is "email".  Returns its length. */
static size_t
simplify(struct span heading, char buf[static HEADING_MAX])
{
	static const char idle[] = " \t\r\n-_.*:/'\"0123456789";
	static const char wide_blank[] = "\xe3\x80\x80";
	size_t to = 0, depth = 0;

	for (size_t i = 0; i < heading.len; i++) {
		char byte = heading.bytes[i];

		if (heading.len - i >= 3 &&
		    memcmp(heading.bytes + i, wide_blank, 3) == 0) {
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

static const char *
find(struct span text, const char *word)
{
	return text.len != 0 ? memmem(text.bytes, text.len, word, strlen(word))
	                     : NULL;
}

static bool
has_one_of(struct span text, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (find(text, words[i]) != NULL)
			return true;
	return false;
}

static bool
ends_with_one_of(struct span text, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (span_take_end(&text, words[i]))
			return true;
	return false;
}

/* Is it about mail or addresses, and what follows not about something of them?
 */
static bool
hints_at_address(struct span text)
{
	const char *end = NULL;

	for (size_t i = 0; hints[i] != NULL; i++)
		for (struct span rest = text;;) {
			const char *at = find(rest, hints[i]);

			if (at == NULL)
				break;
			at += strlen(hints[i]);
			end = end == NULL || at > end ? at : end;
			rest = span_between(at, text.bytes + text.len);
		}
	return end != NULL &&
	       !has_one_of(span_between(end, text.bytes + text.len), about);
}

static enum csv_part
part_of_reading(struct span heading)
{
	if (has_one_of(heading, of_given))
		return CSV_WHOLE;
	if (has_one_of(heading, of_family))
		return CSV_FAMILY;
	return has_one_of(heading, given) ? CSV_GIVEN : CSV_WHOLE;
}

/* Is it a name or something else that is no address? */
static bool
is_known(struct span text, struct csv_heading *heading_r)
{
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
		if (span_is_one_of(text, headings[i].texts)) {
			*heading_r = (struct csv_heading){headings[i].column,
			    headings[i].part, false};
			return true;
		}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (has_one_of(text, parts[i].texts) &&
		    !has_one_of(text, of_others)) {
			*heading_r = (struct csv_heading){parts[i].column,
			    parts[i].part, false};
			return true;
		}
	return false;
}

struct csv_heading
csv_heading_of(struct span heading)
{
	struct csv_heading meaning = {.column = CSV_OTHER};
	struct full_width mended;
	char simple[HEADING_MAX], lower[HEADING_MAX];
	struct span text, all;

	if (heading.len >= HEADING_MAX)
		return meaning;
	if (full_width_mend(heading.bytes, heading.len, &mended))
		heading = (struct span){mended.bytes, mended.len};
	text = (struct span){simple, simplify(heading, simple)};
	/* The "mail" of gmail.com says nothing of the column. */
	text = span_take_until(&text, '@');
	meaning.sure =
	    span_is_one_of(text, whole) || ends_with_one_of(text, surely);
	if (meaning.sure || span_is_one_of(text, whole_hints)) {
		meaning.column = CSV_ADDRESS;
	} else if (is_known(text, &meaning)) {
		/* "フリガナ(姓)" */
		for (size_t i = 0; i < heading.len; i++)
			lower[i] = ascii_lower(heading.bytes[i]);
		all = (struct span){lower, heading.len};
		if (meaning.column == CSV_READING)
			meaning.part = part_of_reading(all);
	} else if (hints_at_address(text)) {
		meaning.column = CSV_ADDRESS;
	}
	return meaning;
}

/* ---- what an option says ------------------------------------------------- */

static const char *const column_names[CSV_COLUMN_KINDS] = {
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
is_called(const char *called, struct span heading, size_t column)
{
	char *end;
	unsigned long number = strtoul(called, &end, 10);

	if (*end == '\0' && ascii_is_digit(called[0]))
		return number == column + 1;
	return span_equal(span_trim(heading), called);
}

bool
csv_columns_name(const struct csv_columns *columns, enum csv_column kind)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->called[i].column == kind)
			return true;
	return false;
}

enum csv_column
csv_column_by_option(const struct csv_columns *columns, struct span heading,
    size_t column)
{
	for (size_t i = 0; i < columns->count; i++)
		if (is_called(columns->called[i].name, heading, column))
			return columns->called[i].column;
	return CSV_OTHER;
}
