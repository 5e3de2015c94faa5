/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/registrations/sets.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/readers/reader.h"

struct member_set *
sets_read(const struct doppel *engine, enum reader_type type, const char *path,
    const char *text)
{
	const struct reader_options options = {.type = type};
	struct member_set_builder *builder =
	    member_set_begin(engine, NULL, NULL, NULL);
	struct member_set *set = NULL;
	struct diagnostics diagnostics = {0};

	cr_assert_not_null(builder);
	reader_parse(path, text, strlen(text), &options, member_set_take,
	    builder, &diagnostics);
	cr_assert_eq(member_set_end(&builder, path, &diagnostics, &set), 0);
	cr_assert_null(builder);
	diagnostics_clear(&diagnostics);
	return set;
}
