/* SPDX-License-Identifier: BSD-2-Clause */
/* Link: the addresses of links in the text of a cell. */
#include <criterion/criterion.h>
#include <string.h>

#include "domains/workbooks/link.h"
#include "domains/workbooks/markup.h"
#include "tests/unit/clock.h"

static void
expect(const char *text, const char *addresses, const char *want)
{
	struct buffer buffer = {0};

	buffer_add_text(&buffer, text);
	link_add_to_text(&buffer, span_of(addresses));
	buffer_add(&buffer, "", 1);
	cr_expect_str_eq(buffer.bytes, want, "%s", buffer.bytes);
	buffer_clear(&buffer);
}

Test(link, what_the_text_has_is_not_added)
{
	expect("Taro", "taro@b.jp", "Taro <taro@b.jp>");
	expect("Taro", "taro@b.jp,,ken@b.jp", "Taro <taro@b.jp>\nken@b.jp");
	expect("mail TARO@B.jp", "taro@b.jp,ken@b.jp,Ken@b.jp",
	    "mail TARO@B.jp\nken@b.jp");
	expect("a, b", "taro@b.jp", "taro@b.jp");
}

/* A workbook of a few kB has 30,000 addresses in a cell: minutes, if each were
 * looked for among all. */
Test(link, many_addresses_take_no_longer_than_they_are_long)
{
	struct buffer text = {0}, addresses = {0};

	clock_limit(5);
	for (unsigned i = 0; i < 30000; i++)
		buffer_add_format(&addresses, "%u@b.jp,", i + 10000);
	for (unsigned cells = 0; cells < 20; cells++) {
		text.len = 0;
		buffer_add_text(&text, "x@b.jp");
		link_add_to_text(&text,
		    (struct span){addresses.bytes, MARKUP_TEXT_MAX});
		cr_assert_gt(text.len, MARKUP_TEXT_MAX / 2);
	}
	buffer_clear(&text);
	buffer_clear(&addresses);
}

/* Nothing after them is lost in silence: a sheet refuses such a cell. */
Test(link, what_is_too_long_for_a_cell_stays_so)
{
	struct buffer text = {0}, addresses = {0};

	for (unsigned i = 0; i <= MARKUP_TEXT_MAX; i++)
		buffer_add(&addresses, ",", 1);
	buffer_add_text(&addresses, "taro@b.jp");
	buffer_add_text(&text, "x@b.jp");
	link_add_to_text(&text, (struct span){addresses.bytes, addresses.len});
	cr_expect_eq(text.len, addresses.len);
	buffer_clear(&text);
	buffer_clear(&addresses);
}
