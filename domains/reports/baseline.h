/* SPDX-License-Identifier: BSD-2-Clause */
/* Baseline: the findings that were reported, so that the next run reports only
 * what is new, and the diagnostics that were mailed.
 *
 *     baseline_lock(path, &diagnostics, &baseline, &busy)
 *     baseline_read(baseline, &diagnostics)
 *     entry = baseline_see(baseline, &finding, true)   for each finding
 *     baseline_was_reported(baseline, entry)?          by an earlier run
 *     baseline_keep(baseline, entry, true)             reported: keep it
 *     baseline_forget(baseline, stays, context)        what is gone
 *     baseline_prepare(), baseline_commit()            write the file
 *
 * A finding is the same by list, address, reason and file, and not by its
 * line, for lines move.  The file is text, a finding a line, a tab between its
 * fields:
 *
 *     doppelcheck baseline 2
 *     lab <tab> taro@gmai.com <tab> known-doppelganger <tab> /etc/aliases
 *     end 1 0123456789abcdef
 *
 * with \xNN for what would not be visible, and at its end how many there are
 * and a checksum: half of it, or another file, is an error and never an empty
 * baseline.  A file of v0.1.0, which begins with "doppelcheck state 1", is
 * read, too, and written again in this form.  Beside it PATH.failures holds
 * the diagnostics that were mailed; a run holds a lock on it, which goes with
 * the process however it ends.
 */
#ifndef DOMAINS_REPORTS_BASELINE_H
#define DOMAINS_REPORTS_BASELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/registrations/finding.h"

/* Two million findings: more is no list of findings but another file. */
#define BASELINE_SIZE_MAX ((size_t)256 * 1024 * 1024)

/* No entry: memory is out. */
#define BASELINE_NONE UINT32_MAX

/* Of a list and of an address; texts that agree so far are one. */
#define BASELINE_FIELD_MAX 4096

struct baseline;

/* Locks the baseline of this path.  Returns 0, also when another process has
 * it, with *busy_r set and no baseline; or -1 with a diagnostic. */
int
baseline_lock(const char *path, struct diagnostics *diagnostics,
    struct baseline **baseline_r, bool *busy_r);

/* Reads it; a file that is not there is an empty baseline.  Returns -1 with a
 * diagnostic when it cannot be read or is damaged. */
int
baseline_read(struct baseline *baseline, struct diagnostics *diagnostics);

/* One without a file: for what baseline_parse() and baseline_format() do with
 * the bytes of one.  NULL when memory is out. */
struct baseline *
baseline_new(const char *path);

/* Unlocks; sets *baseline to NULL. */
void
baseline_close(struct baseline **baseline);

/* Notes a finding of this run; without add only one that is there.  Returns
 * BASELINE_NONE when it is not, or memory is out. */
uint32_t
baseline_see(struct baseline *baseline, const struct finding *finding,
    bool add);

/* Was it in the file? */
bool
baseline_was_reported(const struct baseline *baseline, uint32_t entry);

/* How many of the file's findings this run has met. */
size_t
baseline_count_reported(const struct baseline *baseline);

/* Forgets those of the file that this run has not met, unless stays() says
 * that their file could not be read. */
void
baseline_forget(struct baseline *baseline,
    bool (*stays)(const void *context, const char *file), const void *context);

/* The file of each finding that was read, often several times.  Nonzero ends
 * it, when memory is out too. */
int
baseline_each_file(const struct baseline *baseline,
    int (*take)(void *context, const char *file), void *context);

/* It was reported: the file shall have it; or, keep false, it was not. */
void
baseline_keep(struct baseline *baseline, uint32_t entry, bool keep);

/* Keeps all that this run has met. */
void
baseline_keep_all(struct baseline *baseline);

/* The bytes of a file.  Parsing returns NULL, or what is wrong with them. */
const char *
baseline_parse(struct baseline *baseline, const char *bytes, size_t len);
void
baseline_format(const struct baseline *baseline, struct buffer *text);

/* Writes the new file, under another name: what a full disk could refuse is
 * done before a mail is sent.  Returns 0, or -1 with a diagnostic. */
int
baseline_prepare(struct baseline *baseline, struct diagnostics *diagnostics);

/* Gives it its name. */
int
baseline_commit(struct baseline *baseline, struct diagnostics *diagnostics);

/* Are these the diagnostics that were mailed last? */
bool
baseline_has_mailed(struct baseline *baseline,
    const struct diagnostics *mailed);

/* They were mailed; an empty set: there are none any more.  Half of a set is
 * another one: then they are mailed again. */
int
baseline_note_mailed(struct baseline *baseline,
    const struct diagnostics *mailed, struct diagnostics *diagnostics);

#endif
