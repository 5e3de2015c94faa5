/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/base/library.h"

#include <criterion/criterion.h>
#include <string.h>

static double (*rounded_up)(double number);
static void *nothing;

Test(library, sets_the_pointers_once)
{
	struct library library = {
	    .file = "libm.so.6",
	    .symbols = {{"ceil", &rounded_up}},
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	};
	const char *why = NULL;

	cr_assert_eq(library_load(&library, &why), 0, "%s", why);
	cr_assert_eq(rounded_up(2.5), 3);
	rounded_up = NULL;
	cr_assert_eq(library_load(&library, &why), 0);
	cr_assert_null(rounded_up);
}

Test(library, says_which_file_is_missing)
{
	struct library library = {
	    .file = "libnone.so.99",
	    .symbols = {{"none", &nothing}},
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	};
	const char *why = NULL;

	cr_assert_lt(library_load(&library, &why), 0);
	cr_assert_not_null(why);
	cr_assert_not_null(strstr(why, "libnone.so.99"), "%s", why);
	why = NULL;
	cr_assert_lt(library_load(&library, &why), 0);
	cr_assert_not_null(why);
}

Test(library, says_which_function_is_missing)
{
	struct library library = {
	    .file = "libm.so.6",
	    .symbols = {{"ceil", &rounded_up}, {"no_such_function", &nothing}},
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	};
	const char *why = NULL;

	cr_assert_lt(library_load(&library, &why), 0);
	cr_assert_not_null(why);
	cr_assert_not_null(strstr(why, "no_such_function"), "%s", why);
}
