/* SPDX-License-Identifier: BSD-2-Clause */
/* Host zones: the zone of stamps that have none, and those of hosts that have
 * others; only for lines.c. */
#ifndef DOMAINS_MAILLOG_HOST_ZONES_H
#define DOMAINS_MAILLOG_HOST_ZONES_H

#include "domains/maillog/lines.h"
#include "domains/maillog/zone.h"

struct host_zones {
	const struct maillog_source *source;
	struct zone *zone;   /* of most */
	struct zone **hosts; /* as the source has them */
};

/* Returns 0, or -1 with a diagnostic when one is none; to be closed in both
 * cases. */
int
host_zones_open(struct host_zones *zones, const struct maillog_source *source);
void
host_zones_close(struct host_zones *zones);

/* A line whose stamp was read in the zone of most. */
void
host_zones_move(const struct host_zones *zones, struct maillog_line *line);

#endif
