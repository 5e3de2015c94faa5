/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes times and sizes for people: see the header. */
#include "domains/reports/leak_format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/text/messages.h"

void
leak_format_time(int64_t time, char day[static LEAK_DAY_SIZE])
{
	time_t seconds = (time_t)time;
	struct tm parts;

	if (localtime_r(&seconds, &parts) == NULL ||
	    strftime(day, LEAK_DAY_SIZE, "%Y-%m-%d %H:%M:%S", &parts) == 0)
		(void)snprintf(day, LEAK_DAY_SIZE, "? ?");
	*strchr(day, ' ') = '\0';
}

const char *
leak_clock_of(const char *day)
{
	return day + strlen(day) + 1;
}

void
leak_format_days(int64_t first, int64_t last,
    char text[static LEAK_PERIOD_SIZE])
{
	char from[LEAK_DAY_SIZE], to[LEAK_DAY_SIZE];

	leak_format_time(first, from);
	leak_format_time(last, to);
	if (strcmp(from, to) != 0)
		(void)snprintf(text, LEAK_PERIOD_SIZE, _("from %s to %s"), from,
		    to);
	else
		(void)snprintf(text, LEAK_PERIOD_SIZE, _("on %s"), from);
}

void
leak_format_period(int64_t first, int64_t last,
    char text[static LEAK_PERIOD_SIZE])
{
	char from[LEAK_DAY_SIZE], to[LEAK_DAY_SIZE];

	leak_format_time(first, from);
	leak_format_time(last, to);
	if (strcmp(from, to) != 0)
		leak_format_days(first, last, text);
	else if (first == last)
		(void)snprintf(text, LEAK_PERIOD_SIZE, _("on %s at %s"), from,
		    leak_clock_of(from));
	else
		(void)snprintf(text, LEAK_PERIOD_SIZE, _("on %s from %s to %s"),
		    from, leak_clock_of(from), leak_clock_of(to));
}

const enum maillog_outcome leak_unsent[LEAK_UNSENT] = {
    MAILLOG_DEFERRED,
    MAILLOG_HELD,
    MAILLOG_BOUNCED,
    MAILLOG_REFUSED,
    MAILLOG_TEMPFAILED,
    MAILLOG_DISCARDED,
    MAILLOG_LOCAL,
};

void
leak_format_unsent(enum maillog_outcome outcome, uint64_t mails,
    char text[static LEAK_PERIOD_SIZE])
{
	(void)snprintf(text, LEAK_PERIOD_SIZE,
	    outcome == MAILLOG_DEFERRED     ? _("%" PRIu64 " deferred")
	    : outcome == MAILLOG_HELD       ? _("%" PRIu64 " held")
	    : outcome == MAILLOG_BOUNCED    ? _("%" PRIu64 " bounced")
	    : outcome == MAILLOG_REFUSED    ? _("%" PRIu64 " refused")
	    : outcome == MAILLOG_TEMPFAILED ? _("%" PRIu64 " put off")
	    : outcome == MAILLOG_DISCARDED  ? _("%" PRIu64 " thrown away")
					   : _("%" PRIu64 " kept on this host"),
	    mails);
}

void
leak_format_size(uint64_t bytes, char text[static LEAK_NUMBER_SIZE])
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	double value = (double)bytes / 1000;
	size_t unit = 0;

	if (bytes < 1000) {
		(void)snprintf(text, LEAK_NUMBER_SIZE,
		    ngettext("%" PRIu64 " byte", "%" PRIu64 " bytes", bytes),
		    bytes);
		return;
	}
	/* What is rounded up to 1,000 has the next unit. */
	for (; value >= 999.5 && unit < 3; unit++)
		value /= 1000;
	(void)snprintf(text, LEAK_NUMBER_SIZE,
	    value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}
