/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <string.h>

#include "domains/engine/lists/zone.h"

/* RDATA: an empty head, and a text. */
#define RDATA(text) ((struct span){"\0" text, sizeof("\0" text) - 1})

/* A server can make much of little: in its messages a name that was there
 * before takes two bytes. */
Test(zone, owners_count_too)
{
	struct zone_reading reading = {.zone = "doppelgangers.lists.example"};
	struct diagnostics diagnostics = {.limit = 1};
	char owner[240];
	size_t count = 0;

	memset(owner, 'a', sizeof(owner));
	while (count < LISTFILE_SIZE_MAX / sizeof(owner) + 2 &&
	       zone_take(&reading, (struct span){owner, sizeof(owner)},
		   RDATA("\2a\n"), &diagnostics) == 0)
		count++;
	cr_expect_leq(count, LISTFILE_SIZE_MAX / sizeof(owner));
	cr_assert_eq(diagnostics.kept, 1);
	cr_expect_not_null(strstr(diagnostics.list[0].text, "is over the"));
	diagnostics_clear(&diagnostics);
	zone_clear(&reading);
}

Test(zone, entry_without_its_line)
{
	struct zone_reading reading = {.zone = "doppelgangers.lists.example"};
	struct diagnostics diagnostics = {.limit = 1};

	cr_expect_eq(zone_take(&reading, span_of("gmai.com"), RDATA(""),
			 &diagnostics),
	    -1);
	cr_expect_eq(reading.count, 0);
	diagnostics_clear(&diagnostics);
	zone_clear(&reading);
}
