/* SPDX-License-Identifier: BSD-2-Clause */
/* Name plain: a bit for each byte, and what may not stand beside what. */
#include "domains/engine/name_plain.h"

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__ /* every x86-64 */
#include <emmintrin.h>
#endif

#define STEP 16
#define BLOCK 64

/* A bit for each byte of a block. */
struct marks {
	uint64_t fine; /* what may stand in a name */
	uint64_t dots;
	uint64_t hyphens;
};

#ifdef __SSE2__
static inline __m128i
between(__m128i bytes, char first, char last)
{
	__m128i low = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1)));
	__m128i high = _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1)));

	return _mm_and_si128(low, high);
}

static inline uint64_t
bits(__m128i kind, size_t at)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(kind) << at;
}

/* Marks the STEP bytes at at and puts them into lower case. */
static inline void
mark(char *block, size_t at, struct marks *marks)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(block + at));
	__m128i upper = between(bytes, 'A', 'Z');
	__m128i dots = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'));
	__m128i hyphens = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-'));

	bytes = _mm_or_si128(bytes,
	    _mm_and_si128(upper, _mm_set1_epi8('a' - 'A')));
	_mm_storeu_si128((__m128i *)(block + at), bytes);
	marks->fine |= bits(_mm_or_si128(_mm_or_si128(dots, hyphens),
				_mm_or_si128(between(bytes, 'a', 'z'),
				    between(bytes, '0', '9'))),
	    at);
	marks->dots |= bits(dots, at);
	marks->hyphens |= bits(hyphens, at);
}
#else
static inline void
mark(char *block, size_t at, struct marks *marks)
{
	for (size_t i = at; i < at + STEP; i++) {
		if (block[i] >= 'A' && block[i] <= 'Z')
			block[i] = (char)(block[i] + ('a' - 'A'));
		char c = block[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '.' || c == '-';
		marks->fine |= (uint64_t)fine << i;
		marks->dots |= (uint64_t)(c == '.') << i;
		marks->hyphens |= (uint64_t)(c == '-') << i;
	}
}
#endif

/* No empty label, no hyphen at an end of one, no two hyphens in a row, which
 * an A-label begins with. */
static bool
are_labels(const struct marks *marks, size_t len)
{
	uint64_t last = (uint64_t)1 << (len - 1);
	uint64_t all = last | (last - 1);
	uint64_t begins = marks->dots << 1 | 1;
	uint64_t ends = marks->dots >> 1 | last;

	return (marks->fine & all) == all &&
	    (marks->dots & (begins | last)) == 0 &&
	    (marks->hyphens & (begins | ends | marks->hyphens << 1)) == 0;
}

bool
name_plain_parse(const char *bytes, size_t len, struct name *name_r)
{
	char block[BLOCK] = {0};
	struct marks marks = {0};

	if (len == 0 || len >= BLOCK)
		return false;
	memcpy(block, bytes, len);
	for (size_t at = 0; at < len; at += STEP)
		mark(block, at, &marks);
	if (!are_labels(&marks, len) ||
	    (block[len - 1] >= '0' && block[len - 1] <= '9'))
		return false;
	memcpy(name_r->text, block, BLOCK); /* '\0' behind len */
	name_r->len = (uint8_t)len;
	name_r->labels = 1;
	for (; marks.dots != 0; marks.dots &= marks.dots - 1)
		name_r->labels++;
	name_r->literal = false;
	name_r->idn = false;
	return true;
}
