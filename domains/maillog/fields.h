/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields: what is said of a line by name, in JSON or in an entry of the
 * journal, whoever chose the names: rsyslog, syslog-ng, journald, Docker,
 * Fluentd, Logstash, Elastic's Beats.
 *
 *     syslogtag "postfix/smtp[12]:"       tag, and goes before programname
 *     SYSLOG_IDENTIFIER "postfix/smtp"    tag
 *     host.name "mx"                      host (name within host)
 *     @timestamp, timereported, __REALTIME_TIMESTAMP, ...
 */
#ifndef DOMAINS_MAILLOG_FIELDS_H
#define DOMAINS_MAILLOG_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/span.h"

enum fields_kind {
	FIELDS_HOST,
	FIELDS_TAG,
	FIELDS_PID,
	FIELDS_TEXT,
	FIELDS_TIME, /* a stamp, or a number since 1970, in seconds to ns */
	FIELDS_KINDS
};

struct fields {
	struct span values[FIELDS_KINDS]; /* bytes NULL: it was not there */
	unsigned ranks[FIELDS_KINDS];
	bool part;    /* the text goes on in the next one: it is Docker's "log"
	                without its newline, or CRI says so */
	bool goes_on; /* CRI says so */
	uint64_t source; /* of the text: a hash of container and stream */
	bool unread;     /* there is a text, which was left out (null) */
};

/* What the field is for; FIELDS_KINDS: nothing.  The name within which it
 * stands may be empty. */
enum fields_kind
fields_find(struct span within, struct span name, unsigned *rank_r);

/* Keeps a value unless there is a better one. */
void
fields_keep(struct fields *fields, enum fields_kind kind, unsigned rank,
    struct span value);

#endif
