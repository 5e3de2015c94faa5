/* SPDX-License-Identifier: BSD-2-Clause */
/* Hosts: from when to when the lines of a log are, for each host that is in it;
 * of reports that are added up, for each of them.
 *
 *     hosts_note(&hosts, line->host, line->time)
 *     hosts_add(&hosts, host, first, last, part)
 *     hosts_clear(&hosts);
 */
#ifndef DOMAINS_MAILLOG_HOSTS_H
#define DOMAINS_MAILLOG_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/interning.h"
#include "domains/base/span.h"

/* Ranges.  A log of more hosts has one for the rest, without a name. */
#define HOSTS_MAX 65536

struct host_range {
	uint32_t host; /* a name; "": the lines do not say */
	int64_t first, last;
	unsigned part;
};

struct hosts {
	struct interning *names;
	struct host_range *list;
	size_t count, room;
	size_t latest; /* what was noted last */
};

/* Widens the range of a host.  Returns 0, or -1 when memory is out. */
int
hosts_note(struct hosts *hosts, struct span host, int64_t time);

/* Adds a range.  The same; -1 also when there are too many. */
int
hosts_add(struct hosts *hosts, struct span host, int64_t first, int64_t last,
    unsigned part);

const char *
hosts_name(const struct hosts *hosts, const struct host_range *range);

/* Do two ranges of a host have a time in common?  The second in which one ends
 * and the other begins is none, nor is any of lines that name no host, unless
 * they are the same. */
bool
host_ranges_overlap(const struct hosts *hosts, const struct host_range *a,
    const struct host_range *b);

void
hosts_clear(struct hosts *hosts);

#endif
