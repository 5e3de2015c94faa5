/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail: to whom one may go. */
#include "domains/text/mail.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
	const char *text;
	bool is_one;
} addresses[] = {
    {"postmaster", true},
    {"owner-lab@lists.univ.example", true},
    {"a+b=c@x.jp", true},
    {"o'neill@x.jp", true},
    {"", false},
    {"-oQ/tmp", false},
    {"@x.jp:evil@evil.example", false},
    {"/etc/cron.d/x", false},
    {"|id", false},
    {":include:/etc/shadow", false},
    {"a@x.jp,evil@evil.example", false},
    {"a@x.jp evil@evil.example", false},
    {"a@x.jp;evil", false},
    {"a <evil@evil.example>", false},
    {"a(evil)@x.jp", false},
    {"\"a b\"@x.jp", false},
    {"a@x.jp\nBcc: evil@evil.example", false},
    {"a\\@x.jp", false},
    {"日本@x.jp", false},
};

Test(mail, goes_to_a_plain_address_and_to_nothing_else)
{
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
		cr_expect_eq(mail_is_address(addresses[i].text),
		    addresses[i].is_one, "%s", addresses[i].text);
}

Test(mail, to_anything_else_runs_no_program)
{
	const struct buffer text = {.bytes = NULL};
	const struct mail mail = {
	    .program = "/nowhere/sendmail",
	    .from = "postmaster",
	    .to = "-oQ/tmp",
	    .subject = "",
	    .text = &text,
	};
	struct diagnostics diagnostics = {0};

	cr_expect_eq(mail_send(&mail, &diagnostics), MAIL_REFUSED);
	cr_assert_eq(diagnostics.kept, 1);
	cr_expect(
	    strstr(diagnostics.list->text, "is no plain address") != NULL);
	diagnostics_clear(&diagnostics);
}
