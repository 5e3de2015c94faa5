/* SPDX-License-Identifier: BSD-2-Clause */
/* Line: one line of a mail log, without what a syslog put around it.
 *
 *     Nov 29 03:01:44 mx postfix/smtp[18116]: 22A72A7A27E: to=<a@gmai.com>, ...
 *     <22>1 2026-11-29T03:11:35.188267+00:00 mx postfix 19099 - -  4DA83A7...
 *
 *     host "mx", tag "postfix/smtp", pid 18116, text "22A72A7A27E: to=<...",
 *     time 1795921304, file "mail.log", line 4
 */
#ifndef DOMAINS_MAILLOG_LINE_H
#define DOMAINS_MAILLOG_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "domains/base/ascii.h"
#include "domains/base/span.h"

/* Bytes that Postfix's postlogd leaves of a text, without a mark; a syslog
 * leaves more. */
#define MAILLOG_TEXT_MAX 2000

/* The spans hold until the next line is read. */
struct maillog_line {
	struct span host; /* empty: the line does not say, as in Exim's own */
	struct span tag;  /* without [pid].  The daemon's name may be missing
	                     ("postfix", RFC 5424), or another stand before it
	                     ("postfix-out/smtp"); "exim" of Exim's own log */
	struct span text; /* no NUL is in it */
	struct span pid;  /* as it stands there; maillog_pid() knows it */
	int64_t time;     /* seconds since 1970, UTC */
	bool known;       /* an earlier run reported it (position.h): it is here
	                     for the lines that come after it */
	bool cut;         /* its end is missing, or may be: nothing may be
	                     concluded from what is not in it, nor from a field
	                     that reaches to its end */
};

/* Can a line matter at all?  Asked before take(), by several threads at once:
 * a cheap look at tag and text that has no state.  The time is not set yet. */
typedef bool (*maillog_wanted)(const struct maillog_line *line);

/* Takes a line, in the order of the files' own times.  Nonzero ends it all. */
typedef int (*maillog_take)(void *context, const struct maillog_line *line);

/* Digits as a number; 0 when there is none. */
static inline long
maillog_parse_number(struct span digits)
{
	long number = 0;

	if (digits.len > 10)
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (!ascii_is_digit(digits.bytes[i]))
			return 0;
		number = number * 10 + (digits.bytes[i] - '0');
	}
	return number;
}

/* Few lines are asked for it. */
static inline long
maillog_pid(const struct maillog_line *line)
{
	return maillog_parse_number(line->pid);
}

/* Two times are the first and last of those that were taken; the first is over
 * the last before. */
static inline void
maillog_widen(int64_t *first, int64_t *last, int64_t time)
{
	*first = time < *first ? time : *first;
	*last = time > *last ? time : *last;
}

/* A later time than this is none: the clock that gave it had gone wrong.
 * Clocks and zones differ by less than a day.  shown: what this machine's clock
 * has shown before, for it may lag after a start; INT64_MIN: nothing. */
static inline int64_t
maillog_latest(int64_t shown)
{
	const int64_t now = (int64_t)time(NULL);

	return (now > shown ? now : shown) + (int64_t)24 * 3600;
}

/* A line that was relayed twice is one, and so is one of a log that is given
 * twice: they have the same hash. */
static inline uint64_t
maillog_hash_line(const struct maillog_line *line)
{
	return span_hash(line->text, (uint64_t)line->time) ^
	       span_hash(line->host, (uint64_t)maillog_pid(line));
}

#endif
