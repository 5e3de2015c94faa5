/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a chunk apart into lines, and the usual ones into their parts. */
#include "domains/doppelcheck/scan.h"

#include <string.h>

#include "domains/base/simd16.h"
#include "domains/engine/name/address.h"
#include "domains/readers/list_line.h"

/* What a byte may be on the fast path. */
enum {
	PLAIN_LOCAL = 1,  /* atext of RFC 5322 3.2.3 or a dot, but not '#', and
	                     no '!' or '%', at which an MTA may part it */
	PLAIN_DOMAIN = 2, /* a letter, a digit, a hyphen, a dot */
	PLAIN_UPPER = 4
};

/* clang-format off */
#define L PLAIN_LOCAL
#define D (PLAIN_LOCAL | PLAIN_DOMAIN)
#define U (PLAIN_LOCAL | PLAIN_DOMAIN | PLAIN_UPPER)
static const uint8_t plain[256] = {
	['$'] = L, ['&'] = L, ['\''] = L, ['*'] = L,
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

void
scan_begin(struct scan *scan, const struct source_chunk *chunk)
{
	scan->at = chunk->bytes;
	scan->end = chunk->bytes + chunk->len;
	*scan->end = '\n';
	memset(scan->end + 1, 0, SOURCE_CHUNK_PAD - 1);
	scan->newline = scan->crs_end = NULL;
	scan->lines = 0;
	scan->continues = chunk->continues;
	scan->over_limit = chunk->over_limit;
	if (chunk->begins_file && chunk->len >= 3 &&
	    memcmp(scan->at, "\xef\xbb\xbf", 3) == 0)
		scan->at += 3;
}

uint64_t
scan_lines(const struct scan *scan)
{
	return scan->lines;
}

/* Where a line ends that ends with a CR: at the LF after it and other CRs, or
 * else there.  The end of several is searched once. */
char *
scan_after_cr(struct scan *scan, char *at)
{
	if (scan->crs_end == NULL || scan->crs_end <= at)
		for (scan->crs_end = at; *scan->crs_end == '\r';)
			scan->crs_end++;
	/* Not at our own: a chunk may end with a CR. */
	return *scan->crs_end == '\n' && scan->crs_end < scan->end
	           ? scan->crs_end
	           : at;
}

void
scan_lower_copy(char *to, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[i] >= 'A' && from[i] <= 'Z' ? (char)(from[i] | 32)
		                                         : from[i];
}

/* Byte by byte. */
bool
scan_measure_by_table(const char *line, struct scan_measure *measure_r)
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
	*measure_r = (struct scan_measure){
	    .local_len = (size_t)(domain - begin) - 1,
	    .domain_len = (size_t)(at - domain),
	    .upper = (seen & PLAIN_UPPER) != 0,
	};
	return true;
}

/* Where the line at scan->at ends.  Of lines that end with a mere CR there may
 * be many before the next LF, which is searched once. */
static char *
scan_line_end(struct scan *scan)
{
	char *at = scan->at;

	if (scan->newline == NULL || scan->newline < at)
		scan->newline = memchr(at, '\n', (size_t)(scan->end - at) + 1);
	at = memchr(at, '\r', (size_t)(scan->newline - at));
	return at != NULL ? scan_after_cr(scan, at) : scan->newline;
}

/* Takes the line at scan->at as a whole; false when it is a comment. */
bool
scan_take_line(struct scan *scan, struct scan_item *item_r)
{
	char *begin = scan->at;
	char *newline = scan_line_end(scan);
	size_t len = (size_t)(newline - begin);
	bool comment = !scan->continues && list_line_is_comment(begin, len);
	bool over = newline == scan->end && scan->over_limit;

	*item_r = (struct scan_item){
	    .kind = over ? SCAN_LONG : SCAN_LINE,
	    .continues = scan->continues,
	    .line = scan->lines,
	    .bytes = begin,
	    .len = len,
	};
	scan_end_line(scan, newline);
	return over || !comment;
}
