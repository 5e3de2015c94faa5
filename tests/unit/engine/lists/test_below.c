/* SPDX-License-Identifier: BSD-2-Clause */
/* Below: which subdomains an entry names. */
#include "domains/engine/lists/below.h"

#include <criterion/criterion.h>
#include <string.h>

Test(below, has)
{
	static const struct {
		const char *below, *before;
		bool has;
	} cases[] = {
	    {NULL, "vip", false},
	    {"any", "vip", true},
	    {"any", "a.b.c", true},
	    {"vip", "vip", true},
	    {"vip", "x.vip", true},
	    {"vip", "vvip", false},
	    {"vip", "ip", false},
	    {"vip", "vip.x", false},
	    {"corp,on.ca", "on.ca", true},
	    {"corp,on.ca", "ca", false},
	    {"corp,on.ca", "x.corp", true},
	    {"corp,on.ca", "any", false},
	    {"corp,any", "x", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cr_expect_eq(below_has(cases[i].below, cases[i].before,
				 strlen(cases[i].before)),
		    cases[i].has, "%s in %s", cases[i].before, cases[i].below);
}
