/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists as documents: what is untouched stays, entries go where they belong. */
#include "domains/doppellist/model/document.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/doppellist/model/document_text.h"
#include "tests/unit/memory.h"

Test(doppellist, untouched_is_the_same)
{
	static const char *const texts[] = {
	    "",
	    "\n",
	    "# only a comment",
	    "gmai.com gmail.com",
	    "\xef\xbb\xbfgmai.com gmail.com\r\n\r\n# x\r\n",
	    "  gmai.com\tgmail.com  note=x  # y\n\n\n",
	    "bogus line\ngmai.com gmail.com\n",
	    "gmai.com gmail.com\ngmai.com gmail.com\n",
	    "gmai.com gmail.com\n# end entries=1\n",
	    "\xef\xbb\xbf# end entries=0\r\n",
	    "# end entries=7\ngmai.com gmail.com\n",
	    "gmai.com gmail.com\n# end entries=001",
	    "gmai.com gmail.com\n# end entries=7\r\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct document *document = document_of_text(texts[i]);

		document_expect_text(document, texts[i], "untouched");
		document_free(&document);
	}
}

/* Each row: a list, a name, what comes of adding it (meaning gmail.com). */
Test(doppellist, entries_go_where_they_belong)
{
	static const struct {
		const char *what, *before, *name, *after;
	} rows[] = {
	    {"empty", "", "gmal.com", "gmal.com  gmail.com\n"},
	    {"no last newline", "gmai.com gmail.com", "gmal.com",
		"gmai.com gmail.com\ngmal.com gmail.com\n"},
	    {"a mere CR at the end", "gmai.com gmail.com\r\n\r", "gmal.com",
		"gmai.com gmail.com\r\ngmal.com gmail.com\r\n\r"},
	    {"after a mere CR", "# head\r\n\r", "gmal.com",
		"# head\r\n\r\ngmal.com  gmail.com\r\n"},
	    {"between, in columns",
		"gmai.com    gmail.com\n# about\ngmxx.com    gmail.com\n",
		"gmal.com",
		"gmai.com    gmail.com\ngmal.com    gmail.com\n# about\n"
		"gmxx.com    gmail.com\n"},
	    {"first, under the head", "# head\n\n# about\ngmxx.com gmail.com\n",
		"gmal.com",
		"# head\n\ngmal.com gmail.com\n# about\ngmxx.com gmail.com\n"},
	    {"first, without a blank line", "# head\ngmxx.com gmail.com\n",
		"gmal.com", "# head\ngmal.com gmail.com\ngmxx.com gmail.com\n"},
	    {"last, above the end", "gmai.com gmail.com\n\n# end\n", "gmal.com",
		"gmai.com gmail.com\ngmal.com gmail.com\n\n# end\n"},
	    {"CRLF and mark", "\xef\xbb\xbfgmxx.com gmail.com\r\n", "gmal.com",
		"\xef\xbb\xbfgmal.com gmail.com\r\ngmxx.com gmail.com\r\n"},
	    {"only comments", "# head\n", "gmal.com",
		"# head\ngmal.com  gmail.com\n"},
	    {"longer than the column", "gm.com  gmail.com\n",
		"gmaaaaaaaaal.com",
		"gm.com  gmail.com\ngmaaaaaaaaal.com gmail.com\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct document *document = document_of_text(rows[i].before);
		struct diagnostics diagnostics = {0};
		const struct entry entry = {
		    .name = rows[i].name,
		    .meant = "gmail.com",
		};

		cr_expect_eq(document_add(document, &entry, &diagnostics), 0,
		    "%s", rows[i].what);
		document_expect_text(document, rows[i].after, rows[i].what);
		diagnostics_clear(&diagnostics);
		document_free(&document);
	}
}

/* Nothing goes in that would come out as something else. */
Test(doppellist, what_cannot_be_read_back_is_refused)
{
	static const struct entry entries[] = {
	    {.name = "gmai.com",
		.meant = "gmail.com",
		.note = "a\nb.com c.com"},
	    {.name = "gmai.com", .meant = "gmail.com", .note = "a # b"},
	    {.name = "gmai.com", .meant = "gmail.com", .note = " a"},
	    {.name = "gmai.com", .meant = "gmail.com", .note = "a\033[2J"},
	    {.name = "gmai.com", .meant = "gmail.com", .source = "a b"},
	    {.name = "gmai.com", .meant = "gmail.com", .source = ""},
	    {.name = "gmai.com", .meant = "gmail.com", .since = "2020-02-30"},
	    {.name = "gmai.com", .meant = "gmail.com note=x"},
	    {.name = "gmai.com", .meant = "gmai.com"},
	    {.name = "gmai.com"},
	};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		struct document *document = document_of_text("a.com b.com\n");
		struct diagnostics diagnostics = {0};

		cr_expect_eq(document_add(document, &entries[i], &diagnostics),
		    -1, "entry %zu", i);
		cr_expect_eq(diagnostics.count, 1u, "entry %zu", i);
		document_expect_text(document, "a.com b.com\n", "refused");
		diagnostics_clear(&diagnostics);
		document_free(&document);
	}
}

Test(doppellist, a_changed_line_keeps_its_comment)
{
	struct document *document = document_of_text(
	    "# x\ngmai.com    gmail.com note=old  # why\ngmal.com gmail.com\n");
	struct diagnostics diagnostics = {0};
	struct entry entry = document->entries[0];

	entry.since = "2020-01-01";
	entry.note = "new";
	cr_assert_eq(document_change(document, 0, &entry, &diagnostics), 0);
	document_expect_text(document,
	    "# x\ngmai.com    gmail.com since=2020-01-01 note=new  # why\n"
	    "gmal.com gmail.com\n",
	    "changed");
	document_remove(document, 0);
	document_expect_text(document, "# x\ngmal.com gmail.com\n", "removed");
	cr_expect_eq(document_find(document, "gmai.com"), -1);
	cr_expect_eq(document_find(document, "gmal.com"), 1);
	document_free(&document);
}

Test(doppellist, kinds_by_file_name)
{
	static const struct {
		const char *path;
		bool real_domains;
		enum listfile_kind kind;
	} rows[] = {
	    {"doppelgangers.list", true, LISTFILE_DOPPELGANGERS},
	    {"/a/b.c/innocent-2024.txt", true, LISTFILE_INNOCENT},
	    {"x/protected.list.example", true, LISTFILE_PROTECTED},
	    {"doppelgangers/new.list", false, 0},
	    {"my-exempt.list", false, 0},
	    {"", false, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum listfile_kind kind = LISTFILE_KINDS;

		cr_expect_eq(document_kind_of(rows[i].path, &kind),
		    rows[i].real_domains, "%s", rows[i].path);
		if (rows[i].real_domains)
			cr_expect_eq(kind, rows[i].kind, "%s", rows[i].path);
	}
}

/* ---- memory ------------------------------------------------------------- */

Test(doppellist, without_memory_nothing_changes, .disabled = !MEMORY_CAN_FAIL)
{
	const struct entry entry = {
	    .name = "gmaz.com",
	    .meant = "gmail.com",
	    .note = "x",
	};
	struct document *document =
	    document_of_text("gmai.com gmail.com note=y\n");
	struct document *other = NULL;
	struct entry both;
	struct diagnostics diagnostics = {0};
	int parsed, added, changed;

	memory_exhaust();
	parsed = document_parse("x", "a.com b.com\n", 12,
	    LISTFILE_DOPPELGANGERS, &diagnostics, &other);
	added = document_add(document, &entry, &diagnostics);
	changed = document_change(document, 0, &entry, &diagnostics);
	memory_restore();
	cr_expect_eq(parsed, -1);
	cr_expect_null(other);
	cr_expect_eq(added, -1);
	cr_expect_eq(changed, -1);
	cr_expect_eq(entry_unite(document, &document->entries[0], &entry,
			 &both),
	    0);
	document_expect_text(document, "gmai.com gmail.com note=y\n",
	    "as it was");
	diagnostics_clear(&diagnostics);
	document_free(&document);
}
