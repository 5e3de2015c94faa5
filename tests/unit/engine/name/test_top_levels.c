// SPDX-License-Identifier: BSD-2-Clause
/* Tests of top_levels: that it says what name_tld_exists() does. */
#include "domains/engine/name/top_levels.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/names.h"

static bool
exists(struct top_levels *tops, const char *top)
{
	struct name name;
	char text[32];

	snprintf(text, sizeof(text), "a.%s", top);
	name = name_of(text);
	bool exists = top_levels_exists(tops, &name);
	cr_assert_eq(exists, name_tld_exists(&name), "%s", text);
	return exists;
}

/* What was found out about a top-level domain is kept: for that one, whatever
 * else was asked meanwhile (more than there are places for). */
Test(top_levels, a_top_is_kept_for_itself_only)
{
	static const char *const real[] = {"gg", "fm", "museum", "online", "za",
	    "ck", "test"};
	static const char *const none[] = {"gcom", "cpm", "vom", "comm", "xq",
	    "zz", "jpp", "onlin", "museu"};

	static struct top_levels tops;

	for (unsigned round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++)
			cr_expect(exists(&tops, real[i]), "%s", real[i]);
		for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
			cr_expect(!exists(&tops, none[i]), "%s", none[i]);
		for (unsigned i = 0; round == 1 && i < 26 * 26 * 26; i++) {
			char top[] = {(char)('a' + i / 676),
			    (char)('a' + i / 26 % 26), (char)('a' + i % 26),
			    'q', '\0'};
			cr_expect(!exists(&tops, top), "%s", top);
		}
	}
}

Test(top_levels, all_of_two_letters_are_kept)
{
	static struct top_levels tops;

	for (unsigned twice = 0; twice < 2; twice++)
		for (char a = 'a'; a <= 'z'; a++)
			for (char b = 'a'; b <= 'z'; b++) {
				char top[] = {a, b, '\0'};

				exists(&tops, top);
			}
}

static bool
is_suffix(struct top_levels *tops, const char *text)
{
	struct name name;

	name = name_of(text);
	for (size_t at = 1; at < name.len; at++)
		if (name.text[at - 1] == '.')
			cr_assert_eq(top_levels_is_suffix(tops, &name, at),
			    name_is_suffix_from(&name, at), "%s from %zu", text,
			    at);
	return top_levels_is_suffix(tops, &name, 2);
}

/* So it is for suffixes, which share the places with top levels. */
Test(top_levels, a_suffix_is_kept_for_itself_only)
{
	static const char *const suffixes[] = {"a.co.th", "a.com.ar", "b.co.il",
	    "a.gouv.fr", "a.net.nz"};
	static const char *const none[] = {"a.co.fr", "a.foo.th", "a.onet.pl",
	    "a.co.cpm", "a.bbb.ar", "a.longer.example"};

	static struct top_levels tops;

	for (unsigned round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes);
		     i++)
			cr_expect(is_suffix(&tops, suffixes[i]), "%s",
			    suffixes[i]);
		for (size_t i = 0; i < 4; i++)
			cr_expect(!is_suffix(&tops, none[i]), "%s", none[i]);
		for (size_t i = 4; i < sizeof(none) / sizeof(*none); i++)
			is_suffix(&tops, none[i]);
		for (unsigned i = 0; round == 1 && i < 26 * 26 * 26; i++) {
			char text[] = {'a', '.', (char)('a' + i / 676),
			    (char)('a' + i / 26 % 26), (char)('a' + i % 26),
			    '.', 't', 'h', '\0'};
			is_suffix(&tops, text);
		}
	}
}
