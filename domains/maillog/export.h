/* SPDX-License-Identifier: BSD-2-Clause */
/* Export: entries of the journal as journalctl -o export writes them, several
 * lines each.
 *
 *     __REALTIME_TIMESTAMP=1795921304123456
 *     SYSLOG_IDENTIFIER=postfix/smtp
 *     MESSAGE                             a name alone: eight bytes of length,
 *     ........TEXT                        least first, and so many bytes
 *     (an empty line)
 *
 * Source: https://systemd.io/JOURNAL_EXPORT_FORMATS
 */
#ifndef DOMAINS_MAILLOG_EXPORT_H
#define DOMAINS_MAILLOG_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/maillog/fields.h"

/* So many bytes show it. */
#define EXPORT_BEGIN 24

/* Does a file begin as an export does? */
bool
export_begins(struct span begin);

/* Takes an entry off the rest.  False when its end is not there, with the
 * fields that are. */
bool
export_take(struct span *rest, struct fields *fields_r);

/* Where a text ends within an entry that is passed over, for it is longer than
 * what is read at once. */
struct export_passing {
	bool on;
	bool in_line;         /* of which something was passed, */
	bool has_value;       /*   a '=' as well */
	unsigned length_left; /* bytes of a length that are to come, */
	uint64_t bytes;       /*   then so many and a newline */
};

/* Passes over an entry, from its beginning or where the last text ended, up to
 * the end of the text.  Returns true at the end of the entry. */
bool
export_pass(struct export_passing *passing, struct span *rest);

#endif
