/* SPDX-License-Identifier: BSD-2-Clause */
/* Files: the logs that are given, in the order of their first lines.
 *
 *     files = files_open(source, zone)       NULL, with a diagnostic
 *     files[0].years.first                   the year of its first stamp
 *     files_close(&files, source->count)
 *
 * A pipe whose year only its end shows is copied.  Where a year is only guessed
 * (years.h) all files can be read again.
 */
#ifndef DOMAINS_MAILLOG_FILES_H
#define DOMAINS_MAILLOG_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "domains/maillog/lines.h"
#include "domains/maillog/position.h"
#include "domains/maillog/years.h"
#include "domains/maillog/zone.h"

/* A file, and what is known of it before it is read. */
struct file {
	struct maillog_file given;
	struct years years;
	size_t number;             /* among those given */
	struct position_log found; /* without a position: a new one */
	int last_year;             /* 0: it was not read */
	dev_t device;              /* what was read of it; 0: nothing was, */
	ino_t inode;               /*   or it has no name */
	int copy;                  /* of a pipe; -1: there is none */
	char copy_path[32];
};

struct file *
files_open(const struct maillog_source *source, const struct zone *zone);

/* By what is known of them now. */
void
files_sort(struct file *files, size_t count);

/* Adds notes: of which years the stamps are that have none, and by what. */
void
files_note_years(const struct file *files, size_t count,
    struct diagnostics *notes);

/* Bytes of those that are to be read; 0 when nobody knows. */
uint64_t
files_size(const struct file *files, size_t count);

/* Sets *files to NULL. */
void
files_close(struct file **files, size_t count);

#endif
