/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the members that list managers keep. */
#include "domains/readers/lists/members.h"

#include "domains/registrations/budget.h"
#include "domains/readers/list_line.h"

int
members_read(const struct reader_text *text)
{
	struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	};
	struct span rest = text->text;

	while (rest.len > 0) {
		struct span line = span_take_line(&rest);

		place.line++;
		if (!budget_go_on(text->budgets, line.len + 1) ||
		    list_line_take(text, &place, line) < 0)
			return -1;
	}
	return 0;
}
