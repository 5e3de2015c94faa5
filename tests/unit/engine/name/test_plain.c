// SPDX-License-Identifier: BSD-2-Clause
/* Tests of name_plain: that it takes what its header says and nothing else. */
#include "domains/engine/name/plain.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#define TRIES 400000

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Mostly plain, so that the one byte that is not decides. */
static size_t
make(uint64_t *state, char out[static 80])
{
	static const char usual[] = "abcxyzABCXYZ0189..-";
	static const char rare[] = "--..@_ []/:`{\x80\xff\t";
	size_t len =
	    next(state) % 8 == 0 ? 56 + next(state) % 16 : 1 + next(state) % 40;

	for (size_t i = 0; i < len; i++)
		out[i] = next(state) % 40 == 0
		             ? rare[next(state) % (sizeof(rare) - 1)]
		             : usual[next(state) % (sizeof(usual) - 1)];
	return len;
}

static bool
is_plain_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '-';
}

/* What the header says, byte by byte. */
static bool
is_plain(const char *text, size_t len)
{
	char last = text[len - 1];

	if (len >= 64 || (last >= '0' && last <= '9'))
		return false;
	for (size_t i = 0; i < len; i++) {
		bool begins = i == 0 || text[i - 1] == '.';
		bool ends = i + 1 == len || text[i + 1] == '.';
		if (!is_plain_byte(text[i]) || (text[i] == '.' && begins) ||
		    (text[i] == '.' && i + 1 == len) ||
		    (text[i] == '-' && (begins || ends || text[i - 1] == '-')))
			return false;
	}
	return true;
}

Test(name_plain, takes_what_is_plain_and_nothing_else)
{
	uint64_t state = 5;
	char text[80], lower[80];
	size_t plain = 0;

	for (unsigned i = 0; i < TRIES; i++) {
		struct name name = {.len = 77};
		size_t len = make(&state, text);
		bool taken = name_plain_parse(text, len, &name);
		cr_assert_eq(taken, is_plain(text, len), "%.*s", (int)len,
		    text);
		plain += taken;
		if (!taken) {
			cr_assert_eq(name.len, 77);
			continue;
		}
		unsigned labels = 1;
		for (size_t k = 0; k < len; k++) {
			lower[k] = text[k] >= 'A' && text[k] <= 'Z'
			               ? (char)(text[k] + 32)
			               : text[k];
			labels += text[k] == '.';
		}
		lower[len] = '\0';
		cr_assert_eq(name.len, len);
		cr_assert_str_eq(name.text, lower);
		cr_assert_eq(name.labels, labels);
		cr_assert_not(name.idn || name.literal);
	}
	cr_expect_gt(plain, TRIES / 50);
}

Test(name_plain, no_name_is_not_plain)
{
	struct name name;

	cr_expect_not(name_plain_parse("", 0, &name));
}
