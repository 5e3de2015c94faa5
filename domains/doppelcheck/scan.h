/* SPDX-License-Identifier: BSD-2-Clause */
/* Scan: the lines of a chunk, most of them with their address.
 *
 *     scan_begin(&scan, &chunk);
 *     while (scan_next(&scan, &item)) ... item.kind, item.line ...
 *     lines += scan_lines(&scan);
 *
 * The usual line, local@domain in plain ASCII, is taken apart here, and only
 * where the full parser would find the same in it; every other line is for
 * list_line_take().
 *
 * A line ends with LF, CRLF, CR or the file; a byte order mark at the beginning
 * of a file is left out, and so are comments.
 */
#ifndef DOMAINS_DOPPELCHECK_SCAN_H
#define DOMAINS_DOPPELCHECK_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/simd16.h"
#include "domains/doppelcheck/source.h"
#include "domains/engine/name/name.h"

enum scan_kind {
	SCAN_ADDRESS, /* bytes is local@domain and all of the line */
	SCAN_LINE,    /* any other line */
	SCAN_LONG /* a text over the limit, of which this is the beginning */
};

struct scan_item {
	enum scan_kind kind;
	bool continues;    /* it begins within a line */
	uint64_t line;     /* ends of lines in the chunk before it */
	const char *bytes; /* without the line's end */
	size_t len;
	/* Of an address: */
	size_t local_len;
	size_t domain_len;
	const char *plain; /* the domain in lower case, as long as it is; NULL
	                      when it ends with a dot */
};

struct scan {
	char *at;
	char *end;     /* here stands a newline of our own */
	char *newline; /* the next one, or one that is passed; NULL */
	char *crs_end; /* after CRs that follow each other; the same */
	uint64_t lines;
	bool continues;
	bool over_limit;
	char lower[NAME_SIZE];
};

/* Writes after the chunk (SOURCE_CHUNK_SIZE has room for it). */
void
scan_begin(struct scan *scan, const struct source_chunk *chunk);

/* The ends of lines in the chunk, known at its end. */
uint64_t
scan_lines(const struct scan *scan);

/* ---- inlined --------------------------------------------------------------
 *
 * Most time of an audit of many addresses goes here. */

/* What the fast path measures in a line. */
struct scan_measure {
	size_t local_len;
	size_t domain_len;
	bool upper; /* a capital letter in the domain */
};

/* Byte by byte; false when it is no usual line. */
bool
scan_measure_by_table(const char *line, struct scan_measure *measure_r);

/* Where a line ends that has a CR at at. */
char *
scan_after_cr(struct scan *scan, char *at);

void
scan_lower_copy(char *to, const char *from, size_t len);

/* Takes the line at scan->at as a whole; false when it is a comment. */
bool
scan_take_line(struct scan *scan, struct scan_item *item_r);

/* A bit for each of 64 bytes: what it may be. */
struct scan_kinds {
	uint64_t local;
	uint64_t domain;
	uint64_t small; /* of the domain's: no capital letter */
	uint64_t at;
};

/* Of a domain's and of a local part's bytes only the usual ones: the table
 * knows all. */
static inline simd16
scan_domain_bytes(simd16 bytes)
{
	simd16 letters =
	    simd16_between(simd16_or_byte(bytes, 'a' ^ 'A'), 'a', 'z');
	simd16 others = simd16_without(simd16_between(bytes, '-', '9'),
	    simd16_is(bytes, '/'));

	return simd16_or(letters, others);
}

static inline simd16
scan_local_bytes(simd16 bytes, simd16 domain)
{
	return simd16_or(domain,
	    simd16_or(simd16_is(bytes, '_'), simd16_is(bytes, '+')));
}

/* Where a line may part, if it is a usual one. */
struct scan_ends {
	unsigned at;         /* the @ */
	unsigned newline;    /* LF */
	unsigned domain_len; /* of what stands between them, but for a CR */
};

/* Is there an @ after usual bytes of a local part, and an end of the line,
 * within 64 bytes?  What the domain is of does not matter.  Lines that end with
 * a CR may stand in it. */
static inline bool
scan_find_ends(const char *line, struct scan_ends *ends_r)
{
	simd16 bytes = simd16_load(line);
	uint32_t newlines = simd16_find(line, '\n');
	uint32_t ats = simd16_find(line, '@');
	uint32_t local =
	    simd16_bits(scan_local_bytes(bytes, scan_domain_bytes(bytes)));
	unsigned at = (unsigned)__builtin_ctz(ats | 1u << 31);

	if (at >= SIMD16_SIZE) {
		bytes = simd16_load(line + SIMD16_SIZE);
		local |= (uint32_t)simd16_bits(
			     scan_local_bytes(bytes, scan_domain_bytes(bytes)))
		         << SIMD16_SIZE;
	}
	ends_r->at = at;
	ends_r->newline = (unsigned)__builtin_ctz(newlines | 1u << 31);
	if (newlines == 0) {
		newlines = simd16_find(line + 2 * SIMD16_SIZE, '\n');
		ends_r->newline =
		    32 + (unsigned)__builtin_ctz(newlines | 1u << 31);
	}
	if (newlines == 0 || ats == 0 || at == 0 || at + 1 >= ends_r->newline)
		return false;
	ends_r->domain_len =
	    ends_r->newline - at - 1 - (line[ends_r->newline - 1] == '\r');
	return ends_r->domain_len > 0 &&
	       (~local & (((uint32_t)1 << at) - 1)) == 0;
}

static inline void
scan_kinds_add(struct scan_kinds *kinds, const char *line, unsigned at)
{
	simd16 bytes = simd16_load(line + at);
	simd16 domain = scan_domain_bytes(bytes);
	simd16 local = scan_local_bytes(bytes, domain);

	kinds->local |= (uint64_t)simd16_bits(local) << at;
	kinds->domain |= (uint64_t)simd16_bits(domain) << at;
	kinds->small |= (uint64_t)simd16_small(bytes) << at;
	kinds->at |= (uint64_t)simd16_bits(simd16_is(bytes, '@')) << at;
}

/* 64 bytes at once; false when that does not measure the line. */
static inline bool
scan_measure_wide(const char *line, struct scan_measure *measure_r)
{
	struct scan_kinds kinds = {0};
	uint64_t beyond;
	unsigned at, end;

	scan_kinds_add(&kinds, line, 0);
	scan_kinds_add(&kinds, line, 16);
	if ((~kinds.domain & 0xffffffff & (0 - kinds.at) << 1) == 0) {
		scan_kinds_add(&kinds, line, 32);
		scan_kinds_add(&kinds, line, 48);
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
	*measure_r = (struct scan_measure){
	    .local_len = at,
	    .domain_len = end - at - 1,
	    .upper = (~kinds.small &
			 (((uint64_t)1 << end) - ((uint64_t)2 << at))) != 0,
	};
	return end > at + 1;
}

/* Takes the line at hand, whose ends are known, if its domain is in small
 * letters and of the usual bytes: nothing else is left to ask.  The domain is
 * less than 32 bytes long. */
static inline bool
scan_take_small(const struct scan *scan, const struct scan_ends *ends,
    struct scan_item *item_r)
{
	const char *line = scan->at, *domain = line + ends->at + 1;
	simd16 bytes = simd16_load(domain);
	simd16 more = simd16_load(domain + SIMD16_SIZE);
	uint32_t usual = simd16_bits(scan_domain_bytes(bytes)) |
	                 (uint32_t)simd16_bits(scan_domain_bytes(more))
	                     << SIMD16_SIZE;
	uint32_t small = simd16_small(bytes) | (uint32_t)simd16_small(more)
	                                           << SIMD16_SIZE;
	unsigned len = ends->domain_len;

	if ((~(usual & small) & (((uint32_t)1 << len) - 1)) != 0 ||
	    domain[len - 1] == '.')
		return false;
	*item_r = (struct scan_item){
	    .kind = SCAN_ADDRESS,
	    .line = scan->lines,
	    .bytes = line,
	    .len = ends->at + 1 + len,
	    .local_len = ends->at,
	    .domain_len = len,
	    .plain = domain,
	};
	return true;
}

/* The line ends at newline: goes on after it. */
static inline void
scan_end_line(struct scan *scan, char *newline)
{
	scan->lines += newline < scan->end; /* not our own */
	scan->at = newline + 1;
	scan->continues = false;
}

/* The fast path: the line that is nothing but local@domain. */
static inline bool
scan_plain_line(struct scan *scan, struct scan_item *item_r)
{
	struct scan_measure measure;
	const char *domain;
	size_t len;
	char *end;

	if (!scan_measure_wide(scan->at, &measure) &&
	    !scan_measure_by_table(scan->at, &measure))
		return false;
	len = measure.local_len + 1 + measure.domain_len;
	end = scan->at + len;
	if (*end == '\r')
		end = scan_after_cr(scan, end);
	else if (*end != '\n')
		return false;
	domain = scan->at + measure.local_len + 1;
	if (measure.upper)
		scan_lower_copy(scan->lower, domain, measure.domain_len);
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

/* false at the end.  What the item points to holds until the next call. */
static inline bool
scan_next(struct scan *scan, struct scan_item *item_r)
{
	struct scan_item line; /* so that the usual one stays in registers */

	while (scan->at < scan->end) {
		if (scan_plain_line(scan, item_r))
			return true;
		if (scan_take_line(scan, &line)) {
			*item_r = line;
			return true;
		}
	}
	return false;
}

#endif
