/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines: the way into this folder for those who want the lines of mail logs,
 * and do not care how they are kept.
 *
 *     const struct maillog_source source = {.files = files, .count = 2};
 *     maillog_read(&source, wanted, take, context, &read)
 */
#ifndef DOMAINS_MAILLOG_LINES_H
#define DOMAINS_MAILLOG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/line.h"

struct position;

struct maillog_file {
	const char *name;  /* "mail.log", as messages have it */
	const char *path;  /* NULL: it is open, */
	int fd;            /*   this, which stays the caller's, */
	struct span begin; /*  and was read so far */
};

struct maillog_zone {
	struct span host; /* as its lines have it */
	const char *zone;
};

/* What is read. */
struct maillog_source {
	const struct maillog_file *files; /* in any order */
	size_t count;
	/* Of stamps that have none: "Asia/Tokyo", "+09:00"; and those of hosts
	 * that have others. */
	const char *zone; /* NULL: local time */
	const struct maillog_zone *host_zones;
	size_t host_zone_count;
	const char *journal; /* systemd's is read as well: a file or folder of
	                        it; "": this machine's; NULL: it is not */
	struct position *position; /* of files and journal, which are noted
	                              there, all when nothing is wrong; NULL */
	bool one_thread; /* no other one expands what is compressed, or takes
	                    lines */
	int64_t since;   /* what is not in order may begin here; INT64_MIN:
	                        all counts */
	/* Both are empty before. */
	struct diagnostics *diagnostics; /* what could not be read */
	struct diagnostics *notes; /* what is worth knowing: a file that is not
	                              whole, the year that a stamp was given */
	/* All that was taken is forgotten, for the lines come again, with other
	 * years.  Nonzero ends it all.  NULL: a compressed file is read twice
	 * where only its end may show in which year it begins. */
	int (*again)(void *context);
};

/* What was read. */
struct maillog_read {
	size_t lines;
	size_t known;        /* those of them that were reported */
	size_t framed;       /* those of them that have a log's form */
	bool refused;        /* the position is not that of these files */
	int64_t first, last; /* the times of lines that were wanted; first is
	                        over last when there was none */
};

/* Reads all lines.  wanted may be NULL: all are.  Returns 0, or -1 when
 * something could not be read (with a diagnostic), or take() ended it. */
int
maillog_read(const struct maillog_source *source, maillog_wanted wanted,
    maillog_take take, void *context, struct maillog_read *read_r);

#endif
