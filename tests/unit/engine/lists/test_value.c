/* SPDX-License-Identifier: BSD-2-Clause */
/* Values: what is written is read again as what it was. */
#include "domains/engine/lists/value.h"

#include <criterion/criterion.h>
#include <math.h>

Test(value, a_weight_is_read_as_it_was_written)
{
	static const struct {
		double weight;
		const char *text;
	} cases[] = {
	    {1, "1"},
	    {0.5, "0.5"},
	    {0.333333333, "0.333333"},
	    {0.000041, "0.000041"},
	    {0.0000000123456, "0.0000000123456"},
	    {1.0 / 3e6, "0.000000333333"},
	};
	char text[VALUE_WEIGHT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect_str_eq(value_format_weight(cases[i].weight, text),
		    cases[i].text, "%g is written %s", cases[i].weight, text);
		cr_expect(fabs(value_read_weight(text) - cases[i].weight) <
			      cases[i].weight * 1e-5,
		    "%s", text);
	}
}
