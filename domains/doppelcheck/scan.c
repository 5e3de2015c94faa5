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
static char *
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

/* The line ends at newline: goes on after it. */
static void
scan_end_line(struct scan *scan, char *newline)
{
	scan->lines += newline < scan->end; /* not our own */
	scan->at = newline + 1;
	scan->continues = false;
}

static void
lower_copy(char *to, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[i] >= 'A' && from[i] <= 'Z' ? (char)(from[i] | 32)
		                                         : from[i];
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
	/* The first @, and the first byte after it that is of no domain. */
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
	const char *domain;
	size_t len;
	char *end;

	if (!measure_wide(scan->at, &measure) &&
	    !measure_by_table(scan->at, &measure))
		return false;
	len = measure.local_len + 1 + measure.domain_len;
	end = scan->at + len;
	if (*end == '\r')
		end = scan_after_cr(scan, end);
	else if (*end != '\n')
		return false;
	domain = scan->at + measure.local_len + 1;
	if (measure.upper)
		lower_copy(scan->lower, domain, measure.domain_len);
	*item_r = (struct scan_item){
	    .kind = SCAN_ADDRESS,
	    .line = scan->lines,
	    .bytes = scan->at,
	    .len = len,
	    .local_len = measure.local_len,
	    .domain_len = measure.domain_len,
	    .plain = measure.upper ? scan->lower : domain,
	};
	/* With a dot at the end it is another spelling, which name_parse() must
	 * bring together with the usual one. */
	if (domain[measure.domain_len - 1] == '.')
		item_r->plain = NULL;
	scan_end_line(scan, end);
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
static bool
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

bool
scan_next(struct scan *scan, struct scan_item *item_r)
{
	while (scan->at < scan->end)
		if (scan_plain_line(scan, item_r) ||
		    scan_take_line(scan, item_r))
			return true;
	return false;
}
