/* SPDX-License-Identifier: BSD-2-Clause */
/* One form for all spellings of an address, and sums in any order. */
#include "domains/contacts/contact.h"

#include <criterion/criterion.h>
#include <string.h>

Test(contact, an_address_has_one_form)
{
	static const struct {
		const char *path, *written; /* NULL: it is no contact */
	} rows[] = {
	    {"Taro.Tanaka@Partner.CO.jp", "taro.tanaka@partner.co.jp"},
	    {"<taro@partner.example>", "taro@partner.example"},
	    {"\"taro.tanaka\"@partner.example", "taro.tanaka@partner.example"},
	    {"\"Taro Tanaka\"@partner.example",
		"\"taro tanaka\"@partner.example"},
	    {"taro@B\xc3\xbc"
	     "cher.example.",
		"taro@xn--bcher-kva.example"},
	    {"t\xc3\xa4ro@partner.example", "t\xc3\xa4ro@partner.example"},
	    {"taro+news@partner.example", "taro+news@partner.example"},
	    {"ta\xe2\x80\x8bro@partner.example", NULL},
	    {"taro", NULL},
	    {"<>", NULL},
	    {"taro@[192.0.2.1]", NULL},
	    {"taro@a..example", NULL},
	    {"\"ta\tro\"@partner.example", NULL},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	     "@partner.example",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaa@partner.example"},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	     "@partner.example",
		NULL},
	};
	char written[CONTACT_ADDRESS_SIZE];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t len =
		    contact_write_address(span_of(rows[i].path), written);

		if (rows[i].written == NULL) {
			cr_expect_eq(len, 0, "%s", rows[i].path);
			continue;
		}
		cr_expect(len == strlen(rows[i].written) &&
			      strcmp(written, rows[i].written) == 0,
		    "%s: %.*s", rows[i].path, (int)len, written);
		cr_expect(contact_is_address(span_of(rows[i].written)), "%s",
		    rows[i].written);
		if (strcmp(rows[i].path, rows[i].written) != 0)
			cr_expect_not(contact_is_address(span_of(rows[i].path)),
			    "%s", rows[i].path);
	}
}

Test(contact, mails_come_in_any_order)
{
	struct contact_period period = {0};
	const struct contact_period other = {100, 250, 2};

	contact_period_sum(&period, &(struct contact_period){200, 200, 1});
	contact_period_sum(&period, &(struct contact_period){300, 300, 2});
	contact_period_sum(&period, &(struct contact_period){150, 150, 1});
	cr_expect(
	    period.first == 150 && period.last == 300 && period.count == 4);
	for (int i = 0; i < 2; i++)
		contact_period_join(&period, &other);
	cr_expect(
	    period.first == 100 && period.last == 300 && period.count == 4);
	contact_period_join(&period, &(struct contact_period){0});
	cr_expect(
	    period.first == 100 && period.last == 300 && period.count == 4);
	contact_period_sum(&period,
	    &(struct contact_period){150, 150, UINT64_MAX});
	cr_expect_eq(period.count, (uint64_t)INT64_MAX);
}

Test(contact, names_of_confirmations_are_found_again)
{
	for (int i = 0; i < CONTACT_CONFIRMATIONS; i++) {
		enum contact_confirmation found;

		cr_expect(contact_find_confirmation(
			      span_of(contact_confirmation_name(
				  (enum contact_confirmation)i)),
			      &found) &&
			  (int)found == i);
	}
}

Test(contact, an_organisation_is_a_plain_name)
{
	cr_expect(contact_is_organisation(span_of("")));
	cr_expect(contact_is_organisation(span_of("univ.example-2_b")));
	cr_expect_not(contact_is_organisation(span_of("a b")));
	cr_expect_not(contact_is_organisation(span_of("a\tb")));
	cr_expect_not(contact_is_organisation((struct span){
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    64}));
}
