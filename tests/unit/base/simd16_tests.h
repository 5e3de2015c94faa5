/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of whichever wide.h was included: see test_wide.c. */
#ifndef TESTS_UNIT_BASE_SIMD16_TESTS_H
#define TESTS_UNIT_BASE_SIMD16_TESTS_H

#ifndef WIDE_SUITE
#define WIDE_SUITE simd16
#endif

#define TRIES 20000

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void
fill(uint64_t *state, char *text, size_t len)
{
	static const char bytes[] = "aabcmyzAMZ019.-@_[`{/:\x80\xff";

	for (size_t i = 0; i < len; i++)
		text[i] = bytes[next(state) % (sizeof(bytes) - 1)];
}

Test(WIDE_SUITE, operations)
{
	uint64_t state = 1;

	for (unsigned try = 0; try < TRIES; try++) {
		char a[SIMD16_SIZE], b[SIMD16_SIZE], stored[SIMD16_SIZE];
		fill(&state, a, sizeof(a));
		fill(&state, b, sizeof(b));
		simd16 first = simd16_load(a), second = simd16_load(b);
		unsigned equal = 0, dots = 0, lower = 0, either = 0;
		for (unsigned i = 0; i < SIMD16_SIZE; i++) {
			equal |= (unsigned)(a[i] == b[i]) << i;
			dots |= (unsigned)(a[i] == '.') << i;
			lower |= (unsigned)(a[i] >= 'a' && a[i] <= 'z') << i;
			either |= (unsigned)(a[i] == '.' || a[i] == b[i]) << i;
		}
		cr_assert_eq(simd16_bits(simd16_equal(first, second)), equal);
		cr_assert_eq(simd16_bits(simd16_is(first, '.')), dots);
		cr_assert_eq(simd16_bits(simd16_between(first, 'a', 'z')),
		    lower);
		cr_assert_eq(simd16_bits(simd16_or(simd16_is(first, '.'),
				 simd16_equal(first, second))),
		    either);
		simd16_store(stored,
		    simd16_and_byte(simd16_is(first, '.'), 0x20));
		for (unsigned i = 0; i < SIMD16_SIZE; i++)
			cr_assert_eq(stored[i], a[i] == '.' ? 0x20 : 0);
	}
}

/* Long and short, with as much room after as they need and no more. */
Test(WIDE_SUITE, agreement)
{
	uint64_t state = 2;

	for (unsigned try = 0; try < TRIES; try++) {
		char a[80 + SIMD16_SIZE], b[80 + SIMD16_SIZE];
		size_t len = next(&state) % 81, begin = 0, end = 0;
		fill(&state, a, sizeof(a));
		memcpy(b, a, sizeof(b));
		for (unsigned i = 0; len > 0 && i < next(&state) % 4; i++)
			b[next(&state) % len] ^= 1;
		while (begin < len && a[begin] == b[begin])
			begin++;
		while (end < len && a[len - 1 - end] == b[len - 1 - end])
			end++;
		cr_assert_eq(simd16_agree(a, b, len), begin, "%zu", len);
		cr_assert_eq(simd16_agree_end(a, b, len), end, "%zu", len);
	}
}

#endif
