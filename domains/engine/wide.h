/* SPDX-License-Identifier: BSD-2-Clause */
/* Wide: WIDE bytes of text compared at once, a bit for each byte.
 *
 * Texts that are read so must be readable for WIDE bytes behind their end; what
 * stands there does not matter.  On x86-64 these are SSE2, which every such
 * processor has; elsewhere loops that compilers make the best of.
 */
#ifndef DOMAINS_ENGINE_WIDE_H
#define DOMAINS_ENGINE_WIDE_H

#include <stddef.h>
#include <stdint.h>

#define WIDE 16

#ifdef __SSE2__
#include <emmintrin.h>

typedef __m128i wide;

static inline wide
wide_load(const char *text)
{
	return _mm_loadu_si128((const __m128i *)text);
}

static inline void
wide_store(char *text, wide bytes)
{
	_mm_storeu_si128((__m128i *)text, bytes);
}

/* Those equal to another's at the same place, as 0xff. */
static inline wide
wide_equal(wide a, wide b)
{
	return _mm_cmpeq_epi8(a, b);
}

/* Those equal to one byte. */
static inline wide
wide_is(wide bytes, char byte)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
}

/* Those from first to last, which are ASCII. */
static inline wide
wide_between(wide bytes, char first, char last)
{
	wide low = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1)));
	wide high = _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1)));

	return _mm_and_si128(low, high);
}

static inline wide
wide_or(wide a, wide b)
{
	return _mm_or_si128(a, b);
}

/* The bits of a byte in all those that are 0xff. */
static inline wide
wide_and_byte(wide bytes, char byte)
{
	return _mm_and_si128(bytes, _mm_set1_epi8(byte));
}

/* A bit for each 0xff, the first byte's lowest. */
static inline unsigned
wide_bits(wide bytes)
{
	return (unsigned)_mm_movemask_epi8(bytes);
}
#else
#include <string.h>

typedef struct {
	unsigned char byte[WIDE];
} wide;

#define WIDE_EACH(expression) \
	wide result; \
	for (unsigned i = 0; i < WIDE; i++) \
		result.byte[i] = (unsigned char)(expression); \
	return result

static inline wide
wide_load(const char *text)
{
	wide bytes;

	memcpy(bytes.byte, text, WIDE);
	return bytes;
}

static inline void
wide_store(char *text, wide bytes)
{
	memcpy(text, bytes.byte, WIDE);
}

static inline wide
wide_equal(wide a, wide b)
{
	WIDE_EACH(a.byte[i] == b.byte[i] ? 0xff : 0);
}

static inline wide
wide_is(wide bytes, char byte)
{
	WIDE_EACH(bytes.byte[i] == (unsigned char)byte ? 0xff : 0);
}

static inline wide
wide_between(wide bytes, char first, char last)
{
	WIDE_EACH(bytes.byte[i] >= (unsigned char)first &&
		    bytes.byte[i] <= (unsigned char)last
		? 0xff
		: 0);
}

static inline wide
wide_or(wide a, wide b)
{
	WIDE_EACH(a.byte[i] | b.byte[i]);
}

static inline wide
wide_and_byte(wide bytes, char byte)
{
	WIDE_EACH(bytes.byte[i] & (unsigned char)byte);
}

static inline unsigned
wide_bits(wide bytes)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < WIDE; i++)
		bits |= (unsigned)(bytes.byte[i] >> 7) << i;
	return bits;
}
#undef WIDE_EACH
#endif

/* How many bytes agree from here on, limit at most. */
static inline size_t
wide_agree(const char *a, const char *b, size_t limit)
{
	for (size_t i = 0; i < limit; i += WIDE) {
		unsigned apart = wide_bits(wide_equal(wide_load(a + i),
				     wide_load(b + i))) ^
		    (((unsigned)1 << WIDE) - 1);
		if (apart != 0) {
			size_t n = i + (size_t)__builtin_ctz(apart);
			return n < limit ? n : limit;
		}
	}
	return limit;
}

/* How many of the last n bytes of both agree: those that end at a + n and
 * b + n. */
static inline size_t
wide_agree_end(const char *a, const char *b, size_t n)
{
	size_t agree = 0;

	while (n > 0) {
		size_t step = n < WIDE ? n : WIDE;
		/* The block's last byte as the highest bit. */
		unsigned apart = (wide_bits(wide_equal(
				      wide_load(a + n - step),
				      wide_load(b + n - step))) ^
				     (((unsigned)1 << WIDE) - 1))
		    << (32 - step);
		if (apart != 0)
			return agree + (size_t)__builtin_clz(apart);
		agree += step;
		n -= step;
	}
	return agree;
}

#endif
