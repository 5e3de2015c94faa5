/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads times from the names of mails: see the header. */
#include "domains/maillog/ids.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "domains/maillog/event.h"
#include "domains/maillog/zone.h"

/* A mail system may try so long to deliver a mail, and more; its clock and the
 * log's have zones of their own. */
#define QUEUE_DAYS 14
#define CLOCK_DAYS 1

#define EARLIEST 1995

/* The digits of base 62, and without vowels of base 52. */
#define BASE62 "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
static const char base62[] = BASE62;
static const char base52[] = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
			     "bcdfghjklmnpqrstvwxyz";

/* The year in which month and day are at most so many days after the day of an
 * id, and not before it but for zones; 0 when there is none. */
static int
find_year(int64_t id_day, int month, int day, int days, int latest)
{
	int guess = (int)(1970 + id_day * 400 / 146097);

	for (int year = guess - 1; year <= guess + 1; year++) {
		int64_t after = zone_count_days(year, month, day) - id_day;

		if (after >= -CLOCK_DAYS && after <= days)
			return year >= EARLIEST && year <= latest ? year : 0;
	}
	return 0;
}

/* A number in the digits of a base; -1 when it is none. */
static int64_t
parse_digits(const char *text, size_t len, const char *digits)
{
	int64_t number = 0, base = (int64_t)strlen(digits);
	const char *digit;

	for (size_t i = 0; i < len; i++) {
		digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;
		if (digit == NULL)
			return -1;
		number = number * base + (digit - digits);
	}
	return number;
}

/* Has an id only bytes that are here? */
static bool
is_made_of(struct span id, const char *bytes)
{
	size_t count = strlen(bytes);

	for (size_t i = 0; i < id.len; i++)
		if (memchr(bytes, id.bytes[i], count) == NULL)
			return false;
	return true;
}

/* "message-id=<20261129030144.22A72A7A27E@": of the mail's own id. */
static int
find_in_message_id(struct span text, struct span id, int month, int day,
    int latest)
{
	static const char key[] = ": message-id=<";
	size_t before = id.len + sizeof(key) - 1;
	const char *at = text.bytes + before;
	int64_t number;

	if (text.len < before + 15 + id.len ||
	    memcmp(text.bytes + id.len, key, sizeof(key) - 1) != 0 ||
	    at[14] != '.' || memcmp(at + 15, id.bytes, id.len) != 0)
		return 0;
	number = parse_digits(at, 8, "0123456789");
	return number < 0 ? 0
	                  : find_year(zone_count_days((int)(number / 10000),
					  (int)(number / 100 % 100),
					  (int)(number % 100)),
				month, day, CLOCK_DAYS, latest);
}

/* Sendmail's: a letter each for year modulo 60, month from 0, day, hour. */
static int
find_in_sendmail_id(struct span id, int month, int day, int latest)
{
	int64_t year, id_month, id_day;

	if (id.len < 14 || id.len > 16 ||
	    parse_digits(id.bytes + 8, id.len - 8, "0123456789") < 0)
		return 0;
	year = parse_digits(id.bytes, 1, base62);
	id_month = parse_digits(id.bytes + 1, 1, base62) + 1;
	id_day = parse_digits(id.bytes + 2, 1, base62);
	if (year < 0 || year > 59 || id_month < 1 || id_month > 12 ||
	    id_day < 1 || id_day > 31)
		return 0;
	year += 1900 + (latest - 1900 - year) / 60 * 60;
	return find_year(zone_count_days((int)year, (int)id_month, (int)id_day),
	    month, day, QUEUE_DAYS, latest);
}

/* Six digits of seconds since 1970 begin Exim's and the long ids of Postfix. */
static int
find_in_seconds(struct span id, int month, int day, int latest)
{
	const char *digits = NULL;
	int64_t seconds;

	if (id.len >= 16 && id.bytes[6] == '-')
		digits = base62;
	else if (id.bytes[10] == 'z' && is_made_of(id, base52))
		digits = base52;
	if (digits == NULL || (seconds = parse_digits(id.bytes, 6, digits)) < 0)
		return 0;
	return find_year(seconds / ZONE_DAY, month, day, QUEUE_DAYS, latest);
}

/* "4DA83A7A3B7: message-id=...", "1xXVBm-00051P-2Y <= ...": what stands before
 * the first blank. */
static struct span
id_of(struct span text)
{
	struct span id = text;
	const char *blank;

	if (id.len > MAILLOG_ID_MAX + 2)
		id.len = MAILLOG_ID_MAX + 2;
	blank = span_find(id, ' ');
	id.len = blank != NULL ? (size_t)(blank - id.bytes) : 0;
	id.len -= id.len != 0 && blank[-1] == ':';
	return id;
}

int
ids_find_year(struct span text, int month, int day, int latest)
{
	struct span id = id_of(text);
	int year;

	if (id.len < 6)
		return 0;
	year = find_in_message_id(text, id, month, day, latest);
	if (year != 0 || id.len < IDS_TIMED || !is_made_of(id, BASE62 "-"))
		return year;
	year = find_in_sendmail_id(id, month, day, latest);
	return year != 0 ? year : find_in_seconds(id, month, day, latest);
}
