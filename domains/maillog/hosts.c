/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the ranges of hosts: see the header. */
#include "domains/maillog/hosts.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/maillog/line.h"

static int
add_range(struct hosts *hosts, const struct host_range *range)
{
	if (array_reserve(&hosts->list, &hosts->room, hosts->count,
		sizeof(*hosts->list)) < 0)
		return -1;
	hosts->list[hosts->count++] = *range;
	return 0;
}

/* The number of a name, which is new when it is the count of them before. */
static uint32_t
find_name(struct hosts *hosts, struct span host)
{
	if (hosts->names == NULL && (hosts->names = interning_new()) == NULL)
		return INTERNING_NONE;
	return interning_add(hosts->names, host);
}

/* As hosts_note(), of another host than the last one. */
static int
note_other(struct hosts *hosts, struct span host, int64_t time)
{
	uint32_t number;

	if (hosts->count >= HOSTS_MAX &&
	    interning_find(hosts->names, host) == INTERNING_NONE)
		host.len = 0;
	number = find_name(hosts, host);
	if (number == INTERNING_NONE)
		return -1;
	if (number == hosts->count &&
	    add_range(hosts, &(struct host_range){number, time, time, 0}) < 0)
		return -1;
	hosts->latest = number;
	return 0;
}

int
hosts_note(struct hosts *hosts, struct span host, int64_t time)
{
	struct host_range *range;

	if ((hosts->count == 0 || !span_same(span_of(hosts_name(hosts,
						 &hosts->list[hosts->latest])),
				      host)) &&
	    note_other(hosts, host, time) < 0)
		return -1;
	range = &hosts->list[hosts->latest];
	maillog_widen(&range->first, &range->last, time);
	return 0;
}

int
hosts_add(struct hosts *hosts, struct span host, int64_t first, int64_t last,
    unsigned part)
{
	uint32_t number = find_name(hosts, host);

	if (number == INTERNING_NONE || hosts->count >= HOSTS_MAX)
		return -1;
	return add_range(hosts,
	    &(struct host_range){number, first, last, part});
}

const char *
hosts_name(const struct hosts *hosts, const struct host_range *range)
{
	return interning_text(hosts->names, range->host);
}

bool
host_ranges_overlap(const struct hosts *hosts, const struct host_range *a,
    const struct host_range *b)
{
	if (a->host != b->host)
		return false;
	if (a->first == b->first && a->last == b->last)
		return true;
	return *hosts_name(hosts, a) != '\0' && a->first < b->last &&
	       b->first < a->last;
}

void
hosts_clear(struct hosts *hosts)
{
	interning_free(&hosts->names);
	free(hosts->list);
	*hosts = (struct hosts){0};
}
