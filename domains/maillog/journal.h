/* SPDX-License-Identifier: BSD-2-Clause */
/* Journal: the entries of systemd's journal that mail systems wrote, as lines,
 * by libsystemd.
 *
 * Asked for are those of the facility mail; what a user of this machine sent
 * under it (by a uid of people) is no mail system's, and is left out.
 */
#ifndef DOMAINS_MAILLOG_JOURNAL_H
#define DOMAINS_MAILLOG_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/journal_place.h"
#include "domains/maillog/line.h"

struct journal_options {
	const char *path; /* of a file or folder; "": this machine's journal */
	int64_t since;    /* entries before it are not read */
	/* Up to where it was read, and after that up to where it is now; and so
	 * many seconds before it are read again.  NULL: no matter.  *refused is
	 * set where the place is another journal's. */
	struct journal_place *place;
	int64_t reached; /* the last time that was read: that of the place may
	                    be of a clock that had gone wrong; INT64_MIN: none
	                    is known */
	int64_t latest;  /* what is later is no time (maillog_latest()) */
	int64_t before;
	bool *refused;
	/* Takes an entry, whose number is its line, and which is known when it
	 * is before the place; false ends it all. */
	bool (*take)(void *context, struct maillog_line *line);
	void *context;
	struct diagnostics *diagnostics;
	struct diagnostics *notes;
};

/* As messages have it. */
static inline const char *
journal_name(const char *path)
{
	return *path != '\0' ? path : "journal";
}

/* Returns 0, or -1 when something could not be read, with a diagnostic. */
int
journal_read(const struct journal_options *options);

#endif
