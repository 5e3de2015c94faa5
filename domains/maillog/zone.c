/* SPDX-License-Identifier: BSD-2-Clause */
/* Time zones as tables of changes, taken from the C library: see the header. */
#include "domains/maillog/zone.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/ascii.h"

/* Logs of mail are younger, and older than what comes after. */
#define FIRST_YEAR 1985
#define LAST_YEAR 2060

/* No zone changes its offset twice within this. */
#define STEP (9 * ZONE_DAY)

#define CHANGES_MAX 512

struct change {
	int64_t time; /* UTC, from which */
	long offset;  /*   local time is so many seconds ahead */
};

struct zone {
	struct change changes[CHANGES_MAX]; /* the first is at INT64_MIN */
	size_t count;
};

int64_t
zone_count_days(int year, int month, int day)
{
	int64_t shifted = year - (month <= 2), era, of_era, of_year;

	era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	of_era = shifted - era * 400;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

/* ---- the table ----------------------------------------------------------- */

static long
ask_offset(int64_t time)
{
	time_t at = (time_t)time;
	struct tm parts;

	return localtime_r(&at, &parts) != NULL ? parts.tm_gmtoff : 0;
}

/* Adds the changes of the zone that the C library has in force. */
static void
tabulate(struct zone *zone)
{
	int64_t end = zone_count_days(LAST_YEAR, 1, 1) * ZONE_DAY;
	int64_t time = zone_count_days(FIRST_YEAR, 1, 1) * ZONE_DAY;
	long offset = ask_offset(time), then;

	zone->changes[0] = (struct change){INT64_MIN, offset};
	zone->count = 1;
	for (; time < end && zone->count < CHANGES_MAX; time += STEP) {
		int64_t low = time, high = time + STEP;

		then = ask_offset(high);
		if (then == offset)
			continue;
		while (high - low > 1) {
			int64_t middle = low + (high - low) / 2;

			if (ask_offset(middle) == offset)
				low = middle;
			else
				high = middle;
		}
		zone->changes[zone->count++] = (struct change){high, then};
		offset = then;
	}
}

/* +09:00, -0330 */
static int
parse_offset(const char *text, long *offset_r)
{
	const char *at = text + 1;
	char digits[4];

	if (*text != '+' && *text != '-')
		return -1;
	for (size_t i = 0; i < sizeof(digits); i++, at++) {
		if (i == 2 && *at == ':')
			at++;
		if (!ascii_is_digit(*at))
			return -1;
		digits[i] = (char)(*at - '0');
	}
	if (*at != '\0' || digits[0] > 1 || digits[2] > 5)
		return -1;
	*offset_r = (digits[0] * 10 + digits[1]) * (long)ZONE_HOUR +
	            (digits[2] * 10 + digits[3]) * 60L;
	if (*text == '-')
		*offset_r = -*offset_r;
	return 0;
}

/* The C library takes any other name for UTC. */
static int
is_known(const char *name)
{
	const char *folder = getenv("TZDIR");
	char path[PATH_MAX];

	if (strcmp(name, "UTC") == 0 || strcmp(name, "GMT") == 0)
		return 1;
	if (*name == '\0' || *name == '/' || strstr(name, "..") != NULL)
		return 0;
	if (snprintf(path, sizeof(path), "%s/%s",
		folder != NULL ? folder : "/usr/share/zoneinfo",
		name) >= (int)sizeof(path))
		return 0;
	return access(path, R_OK) == 0;
}

static int
tabulate_named(struct zone *zone, const char *name)
{
	const char *now = getenv("TZ");
	char *before = now != NULL ? strdup(now) : NULL;

	if ((now != NULL && before == NULL) || setenv("TZ", name, 1) < 0) {
		free(before);
		return -1;
	}
	tzset();
	tabulate(zone);
	if (before != NULL)
		setenv("TZ", before, 1);
	else
		unsetenv("TZ");
	tzset();
	free(before);
	return 0;
}

int
zone_open(const char *name, struct zone **zone_r)
{
	struct zone *zone = malloc(sizeof(*zone));
	long offset;
	int result = 0;

	if (zone == NULL)
		return -1;
	if (name == NULL) {
		tzset();
		tabulate(zone);
	} else if (parse_offset(name, &offset) == 0) {
		zone->changes[0] = (struct change){INT64_MIN, offset};
		zone->count = 1;
	} else if (!is_known(name)) {
		result = -1;
	} else {
		result = tabulate_named(zone, name);
	}
	if (result == 0)
		*zone_r = zone;
	else
		free(zone);
	return result;
}

void
zone_close(struct zone **zone)
{
	free(*zone);
	*zone = NULL;
}

/* ---- conversion ---------------------------------------------------------- */

/* The row that is in force at a time. */
static size_t
find_change(const struct zone *zone, int64_t utc)
{
	size_t low = 0, high = zone->count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (zone->changes[middle].time <= utc)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int64_t
zone_to_local(const struct zone *zone, int64_t utc)
{
	return zone == NULL
	           ? utc
	           : utc + zone->changes[find_change(zone, utc)].offset;
}

int64_t
zone_to_utc(const struct zone *zone, int64_t local, int64_t before)
{
	size_t row;
	int64_t time, later;

	if (zone == NULL)
		return local;
	/* The row a day before; the next one may be in force already. */
	row = find_change(zone, local - 2 * ZONE_DAY);
	time = local - zone->changes[row].offset;
	for (row++; row < zone->count; row++) {
		const struct change *change = &zone->changes[row];

		later = local - change->offset;
		if (later < change->time)
			break;
		/* Both fit: the hour comes twice. */
		if (time < change->time && time >= before)
			break;
		time = later;
	}
	return time;
}
