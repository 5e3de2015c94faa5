/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens an engine: see the header. */
#include "tests/unit/lists.h"

#include <criterion/criterion.h>
#include <string.h>

struct doppel *
lists_open(const char *const texts[static LISTFILE_KINDS])
{
	struct doppel_list lists[LISTFILE_KINDS];
	struct doppel_options options = {
	    .lists = lists,
	    .thresholds = doppel_thresholds_default,
	};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	for (enum listfile_kind kind = 0; kind < LISTFILE_KINDS; kind++)
		if (texts[kind] != NULL)
			lists[options.list_count++] =
			    (struct doppel_list){.kind = kind,
				.path = listfile_kind_name(kind),
				.bytes = texts[kind],
				.len = strlen(texts[kind])};
	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0, "%s",
	    diagnostics.kept > 0 ? diagnostics.list[0].text : "?");
	return doppel;
}
