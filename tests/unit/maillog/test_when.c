/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as people write them, and zones. */
#include <criterion/criterion.h>

#include "domains/maillog/when.h"

/* 2026-11-29 03:01:44 UTC, 12:01:44 in Tokyo */
#define NOW 1795921304
#define DAY 86400

static const struct {
	const char *text;
	int64_t since; /* 0: it is no time */
	int64_t until;
} rows[] = {
    {"2026-11-29", 1795878000, 1795878000 + DAY},
    {"today", 1795878000, 1795878000 + DAY},
    {"yesterday", 1795878000 - DAY, 1795878000},
    {"1 day ago", 1795878000 - DAY, 1795878000},
    {"7 days ago", 1795878000 - 7 * DAY, 1795878000 - 6 * DAY},
    {"2026-11", 1793458800, 1793458800 + 30 * DAY},
    {"2024-02", 1706713200, 1706713200 + 29 * DAY},
    {"2024-12", 1732978800, 1732978800 + 31 * DAY},
    {"2025", 1735657200, 1735657200 + 365 * DAY},
    {"2026-11-29 12:01", NOW - 44, NOW + 16},
    {"2026-11-29T12:01:44", NOW, NOW + 1},
    {"2026-11-29T03:01:44Z", NOW, NOW + 1},
    {"2026-11-29 03:01:44+00:00", NOW, NOW + 1},
    {"2026-02-30", 0, 0},
    {"2026-13", 0, 0},
    {"2026-1-1x", 0, 0},
    {"1969", 0, 0},
    {"11-29", 0, 0},
    {"2026-11-29 25:01", 0, 0},
    {"tomorrow", 0, 0},
    {"days ago", 0, 0},
    {"9999999 days ago", 0, 0},
    {"", 0, 0},
};

Test(when, times_that_people_write)
{
	struct zone *zone = NULL;

	cr_assert_eq(zone_open("+09:00", &zone), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t since = 0, until = 0;
		int a = when_parse(zone, NOW, rows[i].text, false, &since);
		int b = when_parse(zone, NOW, rows[i].text, true, &until);

		cr_expect(a == b && (a == 0) == (rows[i].since != 0), "%s",
		    rows[i].text);
		cr_expect(since == rows[i].since && until == rows[i].until,
		    "%s: %lld %lld", rows[i].text, (long long)since,
		    (long long)until);
	}
	zone_close(&zone);
}

/* What the two ends of summer time make of a local time in Berlin. */
Test(zone, hours_that_come_twice_or_never)
{
	const int64_t twice = 1792893600 + 1800, /* 02:30 on 25 October */
	    never = 1774751400;                  /* 02:30 on 29 March */
	struct zone *zone = NULL;

	cr_assert_eq(zone_open("Europe/Berlin", &zone), 0);
	cr_expect_eq(zone_to_utc(zone, twice, INT64_MIN), twice - 7200);
	cr_expect_eq(zone_to_utc(zone, twice, twice - 7200), twice - 7200);
	cr_expect_eq(zone_to_utc(zone, twice, twice - 7199), twice - 3600);
	cr_expect_eq(zone_to_utc(zone, never, INT64_MIN), never - 3600);
	for (int64_t time = 1767225600; time < 1798761600; time += 1801)
		cr_assert_eq(zone_to_utc(zone, zone_to_local(zone, time), time),
		    time);
	zone_close(&zone);
}

Test(zone, names)
{
	static const char *const wrong[] = {"", "Asia/Tokio", "../passwd",
	    "/etc/localtime", "+25:00", "+9", "+09:60", "+09:00x"};
	struct zone *zone = NULL;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		cr_expect_eq(zone_open(wrong[i], &zone), -1, "%s", wrong[i]);
	cr_assert_eq(zone_open("-0330", &zone), 0);
	cr_expect_eq(zone_to_utc(zone, 0, INT64_MIN), 12600);
	zone_close(&zone);
	cr_assert_eq(zone_open("UTC", &zone), 0);
	cr_expect_eq(zone_to_utc(zone, 5, INT64_MIN), 5);
	zone_close(&zone);
}
