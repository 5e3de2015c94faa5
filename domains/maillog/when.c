/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads times as people write them: see the header. */
#include "domains/maillog/when.h"

#include <string.h>
#include <time.h>

#include "domains/base/ascii.h"
#include "domains/base/span.h"
#include "domains/maillog/stamp.h"

/* More than anybody's logs are old. */
#define DAYS_MAX 36500

/* Takes digits, so many or fewer; -1 when there are none. */
static int
take_number(const char **at, int digits)
{
	int number = 0;
	const char *begin = *at;

	while (*at - begin < digits && ascii_is_digit(**at))
		number = number * 10 + (*(*at)++ - '0');
	return *at != begin ? number : -1;
}

static int64_t
to_utc(const struct zone *zone, int64_t days)
{
	return zone_to_utc(zone, days * ZONE_DAY, INT64_MIN);
}

/* "2026", "2026-11", "2026-11-29" as days from 1970: its first one, and the
 * first one after it. */
static bool
parse_date(const char *text, int64_t *first_r, int64_t *after_r)
{
	int year = take_number(&text, 4), month = 1, day = 1;
	int last_month = 12, last_day = 31;
	int64_t month_after;

	if (year < 1970)
		return false;
	if (*text == '-') {
		text++;
		month = last_month = take_number(&text, 2);
		last_day = 0;
	}
	if (*text == '-') {
		text++;
		day = last_day = take_number(&text, 2);
	}
	if (*text != '\0' || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	*first_r = zone_count_days(year, month, day);
	month_after = month == 12 ? zone_count_days(year + 1, 1, 1)
	                          : zone_count_days(year, month + 1, 1);
	*after_r = last_day != 0
	               ? zone_count_days(year, last_month, last_day) + 1
	               : month_after;
	/* There is no 30 February. */
	return *first_r < month_after;
}

/* "today", "yesterday", "7 days ago": how many days ago; -1 when it is none. */
static int
parse_ago(const char *text)
{
	int days;

	if (strcmp(text, "today") == 0)
		return 0;
	if (strcmp(text, "yesterday") == 0)
		return 1;
	days = take_number(&text, 6);
	if (days < 0 || days > DAYS_MAX)
		return -1;
	return strcmp(text, " days ago") == 0 || strcmp(text, " day ago") == 0
	           ? days
	           : -1;
}

/* "2026-11-29 03:01", "2026-11-29T03:01:44+09:00" */
static bool
parse_stamp(const struct zone *zone, const char *text, bool after,
    int64_t *time_r)
{
	char padded[32];
	size_t len = strlen(text);
	bool minute = len == 16;
	struct stamps stamps = {.zone = zone, .time = INT64_MIN};
	struct span rest = {padded, len};

	if (len + 4 > sizeof(padded) || len < 16 || text[4] != '-')
		return false;
	memcpy(padded, text, len);
	if (minute) {
		memcpy(padded + len, ":00", 3);
		rest.len += 3;
	}
	if (!stamps_take(&stamps, &rest, time_r) || rest.len != 0)
		return false;
	*time_r += after ? (minute ? 60 : 1) : 0;
	return true;
}

int
when_parse(const struct zone *zone, int64_t now, const char *text, bool after,
    int64_t *time_r)
{
	int ago = parse_ago(text);
	int64_t first, next, local;

	if (parse_stamp(zone, text, after, &next)) {
		*time_r = next;
		return 0;
	}
	if (ago >= 0) {
		local = zone_to_local(zone, now);
		first = local / ZONE_DAY - ago;
		next = first + 1;
	} else if (!parse_date(text, &first, &next)) {
		return -1;
	}
	*time_r = to_utc(zone, after ? next : first);
	return 0;
}

static int
refuse(struct diagnostics *diagnostics, const char *option, const char *text)
{
	return diagnostics_add(diagnostics, option, 0, "%s: must be %s", text,
	    "a time as 2026-11-29, 2026-11, \"2026-11-29 03:01\", yesterday "
	    "or \"7 days ago\"");
}

int
when_parse_span(const char *zone_name, const char *since, const char *until,
    struct diagnostics *diagnostics, int64_t *since_r, int64_t *until_r)
{
	int64_t first = INT64_MIN, after = INT64_MAX, now = time(NULL);
	struct zone *zone = NULL;
	int result = 0;

	if (zone_open(zone_name, &zone) < 0)
		return diagnostics_add(diagnostics, "--timezone", 0,
		    "%s: is no time zone that is known here; name one as "
		    "Asia/Tokyo or +09:00",
		    zone_name);
	if (since != NULL && when_parse(zone, now, since, false, &first) < 0)
		result = refuse(diagnostics, "--since", since);
	else if (until != NULL &&
		 when_parse(zone, now, until, true, &after) < 0)
		result = refuse(diagnostics, "--until", until);
	else if (first >= after)
		result = diagnostics_add(diagnostics, "--since", 0,
		    "%s: is after --until %s", since, until);
	zone_close(&zone);
	if (result == 0) {
		*since_r = first;
		*until_r = after;
	}
	return result;
}
