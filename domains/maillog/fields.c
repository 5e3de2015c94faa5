/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows fields by their names: see the header. */
#include "domains/maillog/fields.h"

#include <stddef.h>
#include <string.h>

struct known {
	const char *within; /* "": it stands alone */
	const char *name;
	enum fields_kind kind;
	unsigned rank; /* the highest one counts */
};

/* clang-format off */
static const struct known known[] = {
    {"", "message", FIELDS_TEXT, 3},
    {"", "msg", FIELDS_TEXT, 3},
    {"", "log", FIELDS_TEXT, 2},
    {"", "short_message", FIELDS_TEXT, 2},
    {"", "full_message", FIELDS_TEXT, 1},
    {"", "rawmsg", FIELDS_TEXT, 1},
    {"", "line", FIELDS_TEXT, 1},
    {"event", "original", FIELDS_TEXT, 1},
    {"", "_source_realtime_timestamp", FIELDS_TIME, 5},
    {"", "__realtime_timestamp", FIELDS_TIME, 4},
    {"", "timereported", FIELDS_TIME, 4},
    {"", "isodate", FIELDS_TIME, 4},
    {"", "@timestamp", FIELDS_TIME, 3},
    {"", "timestamp", FIELDS_TIME, 3},
    {"", "time", FIELDS_TIME, 3},
    {"", "ts", FIELDS_TIME, 2},
    {"", "datetime", FIELDS_TIME, 2},
    {"", "date", FIELDS_TIME, 2},
    {"", "timegenerated", FIELDS_TIME, 1},
    {"", "hostname", FIELDS_HOST, 4},
    {"", "_hostname", FIELDS_HOST, 4},
    {"", "host", FIELDS_HOST, 3},
    {"host", "name", FIELDS_HOST, 3},
    {"host", "hostname", FIELDS_HOST, 3},
    {"", "logsource", FIELDS_HOST, 2},
    {"", "fromhost", FIELDS_HOST, 1},
    {"", "syslogtag", FIELDS_TAG, 6},
    {"", "syslog-tag", FIELDS_TAG, 6},
    {"", "syslog_tag", FIELDS_TAG, 6},
    {"", "syslog_identifier", FIELDS_TAG, 5},
    {"", "ident", FIELDS_TAG, 5},
    {"", "program", FIELDS_TAG, 5},
    {"process", "name", FIELDS_TAG, 4},
    {"syslog", "appname", FIELDS_TAG, 4},
    {"", "appname", FIELDS_TAG, 4},
    {"", "app-name", FIELDS_TAG, 4},
    {"", "app_name", FIELDS_TAG, 4},
    {"", "application_name", FIELDS_TAG, 4},
    {"", "programname", FIELDS_TAG, 3},
    {"", "process", FIELDS_TAG, 2},
    {"", "tag", FIELDS_TAG, 1},
    {"", "syslog_pid", FIELDS_PID, 3},
    {"", "procid", FIELDS_PID, 3},
    {"", "pid", FIELDS_PID, 3},
    {"process", "pid", FIELDS_PID, 3},
    {"", "process_id", FIELDS_PID, 2},
    {"", "_pid", FIELDS_PID, 1},
};
/* clang-format on */

enum fields_kind
fields_find(struct span within, struct span name, unsigned *rank_r)
{
	/* GELF has an underscore before the names of others. */
	struct span plain =
	    name.len > 1 && *name.bytes == '_' ? span_after(name, 1) : name;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const struct known *one = &known[i];

		if ((span_equal(name, one->name) ||
			span_equal(plain, one->name)) &&
		    (*one->within == '\0' || span_equal(within, one->within))) {
			*rank_r = one->rank + (within.len == 0);
			return one->kind;
		}
	}
	return FIELDS_KINDS;
}

void
fields_keep(struct fields *fields, enum fields_kind kind, unsigned rank,
    struct span value)
{
	if (fields->ranks[kind] >= rank || value.len == 0)
		return;
	fields->ranks[kind] = rank;
	fields->values[kind] = value;
}
