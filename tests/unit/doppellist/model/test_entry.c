/* SPDX-License-Identifier: BSD-2-Clause */
/* The evidence of two entries comes together, and contradictions are seen. */
#include "domains/doppellist/model/entry.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/doppellist/model/document.h"

Test(doppellist, evidence_comes_together)
{
	struct diagnostics diagnostics = {0};
	struct document *memory = NULL;
	const struct entry first = {
	    .name = "gmai.com",
	    .meant = "gmail.com",
	    .since = "2020-05-01",
	    .source = "b,a",
	    .note = "one",
	};
	const struct entry second = {
	    .name = "gmai.com",
	    .meant = "gmail.com",
	    .since = "2019-05-01",
	    .until = "2024-01-01",
	    .source = "a,c,b",
	    .note = "two",
	};
	struct entry both;

	cr_assert_eq(document_parse("x.list", "", 0, LISTFILE_DOPPELGANGERS,
			 &diagnostics, &memory),
	    0);
	cr_assert_eq(entry_unite(memory, &first, &second, &both), 0);
	cr_expect_str_eq(both.since, "2019-05-01");
	cr_expect_str_eq(both.until, "2024-01-01");
	cr_expect_str_eq(both.source, "b,a,c");
	cr_expect_str_eq(both.note, "one; two");

	struct entry again;

	cr_assert_eq(entry_unite(memory, &both, &second, &again), 0);
	cr_expect(entry_same(&both, &again), "the same news twice");
	document_free(&memory);
}

Test(doppellist, contradictions)
{
	static const struct {
		struct entry first, second;
		const char *wanted;
	} rows[] = {
	    {{.meant = "a.com"}, {.meant = "a.com"}, NULL},
	    {{.meant = "a.com"}, {.meant = "b.com"}, "meant"},
	    {{.meant = "a.com"}, {.take_back = true}, "taken back"},
	    {{.weight = 0.1}, {.weight = 0.2}, NULL},
	    {{.weight = 0.1}, {.weight = 0.01}, "weight"},
	    {{.weight = 0.1}, {.weight = 0}, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got =
		    entry_conflict(&rows[i].first, &rows[i].second);

		if (rows[i].wanted == NULL)
			cr_expect_null(got, "row %zu", i);
		else
			cr_expect(got != NULL &&
				      strcmp(got, rows[i].wanted) == 0,
			    "row %zu", i);
	}
}
