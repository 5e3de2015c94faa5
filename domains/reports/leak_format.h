/* SPDX-License-Identifier: BSD-2-Clause */
/* Leak format: times and sizes of leaks as people read them, in their language
 * and their local time. */
#ifndef DOMAINS_REPORTS_LEAK_FORMAT_H
#define DOMAINS_REPORTS_LEAK_FORMAT_H

#include <stdint.h>

#include "domains/maillog/event.h"

#define LEAK_NUMBER_SIZE 24
#define LEAK_DAY_SIZE 64
#define LEAK_PERIOD_SIZE 256

/* '\0' at the day's end, and after it the time: "2021-05-05", "03:01:44". */
void
leak_format_time(int64_t time, char day[static LEAK_DAY_SIZE]);

/* The time after such a day. */
const char *
leak_clock_of(const char *day);

/* "on 2021-05-05", "from 2021-05-05 to 2023-07-11" */
void
leak_format_days(int64_t first, int64_t last,
    char text[static LEAK_PERIOD_SIZE]);

/* "on 2021-05-05 at 10:03:12", "on 2021-05-05 from 10:03:12 to 10:04:00",
 * "from 2021-05-05 to 2023-07-11" */
void
leak_format_period(int64_t first, int64_t last,
    char text[static LEAK_PERIOD_SIZE]);

/* How mails ended that were not sent, in the order in which reports have them.
 */
#define LEAK_UNSENT 7
extern const enum maillog_outcome leak_unsent[LEAK_UNSENT];

/* "2 deferred" */
void
leak_format_unsent(enum maillog_outcome outcome, uint64_t mails,
    char text[static LEAK_PERIOD_SIZE]);

/* "12.3 MB" */
void
leak_format_size(uint64_t bytes, char text[static LEAK_NUMBER_SIZE]);

#endif
