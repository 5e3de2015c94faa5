// SPDX-License-Identifier: BSD-2-Clause
/* Address scan: the part of address.h that scans headers and lines of lists. */
#include "domains/engine/name/address.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/marks.h"

/* Deeper nesting of comments is hostile, not a header. */
#define COMMENT_DEPTH_MAX 32

/* Is the byte an ordinary one of a word? */
static bool
is_plain(char byte)
{
	/* Graphic ASCII without the quote, @, "(,;<" and what may part two
	 * addresses. */
	static const uint8_t special[128] = {
	    ['"'] = 1,
	    ['#'] = 1,
	    ['&'] = 1,
	    ['('] = 1,
	    [')'] = 1,
	    ['*'] = 1,
	    ['+'] = 1,
	    [','] = 1,
	    ['/'] = 1,
	    [':'] = 1,
	    [';'] = 1,
	    ['<'] = 1,
	    ['='] = 1,
	    ['>'] = 1,
	    ['?'] = 1,
	    ['@'] = 1,
	    ['\\'] = 1,
	    ['|'] = 1,
	    ['}'] = 1,
	    ['~'] = 1,
	};

	unsigned char code = (unsigned char)byte;
	return code > ' ' && code < 0x80 && !special[code];
}

static bool
has_full_width_at(const char *bytes, size_t len)
{
	return memmem(bytes, len, "＠", strlen("＠")) != NULL;
}

void
address_scan_begin(struct address_scan *scan, const char *bytes, size_t len)
{
	*scan = (struct address_scan){.at = bytes, .end = bytes + len};
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
	bool last;       /* no @ comes after its first one */
};

/* Does another address begin after the byte at p, which is a joint? */
static bool
another_follows(struct word *word, const char *p, const char *end)
{
	size_t joint = marks_joint_len(p, end);
	const char *next = p + joint;

	if (joint == 0 || word->last || word->at == word->begin ||
	    p == word->at + 1)
		return false;
	for (p = next; p < end && *p != '@'; p++)
		if (ascii_is_space(*p) || strchr(",;<(\"", *p) != NULL)
			break;
	word->last = p == end || *p != '@';
	return !word->last && p != next;
}

/* Takes the word at scan->at.  After its @ a colon belongs to the word (an
 * address literal has some), and the Japanese commas do not; in a display name
 * they are text. */
static void
take_word(struct address_scan *scan, struct word *word_r)
{
	const char *p = scan->at, *end = scan->end, *after;
	struct word word;
	size_t joint = scan->found ? marks_joint_len(p, end) : 0;

	/* Blanks may stand around what parts two addresses. */
	if (joint != 0 && p + joint < end &&
	    marks_blank_len(p + joint, end) == 0)
		p += joint;
	word = (struct word){.begin = p};
	joint = 0;

	while (p < end) {
		if (is_plain(*p)) {
			word.all_quoted = false;
			do
				p++;
			while (p < end && is_plain(*p));
			continue;
		}
		if (marks_blank_len(p, end) != 0 || *p == ',' || *p == ';')
			break;
		if (word.at != NULL && another_follows(&word, p, end)) {
			joint = marks_joint_len(p, end);
			break;
		}
		if (*p == '"' && (after = skip_quoted(scan, p)) != NULL) {
			word.all_quoted = p == word.begin;
			p = after;
			continue;
		}
		if (*p == '<' || (*p == '(' && skip_comment(scan, p) != NULL))
			break;
		if (*p == ':' && (word.at == NULL || p + 1 == end ||
				     marks_blank_len(p + 1, end) != 0)) {
			word.colon = true;
			break;
		}
		if (word.at != NULL && (marks_separator_len(p, end) != 0 ||
					   marks_is_query(p, end)))
			break;
		if (*p == '@' && word.at == NULL)
			word.at = p;
		else if (word.full_width_at == NULL &&
			 marks_is_full_width_at(p, end))
			word.full_width_at = p;
		word.all_quoted = false;
		p++;
	}
	word.end = p;
	scan->at = p + (word.colon ? 1 : joint);
	*word_r = word;
}

/* Takes "<...>" at scan->at.  A comma or semicolon before the > means that the
 * > was forgotten, unless it stands between the hops of a source route.  A <
 * without its > and with nothing before it is a stray mark of the address. */
static void
take_angle(struct address_scan *scan, bool alone, struct address_found *found_r)
{
	static const char mailto[] = "mailto:";
	const char *open = scan->at, *end = scan->end;
	const char *begin = marks_after_blanks(open + 1, end), *p = begin;
	bool route = false;

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
	marks_trim(&begin, &len);
	if (closed && len > strlen(mailto) &&
	    strncasecmp(begin, mailto, strlen(mailto)) == 0) {
		begin += strlen(mailto);
		len -= strlen(mailto);
		for (size_t i = 1; i < len; i++)
			if (marks_is_query(begin + i, begin + len)) {
				len = i;
				p = begin + len;
			}
	}
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

/* ---- names that look like addresses -------------------------------------- */

/* The end of "<taro@gmai.com>", or NULL when that has no address in it. */
static const char *
angle_end(const char *p, const char *end)
{
	bool at = false;

	for (p++; p < end && *p != '<' && *p != ';'; p++) {
		if (*p == '>')
			return at ? p : NULL;
		at = at || *p == '@' || marks_is_full_width_at(p, end);
	}
	return NULL;
}

/* Searches the angle bracket of the item that begins an address. */
static void
find_angle(struct address_scan *scan, const char *p)
{
	const char *end = scan->end, *after;

	scan->angle = NULL;
	while (p < end && marks_separator_len(p, end) == 0) {
		if ((*p == '"' && (after = skip_quoted(scan, p)) != NULL) ||
		    (*p == '(' && (after = skip_comment(scan, p)) != NULL)) {
			p = after;
			continue;
		}
		if (*p == '<' && angle_end(p, end) != NULL) {
			scan->angle = p;
			break;
		}
		if (*p == ':' && p + 1 < end &&
		    marks_blank_len(p + 1, end) != 0)
			break;
		p++;
	}
	scan->looked = p;
}

/* Is what stands before the place a display name?  An address in angle brackets
 * follows then. */
static bool
is_name_before(struct address_scan *scan, const char *p)
{
	if (scan->looked == NULL || p >= scan->looked)
		find_angle(scan, p);
	return scan->angle != NULL && p <= scan->angle;
}

/* ---- items --------------------------------------------------------------- */

/* The text between two separators, as long as it has no address. */
struct item {
	const char *begin, *end; /* its words; NULL */
	const char *last;        /* where the last of them begins */
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

static bool
is_quoted_address(const struct word *word)
{
	size_t len = (size_t)(word->end - word->begin);

	return word->all_quoted && (memchr(word->begin, '@', len) != NULL ||
				       has_full_width_at(word->begin, len));
}

static void
item_add_word(struct item *item, const struct word *word)
{
	if (is_quoted_address(word))
		item_add_inside(item, word->begin, word->end);
	if (item->begin == NULL)
		item->begin = word->begin;
	item->last = word->begin;
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
	marks_trim(&begin, &len);
	if (len > 2 && begin[0] == '<' && begin[len - 1] == '>') {
		begin++;
		len -= 2;
		marks_trim(&begin, &len);
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

/* Puts together what blanks beside the @ part: "taro @ gmai.com". */
static void
join_word(struct address_scan *scan, const struct item *item, struct word *word)
{
	struct address_scan ahead = *scan;
	struct word next;

	if (word->at + 1 == word->end && !word->colon) {
		ahead.at = marks_after_blanks(ahead.at, ahead.end);
		take_word(&ahead, &next);
		if (next.at != NULL || next.begin == next.end ||
		    memchr(next.begin + 1, '.',
			(size_t)(next.end - next.begin) - 1) == NULL)
			return;
		*scan = ahead;
		word->end = next.end;
		word->colon = next.colon;
	}
	if (word->at == word->begin && word->at + 1 < word->end &&
	    item->last != NULL &&
	    memchr(word->at, '.', (size_t)(word->end - word->at)) != NULL &&
	    marks_after_blanks(item->end, scan->end) == word->begin)
		word->begin = item->last;
}

bool
address_scan_next(struct address_scan *scan, struct address_found *found_r)
{
	struct item item = {0};
	struct word word;

	while (scan->at < scan->end) {
		const char *p = scan->at, *after;
		size_t len;
		if ((len = marks_blank_len(p, scan->end)) != 0) {
			scan->at += len;
		} else if (*p == ',' || *p == ';' ||
			   (scan->found &&
			       marks_separator_len(p, scan->end) != 0)) {
			scan->at += marks_separator_len(p, scan->end);
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
			if (word.at != NULL)
				join_word(scan, &item, &word);
			if (word_is_address(&word) &&
			    !is_name_before(scan, word.end)) {
				emit_word(scan, &word, found_r);
				return true;
			} else if (word.colon) {
				item = (struct item){0};
				scan->found = false;
			} else if (item.inside != NULL &&
				   is_quoted_address(&word) &&
				   !is_name_before(scan, word.end) &&
				   item_emit(scan, &item, found_r)) {
				scan->at = word.begin; /* of the next item */
				scan->found = false;
				return true;
			} else {
				item_add_word(&item, &word);
			}
		}
	}
	return item_emit(scan, &item, found_r);
}
