// SPDX-License-Identifier: BSD-2-Clause
/* Address: takes paths and headers apart, without copying a byte. */
#include "domains/engine/address.h"

#include <stdint.h>
#include <string.h>

#include "domains/engine/utf8.h"

/* Deeper nesting of comments is hostile, not a header. */
#define COMMENT_DEPTH_MAX 32

#define WIDE_AT 0xff20u

/* What an ASCII byte may be; bytes from 0x80 on have no bit. */
enum byte_class {
	LOCAL = 1,   /* atext of RFC 5322 3.2.3, and the dot */
	DOMAIN = 2,  /* may stand in a domain until name_parse() judges it */
	LITERAL = 4, /* dtext of RFC 5321 4.1.3 */
	PLAIN = 8,   /* ends no word of a header and opens nothing in it */
};

/* clang-format off */
#define A (LOCAL | DOMAIN | LITERAL | PLAIN)
#define S LITERAL /* specials */
static const uint8_t byte_class[256] = {
	['!'] = A, ['"'] = S, ['#'] = A, ['$'] = A, ['%'] = A, ['&'] = A,
	['\''] = A, ['('] = S, [')'] = S, ['*'] = A, ['+'] = A, [','] = S,
	['-'] = A, ['.'] = A, ['/'] = A,
	['0'] = A, ['1'] = A, ['2'] = A, ['3'] = A, ['4'] = A, ['5'] = A,
	['6'] = A, ['7'] = A, ['8'] = A, ['9'] = A,
	[':'] = S, [';'] = S, ['<'] = S, ['='] = A, ['>'] = S, ['?'] = A,
	['@'] = S,
	['A'] = A, ['B'] = A, ['C'] = A, ['D'] = A, ['E'] = A, ['F'] = A,
	['G'] = A, ['H'] = A, ['I'] = A, ['J'] = A, ['K'] = A, ['L'] = A,
	['M'] = A, ['N'] = A, ['O'] = A, ['P'] = A, ['Q'] = A, ['R'] = A,
	['S'] = A, ['T'] = A, ['U'] = A, ['V'] = A, ['W'] = A, ['X'] = A,
	['Y'] = A, ['Z'] = A,
	['\\'] = PLAIN, ['['] = PLAIN, [']'] = PLAIN,
	['^'] = A, ['_'] = A, ['`'] = A,
	['a'] = A, ['b'] = A, ['c'] = A, ['d'] = A, ['e'] = A, ['f'] = A,
	['g'] = A, ['h'] = A, ['i'] = A, ['j'] = A, ['k'] = A, ['l'] = A,
	['m'] = A, ['n'] = A, ['o'] = A, ['p'] = A, ['q'] = A, ['r'] = A,
	['s'] = A, ['t'] = A, ['u'] = A, ['v'] = A, ['w'] = A, ['x'] = A,
	['y'] = A, ['z'] = A,
	['{'] = A, ['|'] = A, ['}'] = A, ['~'] = A,
};
#undef A
#undef S
/* clang-format on */

static bool
is(char byte, enum byte_class class)
{
	return (byte_class[(unsigned char)byte] & class) != 0;
}

static bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void
trim(const char **bytes, size_t *len)
{
	while (*len > 0 && is_blank((*bytes)[0])) {
		(*bytes)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*bytes)[*len - 1]))
		(*len)--;
}

const char *
address_fault_text(enum address_fault fault)
{
	static const char *const texts[ADDRESS_FAULTS] = {
	    [ADDRESS_FINE] = "no fault",
	    [ADDRESS_EMPTY] = "no address",
	    [ADDRESS_NO_AT] = "no @",
	    [ADDRESS_NO_LOCAL] = "nothing before the @",
	    [ADDRESS_NO_DOMAIN] = "nothing after the @",
	    [ADDRESS_LOCAL_LONG] = "local part over 512 bytes",
	    [ADDRESS_DOMAIN_LONG] = "domain over 1024 bytes",
	    [ADDRESS_BAD_LOCAL] =
	        "a character that cannot stand in a local part",
	    [ADDRESS_BAD_QUOTE] = "a quote without its end",
	    [ADDRESS_BAD_DOMAIN] = "a character that cannot stand in a domain",
	    [ADDRESS_BAD_LITERAL] = "bad address literal",
	    [ADDRESS_BAD_ROUTE] = "bad source route",
	    [ADDRESS_BAD_UTF8] = "bad UTF-8",
	    [ADDRESS_BAD_ANGLE] = "< and > that do not pair",
	    [ADDRESS_WIDE_AT] = "full-width @",
	};

	return fault < ADDRESS_FAULTS ? texts[fault] : "unknown fault";
}

/* ---- one address --------------------------------------------------------- */

/* The code point beyond ASCII at *at, which moves behind it. */
static enum address_fault
take_wide(const char **at, const char *end)
{
	uint32_t code;
	size_t taken = utf8_decode(*at, (size_t)(end - *at), &code);

	if (taken == 0)
		return ADDRESS_BAD_UTF8;
	if (code == WIDE_AT)
		return ADDRESS_WIDE_AT;
	if (code < 0xa0) /* C1 controls */
		return ADDRESS_BAD_LOCAL;
	*at += taken;
	return ADDRESS_FINE;
}

/* A quoted string; *at stands on its first quote and moves behind its last. */
static enum address_fault
take_quoted(const char **at, const char *end)
{
	const char *p = *at + 1;

	while (p < end && *p != '"') {
		if (*p == '\\' && ++p == end)
			break;
		if (!is_ascii(*p)) {
			enum address_fault fault = take_wide(&p, end);
			/* In quotes it is a character like any other. */
			if (fault == ADDRESS_WIDE_AT)
				p += strlen("＠");
			else if (fault != ADDRESS_FINE)
				return fault;
		} else if (*p < ' ' || *p == 0x7f) {
			return ADDRESS_BAD_LOCAL;
		} else {
			p++;
		}
	}
	if (p == end)
		return ADDRESS_BAD_QUOTE;
	*at = p + 1;
	return ADDRESS_FINE;
}

/* A local part; *at moves to its @, which is known to be there somewhere.
 * Dots may stand anywhere, not only between atoms: Japanese mobile carriers
 * gave out addresses such as "taro..yamada." for years.  Quoted strings and
 * atoms may be mixed with dots between, as in the obsolete grammar. */
static enum address_fault
take_local(const char **at, const char *end)
{
	const char *begin = *at, *p = begin;
	enum address_fault fault;

	while (p < end && *p != '@') {
		if (is(*p, LOCAL)) {
			p++;
		} else if (*p == '"' && (p == begin || p[-1] == '.')) {
			if ((fault = take_quoted(&p, end)) != ADDRESS_FINE)
				return fault;
			if (p < end && *p != '.' && *p != '@')
				return ADDRESS_BAD_LOCAL;
		} else if (!is_ascii(*p)) {
			if ((fault = take_wide(&p, end)) != ADDRESS_FINE)
				return fault;
		} else {
			return *p == '<' || *p == '>' ? ADDRESS_BAD_ANGLE
			                              : ADDRESS_BAD_LOCAL;
		}
	}
	if (p == end) /* the only @ stands in quotes */
		return ADDRESS_NO_AT;
	if (p == begin)
		return ADDRESS_NO_LOCAL;
	if (p - begin > ADDRESS_LOCAL_MAX)
		return ADDRESS_LOCAL_LONG;
	*at = p;
	return ADDRESS_FINE;
}

static enum address_fault
check_literal(const char *domain, size_t len)
{
	if (len < 3 || domain[len - 1] != ']')
		return ADDRESS_BAD_LITERAL;
	for (size_t i = 1; i < len - 1; i++)
		if (!is(domain[i], LITERAL))
			return ADDRESS_BAD_LITERAL;
	return ADDRESS_FINE;
}

/* A domain, as far as the address is concerned; name_parse() does the rest. */
static enum address_fault
check_domain(const char *domain, size_t len)
{
	if (len == 0)
		return ADDRESS_NO_DOMAIN;
	if (len > ADDRESS_DOMAIN_MAX)
		return ADDRESS_DOMAIN_LONG;
	if (domain[0] == '[')
		return check_literal(domain, len);
	for (const char *p = domain, *end = domain + len; p < end;) {
		enum address_fault fault;
		if (is(*p, DOMAIN))
			p++;
		else if (is_ascii(*p))
			return *p == '<' || *p == '>' ? ADDRESS_BAD_ANGLE
			                              : ADDRESS_BAD_DOMAIN;
		else if ((fault = take_wide(&p, end)) != ADDRESS_FINE)
			return fault == ADDRESS_BAD_LOCAL ? ADDRESS_BAD_DOMAIN
			                                  : fault;
	}
	return ADDRESS_FINE;
}

/* A source route "@a,@b:" (RFC 5321 4.1.2 and appendix C: take it, ignore
 * it); *at stands on the first @ and moves behind the colon. */
static enum address_fault
skip_route(const char **at, const char *end)
{
	const char *p = *at;

	if (memchr(p, ':', (size_t)(end - p)) == NULL)
		return ADDRESS_NO_LOCAL;
	for (;;) {
		if (p == end || *p != '@')
			return ADDRESS_BAD_ROUTE;
		const char *hop = ++p;
		bool literal = p < end && *p == '[';
		while (p < end && *p != ',' && (literal || *p != ':')) {
			if (*p == ']')
				literal = false;
			p++;
		}
		if (p == end ||
		    check_domain(hop, (size_t)(p - hop)) != ADDRESS_FINE)
			return ADDRESS_BAD_ROUTE;
		if (*p++ == ':')
			break;
		while (p < end && (*p == ',' || is_blank(*p)))
			p++;
	}
	*at = p;
	return ADDRESS_FINE;
}

static bool
has_wide_at(const char *bytes, size_t len)
{
	return memmem(bytes, len, "＠", strlen("＠")) != NULL;
}

/* [route] local@domain, nothing around it. */
static enum address_fault
parse_spec(const char *bytes, size_t len, struct address *address_r)
{
	const char *p = bytes, *end = bytes + len;
	enum address_fault fault;

	if (len == 0)
		return ADDRESS_EMPTY;
	if (memchr(bytes, '@', len) == NULL)
		return has_wide_at(bytes, len) ? ADDRESS_WIDE_AT
		                               : ADDRESS_NO_AT;
	if (*p == '@' && len > 1 &&
	    (fault = skip_route(&p, end)) != ADDRESS_FINE)
		return fault;
	const char *local = p;
	if (local == end) /* a route to nowhere */
		return ADDRESS_EMPTY;
	if ((fault = take_local(&p, end)) != ADDRESS_FINE)
		return fault;
	const char *domain = p + 1;
	size_t domain_len = (size_t)(end - domain);
	if ((fault = check_domain(domain, domain_len)) != ADDRESS_FINE)
		return fault;
	*address_r = (struct address){
	    .local = local,
	    .local_len = (size_t)(p - local),
	    .domain = domain,
	    .domain_len = domain_len,
	    .literal = domain[0] == '[',
	};
	return ADDRESS_FINE;
}

int
address_parse_path(const char *bytes, size_t len, struct address *address_r,
    enum address_fault *fault_r)
{
	enum address_fault fault;

	trim(&bytes, &len);
	if (len > 0 && bytes[0] == '<') {
		if (len < 2 || bytes[len - 1] != '>') {
			*fault_r = ADDRESS_BAD_ANGLE;
			return -1;
		}
		bytes++;
		len -= 2;
		trim(&bytes, &len);
	}
	fault = parse_spec(bytes, len, address_r);
	if (fault == ADDRESS_FINE)
		return 0;
	*fault_r = fault;
	return -1;
}

/* ---- a header or a line -------------------------------------------------- */

void
address_scan_begin(struct address_scan *scan, const char *bytes, size_t len)
{
	*scan = (struct address_scan){.at = bytes, .end = bytes + len};
}

/* The marks beyond ASCII that stand between addresses in Japanese lists. */
static size_t
wide_mark(const char *p, const char *end, const char *mark)
{
	size_t len = strlen(mark);

	return (size_t)(end - p) >= len && memcmp(p, mark, len) == 0 ? len : 0;
}

static size_t
blank_len(const char *p, const char *end)
{
	if (is_blank(*p))
		return 1;
	return is_ascii(*p) ? 0 : wide_mark(p, end, "\u3000");
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

/* Behind the quoted string at p; NULL when it has no end. */
static const char *
quoted_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && ++p == end)
			return NULL;
	return p < end ? p + 1 : NULL;
}

/* Behind the comment at p; NULL when it has no end or is too deep. */
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

/* A quote or comment without an end makes all that follow it ordinary bytes:
 * the search for the end is done once a line. */
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
	found_r->fault = parse_spec(begin, found_r->len, &found_r->address);
	scan->found = true;
}

/* A run of bytes without blank, separator, angle or comment. */
struct word {
	const char *begin, *end;
	const char *at;      /* its first @ outside quotes; NULL */
	const char *wide_at; /* its first U+FF20 outside quotes; NULL */
	bool group;          /* ends with a colon: a group's name */
	bool all_quoted;     /* is one quoted string */
};

/* Takes the word at scan->at.  After the @ a colon belongs to the word and
 * the Japanese commas do not: in a display name they are text. */
static void
take_word(struct address_scan *scan, struct word *word_r)
{
	const char *p = scan->at, *end = scan->end, *behind;
	struct word word = {.begin = p};

	while (p < end) {
		if (is(*p, PLAIN)) {
			word.all_quoted = false;
			p++;
			continue;
		}
		if (blank_len(p, end) != 0 || *p == ',' || *p == ';')
			break;
		if (*p == '"' && (behind = skip_quoted(scan, p)) != NULL) {
			word.all_quoted = p == word.begin;
			p = behind;
			continue;
		}
		if (*p == '<' ||
		    (*p == '(' && skip_comment(scan, p) != NULL))
			break;
		if (*p == ':' && word.at == NULL) {
			word.group = true;
			break;
		}
		if (word.at != NULL && separator_len(p, end) != 0)
			break;
		if (*p == '@' && word.at == NULL)
			word.at = p;
		else if (word.wide_at == NULL && wide_mark(p, end, "＠") != 0)
			word.wide_at = p;
		word.all_quoted = false;
		p++;
	}
	word.end = p;
	scan->at = word.group ? p + 1 : p;
	*word_r = word;
}

/* "<...>" at scan->at.  A comma or semicolon before the > says that the > was
 * forgotten, but for those between the hops of a source route. */
static void
take_angle(struct address_scan *scan, struct address_found *found_r)
{
	const char *open = scan->at, *p = open + 1, *end = scan->end;
	bool route = false;

	while (p < end && is_blank(*p))
		p++;
	const char *begin = p;
	if (p < end && *p == '@')
		route = true;
	while (p < end && *p != '>' && *p != '<') {
		const char *behind;
		if (*p == '"' && (behind = skip_quoted(scan, p)) != NULL) {
			p = behind;
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
	if (len == 0) {
		begin = open;
		len = (size_t)(scan->at - open);
	}
	if (closed && begin != open) {
		emit(scan, begin, begin + len, found_r);
		return;
	}
	*found_r = (struct address_found){
	    .fault = closed ? ADDRESS_EMPTY : ADDRESS_BAD_ANGLE,
	    .bytes = begin,
	    .len = len,
	};
}

/* What stands between two separators and has shown no address yet. */
struct item {
	const char *begin, *end;     /* its words; NULL */
	bool quoted;                 /* they are one quoted string */
	const char *comment;         /* a comment with an @ inside; NULL */
	const char *comment_end;
};

static void
item_add_word(struct item *item, const struct word *word)
{
	item->quoted = item->begin == NULL && word->all_quoted;
	if (item->begin == NULL)
		item->begin = word->begin;
	item->end = word->end;
}

static void
item_add_comment(struct item *item, const char *begin, const char *end)
{
	if (item->comment == NULL &&
	    memchr(begin, '@', (size_t)(end - begin)) != NULL) {
		item->comment = begin;
		item->comment_end = end;
	}
}

/* An item is over.  Without an address before, what it has is reported: the
 * @ in its comment ("Taro Yamada (taro@gmai.com)") or quotes, or its text. */
static bool
item_emit(struct address_scan *scan, const struct item *item,
    struct address_found *found_r)
{
	const char *begin = item->begin;
	size_t len = (size_t)(item->end - item->begin);

	if (scan->found || (begin == NULL && item->comment == NULL))
		return false;
	if (item->comment != NULL) {
		begin = item->comment + 1;
		len = (size_t)(item->comment_end - item->comment) - 2;
	} else if (item->quoted && (memchr(begin, '@', len) != NULL ||
	                               has_wide_at(begin, len))) {
		begin++;
		len -= 2;
	}
	trim(&begin, &len);
	emit(scan, begin, begin + len, found_r);
	return true;
}

/* Does the word claim to be an address?  An encoded word (RFC 2047) does not;
 * a full-width @ does when a dot follows: it stands in names of people too. */
static bool
word_is_address(const struct word *word)
{
	size_t len = (size_t)(word->end - word->begin);

	if (word->at != NULL)
		return len < 4 || memcmp(word->begin, "=?", 2) != 0 ||
		    memcmp(word->end - 2, "?=", 2) != 0;
	if (word->wide_at == NULL)
		return false;
	size_t rest = (size_t)(word->end - word->wide_at);
	return memchr(word->wide_at, '.', rest) != NULL ||
	    memmem(word->wide_at, rest, "．", strlen("．")) != NULL ||
	    memmem(word->wide_at, rest, "。", strlen("。")) != NULL;
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
		const char *p = scan->at, *behind;
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
			take_angle(scan, found_r);
			return true;
		} else if (*p == '(' &&
		    (behind = skip_comment(scan, p)) != NULL) {
			item_add_comment(&item, p, behind);
			scan->at = behind;
		} else {
			take_word(scan, &word);
			if (word.group) {
				item = (struct item){0};
				scan->found = false;
			} else if (word_is_address(&word)) {
				emit_word(scan, &word, found_r);
				return true;
			} else {
				item_add_word(&item, &word);
			}
		}
	}
	return item_emit(scan, &item, found_r);
}
