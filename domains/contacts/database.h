/* SPDX-License-Identifier: BSD-2-Clause */
/* Database: a file of SQLite, opened with care.  Only user of libsqlite3.
 *
 *     enum { FIND, ... };
 *     static const char *const statements[] = {
 *             [FIND] = "SELECT ... WHERE a = ?", ...};
 *     if (database_open(path, &form, &options, &diagnostics, &database) < 0)
 *     for (more = database_start(database, FIND, "nb", number, bytes);
 *             more == 1; more = database_step(database, FIND))
 *             ... database_number(database, FIND, 0)
 *     if (more < 0) ... database_why(database)
 *
 * A file that is not one of ours (application_id), newer (user_version),
 * damaged, open to others or in a directory that is, is refused before SQLite
 * touches it.  A new one is made whole and then gets its name, with mode 0600;
 * what SQLite puts beside it (-wal, -shm) has the same mode.
 *
 * WAL: readers and the one who writes do not wait for each other.  The log goes
 * into the file only when database_checkpoint() says so.
 */
#ifndef DOMAINS_CONTACTS_DATABASE_H
#define DOMAINS_CONTACTS_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

struct database;

/* What a file must be. */
struct database_form {
	int32_t application_id;
	int32_t version;
	const char *schema; /* of a new one */
	const char *const *statements;
	size_t statement_count;
};

struct database_options {
	bool writes;
	bool makes; /* the file where there is none */
	unsigned wait_ms;
};

/* Returns 0, or -1 with a diagnostic. */
int
database_open(const char *path, const struct database_form *form,
    const struct database_options *options, struct diagnostics *diagnostics,
    struct database **database_r);

/* The last one to close leaves the file alone. */
void
database_close(struct database **database);

/* "FILE: database disk image is malformed", of the last error. */
const char *
database_why(const struct database *database);

/* Runs what gives no rows.  Returns 0, or -1. */
int
database_run(struct database *database, const char *sql);

/* Is the file still where it was opened?  What is written into one that nobody
 * can open is lost.  Returns 1: it is; 0: another is in its place, which may be
 * opened when this one is closed; -1: it was moved or removed.  Its log goes
 * into it, wherever it is: another file would take a log that is left beside it
 * for its own. */
int
database_look(struct database *database);

/* Takes back what was changed since BEGIN; database_why() stays. */
void
database_abandon(struct database *database);

/* Begins a statement of the form's with its values: n is an int64_t, b a
 * struct span.  Returns as database_step(). */
int
database_start(struct database *database, size_t statement, const char *types,
    ...);

/* Returns 1: there is a row, 0: it is over, -1. */
int
database_step(struct database *database, size_t statement);

/* Ends it before it is over. */
void
database_end(struct database *database, size_t statement);

/* Columns of the row.  Bytes hold until the next step. */
int64_t
database_number(struct database *database, size_t statement, int column);
struct span
database_bytes(struct database *database, size_t statement, int column);

/* The number of the row that was inserted last. */
int64_t
database_inserted(const struct database *database);

/* Bytes of the file and its log. */
uint64_t
database_size(const struct database *database);

/* Puts the log into the file, as far as no reader is in the way; all: waits for
 * them and leaves it empty.  Returns 0, or -1. */
int
database_checkpoint(struct database *database, bool all);

/* After a change has been committed: sees to it that the file has these bytes
 * nowhere, also not where SQLite left them when it moved rows.  Returns 0, or
 * -1. */
int
database_scrub(struct database *database, struct span bytes);

#endif
