/* SPDX-License-Identifier: BSD-2-Clause */
/* State: the findings that were reported, so that the next run tells only what
 * is new, and the failures that were mailed.
 *
 *     state_open(path, &faults, &state)      locks it and reads it
 *     entry = state_see(state, &key)         for each finding
 *     state_is_known(state, entry)?          then it was reported already
 *     state_forget(state, stays, context)    what is no longer there
 *     state_keep(state, entry)               reported: belongs into the file
 *     state_prepare(), state_commit()        writes it
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
#ifndef DOMAINS_TOOLS_DOPPELCHECK_STATE_H
#define DOMAINS_TOOLS_DOPPELCHECK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/fault.h"
#include "domains/records/registration.h"
#include "domains/tools/buffer.h"

/* Two million findings: more is no list of findings but another file. */
#define STATE_SIZE_MAX ((size_t)256 * 1024 * 1024)

/* No entry: memory is out. */
#define STATE_NONE UINT32_MAX

struct state;

struct state_key {
	struct span list;
	struct span member;
	const char *reason;
	struct span file;
};

/* Locks the state of this path.  Returns 0, also when somebody else has it,
 * with *busy_r set and no state; or -1 with a fault. */
int
state_lock(const char *path, struct faults *faults, struct state **state_r,
    bool *busy_r);

/* Reads it; a file that is not there is an empty state.  Returns -1 with a
 * fault when it cannot be read or is damaged. */
int
state_read(struct state *state, struct faults *faults);

/* One without a file: for what state_parse() and state_format() do with the
 * bytes of one.  NULL when memory is out. */
struct state *
state_new(const char *path);

/* Unlocks; sets *state to NULL. */
void
state_close(struct state **state);

/* Notes a finding of this run; without add only one that is there.  STATE_NONE
 * when it is not, or memory is out. */
uint32_t
state_see(struct state *state, const struct state_key *key, bool add);

/* Was it in the file? */
bool
state_is_known(const struct state *state, uint32_t entry);

/* How many of the file's findings were seen in this run. */
size_t
state_count_known(const struct state *state);

/* Those of the file that were not seen go, unless stays() says that their file
 * could not be read. */
void
state_forget(struct state *state,
    bool (*stays)(const void *context, const char *file),
    const void *context);

/* It was reported: the file shall have it; or, keep false, it was not. */
void
state_keep(struct state *state, uint32_t entry, bool keep);

/* All that were seen. */
void
state_keep_all(struct state *state);

/* The bytes of a file.  Parsing returns NULL, or what is wrong with them. */
const char *
state_parse(struct state *state, const char *text, size_t len);
void
state_format(const struct state *state, struct buffer *text);

/* Writes the new file, under another name: what a full disk could refuse is
 * done before a mail is sent.  Returns 0, or -1 with a fault. */
int
state_prepare(struct state *state, struct faults *faults);

/* Gives it its name. */
int
state_commit(struct state *state, struct faults *faults);

/* Is this set of failures the one that was mailed? */
bool
state_failures_told(struct state *state, const struct faults *failures);

/* It was mailed; an empty set: there are none any more.  Half of a set is
 * another one: then they are mailed again. */
int
state_tell_failures(struct state *state, const struct faults *failures,
    struct faults *faults);

#endif
