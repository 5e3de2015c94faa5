/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds newlines sixty-four bytes at a time: see the header. */
#include "domains/maillog/newlines.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/simd16.h"

#ifdef __x86_64__
#include <immintrin.h>
#include <sys/platform/x86.h>
#endif

/* Bytes that are looked at together, a bit for each. */
#define STEP ((size_t)4 * SIMD16_SIZE)

/* The first newline of a step; its last byte where there is none. */
static inline uint32_t
place_first(uint64_t found, size_t begin)
{
	const uint64_t last = UINT64_C(1) << (STEP - 1);

	return (uint32_t)(begin + (size_t)__builtin_ctzll(found | last));
}

/* Of a step nearly all have one at most, so nothing depends on whether there is
 * one: a place is written in any case. */
static inline size_t
note_found(uint32_t *at, size_t count, uint64_t found, size_t begin)
{
	at[count] = place_first(found, begin);
	count += found != 0;
	for (found &= found - 1; found != 0; found &= found - 1)
		at[count++] = place_first(found, begin);
	return count;
}

/* ---- steps --------------------------------------------------------------- */

/* Those in one part of the step; least: of all bytes so far, by place. */
static inline uint64_t
find_in_part(const char *bytes, size_t place, simd16 *least)
{
	const simd16 part = simd16_load(bytes + place);

	*least = simd16_least(*least, part);
	return (uint64_t)simd16_bits(simd16_is(part, '\n')) << place;
}

/* Returns how many there are then; all bytes of the text are whole steps. */
static size_t
note_steps(uint32_t *at, struct span text, bool *zeros)
{
	simd16 least = simd16_load("0123456789abcdef");
	size_t count = 0;

	for (size_t i = 0; i < text.len; i += STEP) {
		const char *step = text.bytes + i;

		count = note_found(at, count,
		    find_in_part(step, 0, &least) |
			find_in_part(step, SIMD16_SIZE, &least) |
			find_in_part(step, 2 * SIMD16_SIZE, &least) |
			find_in_part(step, 3 * SIMD16_SIZE, &least),
		    i);
	}
	*zeros |= simd16_bits(simd16_is(least, '\0')) != 0;
	return count;
}

#ifdef __x86_64__
/* The same with thirty-two bytes at once: half of the time. */
__attribute__((target("avx2"))) static size_t
note_steps_avx2(uint32_t *at, struct span text, bool *zeros)
{
	const __m256i newline = _mm256_set1_epi8('\n');
	__m256i least = newline;
	size_t count = 0;

	for (size_t i = 0; i < text.len; i += STEP) {
		const __m256i *step = (const __m256i *)(text.bytes + i);
		const __m256i low = _mm256_loadu_si256(step);
		const __m256i high = _mm256_loadu_si256(step + 1);
		const int in_low =
		    _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, newline));
		const int in_high =
		    _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, newline));

		least = _mm256_min_epu8(least, _mm256_min_epu8(low, high));
		count = note_found(at, count,
		    (uint64_t)(uint32_t)in_high << 32 | (uint32_t)in_low, i);
	}
	*zeros |= _mm256_movemask_epi8(
		      _mm256_cmpeq_epi8(least, _mm256_setzero_si256())) != 0;
	return count;
}

/* What the C library knows: the compiler's own question makes each start of a
 * program ask the processor, which takes long in a virtual machine. */
static bool
has_avx2(void)
{
	return CPU_FEATURE_ACTIVE(AVX2);
}
#else
#define note_steps_avx2 note_steps

static bool
has_avx2(void)
{
	return false;
}
#endif

/* ---- texts --------------------------------------------------------------- */

/* All may be newlines. */
static bool
make_room(struct newlines *newlines, size_t len)
{
	const size_t room = len + STEP + 1;

	if (room <= newlines->room)
		return true;
	free(newlines->at);
	newlines->at = room < UINT32_MAX
	                   ? reallocarray(NULL, room, sizeof(*newlines->at))
	                   : NULL;
	newlines->room = newlines->at != NULL ? room : 0;
	return newlines->at != NULL;
}

bool
newlines_note(struct newlines *newlines, struct span text)
{
	const size_t rest = text.len % STEP;
	const struct span steps = {text.bytes, text.len - rest};
	bool zeros = false;
	size_t count;

	newlines->next = 0;
	newlines->text = (struct span){text.bytes, 0};
	if (!make_room(newlines, text.len))
		return !span_has(text, '\0');
	count = !newlines->narrow && has_avx2()
	            ? note_steps_avx2(newlines->at, steps, &zeros)
	            : note_steps(newlines->at, steps, &zeros);
	for (size_t i = steps.len; i < text.len; i++) {
		if (text.bytes[i] == '\n')
			newlines->at[count++] = (uint32_t)i;
		zeros |= text.bytes[i] == '\0';
	}
	newlines->at[count] = UINT32_MAX;
	newlines->text = text;
	return !zeros;
}

void
newlines_clear(struct newlines *newlines)
{
	free(newlines->at);
	*newlines = (struct newlines){.narrow = newlines->narrow};
}
