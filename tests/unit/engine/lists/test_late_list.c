/* SPDX-License-Identifier: BSD-2-Clause */
/* Late list: what listfile_parse() finds wrong, and which names are found. */
#include "domains/engine/lists/late_list.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/memory.h"

static struct late_list *
read_text(const char *text, struct diagnostics *diagnostics)
{
	char *bytes = strdup(text);
	struct late_list *list = NULL;

	if (late_list_read("innocent.list", LISTFILE_INNOCENT, &bytes,
		strlen(text), diagnostics, &list) == 0)
		cr_expect_null(bytes);
	free(bytes);
	return list;
}

/* Neither sorted nor canonical, with a byte order mark and lines of all sorts;
 * the last one has no end. */
Test(late_list, finds_names_and_what_stands_below_them)
{
	static const struct {
		const char *name;
		size_t len;
		unsigned line;
	} rows[] = {
	    {"first.example", 13, 1},
	    {"www.first.example", 13, 1},
	    {"upper.example", 13, 4},
	    {"xn--bcher-kva.example", 21, 5},
	    {"sub.upper.example", 17, 6},
	    {"a.sub.upper.example", 17, 6},
	    {"a.b.last.example", 12, 8},
	    {"example", 0, 0},
	    {"taken.example", 0, 0},
	    {"irst.example", 0, 0},
	    {"firm", 0, 0},
	    {"elsewhere.example", 0, 0},
	};
	struct diagnostics diagnostics = {0};
	struct late_list *list =
	    read_text("\xef\xbb\xbf"
		      "first.example\n\n# elsewhere.example\n"
		      "  Upper.EXAMPLE source=firm # elsewhere.example\r\n"
		      "b\xc3\xbc"
		      "cher.example\nsub.upper.example\n-taken.example\n"
		      "last.example note=elsewhere.example",
		&diagnostics);
	struct late_list_found found;

	cr_assert_not_null(list);
	cr_expect_eq(late_list_count(list), 5);
	cr_expect_str_eq(late_list_path(list), "innocent.list");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		found = (struct late_list_found){0};
		cr_expect_eq(late_list_find(list, rows[i].name,
				 strlen(rows[i].name), &found),
		    rows[i].len != 0, "%s", rows[i].name);
		cr_expect_eq(found.len, rows[i].len, "%s", rows[i].name);
		if (rows[i].len != 0)
			cr_expect_eq(late_list_line(list, &found), rows[i].line,
			    "%s", rows[i].name);
	}
	late_list_free(&list);
	cr_expect_null(list);
}

/* Then each look-up goes through the lines. */
Test(late_list, finds_names_when_memory_is_out)
{
	struct diagnostics diagnostics = {0};
	struct late_list *list;
	struct late_list_found found = {0};
	bool is, below, is_not, taken;

	if (!MEMORY_CAN_FAIL)
		return;
	list = read_text("-taken.example\nfirst.example\nlast.example\n",
	    &diagnostics);
	cr_assert_not_null(list);
	memory_exhaust();
	is = late_list_find(list, "first.example", 13, &found);
	below = late_list_find(list, "a.last.example", 14, &found);
	is_not = late_list_find(list, "example", 7, &found);
	taken = late_list_find(list, "taken.example", 13, &found);
	memory_restore();
	cr_expect(is);
	cr_expect(below);
	cr_expect_eq(late_list_line(list, &found), 3);
	cr_expect_not(is_not);
	cr_expect_not(taken);
	late_list_free(&list);
}

Test(late_list, an_empty_list_has_no_names)
{
	struct diagnostics diagnostics = {0};
	struct late_list *list = read_text("", &diagnostics);
	struct late_list_found found;

	cr_assert_not_null(list);
	cr_expect_not(late_list_find(list, "a.example", 9, &found));
	late_list_free(&list);
}

Test(late_list, errors_are_found_at_once)
{
	static const struct {
		const char *text, *error;
		unsigned line;
	} rows[] = {
	    {"a.example\na.example\n", "already on line 1", 2},
	    {"a.example\nb..example\n", "two dots", 2},
	    {"a.example weight=0.5\n", "not in a list of kind innocent", 1},
	    {"a.example\n# end entries=2\n", "end mark says entries=2", 2},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct diagnostics diagnostics = {0};
		struct late_list *list = read_text(rows[i].text, &diagnostics);

		cr_expect_null(list);
		cr_assert_eq(diagnostics.kept, 1, "%s", rows[i].text);
		cr_expect(strstr(diagnostics.list[0].text, rows[i].error), "%s",
		    diagnostics.list[0].text);
		cr_expect_eq(diagnostics.list[0].line, rows[i].line);
		diagnostics_clear(&diagnostics);
	}
}
