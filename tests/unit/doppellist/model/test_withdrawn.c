/* SPDX-License-Identifier: BSD-2-Clause */
/* What is removed from a list stays there as a comment. */
#include "domains/doppellist/model/withdrawn.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/doppellist/model/document_text.h"

Test(doppellist, what_is_removed_leaves_its_reason)
{
	struct document *document = document_of_text(
	    "gmai.com gmail.com source=x\ngmal.com gmail.com\n");
	struct diagnostics diagnostics = {0};

	cr_expect_eq(withdrawn_find(document, "gmai.com"), 0u);
	cr_assert_eq(withdrawn_add(document, 0, "2026-01-02", "ours",
			 &diagnostics),
	    0);
	document_expect_text(document,
	    "gmal.com gmail.com\n\n"
	    "# ---- removed: not entries ------------------------------------"
	    "--------------\n#\n# gmai.com: 2026-01-02: ours\n"
	    "#   was: gmai.com gmail.com source=x\n",
	    "withdrawn");
	cr_assert_eq(withdrawn_add(document, 1, "2026-01-02", "a\nb",
			 &diagnostics),
	    -1);
	cr_expect_eq(diagnostics.count, 1u);
	diagnostics_clear(&diagnostics);
	document_free(&document);

	document =
	    document_of_text("# gmai.com: no\n# ---- x: not entries ----\n"
			     "# gmal.com: yes\n#   gmil.com: no\n");
	cr_expect_eq(withdrawn_find(document, "gmai.com"), 0u);
	cr_expect_eq(withdrawn_find(document, "gmal.com"), 3u);
	cr_expect_eq(withdrawn_find(document, "gmil.com"), 0u);
	document_free(&document);
}

/* A line as long as any is cut in two when it becomes a comment. */
Test(doppellist, a_long_line_is_withdrawn_whole)
{
	char text[LISTFILE_LINE_MAX + 2] = "gmai.com gmail.com note=";
	struct diagnostics diagnostics = {0};
	struct document *document, *again;
	struct buffer bytes = {0};

	/* Characters of three bytes, so that a cut could fall within one. */
	for (size_t at = strlen(text); at + 3 <= LISTFILE_LINE_MAX; at += 3)
		memcpy(text + at, "\xe3\x81\x82", 4);
	document = document_of_text(text);
	cr_assert(document->sound);
	cr_assert_eq(withdrawn_add(document, 0, "2026-01-02", "x",
			 &diagnostics),
	    0);
	document_write(document, &bytes);
	cr_assert_eq(document_parse("x", bytes.bytes, bytes.len,
			 LISTFILE_DOPPELGANGERS, &diagnostics, &again),
	    0);
	cr_expect(again->sound);
	cr_expect_eq(again->entry_count, 0u);
	buffer_clear(&bytes);
	document_free(&document);
	document_free(&again);
}
