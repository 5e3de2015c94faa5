/* SPDX-License-Identifier: BSD-2-Clause */
/* Position: up to where the runs before have read logs, so that each line is
 * reported once, whatever becomes of its file: a log that grows, is renamed,
 * compressed, or copied and emptied.
 *
 *     doppelcheck position 1
 *     time	1795924800
 *     until	1795921304
 *     journal	s=8f2c...	0123...	1795921304
 *     log	mail.log	64769	131	52340	1795921304000000000 \
 *         52340	81985529216486895	992	1795921304	yes
 *     end	3	0123456789abcdef
 *
 * A file of rows (file_rows.h); log may stand any number of times, journal
 * (journal_place.h) once.
 *
 *     until   the time of the last line; empty: no log had one
 *     log     name, device, inode, size and time of the file (nanoseconds);
 *             how much of its text was read, a hash of that and one of its
 *             head (border.h), the time of its last line, and whether it was
 *             the last of its kind: into which lines go, or went
 *
 * A log is known by its text.  One that is unknown is new.  When the last one
 * of a kind is missing there may be lines that nobody would read, so that is an
 * error: most likely the position is that of another log.
 *
 * What is known is read again, for mails that are not over: as far as
 * POSITION_DAYS go back.
 */
#ifndef DOMAINS_MAILLOG_POSITION_H
#define DOMAINS_MAILLOG_POSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/border.h"
#include "domains/maillog/journal_place.h"
#include "domains/maillog/lines.h"

/* A mail that is delivered late began so long before: MTAs give up after five.
 * Also of the journal, when only what is newer is wanted. */
#define POSITION_DAYS 6

/* Two years of logs that rotate each day, of ten hosts. */
#define POSITION_LOGS_MAX 10000

struct position;

/* Keeps other runs off it, and reads it, if it is there.  Returns 0, or -1 with
 * a diagnostic. */
int
position_open(const char *path, struct diagnostics *diagnostics,
    struct position **position_r);

/* Sets *position to NULL. */
void
position_close(struct position **position);

/* The time of the last line that was read; INT64_MIN: none was. */
int64_t
position_time(const struct position *position);

/* What is later is no time (maillog_latest()): when it was written this
 * machine's clock had got that far.  NULL: there is no position. */
int64_t
position_latest(const struct position *position);

/* What it knows of a file. */
struct position_log {
	const struct border *known; /* NULL: nothing was read of it */
	bool unread; /* nothing of it is wanted: it is old, or the copy of
	                another one */
};

/* Looks at all files at once; room for each in found.  journal: that is read,
 * too.  Returns 0, or -1 with diagnostics. */
int
position_find(struct position *position, const struct maillog_file *files,
    size_t count, bool journal, struct position_log *found,
    struct diagnostics *diagnostics);

/* Up to where the journal was read. */
const struct journal_place *
position_journal(const struct position *position);

/* It was read up to there. */
void
position_note_journal(struct position *position,
    const struct journal_place *place);

/* A file of these was read; first and last: the times of its lines, first is
 * over last when it has none. */
void
position_note(struct position *position, size_t file, const struct stat *status,
    const struct border *border, int64_t first, int64_t last);

/* Writes it, when what was read has been reported.  Returns 0, or -1 with a
 * diagnostic and the old one as it was. */
int
position_save(struct position *position, struct diagnostics *diagnostics);

#endif
