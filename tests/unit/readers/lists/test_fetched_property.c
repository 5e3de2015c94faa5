/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: what doppelfetch leaves is read as it was; and a file that is not
 * whole gives nothing without a diagnostic. */
#include "domains/readers/lists/fetched.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"

#define SERVICE "http://mx:8001/3.1"

struct answer {
	struct property *random;
	struct buffer rows;
	struct taken wanted;
	size_t errors;
};

static void
put_row(struct answer *answer, const char *name, const char *one,
    const char *other)
{
	buffer_add_text(&answer->rows, name);
	file_rows_add_text(&answer->rows, one);
	if (other != NULL)
		file_rows_add_text(&answer->rows, other);
	buffer_add_text(&answer->rows, "\n");
}

/* A page of a roster, and its members. */
static void
put_page(struct answer *answer)
{
	static const char *const pages[] = {"/lists/lab/config",
	    "/lists/lab.x.jp/roster/member?count=500&page=1", "/"};
	static const char *const lists[] = {"lab@x.jp", "lab-owner@x.jp",
	    "lab-nonmember@x.jp"};
	static const char *const addresses[] = {"taro@gmai.com", "o'b@x.jp",
	    "a b@x.jp", "a\tb@x.jp", "\\x09@x.jp"};
	static const char *const names[] = {"", "Yamada Taro",
	    "\xe5\xb1\xb1\xe7\x94\xb0", "a\tb\nc", "\\"};
	const char *list = property_one_of(answer->random, lists);
	char url[128];

	snprintf(url, sizeof(url), "%s%s", SERVICE,
	    property_one_of(answer->random, pages));
	put_row(answer, "page", url, list);
	for (unsigned line = 1,
		      count = (unsigned)property_below(answer->random, 4);
	     line <= count; line++) {
		const char *address =
		    property_one_of(answer->random, addresses);
		const char *name = property_one_of(answer->random, names);

		put_row(answer, "member", address, name);
		taken_put(&answer->wanted, list, address, name, line);
	}
}

/* Breaks a row where only doppelfetch gone wrong could have written it. */
static void
put_lie(struct answer *answer)
{
	static const char *const lies[][3] = {{"page", "/etc/shadow",
						  "lab@x.jp"},
	    {"page", SERVICE "1/lists", "lab@x.jp"},
	    {"page", SERVICE, "lab@x.jp"}, {"page", SERVICE "/lists", "lab"},
	    {"member", "a@x.jp", NULL}, {"member", "", "Taro"},
	    {"service", "http://other", NULL}, {"pages", SERVICE "/", "l@x"}};
	size_t which = property_below(answer->random, 8);

	put_row(answer, lies[which][0], lies[which][1], lies[which][2]);
	answer->errors++;
}

static void
check(struct property *random, struct answer *answer, bool cut)
{
	static struct taken taken;
	struct diagnostics diagnostics = {0};
	const struct fetched_reading reading = {
	    .service = SERVICE,
	    .take = taken_add,
	    .context = &taken,
	    .diagnostics = &diagnostics,
	};
	struct buffer file = {0};
	bool wrong = answer->errors != 0 || cut, same;
	int result;

	taken.len = 0;
	*taken.text = '\0';
	file_rows_seal(&fetched_form, &answer->rows, 1767225600, &file);
	cr_assert(!file.failed);
	if (cut)
		file.len = property_below(random, file.len);
	result = fetched_parse(&reading, file.bytes, file.len);
	same = cut ? *taken.text == '\0'
	           : strcmp(taken.text, answer->wanted.text) == 0;
	property_check(random, result == (wrong ? -1 : 0), "result",
	    answer->rows.bytes, answer->rows.len);
	property_check(random, diagnostics.count == wrong, "diagnostics",
	    answer->rows.bytes, answer->rows.len);
	property_check(random,
	    !wrong || strncmp(diagnostics.list[0].file, SERVICE,
			  strlen(SERVICE)) == 0,
	    "a diagnostic of the service", answer->rows.bytes,
	    answer->rows.len);
	property_check(random, same, taken.text, answer->rows.bytes,
	    answer->rows.len);
	diagnostics_clear(&diagnostics);
	buffer_clear(&file);
}

/* What another service said is not taken. */
static void
check_other(struct property *random, struct answer *answer)
{
	static const struct taken nothing;

	put_page(answer);
	answer->wanted = nothing;
	answer->errors++;
	check(random, answer, false);
	buffer_clear(&answer->rows);
}

Test(fetched_property, what_was_left_is_what_is_read)
{
	static struct answer answer;

	PROPERTY_CASES(random, "fetched")
	{
		bool lie = property_below(&random, 4) == 0;

		answer = (struct answer){.random = &random};
		if (property_below(&random, 16) == 0) {
			put_row(&answer, "service", SERVICE "0", NULL);
			check_other(&random, &answer);
			continue;
		}
		put_row(&answer, "service", SERVICE, NULL);
		for (size_t n = property_below(&random, 4); n > 0; n--)
			put_page(&answer);
		if (lie)
			put_lie(&answer);
		check(&random, &answer,
		    !lie && property_below(&random, 4) == 0);
		buffer_clear(&answer.rows);
	}
}
