/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges for tests: see the header. */
#include "tests/unit/maillog/wrong.h"

static bool
may_be_wrong(void *context, struct span address)
{
	(void)context;
	return address.len > 9 &&
	       span_equal(span_after(address, address.len - 9), "@gmai.com");
}

static bool
is_wrong(void *context, struct span address, struct span *domain_r)
{
	*domain_r = span_of("gmai.com");
	return may_be_wrong(context, address);
}

const struct leaks_options wrong_options = {
    .may_be_wrong = may_be_wrong,
    .is_wrong = is_wrong,
    .wanted = WANTED_ALL,
};
