/* SPDX-License-Identifier: BSD-2-Clause */
/* When: a time as people write it.
 *
 *     2026-11-29            a day: from its first second, or to its last
 *     2026-11, 2026         a month, a year
 *     2026-11-29 03:01      a minute, also with seconds and with a zone
 *     today, yesterday, 7 days ago
 */
#ifndef DOMAINS_MAILLOG_WHEN_H
#define DOMAINS_MAILLOG_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/zone.h"

/* The first second of it; after: the first one after it.  Returns 0, or -1 when
 * it is no time, with *time_r untouched. */
int
when_parse(const struct zone *zone, int64_t now, const char *text, bool after,
    int64_t *time_r);

/* Both ends of a span of time, as an option each has them; NULL is open.
 * Returns 0, or -1 with a diagnostic that names the option, both ends
 * untouched. */
int
when_parse_span(const char *zone, const char *since, const char *until,
    struct diagnostics *diagnostics, int64_t *since_r, int64_t *until_r);

#endif
