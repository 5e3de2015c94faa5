/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens and runs SQLite, which is loaded at its first use. */
#include "domains/contacts/database.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/library.h"
#include "domains/base/replacement.h"
#include "domains/base/translation.h"
#include "domains/contacts/file_header.h"
#include "domains/contacts/place.h"

#define FUNCTIONS(F)                           \
	F(sqlite, sqlite3_, bind_blob64)       \
	F(sqlite, sqlite3_, bind_int64)        \
	F(sqlite, sqlite3_, busy_timeout)      \
	F(sqlite, sqlite3_, close)             \
	F(sqlite, sqlite3_, column_blob)       \
	F(sqlite, sqlite3_, column_bytes)      \
	F(sqlite, sqlite3_, column_int64)      \
	F(sqlite, sqlite3_, db_config)         \
	F(sqlite, sqlite3_, errmsg)            \
	F(sqlite, sqlite3_, exec)              \
	F(sqlite, sqlite3_, file_control)      \
	F(sqlite, sqlite3_, finalize)          \
	F(sqlite, sqlite3_, free)              \
	F(sqlite, sqlite3_, last_insert_rowid) \
	F(sqlite, sqlite3_, open_v2)           \
	F(sqlite, sqlite3_, prepare_v3)        \
	F(sqlite, sqlite3_, reset)             \
	F(sqlite, sqlite3_, serialize)         \
	F(sqlite, sqlite3_, step)              \
	F(sqlite, sqlite3_, wal_checkpoint_v2)

LIBRARY(sqlite, DOPPEL_LIBSQLITE3, FUNCTIONS)

/* Pages kept in memory, in KiB. */
#define CACHE_KIB 16384

/* Bytes of a log that is empty again, which SQLite would leave as long as it
 * once was. */
#define LOG_MAX "67108864"

#define WHY_SIZE 512

struct database {
	sqlite3 *handle;
	const struct database_form *form;
	sqlite3_stmt **statements; /* each is prepared at its first use */
	char *path;                /* never a name with a meaning for SQLite */
	char why[WHY_SIZE];
};

/* ---- errors -------------------------------------------------------------- */

static int
fail(struct database *database, const char *why)
{
	snprintf(database->why, sizeof(database->why), "%s: %s", database->path,
	    why);
	return -1;
}

/* SQLite says why; without a handle that memory is out. */
static int
fail_by_sqlite(struct database *database)
{
	return fail(database, sqlite.errmsg(database->handle));
}

const char *
database_why(const struct database *database)
{
	return database->why;
}

/* ---- what the file is ---------------------------------------------------- */

/* The file's own bytes, through SQLite's descriptor: to close another one would
 * take away the locks of this process.  Returns 0; 1: it is shorter; -1. */
static int
read_file(struct database *database, void *bytes_r, size_t len, int64_t at)
{
	sqlite3_file *file = NULL;
	int result = sqlite.file_control(database->handle, "main",
	    SQLITE_FCNTL_FILE_POINTER, &file);

	if (result == SQLITE_OK && file != NULL && file->pMethods != NULL)
		result = file->pMethods->xRead(file, bytes_r, (int)len, at);
	else
		result = SQLITE_IOERR;
	if (result == SQLITE_IOERR_SHORT_READ) /* the rest is zeros */
		return 1;
	return result == SQLITE_OK ? 0 : fail_by_sqlite(database);
}

static int
check_header(struct database *database)
{
	unsigned char header[FILE_HEADER_SIZE];
	const char *why;

	if (read_file(database, header, sizeof(header), 0) != 0)
		memset(header, 0, sizeof(header));
	why = file_header_refuse(header, database->form);
	return why == NULL ? 0 : fail(database, why);
}

/* The bytes of a new one, to be freed by SQLite. */
static int
make_bytes(const struct database_form *form, unsigned char **bytes_r,
    sqlite3_int64 *len_r)
{
	sqlite3 *memory = NULL;
	char sql[128];
	int result = sqlite.open_v2(":memory:", &memory,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	snprintf(sql, sizeof(sql),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    (int)form->application_id, (int)form->version);
	if (result == SQLITE_OK)
		result = sqlite.exec(memory, sql, NULL, NULL, NULL);
	if (result == SQLITE_OK)
		result = sqlite.exec(memory, form->schema, NULL, NULL, NULL);
	*bytes_r = NULL;
	if (result == SQLITE_OK)
		*bytes_r = sqlite.serialize(memory, "main", len_r, 0);
	sqlite.close(memory);
	return *bytes_r == NULL ? -1 : 0;
}

/* Makes a new one, unless another process has made it meanwhile. */
static int
make_file(const char *path, const struct database_form *form,
    struct diagnostics *diagnostics)
{
	/* Root may be the first to need it, and another user then writes it. */
	const struct replacement_options options = {.mode = 0600,
	    .of_directory = true,
	    .lock = true};
	struct replacement *replacement;
	unsigned char *bytes;
	sqlite3_int64 len;
	int result = 0;

	if (make_bytes(form, &bytes, &len) < 0)
		return diagnostics_add(diagnostics, path, 0,
		    "cannot make the database");
	if (replacement_open(path, &options, diagnostics, &replacement) < 0) {
		sqlite.free(bytes);
		return -1;
	}
	if (!replacement_exists(replacement))
		result = replacement_save(replacement, (const char *)bytes,
		    (size_t)len, diagnostics);
	replacement_close(&replacement);
	sqlite.free(bytes);
	return result;
}

/* ---- opening ------------------------------------------------------------- */

int
database_run(struct database *database, const char *sql)
{
	int result = sqlite.exec(database->handle, sql, NULL, NULL, NULL);

	return result == SQLITE_OK ? 0 : fail_by_sqlite(database);
}

int
database_look(struct database *database)
{
	int moved = 0;

	sqlite.file_control(database->handle, "main", SQLITE_FCNTL_HAS_MOVED,
	    &moved);
	if (moved == 0)
		return 1;
	if (database_checkpoint(database, true) < 0)
		return -1;
	return access(database->path, F_OK) == 0
	           ? 0
	           : fail(database, _("is no longer the file that was opened"));
}

void
database_abandon(struct database *database)
{
	/* An error may have done it already. */
	(void)sqlite.exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* As exec() calls it. */
static int
take_text(void *context, int columns, char **values, char **names)
{
	(void)names;
	if (columns == 1 && values[0] != NULL)
		snprintf(context, 16, "%s", values[0]);
	return 0;
}

/* A writer commits to the disk, overwrites what it deletes, and moves its log
 * when it is asked to. */
static int
prepare_writer(struct database *database)
{
	char mode[16] = "", whole[16] = "";
	int result = sqlite.exec(database->handle, "PRAGMA journal_mode = WAL",
	    take_text, mode, NULL);

	if (result != SQLITE_OK)
		return fail_by_sqlite(database);
	if (strcmp(mode, "wal") != 0)
		return fail(database, _("cannot have a write-ahead log here"));
	if (database_run(database, "PRAGMA synchronous = FULL;"
				   "PRAGMA secure_delete = ON;"
				   "PRAGMA journal_size_limit = " LOG_MAX ";"
				   "PRAGMA wal_autocheckpoint = 0") < 0)
		return -1;
	result = sqlite.exec(database->handle, "PRAGMA quick_check(1)",
	    take_text, whole, NULL);
	if (result != SQLITE_OK)
		return fail_by_sqlite(database);
	return strcmp(whole, "ok") == 0 ? 0 : fail(database, _("is damaged"));
}

static int
prepare(struct database *database, const struct database_options *options)
{
	int flags =
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
	    (options->writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	int result =
	    sqlite.open_v2(database->path, &database->handle, flags, NULL);
	char sql[256];

	if (result != SQLITE_OK)
		return fail_by_sqlite(database);
	if (check_header(database) < 0)
		return -1;
	sqlite.busy_timeout(database->handle, (int)options->wait_ms);
	sqlite.db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite.db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
	    NULL);
	/* The last one to close would do a checkpoint, with the file's user
	 * waiting for it. */
	sqlite.db_config(database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    NULL);
	snprintf(sql, sizeof(sql),
	    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
	    "PRAGMA cache_size = -%d; PRAGMA query_only = %s",
	    CACHE_KIB, options->writes ? "OFF" : "ON");
	if (database_run(database, sql) < 0)
		return -1;
	return options->writes ? prepare_writer(database)
	                       : database_run(database,
				     "SELECT count(*) FROM sqlite_schema");
}

/* "./x" for "x": SQLite has names that begin otherwise and are no files. */
static struct database *
make_database(const char *path, const struct database_form *form)
{
	struct database *database = calloc(1, sizeof(*database));

	if (database == NULL)
		return NULL;
	database->form = form;
	database->statements =
	    calloc(form->statement_count, sizeof(sqlite3_stmt *));
	if (asprintf(&database->path, "%s%s", *path == '/' ? "" : "./", path) <
	    0)
		database->path = NULL;
	if (database->statements == NULL || database->path == NULL)
		database_close(&database);
	return database;
}

int
database_open(const char *path, const struct database_form *form,
    const struct database_options *options, struct diagnostics *diagnostics,
    struct database **database_r)
{
	struct database *database;
	const char *why;
	int result;

	if (library_load(&library, &why) < 0)
		return diagnostics_add(diagnostics, path, 0, "%s", why);
	database = make_database(path, form);
	if (database == NULL)
		return diagnostics_add(diagnostics, path, 0, "out of memory");
	result = place_check(database->path, diagnostics);
	if (result == 0 && !options->makes)
		result = diagnostics_add(diagnostics, path, 0, "%s",
		    strerror(ENOENT));
	if (result == 0)
		result = make_file(database->path, form, diagnostics);
	if (result >= 0 && prepare(database, options) < 0)
		result = diagnostics_add(diagnostics, path, 0, "%s",
		    database->why + strlen(database->path) + 2);
	if (result < 0) {
		database_close(&database);
		return -1;
	}
	*database_r = database;
	return 0;
}

void
database_close(struct database **database)
{
	struct database *old = *database;

	*database = NULL;
	if (old == NULL)
		return;
	for (size_t i = 0;
	     old->statements != NULL && i < old->form->statement_count; i++)
		if (old->statements[i] != NULL)
			sqlite.finalize(old->statements[i]);
	if (old->handle != NULL)
		sqlite.close(old->handle);
	free(old->statements);
	free(old->path);
	free(old);
}

/* ---- statements ---------------------------------------------------------- */

/* A statement that could not be prepared has none: database_step() says so. */
static void
bind(sqlite3_stmt *prepared, const char *types, va_list *values)
{
	for (int at = 1; types[at - 1] != '\0'; at++) {
		struct span bytes;

		if (types[at - 1] == 'n') {
			sqlite.bind_int64(prepared, at,
			    va_arg(*values, int64_t));
			continue;
		}
		/* The caller's bytes stay until the statement is over; none are
		 * an empty blob, not NULL. */
		bytes = va_arg(*values, struct span);
		sqlite.bind_blob64(prepared, at,
		    bytes.len == 0 ? "" : bytes.bytes, bytes.len,
		    SQLITE_STATIC);
	}
}

int
database_start(struct database *database, size_t statement, const char *types,
    ...)
{
	sqlite3_stmt **prepared = &database->statements[statement];
	va_list values;

	if (*prepared == NULL)
		sqlite.prepare_v3(database->handle,
		    database->form->statements[statement], -1,
		    SQLITE_PREPARE_PERSISTENT, prepared, NULL);
	if (*prepared != NULL) {
		sqlite.reset(*prepared);
		va_start(values, types);
		bind(*prepared, types, &values);
		va_end(values);
	}
	return database_step(database, statement);
}

int
database_step(struct database *database, size_t statement)
{
	sqlite3_stmt *prepared = database->statements[statement];
	int result = prepared == NULL ? SQLITE_ERROR : sqlite.step(prepared);

	if (result == SQLITE_ROW)
		return 1;
	if (result != SQLITE_DONE)
		(void)fail_by_sqlite(database);
	database_end(database, statement);
	return result == SQLITE_DONE ? 0 : -1;
}

void
database_end(struct database *database, size_t statement)
{
	if (database->statements[statement] != NULL)
		sqlite.reset(database->statements[statement]);
}

int64_t
database_number(struct database *database, size_t statement, int column)
{
	return sqlite.column_int64(database->statements[statement], column);
}

struct span
database_bytes(struct database *database, size_t statement, int column)
{
	sqlite3_stmt *prepared = database->statements[statement];
	const char *bytes = sqlite.column_blob(prepared, column);

	return (
	    struct span){bytes, (size_t)sqlite.column_bytes(prepared, column)};
}

int64_t
database_inserted(const struct database *database)
{
	return sqlite.last_insert_rowid(database->handle);
}

uint64_t
database_size(const struct database *database)
{
	return place_size(database->path);
}

/* ---- the log ------------------------------------------------------------- */

int
database_checkpoint(struct database *database, bool all)
{
	int result = sqlite.wal_checkpoint_v2(database->handle, NULL,
	    all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL,
	    NULL);

	return result == SQLITE_OK || (!all && result == SQLITE_BUSY)
	           ? 0
	           : fail_by_sqlite(database);
}

/* Returns 1: the file has the bytes, 0: it has not, -1. */
static int
search_file(struct database *database, struct span bytes)
{
	const size_t piece = (size_t)1 << 20;
	char *buffer = calloc(1, piece + bytes.len);
	int64_t at = 0;
	int result = 0;

	if (buffer == NULL)
		return fail(database, strerror(ENOMEM));
	while (result == 0) {
		result = read_file(database, buffer, piece + bytes.len, at);
		if (result >= 0 && memmem(buffer, piece + bytes.len,
				       bytes.bytes, bytes.len) != NULL) {
			free(buffer);
			return 1;
		}
		at += (int64_t)piece;
	}
	free(buffer);
	return result == 1 ? 0 : -1;
}

/* Deleted cells are zeros (secure_delete), but SQLite moves cells from page to
 * page when it balances its trees and leaves the old bytes in the gap.  VACUUM
 * writes all pages again. */
int
database_scrub(struct database *database, struct span bytes)
{
	int found;

	if (database_checkpoint(database, true) < 0)
		return -1;
	found = search_file(database, bytes);
	if (found <= 0)
		return found;
	return database_run(database, "VACUUM") < 0 ||
	               database_checkpoint(database, true) < 0
	           ? -1
	           : 0;
}
