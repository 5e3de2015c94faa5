/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens the zones of hosts: see the header. */
#include "domains/maillog/host_zones.h"

#include <stdlib.h>

static int
report_zone(const struct maillog_source *source, const char *name)
{
	return diagnostics_add(source->diagnostics,
	    name != NULL ? name : "local time", 0,
	    "is no time zone that is known here; name one as Asia/Tokyo or "
	    "+09:00");
}

int
host_zones_open(struct host_zones *zones, const struct maillog_source *source)
{
	*zones = (struct host_zones){
	    .source = source,
	    .hosts = calloc(source->host_zone_count + 1, sizeof(struct zone *)),
	};
	if (zones->hosts == NULL || zone_open(source->zone, &zones->zone) < 0)
		return report_zone(source, source->zone);
	for (size_t i = 0; i < source->host_zone_count; i++)
		if (zone_open(source->host_zones[i].zone, &zones->hosts[i]) < 0)
			return report_zone(source, source->host_zones[i].zone);
	return 0;
}

void
host_zones_close(struct host_zones *zones)
{
	for (size_t i = 0;
	     zones->hosts != NULL && i < zones->source->host_zone_count; i++)
		zone_close(&zones->hosts[i]);
	free(zones->hosts);
	zone_close(&zones->zone);
}

void
host_zones_move(const struct host_zones *zones, struct maillog_line *line)
{
	const struct maillog_source *source = zones->source;

	for (size_t i = 0; i < source->host_zone_count; i++)
		if (span_same_folded(line->host, source->host_zones[i].host))
			line->time = zone_to_utc(zones->hosts[i],
			    zone_to_local(zones->zone, line->time), INT64_MIN);
}
