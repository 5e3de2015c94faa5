/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads stamps: see the header. */
#include "domains/maillog/stamp.h"

#include <string.h>
#include <time.h>

#include "domains/base/ascii.h"

/* "Nov 29 03:" */
#define TRADITIONAL_HOUR 10

/* What is further ahead in the year than this was written earlier: nobody's log
 * is silent for nine months, but files are put together in any order. */
#define AHEAD_MAX 270

/* Bytes of a weekday's name, cut as the language has it. */
#define WEEKDAY_MAX 16

/* A reader within a stamp. */
struct cursor {
	const char *at;
	const char *end;
};

/* Digits, at least min and at most max; -1 when there are not. */
static int64_t
take_number(struct cursor *cursor, int min, int max)
{
	int64_t number = 0;
	int digits = 0;

	while (cursor->at < cursor->end && digits < max &&
	       ascii_is_digit(*cursor->at)) {
		number = number * 10 + (*cursor->at++ - '0');
		digits++;
	}
	return digits >= min ? number : -1;
}

static bool
take_byte(struct cursor *cursor, char byte)
{
	if (cursor->at == cursor->end || *cursor->at != byte)
		return false;
	cursor->at++;
	return true;
}

/* "03:01:44", and a fraction, as seconds; -1 when it is not there. */
static int64_t
take_time(struct cursor *cursor)
{
	int64_t hours = take_number(cursor, 2, 2), minutes, seconds;

	if (!take_byte(cursor, ':'))
		return -1;
	minutes = take_number(cursor, 2, 2);
	if (!take_byte(cursor, ':'))
		return -1;
	seconds = take_number(cursor, 2, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ||
	    seconds < 0 || seconds > 60)
		return -1;
	if (take_byte(cursor, '.') || take_byte(cursor, ','))
		(void)take_number(cursor, 0, 12);
	return hours * ZONE_HOUR + minutes * 60 + seconds;
}

/* "Z", "+09:00", "+0900", "+09", also after a blank.  Returns false when there
 * is none. */
static bool
take_offset(struct cursor *cursor, int64_t *offset_r)
{
	struct cursor at = *cursor;
	bool minus;
	int64_t hours, minutes = 0;

	if (take_byte(&at, 'Z')) {
		*cursor = at;
		*offset_r = 0;
		return true;
	}
	(void)take_byte(&at, ' ');
	if (at.at == at.end || (*at.at != '+' && *at.at != '-'))
		return false;
	minus = *at.at++ == '-';
	hours = take_number(&at, 2, 2);
	if (take_byte(&at, ':') || (at.at < at.end && ascii_is_digit(*at.at)))
		minutes = take_number(&at, 2, 2);
	if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59)
		return false;
	*cursor = at;
	*offset_r = (hours * ZONE_HOUR + minutes * 60) * (minus ? -1 : 1);
	return true;
}

static int
days_of(int month)
{
	static const char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31};

	return days[month - 1];
}

/* "Jan" to "Dec" as 1 to 12; 0 when it is none. */
static int
parse_month(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (memcmp(names + (size_t)i * 3, name, 3) == 0)
			return i + 1;
	return 0;
}

bool
stamps_parse_day(struct span text, int *month_r, int *day_r)
{
	struct cursor cursor = {text.bytes, text.bytes + text.len};
	int64_t day;
	int month;

	if (text.len < 7 || (month = parse_month(text.bytes)) == 0)
		return false;
	cursor.at += 3;
	if (!take_byte(&cursor, ' '))
		return false;
	(void)take_byte(&cursor, ' ');
	day = take_number(&cursor, 1, 2);
	if (day < 1 || day > days_of(month))
		return false;
	*month_r = month;
	*day_r = (int)day;
	return true;
}

int
stamps_count_days(int month, int day, int next_month, int next_day)
{
	return (int)(zone_count_days(2000, next_month, next_day) -
		     zone_count_days(2000, month, day));
}

int
stamps_count_years(int month, int day, int next_month, int next_day)
{
	int ahead = stamps_count_days(month, day, next_month, next_day);

	if (ahead > AHEAD_MAX)
		return -1;
	return ahead < AHEAD_MAX - 366 ? 1 : 0;
}

void
stamps_set_date(struct stamps *stamps, int64_t time)
{
	time_t local = (time_t)zone_to_local(stamps->zone, time);
	struct tm parts;

	if (gmtime_r(&local, &parts) == NULL)
		return;
	stamps->year = parts.tm_year + 1900;
	stamps->month = parts.tm_mon + 1;
	stamps->day = parts.tm_mday;
}

/* ---- the forms ----------------------------------------------------------- */

/* The time of a local one. */
static int64_t
localise(struct stamps *stamps, int64_t local)
{
	stamps->local = true;
	return zone_to_utc(stamps->zone, local, stamps->time);
}

/* The year of a date without one: it goes on from the stamp before, but not
 * back with a line that came late. */
static int
count_year(struct stamps *stamps, int month, int day)
{
	int years = stamps->month == 0 ? 0
	                               : stamps_count_years(stamps->month,
					     stamps->day, month, day);

	stamps->undated = true;
	if (years < 0)
		return stamps->year + years;
	stamps->month = month;
	stamps->day = day;
	return stamps->year += years;
}

/* A date that has one. */
static int64_t
keep_date(struct stamps *stamps, int64_t year, int64_t month, int64_t day)
{
	stamps->year = (int)year;
	stamps->month = (int)month;
	stamps->day = (int)day;
	return zone_count_days(stamps->year, stamps->month, stamps->day) *
	       ZONE_DAY;
}

/* "2026 " after the day; -1 when it is not there. */
static int64_t
take_year(struct cursor *cursor)
{
	struct cursor at = *cursor;
	int64_t year = take_number(&at, 4, 4);

	if (year < 0 || !take_byte(&at, ' '))
		return -1;
	*cursor = at;
	return year;
}

/* "Nov 29 03:01:44", with what may be put into it. */
static bool
take_traditional(struct stamps *stamps, struct cursor *cursor, int64_t *time_r)
{
	int64_t time, offset, year;
	int month, day;

	if (!stamps_parse_day(span_between(cursor->at, cursor->end), &month,
		&day))
		return false;
	cursor->at += 3;
	while (cursor->at < cursor->end && *cursor->at == ' ')
		cursor->at++;
	(void)take_number(cursor, 1, 2);
	if (!take_byte(cursor, ' '))
		return false;
	year = take_year(cursor);
	time = take_time(cursor);
	if (time < 0)
		return false;
	time += year >= 0 ? keep_date(stamps, year, month, day)
	                  : zone_count_days(count_year(stamps, month, day),
				month, day) *
	                        ZONE_DAY;
	*time_r = take_offset(cursor, &offset) ? time - offset
	                                       : localise(stamps, time);
	return true;
}

/* "2026-11-29T03:01:44+09:00" */
static bool
take_iso(struct stamps *stamps, struct cursor *cursor, int64_t *time_r)
{
	int64_t year = take_number(cursor, 4, 4), month, day, time, offset;

	if (!take_byte(cursor, '-'))
		return false;
	month = take_number(cursor, 2, 2);
	if (!take_byte(cursor, '-'))
		return false;
	day = take_number(cursor, 2, 2);
	if (!take_byte(cursor, 'T') && !take_byte(cursor, 't') &&
	    !take_byte(cursor, ' '))
		return false;
	time = take_time(cursor);
	if (year < 0 || month < 1 || month > 12 || day < 1 ||
	    day > days_of((int)month) || time < 0)
		return false;
	time += keep_date(stamps, year, month, day);
	*time_r = take_offset(cursor, &offset) ? time - offset
	                                       : localise(stamps, time);
	return true;
}

/* " JST" before a blank. */
static bool
take_zone_name(struct cursor *cursor, const char **name_r)
{
	struct cursor at = *cursor;

	if (!take_byte(&at, ' '))
		return false;
	*name_r = at.at;
	while (at.at < at.end && *at.at >= 'A' && *at.at <= 'Z')
		at.at++;
	if (at.at - *name_r < 2 || at.at == at.end || *at.at != ' ')
		return false;
	*cursor = at;
	return true;
}

/* "Sun 2026-11-29 03:01:44 JST": a weekday in any language, and the name of a
 * zone, of which only UTC is the same everywhere. */
static bool
take_full(struct stamps *stamps, const struct span *line, struct cursor *cursor,
    int64_t *time_r)
{
	const char *blank = span_find(*line, ' '), *name;

	if (blank == NULL || blank - line->bytes > WEEKDAY_MAX)
		return false;
	cursor->at = blank + 1;
	if (!take_iso(stamps, cursor, time_r))
		return false;
	if (stamps->local && take_zone_name(cursor, &name) &&
	    cursor->at - name == 3 && memcmp(name, "UTC", 3) == 0) {
		*time_r = zone_to_local(stamps->zone, *time_r);
		stamps->local = false;
	}
	return true;
}

/* "1795921304.123456" */
static bool
take_seconds(struct stamps *stamps, struct cursor *cursor, int64_t *time_r)
{
	*time_r = take_number(cursor, 9, 11);
	if (*time_r < 0)
		return false;
	if (!take_byte(cursor, '.') || take_number(cursor, 1, 9) < 0)
		return false;
	stamps_set_date(stamps, *time_r);
	return true;
}

/* ---- the hour that is remembered ---------------------------------------- */

int
stamps_parse_minutes(const char *text)
{
	unsigned ten_minutes = (unsigned char)text[0] - (unsigned)'0',
		 minutes = (unsigned char)text[1] - (unsigned)'0',
		 ten_seconds = (unsigned char)text[3] - (unsigned)'0',
		 seconds = (unsigned char)text[4] - (unsigned)'0';

	if (ten_minutes > 5 || minutes > 9 || text[2] != ':' ||
	    ten_seconds > 5 || seconds > 9)
		return -1;
	return (int)((ten_minutes * 10 + minutes) * 60 + ten_seconds * 10 +
		     seconds);
}

/* Where the fraction ends that may stand after the seconds. */
static const char *
skip_fraction(const char *at, const char *end)
{
	if (at < end && *at == '.')
		for (at++; at < end && ascii_is_digit(*at);)
			at++;
	return at;
}

/* Of one of two lengths, for which the compiler needs no call. */
static inline bool
is_same_hour(const char *text, const char *hour, size_t len)
{
	return len == TRADITIONAL_HOUR
	           ? memcmp(text, hour, TRADITIONAL_HOUR) == 0
	           : memcmp(text, hour, STAMP_HOUR) == 0;
}

/* Takes a stamp that is of the hour that is remembered. */
static bool
take_remembered(struct stamps *stamps, struct span *rest, int64_t *time_r)
{
	size_t len = stamps->hour_len;
	const char *at = rest->bytes + len;
	const char *end = rest->bytes + rest->len;
	int seconds;

	if (len == 0 || rest->len < len + 6 + stamps->offset_len ||
	    !is_same_hour(rest->bytes, stamps->hour, len) ||
	    (seconds = stamps_parse_minutes(at)) < 0)
		return false;
	at += 5;
	if (*at == '.')
		at = skip_fraction(at, end);
	if (stamps->offset_len != 0) {
		if ((size_t)(end - at) < stamps->offset_len ||
		    memcmp(at, stamps->offset, stamps->offset_len) != 0)
			return false;
		at += stamps->offset_len;
	}
	if (at < end && *at++ != ' ')
		return false;
	rest->bytes = at;
	rest->len = (size_t)(end - at);
	*time_r = stamps->time = stamps->hour_time + seconds;
	stamps->undated = stamps->undated || stamps->hour_undated;
	stamps->local = stamps->hour_local;
	return true;
}

/* Remembers the hour of a stamp that ends before after. */
static void
remember(struct stamps *stamps, const char *begin, const char *after,
    bool undated, int64_t time)
{
	size_t len = (size_t)(after - begin), hour = 0;
	const char *offset;
	int seconds;

	stamps->hour_len = 0;
	if (len >= 19 && begin[13] == ':' && ascii_is_digit(*begin))
		hour = STAMP_HOUR;
	else if (len >= 15 && begin[9] == ':')
		hour = TRADITIONAL_HOUR;
	if (hour == 0 || (seconds = stamps_parse_minutes(begin + hour)) < 0)
		return;
	offset = skip_fraction(begin + hour + 5, after);
	if ((size_t)(after - offset) >= STAMP_OFFSET)
		return;
	stamps->offset_len = (size_t)(after - offset);
	memcpy(stamps->offset, offset, stamps->offset_len);
	memcpy(stamps->hour, begin, hour);
	stamps->hour_time = time - seconds;
	stamps->hour_undated = undated;
	stamps->hour_local = stamps->local;
	stamps->hour_len = hour;
}

/* Is a local time one of those that come twice, or never? */
static bool
is_irregular(const struct stamps *stamps, int64_t time)
{
	int64_t local = zone_to_local(stamps->zone, time);
	int64_t hour = local - local % ZONE_HOUR;
	return zone_to_utc(stamps->zone, local, INT64_MIN) !=
	           zone_to_utc(stamps->zone, local, INT64_MAX) ||
	       zone_to_local(stamps->zone,
		   zone_to_utc(stamps->zone, hour, INT64_MIN)) != hour;
}

bool
stamps_take(struct stamps *stamps, struct span *rest, int64_t *time_r)
{
	struct cursor cursor = {rest->bytes, rest->bytes + rest->len};
	const char *begin = rest->bytes;
	bool before = stamps->undated, undated, is;
	int64_t time;

	if (take_remembered(stamps, rest, time_r))
		return true;
	if (rest->len < 15)
		return false;
	stamps->undated = stamps->local = false;
	if (ascii_is_digit(*begin))
		is = begin[4] == '-' ? take_iso(stamps, &cursor, &time)
		                     : take_seconds(stamps, &cursor, &time);
	else
		is = take_traditional(stamps, &cursor, &time) ||
		     take_full(stamps, rest, &cursor, &time);
	undated = stamps->undated;
	stamps->undated = before || undated;
	if (!is || (cursor.at < cursor.end && *cursor.at != ' '))
		return false;
	if (is_irregular(stamps, time))
		stamps->hour_len = 0;
	else
		remember(stamps, begin, cursor.at, undated, time);
	*rest = span_between(cursor.at + (cursor.at < cursor.end), cursor.end);
	*time_r = stamps->time = time;
	return true;
}
