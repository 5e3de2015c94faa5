/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/standing.h"

#include <criterion/criterion.h>

#define DAY INT64_C(86400)
#define SEPTEMBER INT64_C(1694736000)

static const struct {
	const char *what;
	bool row; /* there is one */
	uint64_t heard;
	enum contact_confirmation confirmed;
	uint64_t mails;         /* of the list */
	int64_t days;           /* since its first */
	bool by_mails, by_days; /* with 5 mails or 30 days alone */
} rows[] = {
    {"no mail yet", false, 0, CONTACT_UNCONFIRMED, 0, 0, false, false},
    {"a few mails", true, 0, CONTACT_UNCONFIRMED, 4, 29, false, false},
    {"enough mails", true, 0, CONTACT_UNCONFIRMED, 5, 1, true, false},
    {"enough days", true, 0, CONTACT_UNCONFIRMED, 1, 30, false, true},
    {"without a row", false, 0, CONTACT_UNCONFIRMED, 9, 99, true, true},
    {"heard from", true, 1, CONTACT_UNCONFIRMED, 99, 99, false, false},
    {"confirmed by a person", true, 0, CONTACT_BY_PERSON, 99, 99, false, false},
    {"confirmed by its owner", true, 0, CONTACT_BY_OWNER, 99, 99, false, false},
    {"a mail of tomorrow", true, 0, CONTACT_UNCONFIRMED, 1, -1, false, false},
};

Test(standing, unconfirmed)
{
	static const struct standing_limits by_mails = {.mails = 5},
					    by_days = {.days = 30},
					    by_neither = {.mails = 0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct contact contact = {.heard.count = rows[i].heard,
		    .confirmed = rows[i].confirmed};
		const struct contact *row = rows[i].row ? &contact : NULL;
		struct contact_period list = {.first = SEPTEMBER,
		    .count = rows[i].mails};
		int64_t now = SEPTEMBER + rows[i].days * DAY;

		cr_expect_eq(standing_is_unconfirmed(row, &list, &by_mails,
				 now),
		    rows[i].by_mails, "%s", rows[i].what);
		cr_expect_eq(standing_is_unconfirmed(row, &list, &by_days, now),
		    rows[i].by_days, "%s", rows[i].what);
		cr_expect_not(
		    standing_is_unconfirmed(row, &list, &by_neither, now));
	}
}

Test(standing, a_day_less_is_not_enough)
{
	static const struct standing_limits limits = {.days = 30,
	    .learning_days = 14};
	struct contact_period list = {.first = SEPTEMBER, .count = 1};

	cr_expect_not(standing_is_unconfirmed(NULL, &list, &limits,
	    SEPTEMBER + 30 * DAY - 1));
	cr_expect(standing_is_unconfirmed(NULL, &list, &limits,
	    SEPTEMBER + 30 * DAY));
	cr_expect(
	    standing_is_learning(SEPTEMBER, &limits, SEPTEMBER + 14 * DAY - 1));
	cr_expect_not(
	    standing_is_learning(SEPTEMBER, &limits, SEPTEMBER + 14 * DAY));
	cr_expect_not(standing_is_learning(SEPTEMBER,
	    &(struct standing_limits){.days = 30}, SEPTEMBER));
}

Test(standing, who_wrote_first_is_a_first_contact)
{
	struct contact contact = {.heard.count = 7};

	cr_expect(standing_is_first_contact(NULL));
	cr_expect(standing_is_first_contact(&contact));
	contact.confirmed = CONTACT_BY_PERSON;
	cr_expect_not(standing_is_first_contact(&contact));
	contact = (struct contact){.sent.count = 1};
	cr_expect_not(standing_is_first_contact(&contact));
}

Test(standing, overdue_until_somebody_answers)
{
	const struct contact silent = {.sent.count = 9},
			     heard = {.heard.count = 1},
			     confirmed = {.confirmed = CONTACT_BY_OWNER};

	cr_expect(standing_is_overdue(NULL, SEPTEMBER, SEPTEMBER));
	cr_expect(standing_is_overdue(&silent, SEPTEMBER, SEPTEMBER + DAY));
	cr_expect_not(standing_is_overdue(NULL, SEPTEMBER, SEPTEMBER - 1));
	cr_expect_not(standing_is_overdue(NULL, 0, SEPTEMBER));
	cr_expect_not(standing_is_overdue(&heard, SEPTEMBER, SEPTEMBER));
	cr_expect_not(standing_is_overdue(&confirmed, SEPTEMBER, SEPTEMBER));
}
