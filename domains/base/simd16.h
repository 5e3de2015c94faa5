/* SPDX-License-Identifier: BSD-2-Clause */
/* Wide: WIDE bytes of text compared at once, a bit for each byte.
 *
 * Texts that are read so must be readable for WIDE bytes after their end; what
 * stands there does not matter.  On x86-64 these are SSE2, which every such
 * processor has; elsewhere loops that compilers make the best of.
 */
#ifndef DOMAINS_BASE_SIMD16_H
#define DOMAINS_BASE_SIMD16_H

#include <stddef.h>
#include <stdint.h>

#define SIMD16_SIZE 16

#ifdef __SSE2__
#include <emmintrin.h>

typedef __m128i simd16;

static inline simd16
simd16_load(const char *text)
{
	return _mm_loadu_si128((const __m128i *)text);
}

static inline void
simd16_store(char *text, simd16 bytes)
{
	_mm_storeu_si128((__m128i *)text, bytes);
}

/* Those equal to another's at the same place, as 0xff. */
static inline simd16
simd16_equal(simd16 a, simd16 b)
{
	return _mm_cmpeq_epi8(a, b);
}

/* Those equal to one byte. */
static inline simd16
simd16_is(simd16 bytes, char byte)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
}

/* Those from first to last, which are ASCII. */
static inline simd16
simd16_between(simd16 bytes, char first, char last)
{
	simd16 low = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1)));
	simd16 high = _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1)));

	return _mm_and_si128(low, high);
}

static inline simd16
simd16_or(simd16 a, simd16 b)
{
	return _mm_or_si128(a, b);
}

/* The bits of a byte in all those that are 0xff. */
static inline simd16
simd16_and_byte(simd16 bytes, char byte)
{
	return _mm_and_si128(bytes, _mm_set1_epi8(byte));
}

/* A bit for each 0xff, the first byte's lowest. */
static inline unsigned
simd16_bits(simd16 bytes)
{
	return (unsigned)_mm_movemask_epi8(bytes);
}
#else
#include <string.h>

typedef struct {
	unsigned char byte[SIMD16_SIZE];
} simd16;

#define SIMD16_EACH(expression)                               \
	simd16 result;                                        \
	for (unsigned i = 0; i < SIMD16_SIZE; i++)            \
		result.byte[i] = (unsigned char)(expression); \
	return result

static inline simd16
simd16_load(const char *text)
{
	simd16 bytes;

	memcpy(bytes.byte, text, SIMD16_SIZE);
	return bytes;
}

static inline void
simd16_store(char *text, simd16 bytes)
{
	memcpy(text, bytes.byte, SIMD16_SIZE);
}

static inline simd16
simd16_equal(simd16 a, simd16 b)
{
	SIMD16_EACH(a.byte[i] == b.byte[i] ? 0xff : 0);
}

static inline simd16
simd16_is(simd16 bytes, char byte)
{
	SIMD16_EACH(bytes.byte[i] == (unsigned char)byte ? 0xff : 0);
}

static inline simd16
simd16_between(simd16 bytes, char first, char last)
{
	SIMD16_EACH(bytes.byte[i] >= (unsigned char)first &&
			    bytes.byte[i] <= (unsigned char)last
			? 0xff
			: 0);
}

static inline simd16
simd16_or(simd16 a, simd16 b)
{
	SIMD16_EACH(a.byte[i] | b.byte[i]);
}

static inline simd16
simd16_and_byte(simd16 bytes, char byte)
{
	SIMD16_EACH(bytes.byte[i] & (unsigned char)byte);
}

static inline unsigned
simd16_bits(simd16 bytes)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < SIMD16_SIZE; i++)
		bits |= (unsigned)(bytes.byte[i] >> 7) << i;
	return bits;
}
#undef SIMD16_EACH
#endif

/* How many bytes agree from here on, limit at most. */
static inline size_t
simd16_agree(const char *a, const char *b, size_t limit)
{
	for (size_t i = 0; i < limit; i += SIMD16_SIZE) {
		unsigned apart = simd16_bits(simd16_equal(simd16_load(a + i),
				     simd16_load(b + i))) ^
		                 (((unsigned)1 << SIMD16_SIZE) - 1);
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
simd16_agree_end(const char *a, const char *b, size_t n)
{
	size_t agree = 0;

	while (n > 0) {
		size_t step = n < SIMD16_SIZE ? n : SIMD16_SIZE;
		/* The block's last byte as the highest bit. */
		unsigned apart =
		    (simd16_bits(simd16_equal(simd16_load(a + n - step),
			 simd16_load(b + n - step))) ^
			(((unsigned)1 << SIMD16_SIZE) - 1))
		    << (32 - step);
		if (apart != 0)
			return agree + (size_t)__builtin_clz(apart);
		agree += step;
		n -= step;
	}
	return agree;
}

#endif
