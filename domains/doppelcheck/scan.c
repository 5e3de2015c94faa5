/* SPDX-License-Identifier: BSD-2-Clause */
/* A chunk of lines -> the addresses in it; most lines on a fast path. */
#include "domains/doppelcheck/scan.h"

#include <string.h>

#include "domains/base/simd16.h"

/* What a byte may be on the fast path. */
enum {
	PLAIN_LOCAL = 1,  /* atext of RFC 5322 3.2.3 or a dot, but not '#' */
	PLAIN_DOMAIN = 2, /* a letter, a digit, a hyphen, a dot */
	PLAIN_UPPER = 4
};

/* clang-format off */
#define L PLAIN_LOCAL
#define D (PLAIN_LOCAL | PLAIN_DOMAIN)
#define U (PLAIN_LOCAL | PLAIN_DOMAIN | PLAIN_UPPER)
static const uint8_t plain[256] = {
	['!'] = L, ['$'] = L, ['%'] = L, ['&'] = L, ['\''] = L, ['*'] = L,
	['+'] = L, ['-'] = D, ['.'] = D, ['/'] = L,
	['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D,
	['6'] = D, ['7'] = D, ['8'] = D, ['9'] = D,
	['='] = L, ['?'] = L,
	['A'] = U, ['B'] = U, ['C'] = U, ['D'] = U, ['E'] = U, ['F'] = U,
	['G'] = U, ['H'] = U, ['I'] = U, ['J'] = U, ['K'] = U, ['L'] = U,
	['M'] = U, ['N'] = U, ['O'] = U, ['P'] = U, ['Q'] = U, ['R'] = U,
	['S'] = U, ['T'] = U, ['U'] = U, ['V'] = U, ['W'] = U, ['X'] = U,
	['Y'] = U, ['Z'] = U,
	['^'] = L, ['_'] = L, ['`'] = L,
	['a'] = D, ['b'] = D, ['c'] = D, ['d'] = D, ['e'] = D, ['f'] = D,
	['g'] = D, ['h'] = D, ['i'] = D, ['j'] = D, ['k'] = D, ['l'] = D,
	['m'] = D, ['n'] = D, ['o'] = D, ['p'] = D, ['q'] = D, ['r'] = D,
	['s'] = D, ['t'] = D, ['u'] = D, ['v'] = D, ['w'] = D, ['x'] = D,
	['y'] = D, ['z'] = D,
	['{'] = L, ['|'] = L, ['}'] = L, ['~'] = L,
};
#undef L
#undef D
#undef U
/* clang-format on */

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

bool
scan_is_comment(const char *line, size_t len)
{
	while (len > 0 && is_blank(*line))
		line++, len--;
	return len > 0 && *line == '#';
}

/* Goes through a line with the state that makes a byte a delimiter or just a
 * byte: quotes (with backslash), comments, angle brackets. */
struct nesting {
	bool quoted;
	bool escaped;
	bool angle;
	unsigned comments;
};

/* Is the byte outside all of it? */
static bool
nesting_is_outside(struct nesting *nesting, char byte)
{
	if (nesting->escaped)
		nesting->escaped = false;
	else if (byte == '\\' && (nesting->quoted || nesting->comments > 0))
		nesting->escaped = true;
	else if (nesting->quoted)
		nesting->quoted = byte != '"';
	else if (byte == '(')
		nesting->comments++;
	else if (nesting->comments > 0)
		nesting->comments -= byte == ')';
	else if (byte == '"')
		nesting->quoted = true;
	else if (nesting->angle)
		nesting->angle = byte != '>';
	else if (byte == '<')
		nesting->angle = true;
	else
		return true;
	return false;
}

size_t
scan_last_separator(const char *line, size_t len)
{
	struct nesting nesting = {0};
	size_t last = 0;

	for (size_t i = 0; i < len; i++)
		if (nesting_is_outside(&nesting, line[i]) &&
		    (line[i] == ',' || line[i] == ';'))
			last = i + 1;
	return last;
}

/* Where the comment behind an address begins, or len.  A '#' is a comment
 * when it follows a blank and a text with an @; "Team #5 <a@b.c>" is a display
 * name, and so is every '#' with an angle bracket after it: rather a malformed
 * address too many than an address overlooked. */
static size_t
comment_begin(const char *line, size_t len)
{
	struct nesting nesting = {0};
	bool at_sign = false;

	if (memchr(line, '#', len) == NULL)
		return len;
	for (size_t i = 0; i < len; i++) {
		if (!nesting_is_outside(&nesting, line[i])) {
			at_sign = at_sign || (nesting.angle && line[i] == '@');
			continue;
		}
		if (line[i] == ',' || line[i] == ';')
			at_sign = false;
		else if (line[i] == '@')
			at_sign = true;
		else if (line[i] == '#' && at_sign && is_blank(line[i - 1]) &&
			 memchr(line + i, '<', len - i) == NULL)
			return i;
	}
	return len;
}

void
scan_begin(struct scan *scan, const struct source_chunk *chunk)
{
	scan->at = chunk->bytes;
	scan->end = chunk->bytes + chunk->len;
	*scan->end = '\n';
	memset(scan->end + 1, 0, SOURCE_CHUNK_PAD - 1);
	scan->lines = 0;
	scan->continues = chunk->continues;
	scan->over_limit = chunk->over_limit;
	scan->in_line = false;
	if (chunk->begins_file && chunk->len >= 3 &&
	    memcmp(scan->at, "\xef\xbb\xbf", 3) == 0)
		scan->at += 3;
}

uint64_t
scan_lines(const struct scan *scan)
{
	return scan->lines;
}

/* The line ends at newline: goes behind it. */
static void
scan_end_line(struct scan *scan, char *newline)
{
	scan->lines += newline < scan->end; /* not our own */
	scan->at = newline + 1;
	scan->continues = false;
	scan->in_line = false;
}

static void
lower_copy(char *to, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[i] >= 'A' && from[i] <= 'Z' ? (char)(from[i] | 32)
		                                         : from[i];
}

/* Sets plain of an item from its domain, which is of plain bytes.  With a dot
 * at the end it is another spelling, which name_parse() must bring together
 * with the usual one. */
static void
scan_set_plain(struct scan *scan, struct scan_item *item, bool upper)
{
	if (item->domain[item->domain_len - 1] == '.')
		return;
	item->plain = item->domain;
	item->plain_len = item->domain_len;
	if (upper) {
		lower_copy(scan->lower, item->domain, item->domain_len);
		item->plain = scan->lower;
	}
}

/* What the fast path measures in a line. */
struct measure {
	size_t local_len;
	size_t domain_len;
	bool upper; /* a capital letter in the domain */
};

/* A bit for each of 64 bytes: what it may be. */
struct kinds {
	uint64_t local;
	uint64_t domain;
	uint64_t upper;
	uint64_t at;
};

/* Of the local part's bytes only the usual ones: the table knows all. */
static inline void
kinds_add(struct kinds *kinds, const char *line, unsigned at)
{
	simd16 bytes = simd16_load(line + at);
	simd16 upper = simd16_between(bytes, 'A', 'Z');
	simd16 domain =
	    simd16_or(simd16_or(upper, simd16_between(bytes, 'a', 'z')),
		simd16_or(simd16_between(bytes, '-', '.'),
		    simd16_between(bytes, '0', '9')));
	simd16 local = simd16_or(domain,
	    simd16_or(simd16_is(bytes, '_'), simd16_is(bytes, '+')));

	kinds->local |= (uint64_t)simd16_bits(local) << at;
	kinds->domain |= (uint64_t)simd16_bits(domain) << at;
	kinds->upper |= (uint64_t)simd16_bits(upper) << at;
	kinds->at |= (uint64_t)simd16_bits(simd16_is(bytes, '@')) << at;
}

/* 64 bytes at once; false when that does not measure the line. */
static inline bool
measure_wide(const char *line, struct measure *measure_r)
{
	struct kinds kinds = {0};
	uint64_t beyond;
	unsigned at, end;

	kinds_add(&kinds, line, 0);
	kinds_add(&kinds, line, 16);
	if ((~kinds.domain & 0xffffffff & (0 - kinds.at) << 1) == 0) {
		kinds_add(&kinds, line, 32);
		kinds_add(&kinds, line, 48);
	}
	/* The first @, and the first byte behind it that is of no domain. */
	beyond = ~kinds.domain & (0 - kinds.at) << 1;
	if (kinds.at == 0 || beyond == 0)
		return false;
	at = (unsigned)__builtin_ctzll(kinds.at);
	end = (unsigned)__builtin_ctzll(beyond);
	beyond = ((uint64_t)1 << at) - 1;
	if (at == 0 || (~kinds.local & beyond) != 0)
		return false;
	*measure_r = (struct measure){
	    .local_len = at,
	    .domain_len = end - at - 1,
	    .upper = (kinds.upper & ~beyond & (((uint64_t)1 << end) - 1)) != 0,
	};
	return end > at + 1;
}

/* Byte by byte. */
static bool
measure_by_table(const char *line, struct measure *measure_r)
{
	const unsigned char *begin = (const unsigned char *)line;
	const unsigned char *at = begin, *domain;
	unsigned seen = 0;

	while ((plain[*at] & PLAIN_LOCAL) != 0)
		at++;
	if (*at != '@' || at == begin || at - begin > ADDRESS_LOCAL_MAX)
		return false;
	domain = ++at;
	while ((plain[*at] & PLAIN_DOMAIN) != 0)
		seen |= plain[*at++];
	if (at == domain || at - domain > NAME_MAX_BYTES)
		return false;
	*measure_r = (struct measure){
	    .local_len = (size_t)(domain - begin) - 1,
	    .domain_len = (size_t)(at - domain),
	    .upper = (seen & PLAIN_UPPER) != 0,
	};
	return true;
}

/* The fast path: the line that is nothing but local@domain. */
static inline bool
scan_plain_line(struct scan *scan, struct scan_item *item_r)
{
	struct measure measure;
	size_t len;
	char *end;

	if (!measure_wide(scan->at, &measure) &&
	    !measure_by_table(scan->at, &measure))
		return false;
	len = measure.local_len + 1 + measure.domain_len;
	end = scan->at + len;
	if (*end == '\r')
		end++;
	if (*end != '\n')
		return false;
	*item_r = (struct scan_item){
	    .line = scan->lines,
	    .bytes = scan->at,
	    .len = len,
	    .mended = {scan->at, len},
	    .local = scan->at,
	    .local_len = measure.local_len,
	    .domain = scan->at + measure.local_len + 1,
	    .domain_len = measure.domain_len,
	};
	scan_set_plain(scan, item_r, measure.upper);
	scan_end_line(scan, end);
	return true;
}

/* Makes the item of what the full parser found. */
static void
scan_take_found(struct scan *scan, const struct address_found *found,
    struct scan_item *item_r)
{
	unsigned all = PLAIN_DOMAIN, some = 0;

	struct span part = {found->bytes, found->len}, origin = part;

	if (scan->is_mended)
		origin = full_width_origin(&scan->mended,
		    (struct span){scan->line,
			(size_t)(scan->line_end - scan->line)},
		    part);
	*item_r = (struct scan_item){
	    .line = scan->lines,
	    .bytes = origin.bytes,
	    .len = origin.len,
	    .mended = part,
	    .oddities = scan->is_mended
	                    ? full_width_oddities(origin.bytes, origin.len)
	                    : 0,
	    .error = found->error,
	};
	if (found->error != ADDRESS_FINE)
		return;
	item_r->local = found->address.local;
	item_r->local_len = found->address.local_len;
	item_r->domain = found->address.domain;
	item_r->domain_len = found->address.domain_len;
	if (item_r->domain_len > NAME_MAX_BYTES)
		return;
	for (size_t i = 0; i < item_r->domain_len; i++) {
		all &= plain[(unsigned char)item_r->domain[i]];
		some |= plain[(unsigned char)item_r->domain[i]];
	}
	if (all != 0 && item_r->oddities == 0)
		scan_set_plain(scan, item_r, (some & PLAIN_UPPER) != 0);
}

/* Begins the line at scan->at.  Returns whether it may hold addresses; if not
 * it is done with.  A text over the limit is an item itself. */
static bool
scan_begin_line(struct scan *scan, struct scan_item *item_r, bool *item_set_r)
{
	char *begin = scan->at;
	char *newline = memchr(begin, '\n', (size_t)(scan->end - begin) + 1);
	size_t len = (size_t)(newline - begin);

	if (newline == scan->end && scan->over_limit) {
		*item_r = (struct scan_item){
		    .line = scan->lines,
		    .bytes = begin,
		    .len = len,
		    .mended = {begin, len},
		    .error = ADDRESS_TEXT_LONG,
		};
		*item_set_r = true;
		scan_end_line(scan, newline);
		return false;
	}
	if (!scan->continues && scan_is_comment(begin, len)) {
		scan_end_line(scan, newline);
		return false;
	}
	len = comment_begin(begin, len);
	scan->line = begin;
	scan->line_end = newline;
	scan->is_mended = full_width_mend(begin, len, &scan->mended);
	if (scan->is_mended)
		address_scan_begin(&scan->inner, scan->mended.bytes,
		    scan->mended.len);
	else
		address_scan_begin(&scan->inner, begin, len);
	scan->in_line = true;
	return true;
}

bool
scan_next(struct scan *scan, struct scan_item *item_r)
{
	struct address_found found;
	bool item_set = false;

	for (;;) {
		if (scan->in_line) {
			if (address_scan_next(&scan->inner, &found)) {
				scan_take_found(scan, &found, item_r);
				return true;
			}
			scan_end_line(scan, scan->line_end);
		}
		if (scan->at >= scan->end)
			return false;
		if (scan_plain_line(scan, item_r))
			return true;
		if (!scan_begin_line(scan, item_r, &item_set) && item_set)
			return true;
	}
}
