// SPDX-License-Identifier: BSD-2-Clause
/* Address scan: the part of address.h that scans headers and lines of lists. */
#include "domains/engine/name/address.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"

/* Deeper nesting of comments is hostile, not a header. */
#define COMMENT_DEPTH_MAX 32

static bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* Is the byte an ordinary one of a word? */
static bool
is_plain(char byte)
{
	/* Graphic ASCII without "(,:;<@ and the quote. */
	static const uint8_t special[128] = {
	    ['"'] = 1,
	    ['('] = 1,
	    [','] = 1,
	    [':'] = 1,
	    [';'] = 1,
	    ['<'] = 1,
	    ['@'] = 1,
	};

	unsigned char code = (unsigned char)byte;
	return code > ' ' && code < 0x80 && !special[code];
}

static size_t
wide_mark(const char *p, const char *end, const char *mark)
{
	size_t len = strlen(mark);

	return (size_t)(end - p) >= len && memcmp(p, mark, len) == 0 ? len : 0;
}

static bool
has_full_width_at(const char *bytes, size_t len)
{
	return memmem(bytes, len, "＠", strlen("＠")) != NULL;
}

/* Does a character beyond ASCII separate words like a blank?  The blanks of
 * Unicode do, and the brackets, quotes and colon around an address in Japanese
 * or in the text of a word processor. */
static bool
is_unicode_blank(uint32_t code)
{
	switch (code) {
	case 0x00a0: /* no-break space */
	case 0x1680:
	case 0x2018: /* typographic quotes */
	case 0x2019:
	case 0x201c:
	case 0x201d:
	case 0x202f:
	case 0x205f:
	case 0x3000: /* ideographic space */
	case 0xfeff: /* byte order mark */
	case 0xff08: /* full-width parentheses, colon, angles, brackets */
	case 0xff09:
	case 0xff1a:
	case 0xff1c:
	case 0xff1e:
	case 0xff3b:
	case 0xff3d:
		return true;
	default:
		return (code >= 0x2000 && code <= 0x200b) ||
		       (code >= 0x3008 && code <= 0x3011); /* CJK brackets */
	}
}

static size_t
blank_len(const char *p, const char *end)
{
	uint32_t code = 0;

	if (is_ascii(*p))
		return ascii_is_space(*p);
	size_t len = utf8_decode(p, (size_t)(end - p), &code);
	return is_unicode_blank(code) ? len : 0;
}

/* Cuts blanks off both ends. */
static void
trim(const char **bytes, size_t *len)
{
	const char *end = *bytes + *len, *after = *bytes;
	size_t blank;

	while (*bytes < end && (blank = blank_len(*bytes, end)) != 0)
		*bytes += blank;
	for (const char *p = *bytes; p < end; p += blank) {
		if ((blank = blank_len(p, end)) != 0)
			continue;
		blank = 1;
		after = p + 1;
	}
	*len = after > *bytes ? (size_t)(after - *bytes) : 0;
}

void
address_scan_begin(struct address_scan *scan, const char *bytes, size_t len)
{
	*scan = (struct address_scan){.at = bytes, .end = bytes + len};
}

static size_t
separator_len(const char *p, const char *end)
{
	size_t len;

	if (*p == ',' || *p == ';')
		return 1;
	if (is_ascii(*p))
		return 0;
	if ((len = wide_mark(p, end, "、")) == 0 &&
	    (len = wide_mark(p, end, "，")) == 0)
		len = wide_mark(p, end, "；");
	return len;
}

/* The place after the quoted string at p; NULL when it has no end. */
static const char *
quoted_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && ++p == end)
			return NULL;
	return p < end ? p + 1 : NULL;
}

/* The place after the comment at p; NULL when it has no end or is too deep. */
static const char *
comment_end(const char *p, const char *end)
{
	unsigned depth = 0;

	for (; p < end; p++) {
		if (*p == '\\') {
			if (++p == end)
				return NULL;
		} else if (*p == '(') {
			if (++depth > COMMENT_DEPTH_MAX)
				return NULL;
		} else if (*p == ')' && --depth == 0) {
			return p + 1;
		}
	}
	return NULL;
}

/* After a quote or comment without an end all further ones are ordinary bytes,
 * so that the search for an end is done once a line. */
static const char *
skip_quoted(struct address_scan *scan, const char *p)
{
	if (scan->quotes_are_text)
		return NULL;
	const char *end = quoted_end(p, scan->end);
	if (end == NULL)
		scan->quotes_are_text = true;
	return end;
}

static const char *
skip_comment(struct address_scan *scan, const char *p)
{
	if (scan->comments_are_text)
		return NULL;
	const char *end = comment_end(p, scan->end);
	if (end == NULL)
		scan->comments_are_text = true;
	return end;
}

static void
emit(struct address_scan *scan, const char *begin, const char *end,
    struct address_found *found_r)
{
	found_r->bytes = begin;
	found_r->len = (size_t)(end - begin);
	found_r->error = ADDRESS_FINE;
	address_parse_path(begin, found_r->len, &found_r->address,
	    &found_r->error);
	scan->found = true;
}

/* A run of bytes without blank, separator, angle or comment. */
struct word {
	const char *begin, *end;
	const char *at;            /* its first @ outside quotes; NULL */
	const char *full_width_at; /* its first U+FF20 outside quotes; NULL */
	bool colon;      /* a colon ends it, as it does a group's name */
	bool all_quoted; /* is one quoted string */
};

/* Takes the word at scan->at.  After its @ a colon belongs to the word (an
 * address literal has some), and the Japanese commas do not; in a display name
 * they are text. */
static void
take_word(struct address_scan *scan, struct word *word_r)
{
	const char *p = scan->at, *end = scan->end, *after;
	struct word word = {.begin = p};

	while (p < end) {
		if (is_plain(*p)) {
			word.all_quoted = false;
			p++;
			continue;
		}
		if (blank_len(p, end) != 0 || *p == ',' || *p == ';')
			break;
		if (*p == '"' && (after = skip_quoted(scan, p)) != NULL) {
			word.all_quoted = p == word.begin;
			p = after;
			continue;
		}
		if (*p == '<' || (*p == '(' && skip_comment(scan, p) != NULL))
			break;
		if (*p == ':' && (word.at == NULL || p + 1 == end ||
				     blank_len(p + 1, end) != 0)) {
			word.colon = true;
			break;
		}
		if (word.at != NULL && separator_len(p, end) != 0)
			break;
		if (*p == '@' && word.at == NULL)
			word.at = p;
		else if (word.full_width_at == NULL &&
			 wide_mark(p, end, "＠") != 0)
			word.full_width_at = p;
		word.all_quoted = false;
		p++;
	}
	word.end = p;
	scan->at = word.colon ? p + 1 : p;
	*word_r = word;
}

/* Takes "<...>" at scan->at.  A comma or semicolon before the > means that the
 * > was forgotten, unless it stands between the hops of a source route.  A <
 * without its > and with nothing before it is a stray mark of the address. */
static void
take_angle(struct address_scan *scan, bool alone, struct address_found *found_r)
{
	const char *open = scan->at, *p = open + 1, *end = scan->end;
	bool route = false;

	size_t blank;
	while (p < end && (blank = blank_len(p, end)) != 0)
		p += blank;
	const char *begin = p;
	if (p < end && *p == '@')
		route = true;
	while (p < end && *p != '>' && *p != '<') {
		const char *after;
		if (*p == '"' && (after = skip_quoted(scan, p)) != NULL) {
			p = after;
			continue;
		}
		if (*p == ':')
			route = false;
		if ((*p == ',' && !route) || *p == ';')
			break;
		p++;
	}
	bool closed = p < end && *p == '>';
	size_t len = (size_t)(p - begin);
	trim(&begin, &len);
	scan->at = closed ? p + 1 : p;
	scan->found = true;
	if (len == 0 || (alone && !closed)) {
		len = len == 0 ? (size_t)(scan->at - open)
		               : (size_t)(begin + len - open);
		begin = open;
	}
	if (closed && begin != open) {
		emit(scan, begin, begin + len, found_r);
		return;
	}
	*found_r = (struct address_found){
	    .error = closed ? ADDRESS_EMPTY : ADDRESS_BAD_ANGLE,
	    .bytes = begin,
	    .len = len,
	};
}

/* The text between two separators, as long as it has no address. */
struct item {
	const char *begin, *end; /* its words; NULL */
	const char *inside;      /* the first comment or quoted word that may */
	size_t inside_len;       /*   hold an address, without its ends; NULL */
};

static void
item_add_inside(struct item *item, const char *begin, const char *end)
{
	if (item->inside == NULL) {
		item->inside = begin + 1;
		item->inside_len = (size_t)(end - begin) - 2;
	}
}

static void
item_add_word(struct item *item, const struct word *word)
{
	size_t len = (size_t)(word->end - word->begin);

	if (word->all_quoted && (memchr(word->begin, '@', len) != NULL ||
				    has_full_width_at(word->begin, len)))
		item_add_inside(item, word->begin, word->end);
	if (item->begin == NULL)
		item->begin = word->begin;
	item->end = word->end;
}

static void
item_add_comment(struct item *item, const char *begin, const char *end)
{
	if (memchr(begin, '@', (size_t)(end - begin)) != NULL)
		item_add_inside(item, begin, end);
}

/* Ends an item.  If it had no address, this finds the one in its comment ("Taro
 * Yamada (taro@gmai.com)") or quotes, or else its text. */
static bool
item_emit(struct address_scan *scan, const struct item *item,
    struct address_found *found_r)
{
	const char *begin = item->begin;
	size_t len = begin != NULL ? (size_t)(item->end - begin) : 0;

	if (scan->found || (begin == NULL && item->inside == NULL))
		return false;
	if (item->inside != NULL) {
		begin = item->inside;
		len = item->inside_len;
	}
	trim(&begin, &len);
	if (len > 2 && begin[0] == '<' && begin[len - 1] == '>') {
		begin++;
		len -= 2;
		trim(&begin, &len);
	}
	emit(scan, begin, begin + len, found_r);
	return true;
}

/* Should the word be an address?  Not an encoded word (RFC 2047); one with a
 * full-width @ if a dot follows, for that @ stands in names of people too. */
static bool
word_is_address(const struct word *word)
{
	size_t len = (size_t)(word->end - word->begin);

	if (word->at != NULL)
		return len < 4 || memcmp(word->begin, "=?", 2) != 0 ||
		       memcmp(word->end - 2, "?=", 2) != 0;
	if (word->full_width_at == NULL)
		return false;
	size_t rest = (size_t)(word->end - word->full_width_at);
	return memchr(word->full_width_at, '.', rest) != NULL ||
	       memmem(word->full_width_at, rest, "．", strlen("．")) != NULL ||
	       memmem(word->full_width_at, rest, "。", strlen("。")) != NULL;
}

static void
emit_word(struct address_scan *scan, const struct word *word,
    struct address_found *found_r)
{
	const char *begin = word->begin, *end = word->end;

	if (end - begin > 2 && *begin == '\'' && end[-1] == '\'') {
		begin++;
		end--;
	}
	emit(scan, begin, end, found_r);
}

bool
address_scan_next(struct address_scan *scan, struct address_found *found_r)
{
	struct item item = {0};
	struct word word;

	while (scan->at < scan->end) {
		const char *p = scan->at, *after;
		size_t len;
		if ((len = blank_len(p, scan->end)) != 0) {
			scan->at += len;
		} else if (*p == ',' || *p == ';' ||
			   (scan->found && separator_len(p, scan->end) != 0)) {
			scan->at += separator_len(p, scan->end);
			bool emitted = item_emit(scan, &item, found_r);
			scan->found = false;
			item = (struct item){0};
			if (emitted)
				return true;
		} else if (*p == '<') {
			take_angle(scan,
			    item.begin == NULL && item.inside == NULL &&
				!scan->found,
			    found_r);
			return true;
		} else if (*p == '(' &&
			   (after = skip_comment(scan, p)) != NULL) {
			item_add_comment(&item, p, after);
			scan->at = after;
		} else {
			take_word(scan, &word);
			if (word_is_address(&word)) {
				emit_word(scan, &word, found_r);
				return true;
			} else if (word.colon) {
				item = (struct item){0};
				scan->found = false;
			} else {
				item_add_word(&item, &word);
			}
		}
	}
	return item_emit(scan, &item, found_r);
}
