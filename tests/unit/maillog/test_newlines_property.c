/* SPDX-License-Identifier: BSD-2-Clause */
/* Newlines: all of a text are found, in their order, and whether it has zeros,
 * by steps of both widths. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "domains/maillog/newlines.h"
#include "tests/unit/property.h"

/* Lines of about so many bytes; some texts have zeros. */
static void
make_text(struct property *random, char *text, size_t len)
{
	static const size_t lengths[] = {1, 2, 20, 70, 300};
	static const char others[] = "a \t\x0b\x8a\xff\x01\r*";
	const size_t usual = property_one_of(random, lengths);

	for (size_t i = 0; i < len; i++)
		text[i] =
		    property_below(random, usual) == 0
			? '\n'
			: others[property_below(random, sizeof(others) - 1)];
	if (len != 0 && property_below(random, 2) == 0)
		text[property_below(random, len)] = '\0';
}

/* Are these all, one after the other?  Some lines are passed over. */
static bool
finds_all(struct property *random, struct newlines *newlines, const char *text,
    size_t len)
{
	const char *from = text, *end = text + len;

	while (from < end) {
		const char *newline = memchr(from, '\n', (size_t)(end - from));

		if (newlines_next(newlines, from) != newline)
			return false;
		if (newline == NULL)
			break;
		from +=
		    property_below(random, 3) == 0
			? property_below(random, (size_t)(newline + 1 - from))
			: (size_t)(newline + 1 - from);
	}
	return newlines_next(newlines, end) == NULL;
}

Test(newlines_property, all_are_found)
{
	struct newlines wide = {.narrow = false}, narrow = {.narrow = true};

	PROPERTY_CASES(random, "newlines")
	{
		const size_t len = property_below(&random, 400);
		char *text = malloc(len + 1);
		struct span span = {text, len};
		bool whole;

		cr_assert_not_null(text);
		make_text(&random, text, len);
		whole = memchr(text, '\0', len) == NULL;
		property_check(&random,
		    newlines_note(&wide, span) == whole &&
			newlines_note(&narrow, span) == whole,
		    "zeros", text, len);
		property_check(&random,
		    finds_all(&random, &wide, text, len) &&
			finds_all(&random, &narrow, text, len),
		    "another newline", text, len);
		free(text);
	}
	newlines_clear(&wide);
	newlines_clear(&narrow);
}

Test(newlines_property, of_nothing_there_are_none)
{
	struct newlines newlines = {.narrow = false};
	static const char text[] = "a\nb\n";

	cr_expect_null(newlines_next(&newlines, text));
	cr_expect(newlines_note(&newlines, (struct span){text, 2}));
	cr_expect_eq(newlines_next(&newlines, text), text + 1);
	cr_expect_null(newlines_next(&newlines, text + 2),
	    "one after the text that was noted");
	newlines_clear(&newlines);
	cr_expect_null(newlines_next(&newlines, text));
}
