/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/engine/name/orcpt.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *argument;
	const char *want; /* NULL: none */
} rows[] = {
    {"ORCPT=rfc822;lab@example.jp", "lab@example.jp"},
    {"orcpt=RFC822;lab@example.jp", "lab@example.jp"},
    {"ORCPT=rfc822;lab+2Bx@example.jp", "lab+x@example.jp"},
    {"ORCPT=utf-8;\\x{65E5}@example.jp", "\\x{65E5}@example.jp"},
    /* the recipient itself */
    {"ORCPT=rfc822;taro@gmai.com", NULL},
    {"ORCPT=rfc822;TARO@Gmai.com", NULL},
    {"ORCPT=rfc822;t+61ro@gmai.com", NULL},
    /* nothing to read */
    {"ORCPT=rfc822;", NULL},
    {"ORCPT=lab@example.jp", NULL},
    {"ORCPT=rfc822;a+2", NULL},
    {"ORCPT=rfc822;a+", NULL},
    {"ORCPT=rfc822;a+2b", NULL},
    {"ORCPT=rfc822;a+zz", NULL},
    {"ORCPT", NULL},
    {"NOTIFY=NEVER", NULL},
    {"", NULL},
};

Test(original, find)
{
	static const char path[] = "<taro@gmai.com>";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char first[] = "NOTIFY=FAILURE", second[64];
		char *arguments[] = {first, second, NULL};
		char original[ORCPT_SIZE] = "untouched";

		snprintf(second, sizeof(second), "%s", rows[i].argument);
		cr_expect_eq(orcpt_find(arguments, path, strlen(path),
				 original),
		    rows[i].want != NULL, "case %zu (%s)", i, second);
		cr_expect_str_eq(original,
		    rows[i].want != NULL ? rows[i].want : "untouched",
		    "case %zu (%s)", i, second);
	}
}

Test(original, too_long_is_none)
{
	char argument[700] = "ORCPT=rfc822;";
	char *arguments[] = {argument, NULL};
	char original[ORCPT_SIZE];

	memset(argument + 13, 'a', 500);
	cr_expect(orcpt_find(arguments, "b", 1, original));
	memset(argument + 13, 'a', 501);
	cr_expect_not(orcpt_find(arguments, "b", 1, original));
}
