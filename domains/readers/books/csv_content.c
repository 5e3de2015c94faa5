/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at cells. */
#include "domains/readers/books/csv_content.h"

#include <string.h>

#include "domains/base/ascii.h"

#define WIDE_AT "\xef\xbc\xa0"

/* The @ of half or full width; NULL.  *len_r: of it. */
static const char *
find_at(struct span text, size_t *len_r)
{
	const char *at = span_find(text, '@');

	*len_r = 1;
	if (at == NULL && text.len != 0 &&
	    memchr(text.bytes, WIDE_AT[0], text.len) != NULL) {
		at = memmem(text.bytes, text.len, WIDE_AT, strlen(WIDE_AT));
		*len_r = strlen(WIDE_AT);
	}
	return at;
}

bool
csv_content_has_at(struct span cell)
{
	size_t len;

	return find_at(cell, &len) != NULL;
}

/* ---- parts --------------------------------------------------------------- */

/* Kinds of proxy addresses. */
static const char *const schemes[] = {"smtp", "x500", "x400", "ex", "sip",
    "eum", "spo", "notes", "ccmail", "gwise", "mrs", "im", NULL};

static bool
is_gap(char byte)
{
	return ascii_is_space(byte) || byte == ',' || byte == ';';
}

/* Where the word that a colon ends begins, if it is one of our schemes; else
 * NULL. */
static const char *
scheme_before(const char *begin, const char *colon)
{
	const char *word = colon;

	while (
	    word > begin && ascii_is_alphanumeric(word[-1]) && colon - word < 8)
		word--;
	if (word > begin && !is_gap(word[-1]))
		return NULL;
	return span_is_one_of(span_between(word, colon), schemes) ? word : NULL;
}

/* Does a report of Exchange on what became of a recipient begin here:
 * "taro@gmai.com##Receive, Send;hanako@example.jp##Receive, Fail"? */
static bool
is_fate(struct span text, const char *at)
{
	return text.bytes + text.len - at > 1 && at[1] == '#' &&
	       memchr(text.bytes, '@', (size_t)(at - text.bytes)) != NULL;
}

/* Where a part ends: a line, one of Google's values, or before a proxy address
 * or a recipient's fate.  *after_r: the next one begins. */
static const char *
part_end(struct span text, const char **after_r)
{
	static const bool special[256] = {
	    ['\n'] = true,
	    ['\v'] = true,
	    ['\r'] = true,
	    [':'] = true,
	    ['#'] = true,
	};
	const char *end = text.bytes + text.len, *word;

	for (const char *at = text.bytes; at < end; at++) {
		if (!special[(unsigned char)*at])
			continue;
		if (*at == '#' && !is_fate(text, at))
			continue;
		*after_r = at + 1;
		if (*at == '#') {
			word = memchr(at, ';', (size_t)(end - at));
			*after_r = word != NULL ? word : end;
		}
		if (*at != ':')
			return at;
		if (at > text.bytes && at[-1] == ' ' && end - at >= 4 &&
		    memcmp(at, "::: ", 4) == 0) {
			*after_r = at + 4;
			return at;
		}
		word = scheme_before(text.bytes, at);
		if (word != NULL && word > text.bytes) {
			*after_r = word;
			return word;
		}
	}
	*after_r = end;
	return end;
}

/* A name in Exchange's directory. */
static bool
is_distinguished(struct span text)
{
	return span_begins(text, "/o=") || span_begins(text, "/c=");
}

/* Leaves out the kind of a proxy address; false when it is no mail address. */
static bool
take_scheme(struct span *part)
{
	const char *colon = span_find(*part, ':');

	if (is_distinguished(*part))
		return false;
	if (colon == NULL || scheme_before(part->bytes, colon) != part->bytes)
		return true;
	return span_take_begin(part, "smtp:");
}

/* The end of an item of a list; in quotes nothing separates. */
static size_t
item_len(struct span text)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < text.len; i++) {
		quoted = quoted != (text.bytes[i] == '"');
		/* The quotes of a cell as it stands in the text. */
		i += text.bytes[i] == '"' && i + 1 < text.len &&
		     text.bytes[i + 1] == '"';
		if (!quoted && (text.bytes[i] == ',' || text.bytes[i] == ';'))
			break;
		if (!quoted && text.len - i >= 3 &&
		    memcmp(text.bytes + i, "、", 3) == 0)
			break;
	}
	return i;
}

/* After an address of another kind, and what may belong to it: the parts of an
 * X.400 address are separated like addresses. */
static struct span
after_other_kind(struct span text)
{
	size_t len = item_len(text);

	while (len < text.len) {
		text = span_after(text, len + 1);
		len = item_len(text);
		if (csv_content_has_at((struct span){text.bytes, len}) &&
		    !is_distinguished(text))
			return text;
	}
	return span_after(text, text.len);
}

struct span
csv_content_in_brackets(struct span cell)
{
	struct span text = span_trim(cell), in;
	char open, close;

	if (text.len < 2)
		return cell;
	open = text.bytes[0];
	close = text.bytes[text.len - 1];
	in = span_trim((struct span){text.bytes + 1, text.len - 2});
	if (open == '{' && close == '}')
		return in;
	return open == '[' && close == ']' && in.len != 0 && in.bytes[0] == '"'
	           ? in
	           : cell;
}

/* Does a text begin with an item that is all in quotes?  They are doubled
 * where a cell is looked at as it stands in the text.  *in_r: what is in them;
 * *len_r: of the item. */
static bool
is_quoted_item(struct span text, struct span *in_r, size_t *len_r)
{
	size_t quotes = 0, end;

	while (quotes < 2 && quotes < text.len && text.bytes[quotes] == '"')
		quotes++;
	if (quotes == 0)
		return false;
	for (end = quotes; end < text.len && text.bytes[end] != '"';)
		end++;
	if (text.len - end < quotes ||
	    (quotes == 2 && text.bytes[end + 1] != '"'))
		return false;
	*in_r = (struct span){text.bytes + quotes, end - quotes};
	*len_r = end + quotes;
	return (*len_r == text.len || text.bytes[*len_r] == ',' ||
		   text.bytes[*len_r] == ';') &&
	       (csv_content_has_at(*in_r) || is_distinguished(*in_r) ||
		   span_has(*in_r, ':'));
}

bool
csv_content_next(struct span *rest, struct span *part_r)
{
	while (rest->len != 0) {
		const char *end = rest->bytes + rest->len, *after, *stop;
		struct span part;
		size_t len;

		if (is_quoted_item(*rest, &part, &len)) {
			after = rest->bytes + len;
			while (after < end && is_gap(*after))
				after++;
		} else {
			stop = part_end(*rest, &after);
			part = span_trim(span_between(rest->bytes, stop));
		}
		if (part.len != 0 && !take_scheme(&part)) {
			if ((part = after_other_kind(part)).len != 0)
				after = part.bytes;
			part.len = 0;
		}
		*rest = span_between(after, end);
		if (part.len != 0) {
			*part_r = part;
			return true;
		}
	}
	return false;
}

bool
csv_content_is_beside(struct span cell, struct span part)
{
	return part.len < cell.len && !csv_content_has_at(part) &&
	       !span_has(part, '.') && !span_contains(part, "．") &&
	       csv_content_has_at(cell);
}

/* ---- addresses ----------------------------------------------------------- */

/* Could it stand in a local part or a domain? */
static bool
is_ordinary(char byte)
{
	return ascii_is_alphanumeric(byte) || (unsigned char)byte >= 0x80 ||
	       (byte > ' ' && strchr("\"'(),:;<>@[\\]", byte) == NULL);
}

/* Is it a domain, or one that lacks its dot: no "3個", as in 100@3個? */
static bool
is_domain(struct span text)
{
	bool dot = false, letter = false, wide = false;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_ordinary(text.bytes[i]))
			return false;
		dot = dot || text.bytes[i] == '.';
		letter = letter || ascii_is_letter(text.bytes[i]);
		wide = wide || (unsigned char)text.bytes[i] >= 0x80;
	}
	dot = dot || memmem(text.bytes, text.len, "．", 3) != NULL ||
	      memmem(text.bytes, text.len, "。", 3) != NULL;
	return text.len != 0 && (dot || (letter && !wide));
}

static bool
is_address(struct span text)
{
	size_t len = 0;
	const char *at = find_at(text, &len);
	struct span local;

	if (at == NULL || at == text.bytes)
		return false;
	local = span_between(text.bytes, at);
	for (size_t i = 0; i < local.len; i++)
		if (!is_ordinary(local.bytes[i]))
			return false;
	return is_domain(span_after(text, local.len + len));
}

/* The item without a comment at its end and, where it has a name and angle
 * brackets, only what is in them. */
static struct span
address_of_item(struct span item)
{
	const char *open;

	if (item.len > 1 && item.bytes[item.len - 1] == ')' &&
	    (open = memrchr(item.bytes, '(', item.len)) != NULL)
		item = span_trim(span_between(item.bytes, open));
	if (item.len > 1 && item.bytes[item.len - 1] == '>' &&
	    (open = memrchr(item.bytes, '<', item.len)) != NULL &&
	    (open == item.bytes || ascii_is_blank(open[-1]) ||
		open[-1] == '"' || (unsigned char)open[-1] >= 0x80))
		item = span_trim(
		    span_between(open + 1, item.bytes + item.len - 1));
	(void)span_take_begin(&item, "mailto:");
	return item;
}

/* Takes the next item of a list; false at the end. */
static bool
next_item(struct span *rest, struct span *item_r)
{
	while (rest->len != 0) {
		size_t len = item_len(*rest);
		struct span item = span_trim((struct span){rest->bytes, len});
		bool wide =
		    len < rest->len && (unsigned char)rest->bytes[len] >= 0x80;

		*rest = span_after(*rest,
		    len == rest->len ? len : len + (wide ? strlen("、") : 1));
		if (item.len == 0)
			continue;
		*item_r = address_of_item(item);
		return true;
	}
	return false;
}

bool
csv_content_is_addresses(struct span cell)
{
	return csv_content_is_others(cell, (struct span){"", 0});
}

/* Is an item an address, or several with blanks between them?  *other_r is set
 * when there is one that the others do not have. */
static bool
is_item(struct span item, struct span others, bool *other_r)
{
	struct span address;

	for (; item.len != 0; item = span_trim(item)) {
		address = span_take_until(&item, ' ');
		if (!is_address(address))
			return false;
		*other_r = *other_r || !csv_content_holds(others, address);
	}
	return true;
}

bool
csv_content_is_others(struct span cell, struct span others)
{
	struct span rest = csv_content_in_brackets(cell), part, item;
	bool other = false;

	while (csv_content_next(&rest, &part))
		while (next_item(&part, &item))
			if (!is_item(item, others, &other))
				return false;
	return other;
}

/* ---- texts --------------------------------------------------------------- */

static bool
is_of_address(char byte)
{
	return ascii_is_alphanumeric(byte) ||
	       (byte != '\0' && strchr("._%+-", byte) != NULL);
}

bool
csv_content_holds(struct span text, struct span address)
{
	const char *end = text.bytes + text.len, *at = text.bytes;

	while (address.len != 0 && at < end &&
	       (at = memmem(at, (size_t)(end - at), address.bytes,
		    address.len)) != NULL) {
		const char *after = at + address.len;

		if ((at == text.bytes || !is_of_address(at[-1])) &&
		    (after == end || !is_of_address(*after)))
			return true;
		at++;
	}
	return false;
}

bool
csv_content_has_other(struct span cell, struct span others)
{
	const char *end = cell.bytes + cell.len, *at = cell.bytes;

	while (at < end && (at = memchr(at, '@', (size_t)(end - at))) != NULL) {
		const char *begin = at, *after = at + 1;

		while (begin > cell.bytes && is_of_address(begin[-1]))
			begin--;
		while (after < end && is_of_address(*after))
			after++;
		while (after > at && after[-1] == '.')
			after--;
		if (begin < at && after - at > 1 &&
		    memchr(at, '.', (size_t)(after - at)) != NULL &&
		    !csv_content_holds(others, span_between(begin, after)))
			return true;
		at = after > at ? after : at + 1;
	}
	return false;
}

bool
csv_content_is_words(struct span cell)
{
	bool letter = false;

	for (size_t i = 0; i < cell.len; i++) {
		const char byte = cell.bytes[i];

		if (ascii_is_digit(byte) || byte == '@' || byte == '/')
			return false;
		letter = letter || ascii_is_letter(byte) ||
		         (unsigned char)byte >= 0x80;
	}
	return letter;
}

/* The longest word for nothing, in bytes: an address is seldom as short. */
#define NOTHING_MAX 12

/* What people write where somebody has no address. */
static bool
is_word_for_nothing(struct span cell)
{
	static const char *const words[] = {"n/a", "null", "なし", "無し", "無",
	    "ナシ", "未登録", "未入力", "未定", "不明", "該当なし", "―", "－",
	    "ー", "—", "–", "×", NULL};

	cell = span_trim(cell);
	return cell.len <= NOTHING_MAX && span_is_one_of(cell, words);
}

bool
csv_content_is_empty(struct span cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if (ascii_is_alphanumeric(cell.bytes[i]) ||
		    cell.bytes[i] == '@' || cell.bytes[i] == '<' ||
		    (unsigned char)cell.bytes[i] >= 0x80)
			return is_word_for_nothing(cell);
	return true;
}
