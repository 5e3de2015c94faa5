/* SPDX-License-Identifier: BSD-2-Clause */
/* Copy: the list file that a zone was made into, and beside it, in FILE.state,
 * what it is and how old; rows as file_rows.h has them:
 *
 *     doppelzone state 1
 *     time	1795987200
 *     zone	doppelgangers.lists.example
 *     serial	1795987119
 *     entries	54
 *     hash	11131373042842931026
 *     wrong	1795990000	the answer is SERVFAIL
 *
 * The time is when a server last said that the copy is current; as long as
 * nothing is wrong, the file's own time is that.
 */
#ifndef DOMAINS_DOPPELZONE_COPY_H
#define DOMAINS_DOPPELZONE_COPY_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"

/* Of a file's name. */
#define COPY_FILE_MAX 4000

struct copy {
	const char *file;
	const char *zone;
	bool there; /* the rest is known */
	uint32_t serial;
	size_t entries;
	uint64_t hash;
	time_t current;     /* when it was last known to be */
	time_t wrong_since; /* 0: all is well */
	char *wrong;
};

/* Looks what is there.  A file that is not what its state says, or the copy of
 * another zone, is as none, and a diagnostic. */
void
copy_load(struct copy *copy, struct diagnostics *diagnostics);

/* Could a file and its state be replaced?  Nothing is changed.  Returns 0, or
 * -1 with a diagnostic. */
int
copy_check(const char *file, struct diagnostics *diagnostics);

/* Replaces the file.  Returns 0, or -1 with a diagnostic. */
int
copy_save_list(const struct copy *copy, const struct buffer *list,
    struct diagnostics *diagnostics);

/* Replaces the state. */
int
copy_save_state(const struct copy *copy, struct diagnostics *diagnostics);

/* Notes in the state's time that the copy is current. */
void
copy_touch(const struct copy *copy);

/* "75 s", "12 min", "3 h", "8 days" */
#define COPY_AGE_SIZE 32

const char *
copy_format_age(time_t seconds, char buf[static COPY_AGE_SIZE]);

/* A copy that nothing said to be current for so long is old. */
#define COPY_OLD_SECONDS 60

/* Prints a line about a file.  Returns whether its copy is current; -1 when
 * there is none, with a diagnostic. */
int
copy_show(const char *file, time_t now, struct diagnostics *diagnostics);

void
copy_clear(struct copy *copy);

#endif
