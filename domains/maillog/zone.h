/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone: local time of a stamp to UTC, for any zone of the time zone database,
 * by several threads at once.
 *
 *     zone_open("Asia/Tokyo", &zone)          +09:00, UTC, NULL: as TZ has it
 *     zone_to_utc(zone, local, before)
 *
 * Times are seconds since 1970; a local one counts as if the clock on the wall
 * showed UTC.
 */
#ifndef DOMAINS_MAILLOG_ZONE_H
#define DOMAINS_MAILLOG_ZONE_H

#include <stdint.h>

struct zone;

/* Seconds. */
#define ZONE_HOUR 3600
#define ZONE_DAY ((int64_t)24 * ZONE_HOUR)

/* Call it before there are threads: it sets TZ for a moment.  Returns 0, or -1
 * when there is no such zone or memory is out, with *zone_r untouched. */
int
zone_open(const char *name, struct zone **zone_r);

/* The hour that the end of summer time repeats is the first of the two, unless
 * that would be earlier than the line before (UTC).  One that its beginning
 * leaves out counts on.  zone: NULL is UTC, below too. */
int64_t
zone_to_utc(const struct zone *zone, int64_t local, int64_t before);

int64_t
zone_to_local(const struct zone *zone, int64_t utc);

/* Sets *zone to NULL. */
void
zone_close(struct zone **zone);

/* Days from 1970-01-01 to a date of the Gregorian calendar; month from 1. */
int64_t
zone_count_days(int year, int month, int day);

#endif
