/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that another thread takes come in their order, each once, with the
 * texts that they had. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/maillog/batches.h"

#define BLOCK ((size_t)4096)
#define LINES ((size_t)5000)

struct taken {
	size_t count, last, until; /* until: no more are wanted then */
	bool wrong;
};

static int
take(void *context, const struct maillog_line *line)
{
	struct taken *taken = context;
	const size_t number = (size_t)line->time;
	char text[32];
	int len = snprintf(text, sizeof(text), "line %zu", number);

	taken->wrong = taken->wrong || number <= taken->last ||
	               line->text.len != (size_t)len ||
	               memcmp(line->text.bytes, text, (size_t)len) != 0;
	taken->last = number;
	return ++taken->count == taken->until;
}

/* Lines of a block, of which each so many is not in it; 0: all are.  Returns
 * how many were put in until no more were wanted. */
static size_t
put_lines(struct batches *batches, size_t elsewhere)
{
	char *block = batches_block(batches), other[32];
	size_t len = 0, number = 0;
	bool wanted = true;

	while (wanted && number < LINES) {
		struct maillog_line line = {.time = (int64_t)++number};
		bool is_other = elsewhere != 0 && number % elsewhere == 0;
		char *at = is_other ? other : block + len;

		line.text.bytes = at;
		line.text.len =
		    (size_t)snprintf(at, sizeof(other), "line %zu", number);
		line.host = line.tag = line.pid = (struct span){block, 1};
		if (!is_other)
			len += line.text.len;
		wanted = batches_take(batches, &line);
		memset(other, 0, sizeof(other));
		if (len + sizeof(other) < BLOCK)
			continue;
		memcpy(block + len, "rest", 4);
		block = batches_pass(batches, (struct span){block + len, 4});
		cr_expect(memcmp(block, "rest", 4) == 0);
		len = 4;
	}
	return number;
}

Test(batches, each_line_is_taken_once_in_its_order)
{
	static const size_t elsewhere[] = {0, 1, 7, 1000, LINES};

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
		struct taken taken = {0};
		struct batches *batches = batches_begin(BLOCK, take, &taken);

		cr_assert_not_null(batches);
		cr_expect_eq(put_lines(batches, elsewhere[i]), LINES);
		cr_expect(batches_end(&batches));
		cr_expect_null(batches);
		cr_expect_eq(taken.count, LINES, "case %zu: %zu", i,
		    taken.count);
		cr_expect(!taken.wrong, "case %zu", i);
	}
}

Test(batches, nothing_is_taken_after_the_end)
{
	static const size_t until[] = {1, 100, LINES};

	for (size_t i = 0; i < sizeof(until) / sizeof(*until); i++) {
		struct taken taken = {.until = until[i]};
		struct batches *batches = batches_begin(BLOCK, take, &taken);

		cr_assert_not_null(batches);
		(void)put_lines(batches, i == 1 ? 30 : 0);
		cr_expect(!batches_end(&batches));
		cr_expect_eq(taken.count, until[i]);
		cr_expect(!taken.wrong);
	}
}

Test(batches, there_may_be_no_line)
{
	struct taken taken = {0};
	struct batches *batches = batches_begin(BLOCK, take, &taken);

	cr_assert_not_null(batches);
	(void)batches_pass(batches,
	    (struct span){batches_block(batches), BLOCK});
	cr_expect(batches_end(&batches));
	cr_expect_eq(taken.count, 0);
}
