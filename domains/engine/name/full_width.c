/* SPDX-License-Identifier: BSD-2-Clause */
/* Full width: finds and replaces the characters that no address has. */
#include "domains/engine/name/full_width.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/name/name.h"
#include "domains/base/ascii.h"
#include "domains/base/translation.h"
#include "domains/base/utf8.h"

/* Bytes at each side of a middle dot or dash that are looked at. */
#define DOMAIN_LOOK 64

/* What replaces a character is no longer than that. */
#define INSTEAD_SIZE 4

_Static_assert(FULL_WIDTH_MAX <= UINT16_MAX, "offsets have 16 bits");

/* The oddity of a code point, and what replaces it: '\0' is nothing. */
static unsigned
find_oddity(uint32_t code, char *instead_r)
{
	*instead_r = '\0';
	if (code >= 0xff01 && code <= 0xff5e) {
		*instead_r = (char)(code - 0xff01 + '!');
		return code == 0xff20 ? FULL_WIDTH_AT : FULL_WIDTH_LETTERS;
	}
	switch (code) {
	case 0x3002:
	case 0xff61:
		*instead_r = '.';
		return FULL_WIDTH_FULL_STOP;
	case 0x00a0:
	case 0x202f:
		*instead_r = ' ';
		return FULL_WIDTH_NO_BREAK;
	case 0x00ad: /* soft hyphen */
	case 0x200b: /* spaces and joiners without width */
	case 0x200c:
	case 0x200d:
	case 0x200e: /* marks of direction: copied from web pages */
	case 0x200f:
	case 0x202a:
	case 0x202c:
	case 0x2060:
	case 0x2068:
	case 0x2069:
	case 0xfeff:
		return FULL_WIDTH_ZERO_WIDTH;
	default:
		return 0;
	}
}

/* What a character stands for in a domain that is ASCII but for such: the
 * middle dot, as Japanese input gives it for "/" and ".", and dashes, its long
 * vowel and lines for a hyphen.  '\0': none of them. */
static char
meant_in_domain(uint32_t code)
{
	switch (code) {
	case 0x00b7:
	case 0x2022: /* bullet */
	case 0x2024: /* leader of one dot */
	case 0x2027: /* point between syllables */
	case 0x2219: /* operators of mathematics */
	case 0x22c5:
	case 0x30fb:
	case 0xff65:
		return '.';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
	case 0x2500:
	case 0x30fc:
	case 0xff70:
		return '-';
	default:
		return '\0';
	}
}

/* Is there a letter of another form in this block? */
static bool
has_special_forms(uint32_t code)
{
	return code == 0xaa || code == 0xba || code == 0x17f ||
	       (code >= 0x2b0 && code <= 0x2ff) ||
	       (code >= 0x1d00 && code <= 0x1dbf) ||
	       (code >= 0x2070 && code <= 0x24ff) ||
	       (code >= 0x1d400 && code <= 0x1d7ff) ||
	       (code >= 0x1f100 && code <= 0x1f1ff);
}

/* The letters of a ligature; NULL: it is none. */
static const char *
letters_of_ligature(uint32_t code)
{
	static const char *const letters[] = {"ff", "fi", "fl", "ffi", "ffl",
	    "st", "st"};

	return code >= 0xfb00 && code <= 0xfb06 ? letters[code - 0xfb00] : NULL;
}

/* What the character at the beginning is meant as in an address, of n bytes;
 * '\0': nothing.  Of a ligature this is its first letter. */
static char
meant_char(const char *bytes, size_t len, size_t *n_r)
{
	uint32_t code = 0;
	char meant;

	*n_r = utf8_decode(bytes, len, &code);
	if (*n_r == 1)
		return (char)code;
	meant = meant_in_domain(code);
	if (meant == '\0')
		(void)find_oddity(code, &meant);
	if (meant == '\0' && letters_of_ligature(code) != NULL)
		meant = letters_of_ligature(code)[0];
	if (meant == '\0' && has_special_forms(code))
		meant = name_letter_of(bytes, *n_r);
	return meant;
}

/* The same of the character that ends before a place. */
static char
meant_char_before(const char *bytes, size_t at, size_t *n_r)
{
	size_t n = 1;
	char meant;

	if (at == 0)
		return '\0';
	while (n < at && n < 4 && (bytes[at - n] & 0xc0) == 0x80)
		n++;
	meant = meant_char(bytes + at - n, n, n_r);
	return *n_r == n ? meant : '\0';
}

static bool
is_of_name(char meant)
{
	return ascii_is_alphanumeric(meant) || meant == '-' || meant == '.' ||
	       meant == '_';
}

/* Does the character of n bytes stand in a domain, with an @ before and none
 * after it?  A domain is not searched further than its longest label. */
static bool
is_in_domain(const char *bytes, size_t len, size_t at, size_t n)
{
	size_t from = at, to = at + n, back, on;
	char before = meant_char_before(bytes, from, &back);
	char after = meant_char(bytes + to, len - to, &on);

	while (at - from < DOMAIN_LOOK && is_of_name(before)) {
		from -= back;
		before = meant_char_before(bytes, from, &back);
	}
	while (to - at < DOMAIN_LOOK && is_of_name(after)) {
		to += on;
		after = meant_char(bytes + to, len - to, &on);
	}
	return before == '@' && after != '@';
}

/* Does the middle dot or dash stand for the dot or hyphen of a domain?  Letters
 * are at both sides. */
static bool
is_joint_in_domain(const char *bytes, size_t len, size_t at, size_t n)
{
	size_t beside;

	return ascii_is_alphanumeric(meant_char_before(bytes, at, &beside)) &&
	       ascii_is_alphanumeric(
		   meant_char(bytes + at + n, len - at - n, &beside)) &&
	       is_in_domain(bytes, len, at, n);
}

/* The oddity of the code point at a place, which may depend on those beside it,
 * and the text that replaces it. */
static unsigned
find_oddity_at(uint32_t code, const char *bytes, size_t len, size_t at,
    size_t n, char instead_r[static INSTEAD_SIZE])
{
	const char *ligature = letters_of_ligature(code);
	char meant = meant_in_domain(code);
	unsigned oddity;

	memset(instead_r, 0, INSTEAD_SIZE);
	if (ligature != NULL) {
		memcpy(instead_r, ligature, strlen(ligature));
		return FULL_WIDTH_FORM;
	}
	if (meant != '\0') {
		*instead_r = meant;
		if (!is_joint_in_domain(bytes, len, at, n))
			return 0;
		return meant == '.' ? FULL_WIDTH_MIDDLE_DOT : FULL_WIDTH_HYPHEN;
	}
	oddity = find_oddity(code, instead_r);
	if (oddity != 0 || !has_special_forms(code))
		return oddity;
	*instead_r = name_letter_of(bytes + at, n);
	return *instead_r != '\0' && is_in_domain(bytes, len, at, n)
	           ? FULL_WIDTH_FORM
	           : 0;
}

/* ---- blanks in a domain -------------------------------------------------- */

static bool
is_of_domain(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '-' || byte == '.';
}

/* Would more have to follow after a dot?  A host alone, "co" and the like;
 * "gmail.com. Thanks" ends a sentence. */
static bool
wants_more(struct span host, size_t tail_len)
{
	static const char *const last[] = {"co", "ne", "or", "ac", "go", "ed",
	    "lg", "gr"};
	const char *dot = memrchr(host.bytes, '.', host.len);
	struct span label;

	if (dot == NULL)
		return true;
	label = span_between(dot + 1, host.bytes + host.len);
	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++)
		if (span_equal(label, last[i]))
			return tail_len == 2;
	return false;
}

/* After the letters and dots that end a domain there, and the item that it is
 * of; false when they do not. */
static bool
is_tail(const char *bytes, size_t len, size_t at, size_t *tail_len_r)
{
	size_t end = at;

	while (end < len &&
	       (ascii_is_letter(bytes[end]) || (bytes[end] == '.' && end > at)))
		end++;
	*tail_len_r = end - at;
	if (end - at < 2 || bytes[end - 1] == '.')
		return false;
	while (end < len && ascii_is_blank(bytes[end]))
		end++;
	return end == len || strchr(",;>)\"\n", bytes[end]) != NULL;
}

static bool
is_usual_top(struct span text)
{
	static const char *const usual[] = {"com", "net", "org", "edu", "jp"};

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (span_equal(text, usual[i]))
			return true;
	return false;
}

/* Does the other part of a domain stand after a blank without a dot beside it?
 * *instead_r is the dot that the blank stands for, as in "taro@yahoo co.jp", or
 * nothing, as in "taro@hot mail.com".  What begins with a capital, and a rarer
 * top level alone ("bob@host kim"), is somebody's name; this host has no
 * further part; and a host with a number ("root@mail01 example.jp") stands
 * beside a domain, not in it. */
static bool
is_gap(struct span host, struct span tail, char *instead_r)
{
	const char *dot = memchr(tail.bytes, '.', tail.len);
	struct name name;

	for (size_t i = 0; i < tail.len; i++)
		if (tail.bytes[i] >= 'A' && tail.bytes[i] <= 'Z')
			return false;
	if (span_equal(host, "localhost"))
		return false;
	*instead_r = '.';
	if (dot == NULL)
		return is_usual_top(tail);
	if (name_parse(tail.bytes, tail.len, &name, NULL) < 0)
		return false;
	if (name_is_registry(&name))
		return true;
	*instead_r = '\0';
	for (size_t i = 0; i < host.len; i++)
		if (ascii_is_digit(host.bytes[i]))
			return false;
	return name_parse(dot + 1, (size_t)(tail.bytes + tail.len - dot - 1),
		   &name, NULL) == 0 &&
	       name_is_registry(&name);
}

/* How many blanks at a place stand in a domain, with the other part of it after
 * them: "taro@gmail. com", "taro@gmail .com", "taro@gmail com".  *instead_r is
 * what they stand for; '\0': nothing. */
static size_t
split_len(const char *bytes, size_t len, size_t at, char *instead_r)
{
	size_t end = at, host = at, from, tail, tail_len;
	bool before = at > 0 && bytes[at - 1] == '.', gap = false;
	struct span part;

	*instead_r = '\0';

	while (end < len && ascii_is_blank(bytes[end]))
		end++;
	tail = end;
	if (before)
		host--;
	else if (tail < len && bytes[tail] == '.')
		tail++;
	else
		gap = true;
	while (host > 0 && ascii_is_blank(bytes[host - 1]))
		host--;
	while (tail < len && ascii_is_blank(bytes[tail]))
		tail++;
	for (from = host; host - from < DOMAIN_LOOK && from > 0 &&
			  is_of_domain(bytes[from - 1]);)
		from--;
	part = span_between(bytes + from, bytes + host);
	if (from == host || from < 2 || bytes[from - 1] != '@' ||
	    ascii_is_blank(bytes[from - 2]) ||
	    !is_tail(bytes, len, tail, &tail_len) ||
	    ((before || gap) && !wants_more(part, tail_len)) ||
	    (gap && !is_gap(part, (struct span){bytes + tail, tail_len},
			instead_r)))
		return 0;
	return end - at;
}

static bool
has_split(const char *bytes, size_t len)
{
	const char *blank = bytes, *end = bytes + len;
	char instead;

	while ((blank = memchr(blank, ' ', (size_t)(end - blank))) != NULL)
		if (split_len(bytes, len, (size_t)(blank++ - bytes),
			&instead) != 0)
			return true;
	return false;
}

/* ---- texts --------------------------------------------------------------- */

static bool
is_ascii(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)bytes[i] & 0x80) != 0)
			return false;
	return true;
}

bool
full_width_mend(const char *bytes, size_t len, struct full_width *mended_r)
{
	size_t to = 0, after = 0;
	unsigned oddities = 0;

	if (len > FULL_WIDTH_MAX ||
	    (is_ascii(bytes, len) && !has_split(bytes, len)))
		return false;
	for (size_t at = 0, n; at < len; at += n) {
		uint32_t code = 0;
		char instead[INSTEAD_SIZE] = "";
		unsigned oddity;

		n = utf8_decode(bytes + at, len - at, &code);
		oddity = n > 1
		             ? find_oddity_at(code, bytes, len, at, n, instead)
		             : 0;
		n += n == 0;
		if (n == 1 && ascii_is_blank(bytes[at])) {
			size_t blanks = split_len(bytes, len, at, instead);

			if (blanks != 0) {
				n = blanks;
				oddity = FULL_WIDTH_BLANK;
			}
		}
		oddities |= oddity;
		if (oddity != 0 && *instead == '\0')
			continue;
		const char *text = oddity != 0 ? instead : bytes + at;
		size_t text_len = oddity != 0 ? strlen(instead) : n;
		for (size_t i = 0; i < text_len; i++) {
			mended_r->from[to] = (uint16_t)(at + i);
			mended_r->after[to] =
			    (uint16_t)(i == 0 ? after : at + i);
			mended_r->bytes[to++] = text[i];
		}
		after = at + n;
	}
	mended_r->from[to] = (uint16_t)len;
	mended_r->after[to] = (uint16_t)after;
	mended_r->len = to;
	return oddities != 0;
}

struct span
full_width_origin(const struct full_width *mended, struct span text,
    struct span part)
{
	size_t begin = (size_t)(part.bytes - mended->bytes);
	size_t end = begin + part.len;
	size_t from = mended->after[begin];
	size_t to = mended->from[end];
	char before = begin > 0 ? mended->bytes[begin - 1] : '\0';

	if (end + 1 == mended->len && mended->bytes[end] == ' ' &&
	    text.bytes[to] != ' ')
		to = mended->from[end + 1];
	if (begin == 1 && before == ' ' && text.bytes[mended->from[0]] != ' ')
		from = 0;
	return (struct span){text.bytes + from, to - from};
}

unsigned
full_width_oddities(const char *bytes, size_t len)
{
	unsigned oddities = 0;

	for (size_t at = 0, n; at < len; at += n + (n == 0)) {
		uint32_t code = 0;
		char instead[INSTEAD_SIZE];

		n = 1;
		if (ascii_is_blank(bytes[at]) &&
		    split_len(bytes, len, at, instead) != 0)
			oddities |= FULL_WIDTH_BLANK;
		if ((unsigned char)bytes[at] < 0x80)
			continue;
		n = utf8_decode(bytes + at, len - at, &code);
		if (n > 1)
			oddities |=
			    find_oddity_at(code, bytes, len, at, n, instead);
	}
	return oddities;
}

int
full_width_oddities_format(unsigned oddities, char *buf, size_t size)
{
	static const struct {
		unsigned oddity;
		const char *text;
	} texts[] = {
	    {FULL_WIDTH_AT, N_("full-width @")},
	    {FULL_WIDTH_MIDDLE_DOT, N_("a middle dot")},
	    {FULL_WIDTH_HYPHEN, N_("a dash that is no hyphen")},
	    {FULL_WIDTH_LETTERS, N_("full-width letters")},
	    {FULL_WIDTH_FORM, N_("letters of a special form")},
	    {FULL_WIDTH_FULL_STOP, N_("an ideographic full stop")},
	    {FULL_WIDTH_ZERO_WIDTH, N_("zero-width characters")},
	    {FULL_WIDTH_NO_BREAK, N_("a no-break space")},
	    {FULL_WIDTH_BLANK, N_("a blank in the domain")},
	};
	size_t len = 0;

	if (size != 0)
		buf[0] = '\0';
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if ((oddities & texts[i].oddity) != 0)
			len += (size_t)snprintf(len < size ? buf + len : NULL,
			    len < size ? size - len : 0, "%s%s",
			    len != 0 ? _(", ") : "", _(texts[i].text));
	return (int)len;
}
