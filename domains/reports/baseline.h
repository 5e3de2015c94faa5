/* SPDX-License-Identifier: BSD-2-Clause */
/* State: the findings that were reported, so that the next run tells only what
 * is new, and the failures that were mailed.
 *
 *     state_open(path, &faults, &state)      locks it and reads it
 *     entry = baseline_see(state, &key)         for each finding
 *     baseline_is_known(state, entry)?          then it was reported already
 *     baseline_forget(state, stays, context)    what is no longer there
 *     baseline_keep(state, entry)               reported: belongs into the file
 *     baseline_prepare(), baseline_commit()        writes it
 *
 * A finding is known by list, member, reason and file, and not by its line,
 * for lines move.  The file is text, a finding a line, between blanks of a tab:
 *
 *     doppelcheck state 1
 *     lab <tab> taro@gmai.com <tab> known-doppelganger <tab> /etc/aliases
 *     end 1 0123456789abcdef
 *
 * with \xNN for what would not be seen, and at its end how many there are and
 * a checksum: half of it, or another file, is a fault and never an empty
 * state.  Beside it PATH.failures has the failures that were mailed; a run
 * holds a lock on it, which goes with the process however it ends.
 */
#ifndef DOMAINS_REPORTS_BASELINE_H
#define DOMAINS_REPORTS_BASELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/registrations/member.h"
#include "domains/base/buffer.h"

/* Two million findings: more is no list of findings but another file. */
#define BASELINE_SIZE_MAX ((size_t)256 * 1024 * 1024)

/* No entry: memory is out. */
#define BASELINE_NONE UINT32_MAX

struct baseline;

struct baseline_key {
	struct span list;
	struct span member;
	const char *reason;
	struct span file;
};

/* Locks the state of this path.  Returns 0, also when somebody else has it,
 * with *busy_r set and no state; or -1 with a fault. */
int
baseline_lock(const char *path, struct diagnostics *diagnostics,
    struct baseline **state_r, bool *busy_r);

/* Reads it; a file that is not there is an empty state.  Returns -1 with a
 * fault when it cannot be read or is damaged. */
int
baseline_read(struct baseline *state, struct diagnostics *diagnostics);

/* One without a file: for what baseline_parse() and baseline_format() do with
 * the bytes of one.  NULL when memory is out. */
struct baseline *
baseline_new(const char *path);

/* Unlocks; sets *state to NULL. */
void
baseline_close(struct baseline **state);

/* Notes a finding of this run; without add only one that is there.
 * BASELINE_NONE when it is not, or memory is out. */
uint32_t
baseline_see(struct baseline *state, const struct baseline_key *key, bool add);

/* Was it in the file? */
bool
baseline_is_known(const struct baseline *state, uint32_t entry);

/* How many of the file's findings were seen in this run. */
size_t
baseline_count_known(const struct baseline *state);

/* Those of the file that were not seen go, unless stays() says that their file
 * could not be read. */
void
baseline_forget(struct baseline *state,
    bool (*stays)(const void *context, const char *file), const void *context);

/* It was reported: the file shall have it; or, keep false, it was not. */
void
baseline_keep(struct baseline *state, uint32_t entry, bool keep);

/* All that were seen. */
void
baseline_keep_all(struct baseline *state);

/* The bytes of a file.  Parsing returns NULL, or what is wrong with them. */
const char *
baseline_parse(struct baseline *state, const char *text, size_t len);
void
baseline_format(const struct baseline *state, struct buffer *text);

/* Writes the new file, under another name: what a full disk could refuse is
 * done before a mail is sent.  Returns 0, or -1 with a fault. */
int
baseline_prepare(struct baseline *state, struct diagnostics *diagnostics);

/* Gives it its name. */
int
baseline_commit(struct baseline *state, struct diagnostics *diagnostics);

/* Is this set of failures the one that was mailed? */
bool
baseline_failures_told(struct baseline *state,
    const struct diagnostics *failures);

/* It was mailed; an empty set: there are none any more.  Half of a set is
 * another one: then they are mailed again. */
int
baseline_tell_failures(struct baseline *state,
    const struct diagnostics *failures, struct diagnostics *diagnostics);

#endif
