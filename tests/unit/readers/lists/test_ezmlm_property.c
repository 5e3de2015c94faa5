/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of any subscribers of ezmlm's each comes out, of the collection
 * that the folders say; what is no such file is reported where it begins. */
#include "domains/readers/lists/ezmlm.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"

static const struct {
	const char *path, *list;
} files[] = {
    {"/ml/lab/subscribers/G", "lab"},
    {"lab/subscribers/@", "lab"},
    {"lab/digest/subscribers/t", "lab-digest"},
    {"ml/lab/mod/subscribers/A", "lab-moderators"},
    {"lab/allow/subscribers/B", "lab-nonmember"},
    {"lab/deny/subscribers/B", NULL},
    {"lab/blacklist/subscribers/B", NULL},
};

Test(ezmlm_property, each_comes_out)
{
	static const char *const addresses[] = {"a@x.jp", "o'b@x.jp",
	    "T.y+z=q@sub.gmai.com", "#a@x.jp"};
	static struct taken taken, wanted;

	PROPERTY_CASES(random, "ezmlm")
	{
		size_t which = property_below(&random, 7), len = 0;
		size_t count = property_below(&random, 5);
		size_t broken = property_below(&random, 16);
		char bytes[512];

		wanted.len = 0;
		*wanted.text = '\0';
		for (size_t i = 0; i < count && i <= broken; i++) {
			const char *one = property_one_of(&random, addresses);
			size_t size = strlen(one) + 1;

			bytes[len++] = i == broken ? 'x' : 'T';
			memcpy(bytes + len, one, size);
			len += size;
			if (files[which].list != NULL && i != broken)
				taken_put(&wanted, files[which].list, one, "",
				    (unsigned)i + 1);
		}
		/* The last may be without its end. */
		if (len > 0 && broken >= count &&
		    property_below(&random, 4) == 0)
			len--;
		taken_parse(files[which].path, bytes, len, READER_EZMLM,
		    &taken);
		if (files[which].list != NULL && broken < count)
			wanted.len += (size_t)snprintf(wanted.text + wanted.len,
			    sizeof(wanted.text) - wanted.len, "! %zu|",
			    broken + 1);
		property_check(&random, strcmp(taken.text, wanted.text) == 0,
		    taken.text, bytes, len);
	}
}
