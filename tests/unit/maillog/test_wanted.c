/* SPDX-License-Identifier: BSD-2-Clause */
/* Wanted: senders and domains as people write them, and as logs have them. */
#include "domains/maillog/wanted.h"

#include <criterion/criterion.h>

/* What the options say, what it becomes; NULL: it is refused. */
static const struct {
	const char *sender, *domain, *wanted_sender, *wanted_domain;
} options[] = {
    {NULL, NULL, "", ""},
    {"a@Univ.example.", "GMAI.com.", "a@univ.example", "gmai.com"},
    {" <a@univ.example> ", "@gmai.com", "a@univ.example", "gmai.com"},
    {"\"a@b <c\"@univ.example", NULL, "\"a@b <c\"@univ.example", ""},
    {"@B\xc3\xbc\x63her.example", NULL, "@xn--bcher-kva.example", ""},
    {"root", NULL, "root", ""},
    {"univ.example", NULL, NULL, NULL},
    {"", NULL, NULL, NULL},
    {"<>", NULL, NULL, NULL},
    {"a@", NULL, NULL, NULL},
    {NULL, "", NULL, NULL},
    {NULL, "gmai..com", NULL, NULL},
};

Test(maillog_wanted, takes_what_is_written)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		struct diagnostics diagnostics = {0};
		struct wanted wanted = {.sender = "untouched"};
		int result = wanted_parse(options[i].sender, options[i].domain,
		    &diagnostics, &wanted);

		cr_expect_eq(result, options[i].wanted_sender != NULL ? 0 : -1,
		    "row %zu", i);
		cr_expect_eq(diagnostics.count, result == 0 ? 0 : 1, "row %zu",
		    i);
		cr_expect_str_eq(wanted.sender,
		    result == 0 ? options[i].wanted_sender : "untouched",
		    "row %zu: %s", i, wanted.sender);
		if (result == 0)
			cr_expect_str_eq(wanted.domain,
			    options[i].wanted_domain, "row %zu: %s", i,
			    wanted.domain);
		diagnostics_clear(&diagnostics);
	}
}

static const struct {
	const char *wanted, *sender;
	bool fits;
} senders[] = {
    {"a@univ.example", "A@UNIV.example", true},
    {"a@univ.example", "a@univ.example.", true},
    {"a@univ.example", "b@univ.example", false},
    {"a@univ.example", "a@x.univ.example", false},
    {"a@univ.example", "a", false},
    {"@univ.example", "\"x@y\"@univ.example", true},
    {"@univ.example", "a@myuniv.example", false},
    {"@univ.example", "a@univ.example@x", false},
    {"@xn--bcher-kva.example", "a@B\xc3\xbc\x63her.example", true},
    {"root", "Root", true},
    {"root", "root@univ.example", false},
    {"root", "", false},
};

Test(maillog_wanted, knows_its_senders)
{
	for (size_t i = 0; i < sizeof(senders) / sizeof(*senders); i++) {
		const struct wanted_part part = {
		    .sender = span_of(senders[i].wanted),
		};

		cr_expect_eq(wanted_from(&part, span_of(senders[i].sender)),
		    senders[i].fits, "row %zu", i);
	}
}
