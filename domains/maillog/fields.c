/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows fields by their names: see the header. */
#include "domains/maillog/fields.h"

#include <stddef.h>

struct known {
	const char *within; /* "": it stands alone */
	const char *name;
	size_t len;
	enum fields_kind kind;
	unsigned rank; /* the highest one counts */
};

/* clang-format off */
#define ROW(within, name, kind, rank) \
    {within, name, sizeof(name) - 1, kind, rank}

static const struct known known[] = {
    ROW("", "message", FIELDS_TEXT, 3),
    ROW("", "msg", FIELDS_TEXT, 3),
    ROW("", "log", FIELDS_TEXT, 2),
    ROW("", "short_message", FIELDS_TEXT, 2),
    ROW("", "full_message", FIELDS_TEXT, 1),
    ROW("", "rawmsg", FIELDS_TEXT, 1),
    ROW("", "line", FIELDS_TEXT, 1),
    ROW("", "raw", FIELDS_TEXT, 1),
    ROW("", "@message", FIELDS_TEXT, 1),
    ROW("", "textpayload", FIELDS_TEXT, 1),
    ROW("", "syslogmessage", FIELDS_TEXT, 1),
    ROW("event", "original", FIELDS_TEXT, 1),
    ROW("", "_source_realtime_timestamp", FIELDS_TIME, 5),
    ROW("", "__realtime_timestamp", FIELDS_TIME, 4),
    ROW("", "timereported", FIELDS_TIME, 4),
    ROW("", "isodate", FIELDS_TIME, 4),
    ROW("", "@timestamp", FIELDS_TIME, 3),
    ROW("", "timestamp", FIELDS_TIME, 3),
    ROW("", "time", FIELDS_TIME, 3),
    ROW("", "eventtime", FIELDS_TIME, 3),
    ROW("", "ts", FIELDS_TIME, 2),
    ROW("", "datetime", FIELDS_TIME, 2),
    ROW("", "date", FIELDS_TIME, 2),
    ROW("", "timegenerated", FIELDS_TIME, 1),
    ROW("", "hostname", FIELDS_HOST, 4),
    ROW("", "_hostname", FIELDS_HOST, 4),
    ROW("", "host", FIELDS_HOST, 3),
    ROW("host", "name", FIELDS_HOST, 3),
    ROW("host", "hostname", FIELDS_HOST, 3),
    ROW("", "logsource", FIELDS_HOST, 2),
    ROW("", "computer", FIELDS_HOST, 2),
    ROW("", "fromhost", FIELDS_HOST, 1),
    ROW("", "source", FIELDS_HOST, 1),
    ROW("", "syslogtag", FIELDS_TAG, 6),
    ROW("", "syslog-tag", FIELDS_TAG, 6),
    ROW("", "syslog_tag", FIELDS_TAG, 6),
    ROW("", "syslog_identifier", FIELDS_TAG, 5),
    ROW("", "ident", FIELDS_TAG, 5),
    ROW("", "program", FIELDS_TAG, 5),
    ROW("process", "name", FIELDS_TAG, 4),
    ROW("syslog", "appname", FIELDS_TAG, 4),
    ROW("", "appname", FIELDS_TAG, 4),
    ROW("", "app-name", FIELDS_TAG, 4),
    ROW("", "app_name", FIELDS_TAG, 4),
    ROW("", "application_name", FIELDS_TAG, 4),
    ROW("", "processname", FIELDS_TAG, 4),
    ROW("", "sourcename", FIELDS_TAG, 4),
    ROW("", "programname", FIELDS_TAG, 3),
    ROW("", "process", FIELDS_TAG, 2),
    ROW("", "tag", FIELDS_TAG, 1),
    ROW("", "syslog_pid", FIELDS_PID, 3),
    ROW("", "procid", FIELDS_PID, 3),
    ROW("", "pid", FIELDS_PID, 3),
    ROW("process", "pid", FIELDS_PID, 3),
    ROW("", "process_id", FIELDS_PID, 2),
    ROW("", "processid", FIELDS_PID, 2),
    ROW("", "_pid", FIELDS_PID, 1),
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

		if (one->len != name.len && one->len != plain.len)
			continue;
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
