/* SPDX-License-Identifier: BSD-2-Clause */
/* Totals: what is counted, and the order. */
#include "domains/reports/totals.h"

#include <criterion/criterion.h>
#include <string.h>

static struct doppel *
engine(void)
{
	static const struct doppel_options options = {.list_count = 0};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	return doppel;
}

static void
add(struct totals *totals, const char *list, const char *address)
{
	struct full_width room;
	struct member member;

	member_of_text(address, strlen(address), &room, &member);
	member.list = span_of(list);
	cr_assert_eq(totals_add(totals, &member), 0);
}

Test(totals, count_addresses_and_lists_outside)
{
	const char *local[] = {"univ.example"};
	const struct lookup_key_rules rules = {.domains = local,
	    .domain_count = 1,
	    .delimiter = ""};
	struct totals *totals = totals_new(&rules);
	struct doppel *doppel = engine();
	struct buffer out = {0};

	cr_assert_not_null(totals);
	add(totals, "lab", "a@b.example");
	add(totals, "lab", "b@B.EXAMPLE");
	add(totals, "staff", "a@b.example");
	add(totals, "", "c@c.example");
	add(totals, "lab", "here@univ.example");
	add(totals, "lab", "nobody");
	add(totals, "lab", "a@doppelganger.test");
	cr_assert_eq(totals_write(totals, doppel, REPORT_CSV, &out), 0);
	buffer_add(&out, "", 1);
	cr_expect_str_eq(out.bytes,
	    "domain,addresses,lists,reason,confidence,meant\n"
	    "\"b.example\",3,2,,,\n"
	    "\"c.example\",1,0,,,\n"
	    "\"doppelganger.test\",1,1,known-doppelganger,certain,\"\"\n");
	buffer_clear(&out);
	doppel_close(&doppel);
	totals_free(&totals);
}
