/* SPDX-License-Identifier: BSD-2-Clause */
/* List line: where a line may be cut. */
#include "domains/readers/list_line.h"

#include <criterion/criterion.h>
#include <string.h>

Test(registrations_list_line,
    last_separator_is_outside_quotes_comments_and_angles)
{
	static const struct {
		const char *line;
		size_t last;
	} cuts[] = {
	    {"", 0},
	    {"a@b.c", 0},
	    {"a@b.c,d", 6},
	    {"a@b.c;d,", 8},
	    {"a,\"b,c\" <d@e>", 2},
	    {"a,\"b\\\",c\" <d@e>", 2},
	    {"a,(b,(c,),d) e", 2},
	    {"a,<@b,@c:d@e>", 2},
	    {"\"a,b", 0},
	};

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
		cr_expect(list_line_last_separator(cuts[i].line,
			      strlen(cuts[i].line)) == cuts[i].last,
		    "row %zu (%s)", i, cuts[i].line);
}
