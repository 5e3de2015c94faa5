/* SPDX-License-Identifier: BSD-2-Clause */
/* Where forward files are: for mail with an extension and without. */
#include "domains/registrations/forward_path.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *path;
	const char *delimiter;
	const char *with, *without; /* NULL: refused */
} paths[] = {
    {"$home/.forward${recipient_delimiter}${extension}", "+",
	"/h/taro/.forward+*", "/h/taro/.forward+"},
    {"$home/.forward${recipient_delimiter}${extension}", "+-",
	"/h/taro/.forward?*", "/h/taro/.forward+"},
    {"$home/.forward${recipient_delimiter}${extension}", "",
	"/h/taro/.forward*", "/h/taro/.forward"},
    {"/f/$(user)/$shell", "+", "/f/taro//bin/sh", "/f/taro//bin/sh"},
    {"/f/$local", "+", "/f/taro+*", "/f/taro"},
    {"/f/$local", "+-", "/f/taro?*", "/f/taro"},
    {"/f/${extension?x.$extension}", "+", "/f/x.*", "/f/"},
    {"/f/${extension?{a}:{b}}", "+", "/f/a", "/f/b"},
    {"/f/${extension? {a} : {b} }", "+", "/f/a", "/f/b"},
    {"/f/${extension:none}", "+", "/f/", "/f/none"},
    {"/f/${extension:{none}}", "+", "/f/", "/f/none"},
    {"/f/${user?{${extension?{$user}:{y}}}}", "+", "/f/taro", "/f/y"},
    {"/f/${recipient_delimiter?d}", "", "/f/", "/f/"},
    {"/f/a$$b", "+", "/f/a$b", "/f/a$b"},
    {"/f/${extension?$domain}", "+", NULL, "/f/"},
    {"/f/$domain/$user", "+", NULL, NULL},
    {"/f/$recipient", "+", NULL, NULL},
    {"/f/$users", "+", NULL, NULL},
    {"/f/$", "+", NULL, NULL},
    {"/f/${", "+", NULL, NULL},
    {"/f/${}", "+", NULL, NULL},
    {"/f/${user", "+", NULL, NULL},
    {"/f/${user!x}", "+", NULL, NULL},
    {"/f/${user?{x}", "+", NULL, NULL},
    {"/f/${user?{x}y}", "+", NULL, NULL},
    {"/f/${user?{x}:y}", "+", NULL, NULL},
    {"/f/${user?{x}:{y}z}", "+", NULL, NULL},
    {"/f/${user?{x}:{y}{z}}", "+", NULL, NULL},
    {"/f/${{$user}=={taro}?{x}}", "+", NULL, NULL},
    {"/f/${domain?x}", "+", NULL, NULL},
    {"relative/$user", "+", NULL, NULL},
    {"$user", "+", NULL, NULL},
    {"", "+", NULL, NULL},
};

static void
expect_path(size_t i, bool extended, const char *want)
{
	const struct forward_path_values values = {
	    .user = "taro",
	    .home = "/h/taro",
	    .shell = "/bin/sh",
	    .delimiter = paths[i].delimiter,
	    .extended = extended,
	};
	char path[PATH_MAX] = "";
	bool good = forward_path_expand(span_of(paths[i].path), &values, path);

	cr_expect_eq(good, want != NULL, "case %zu (%s)", i, paths[i].path);
	cr_expect(!good || want == NULL || strcmp(path, want) == 0,
	    "case %zu (%s): %s", i, paths[i].path, path);
}

Test(forward_path, paths)
{
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		expect_path(i, true, paths[i].with);
		expect_path(i, false, paths[i].without);
	}
}

/* A value that would not fit, and conditions without end, are refused. */
Test(forward_path, limits)
{
	static char text[2 * PATH_MAX];
	struct forward_path_values values = {"taro", "/", "/", "+", false};
	char path[PATH_MAX];

	memset(text, 'x', sizeof(text) - 1);
	text[0] = '/';
	cr_expect_not(forward_path_expand(span_of(text), &values, path));
	cr_expect_not(
	    forward_path_expand((struct span){text, PATH_MAX}, &values, path));
	cr_expect(forward_path_expand((struct span){text, PATH_MAX - 1},
	    &values, path));
	cr_expect_eq(strlen(path), PATH_MAX - 1);
	values.home = text;
	cr_expect_not(forward_path_expand(span_of("$home"), &values, path));

	size_t len = 0;

	for (unsigned i = 0; i < 400; i++, len += 8)
		memcpy(text + len, "${user?{", 8);
	memset(text + len, '}', 800);
	cr_expect_not(
	    forward_path_expand((struct span){text, len + 800}, &values, path));
}
