/* SPDX-License-Identifier: BSD-2-Clause */
/* Stamp: the time at the beginning of a log's line.
 *
 *     Nov 29 03:01:44                    traditional (RFC 3164), local time of
 *     Nov  9 03:01:44.123456             whoever wrote it, without a year
 *     Nov 29 2026 03:01:44
 *     2026-11-29T03:01:44.123456+09:00   RFC 3339, also with Z, or nothing for
 *     2026-11-29T03:01:44+0900           local time
 *     2026-11-29 03:01:44.123 +0900      Exim
 *     1795921304.123456                  journalctl -o short-unix
 *     Sun 2026-11-29 03:01:44 JST        journalctl -o short-full
 *
 * Lines of one second have the same stamp, so the last hour is remembered.
 */
#ifndef DOMAINS_MAILLOG_STAMP_H
#define DOMAINS_MAILLOG_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/maillog/zone.h"

/* "2026-11-29T03:", "+09:00 " */
#define STAMP_HOUR 14
#define STAMP_OFFSET 8

/* The stamps of a file, one after the other. */
struct stamps {
	const struct zone *zone; /* NULL: UTC */
	int year;                /* of the one before; set before the first */
	int month;               /* of the same; 0: there was none */
	int day;
	int64_t time; /* of the one before, whatever its form */
	bool undated; /* there was one without a year; the caller's to clear */
	bool local;   /* the one before had no zone */
	/* The hour that is remembered, as it is written, and what is written
	 * after the seconds. */
	bool hour_undated, hour_local;
	size_t hour_len; /* 0: nothing is remembered */
	size_t offset_len;
	char hour[STAMP_HOUR];
	char offset[STAMP_OFFSET];
	int64_t hour_time;
};

/* Takes the stamp that the rest begins with, and the blank after it, if it does
 * not end there.  Returns false when it begins with none. */
bool
stamps_take(struct stamps *stamps, struct span *rest, int64_t *time_r);

/* "01:44" as seconds; -1 when it is none. */
int
stamps_parse_minutes(const char *text);

/* Month and day (from 1) of a traditional stamp; false when it is none. */
bool
stamps_parse_day(struct span text, int *month_r, int *day_r);

/* The date of what comes next goes on from this time. */
void
stamps_set_date(struct stamps *stamps, int64_t time);

/* Days from one date to another of the same leap year, or back. */
int
stamps_count_days(int month, int day, int next_month, int next_day);

/* How many years (0, 1, or -1 of a line that came too late) after the stamp
 * before it one without a year is. */
int
stamps_count_years(int month, int day, int next_month, int next_day);

#endif
