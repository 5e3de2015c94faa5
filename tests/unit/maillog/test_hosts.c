/* SPDX-License-Identifier: BSD-2-Clause */
/* Hosts: from when to when their lines are. */
#include "domains/maillog/hosts.h"

#include <criterion/criterion.h>

Test(hosts, ranges_are_widened)
{
	static const struct {
		const char *host;
		int64_t time;
	} lines[] = {{"a", 5}, {"b", 7}, {"a", 3}, {"", 1}, {"b", 7}, {"a", 9},
	    {"", 2}, {"ab", 4}};
	static const struct host_range wanted[] = {{0, 3, 9, 0}, {1, 7, 7, 0},
	    {2, 1, 2, 0}, {3, 4, 4, 0}};
	struct hosts hosts = {0};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		cr_assert_eq(hosts_note(&hosts, span_of(lines[i].host),
				 lines[i].time),
		    0);
	cr_assert_eq(hosts.count, 4);
	for (size_t i = 0; i < hosts.count; i++) {
		cr_expect_eq(hosts.list[i].first, wanted[i].first);
		cr_expect_eq(hosts.list[i].last, wanted[i].last);
	}
	cr_expect_str_eq(hosts_name(&hosts, &hosts.list[3]), "ab");
	hosts_clear(&hosts);
}

Test(hosts, ranges_that_overlap)
{
	static const struct {
		const char *host;
		int64_t first, last;
		bool overlaps; /* with 10 to 20 of a */
	} rows[] = {{"a", 1, 9, false}, {"a", 1, 10, false}, {"a", 1, 11, true},
	    {"a", 12, 13, true}, {"a", 20, 30, false}, {"a", 19, 30, true},
	    {"a", 10, 20, true}, {"b", 10, 20, false}, {"a", 15, 15, true}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct hosts hosts = {0};

		cr_assert_eq(hosts_add(&hosts, span_of("a"), 10, 20, 1), 0);
		cr_assert_eq(hosts_add(&hosts, span_of(rows[i].host),
				 rows[i].first, rows[i].last, 2),
		    0);
		cr_expect_eq(host_ranges_overlap(&hosts, &hosts.list[0],
				 &hosts.list[1]),
		    rows[i].overlaps, "row %zu", i);
		cr_expect_eq(host_ranges_overlap(&hosts, &hosts.list[1],
				 &hosts.list[0]),
		    rows[i].overlaps, "row %zu", i);
		hosts_clear(&hosts);
	}
}
