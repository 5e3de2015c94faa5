/* SPDX-License-Identifier: BSD-2-Clause */
/* Wide: WIDE bytes of text compared at once, a bit for each byte.
 *
 * Texts that are read so must be readable for WIDE bytes after their end; what
 * stands there does not matter.  On x86-64 these are SSE2, which every such
 * processor has; elsewhere what compilers make the best of.
 */
#ifndef DOMAINS_BASE_SIMD16_H
#define DOMAINS_BASE_SIMD16_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SIMD16_SIZE 16

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Vectors of GCC's and clang's; a comparison makes each byte 0 or 0xff.  Of
 * two types, for GCC makes less of what is combined from bytes. */
typedef long long simd16 __attribute__((vector_size(SIMD16_SIZE)));
typedef signed char simd16_bytes __attribute__((vector_size(SIMD16_SIZE)));

static inline simd16
simd16_load(const char *text)
{
	simd16 bytes;

	memcpy(&bytes, text, SIMD16_SIZE);
	return bytes;
}

static inline void
simd16_store(char *text, simd16 bytes)
{
	memcpy(text, &bytes, SIMD16_SIZE);
}

/* Those equal to another's at the same place. */
static inline simd16
simd16_equal(simd16 a, simd16 b)
{
	return (simd16)((simd16_bytes)a == (simd16_bytes)b);
}

/* Those equal to one byte. */
static inline simd16
simd16_is(simd16 bytes, char byte)
{
	return (simd16)((simd16_bytes)bytes == (signed char)byte);
}

/* Those from first to last.  All bytes are moved on so that first becomes the
 * least of signed ones: one comparison is enough then. */
static inline simd16
simd16_between(simd16 bytes, char first, char last)
{
	typedef unsigned char unsigned_bytes
	    __attribute__((vector_size(SIMD16_SIZE)));
	const unsigned char on = (unsigned char)(128 - first);

	return (simd16)((simd16_bytes)((unsigned_bytes)bytes + on) <
			(signed char)(last - first - 127));
}

static inline simd16
simd16_or(simd16 a, simd16 b)
{
	return a | b;
}

/* The lesser one of two at each place, as numbers without a sign. */
static inline simd16
simd16_least(simd16 a, simd16 b)
{
#ifdef __SSE2__
	return (simd16)_mm_min_epu8((__m128i)a, (__m128i)b);
#else
	typedef unsigned char bytes __attribute__((vector_size(SIMD16_SIZE)));
	const simd16 less = (simd16)((bytes)a < (bytes)b);

	return (a & less) | (b & ~less);
#endif
}

/* Those of a that are not of b. */
static inline simd16
simd16_without(simd16 a, simd16 b)
{
	return a & ~b;
}

/* The bits of a byte in all those that are 0xff. */
static inline simd16
simd16_and_byte(simd16 bytes, char byte)
{
	return (simd16)((simd16_bytes)bytes & (signed char)byte);
}

/* The same, besides what all have. */
static inline simd16
simd16_or_byte(simd16 bytes, char byte)
{
	return (simd16)((simd16_bytes)bytes | (signed char)byte);
}

/* A bit for each 0xff, the first byte's lowest. */
static inline unsigned
simd16_bits(simd16 bytes)
{
#ifdef __SSE2__
	return (unsigned)_mm_movemask_epi8((__m128i)bytes);
#else
	unsigned bits = 0;

	for (unsigned i = 0; i < SIMD16_SIZE; i++)
		bits |= (unsigned)(((simd16_bytes)bytes)[i] != 0) << i;
	return bits;
#endif
}

/* A bit for each byte that has the one of ASCII by which a small letter differs
 * from a capital one. */
static inline unsigned
simd16_small(simd16 bytes)
{
#ifdef __SSE2__
	return (unsigned)_mm_movemask_epi8(_mm_slli_epi16((__m128i)bytes, 2));
#else
	return simd16_bits(
	    (simd16)((simd16_bytes)simd16_and_byte(bytes, 'a' ^ 'A') != 0));
#endif
}

/* Where a byte is in the first 2 * SIMD16_SIZE bytes: a bit for each. */
static inline uint32_t
simd16_find(const char *text, char byte)
{
	return simd16_bits(simd16_is(simd16_load(text), byte)) |
	       simd16_bits(simd16_is(simd16_load(text + SIMD16_SIZE), byte))
	           << SIMD16_SIZE;
}

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
