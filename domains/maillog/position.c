/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads, finds and writes how far logs were read: see the header. */
#include "domains/maillog/position.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/base/translation.h"
#include "domains/maillog/candidate.h"
#include "domains/maillog/zone.h"
#include "domains/registrations/file_rows.h"

static const struct file_rows_form form = {
    .name = "position in mail logs",
    .title = "doppelcheck position ",
    .version = "1",
};

/* A log, each with a long name. */
#define BYTES_MAX ((size_t)POSITION_LOGS_MAX * 5000)

#define NANOSECONDS UINT64_C(1000000000)

struct log {
	const char *name;
	uint64_t device, inode, size, time;
	struct border border; /* offset 0: there is none */
	int64_t first, last;  /* first: of one that this run read */
	bool live;
	unsigned line; /* of the position */
	size_t file;   /* that it is found in; NOWHERE */
};

#define NOWHERE SIZE_MAX

struct position {
	char *path, *bytes;
	struct replacement *replacement;
	int64_t until;  /* before; INT64_MIN: there is none */
	int64_t latest; /* what is later is no time */
	struct journal_place journal;
	struct log *before;
	size_t before_count;
	struct log *now; /* by the numbers of the files */
	size_t now_count;
};

/* ---- reading ------------------------------------------------------------- */

/* A time that a wrong clock left there is none: what waits is then reported
 * once more, instead of never. */
static int
take_time(const struct position *position, struct file_rows *rows,
    const char *text, int64_t *time_r)
{
	uint64_t seconds;

	if (!file_rows_number(text, INT64_MAX, &seconds))
		return file_rows_refuse_row(rows);
	*time_r = seconds != 0 && (int64_t)seconds <= position->latest
	              ? (int64_t)seconds
	              : INT64_MIN;
	return 0;
}

static int
take_log(const struct position *position, struct file_rows *rows,
    struct log *log)
{
	char *const *field = rows->field;
	uint64_t *const numbers[] = {&log->device, &log->inode, &log->size,
	    &log->time, &log->border.offset, &log->border.hash,
	    &log->border.head};

	if (file_rows_take(rows, "log", 10) < 0)
		return -1;
	log->name = field[1];
	log->line = rows->line;
	log->file = NOWHERE;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!file_rows_number(field[i + 2], UINT64_MAX, numbers[i]))
			return file_rows_refuse_row(rows);
	if (take_time(position, rows, field[9], &log->last) < 0)
		return -1;
	return file_rows_bool(field[10], &log->live) && log->border.offset != 0
	           ? 0
	           : file_rows_refuse_row(rows);
}

static int
parse(struct position *position, size_t len, struct diagnostics *diagnostics)
{
	struct file_rows rows = {
	    .form = &form,
	    .path = position->path,
	    .diagnostics = diagnostics,
	    .at = position->bytes,
	    .end = position->bytes + len,
	};
	time_t written;
	size_t count;

	if (file_rows_open(&rows, &written) < 0)
		return -1;
	position->latest = maillog_latest((int64_t)written);
	if (file_rows_take(&rows, "until", 1) < 0 ||
	    take_time(position, &rows, rows.field[1], &position->until) < 0 ||
	    journal_place_take(&rows, &position->journal) < 0)
		return -1;
	count = file_rows_count(&rows, "log");
	if (count > POSITION_LOGS_MAX)
		return file_rows_refuse(&rows, N_("has over 10000 logs"));
	position->before = calloc(count + 1, sizeof(*position->before));
	if (position->before == NULL)
		return file_rows_refuse(&rows, strerror(ENOMEM));
	position->before_count = count;
	for (size_t i = 0; i < count; i++)
		if (take_log(position, &rows, &position->before[i]) < 0)
			return -1;
	return rows.at == rows.end ? 0 : file_rows_refuse_row(&rows);
}

static int
open_position(struct position *position, struct diagnostics *diagnostics)
{
	const struct replacement_options how = {
	    .suffix = ".new",
	    .mode = S_IRUSR | S_IWUSR,
	    .lock = true,
	};
	size_t len;

	if (replacement_open(position->path, &how, diagnostics,
		&position->replacement) < 0)
		return -1;
	if (!replacement_exists(position->replacement))
		return 0;
	if (file_read_regular(position->path, BYTES_MAX, diagnostics,
		&position->bytes, &len) < 0)
		return -1;
	return parse(position, len, diagnostics);
}

int
position_open(const char *path, struct diagnostics *diagnostics,
    struct position **position_r)
{
	struct position *position = calloc(1, sizeof(*position));

	if (position != NULL)
		position->path = strdup(path);
	if (position == NULL || position->path == NULL) {
		free(position);
		return diagnostics_no_memory(diagnostics, path);
	}
	position->until = INT64_MIN;
	position->latest = maillog_latest(INT64_MIN);
	if (open_position(position, diagnostics) < 0) {
		position_close(&position);
		return -1;
	}
	*position_r = position;
	return 0;
}

void
position_close(struct position **position)
{
	if (*position == NULL)
		return;
	replacement_close(&(*position)->replacement);
	free((*position)->before);
	free((*position)->now);
	free((*position)->bytes);
	free((*position)->path);
	free(*position);
	*position = NULL;
}

int64_t
position_time(const struct position *position)
{
	return position->until;
}

int64_t
position_latest(const struct position *position)
{
	return position != NULL ? position->latest : maillog_latest(INT64_MIN);
}

/* ---- finding ------------------------------------------------------------- */

static uint64_t
nanoseconds(const struct stat *status)
{
	return (uint64_t)status->st_mtim.tv_sec * NANOSECONDS +
	       (uint64_t)status->st_mtim.tv_nsec;
}

static bool
is_same_file(const struct log *log, const struct stat *status)
{
	return log->device == status->st_dev && log->inode == status->st_ino;
}

static bool
is_unchanged(const struct log *log, const struct stat *status)
{
	return is_same_file(log, status) &&
	       log->size == (uint64_t)status->st_size &&
	       log->time == nanoseconds(status);
}

/* The log of the position that a file is, or NULL. */
static struct log *
find_log(const struct position *position, const struct candidate *candidate)
{
	struct log *found = NULL;

	for (size_t i = 0; i < position->before_count; i++) {
		struct log *log = &position->before[i];

		if (!border_begins(&log->border, &candidate->head))
			continue;
		if (is_same_file(log, &candidate->status))
			return log;
		if (found == NULL || log->border.offset > found->border.offset)
			found = log;
	}
	return found;
}

/* Of two files that are one log: is the second one rather it?  What is being
 * compressed is not whole yet. */
static bool
is_rather(const struct log *log, const struct candidate *one,
    const struct candidate *other)
{
	if (is_same_file(log, &one->status) !=
	    is_same_file(log, &other->status))
		return is_same_file(log, &other->status);
	return other->plain && !one->plain;
}

static bool
is_old(const struct position *position, const struct log *log,
    const struct stat *status)
{
	return !log->live && is_unchanged(log, status) &&
	       log->last != INT64_MIN &&
	       log->last + POSITION_DAYS * ZONE_DAY < position->until;
}

/* Notes that a file is a log of the position. */
static void
note_found(struct position *position, const struct candidate *candidates,
    size_t file, struct log *log, struct position_log *found)
{
	size_t other = log->file;

	if (other != NOWHERE &&
	    !is_rather(log, &candidates[other], &candidates[file])) {
		found[file].unread = true;
		return;
	}
	if (other != NOWHERE)
		found[other] = (struct position_log){.unread = true};
	log->file = file;
	found[file].known = &log->border;
	found[file].unread = is_old(position, log, &candidates[file].status);
	if (other != NOWHERE)
		position->now[other].border.offset = 0;
	if (found[file].unread)
		position->now[file] = *log;
}

static int
check_missing(const struct position *position, bool journal,
    struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count;

	if (!journal && *position->journal.cursor != '\0')
		diagnostics_add(diagnostics, position->path, 0,
		    "is of another log: the journal, which is not given "
		    "(--journal)");
	for (size_t i = 0; i < position->before_count; i++) {
		const struct log *log = &position->before[i];
		char quoted[DIAGNOSTIC_QUOTE_SIZE];

		if (!log->live || log->file != NOWHERE)
			continue;
		diagnostics_add(diagnostics, position->path, log->line,
		    "is of another log: %s, which was read up to byte "
		    "%" PRIu64
		    ", is none of those given, under whatever name; give "
		    "all that it was rotated to, too; if that is gone, "
		    "remove the position, and all is reported",
		    diagnostic_quote(log->name, strlen(log->name), quoted),
		    log->border.offset);
	}
	return diagnostics->count == before ? 0 : -1;
}

static int
find(struct position *position, const struct maillog_file *files, size_t count,
    struct candidate *candidates, struct position_log *found,
    struct diagnostics *diagnostics)
{
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		struct log *log;

		found[i] = (struct position_log){0};
		position->now[i] = (struct log){.name = files[i].name};
		if (candidate_look(&files[i], &candidates[i], diagnostics) <
		    0) {
			result = -1;
			continue;
		}
		log = find_log(position, &candidates[i]);
		if (log != NULL)
			note_found(position, candidates, i, log, found);
	}
	return result;
}

int
position_find(struct position *position, const struct maillog_file *files,
    size_t count, bool journal, struct position_log *found,
    struct diagnostics *diagnostics)
{
	struct candidate *candidates = calloc(count + 1, sizeof(*candidates));
	int result;

	free(position->now);
	position->now = calloc(count + 1, sizeof(*position->now));
	position->now_count = count;
	if (candidates == NULL || position->now == NULL)
		result = diagnostics_no_memory(diagnostics, position->path);
	else if (count > POSITION_LOGS_MAX)
		result = diagnostics_add(diagnostics, position->path, 0,
		    "has room for 10000 logs, and there are more");
	else if ((result = find(position, files, count, candidates, found,
		      diagnostics)) == 0)
		result = check_missing(position, journal, diagnostics);
	free(candidates);
	return result;
}

const struct journal_place *
position_journal(const struct position *position)
{
	return &position->journal;
}

/* ---- writing ------------------------------------------------------------- */

void
position_note(struct position *position, size_t file, const struct stat *status,
    const struct border *border, int64_t first, int64_t last)
{
	struct log *log = &position->now[file];

	log->device = status->st_dev;
	log->inode = status->st_ino;
	log->size = (uint64_t)status->st_size;
	log->time = nanoseconds(status);
	log->border = *border;
	log->first = first;
	log->last = last;
	log->live = true;
}

void
position_note_journal(struct position *position,
    const struct journal_place *place)
{
	position->journal = *place;
}

/* Does another log begin where this one ends? */
static bool
has_next(const struct position *position, const struct log *log)
{
	for (size_t i = 0; i < position->now_count; i++) {
		const struct log *next = &position->now[i];

		if (next->live && next->border.offset != 0 &&
		    next->first <= next->last && next->first >= log->last &&
		    (next->first > log->first || next->last > log->last))
			return true;
	}
	return false;
}

/* How far all that was read goes. */
static int64_t
last_time(const struct position *position)
{
	const int64_t journal = position->journal.time;
	int64_t last = position->until;

	if (journal > last && journal <= position->latest)
		last = journal;
	for (size_t i = 0; i < position->now_count; i++)
		if (position->now[i].last > last)
			last = position->now[i].last;
	return last;
}

static void
add_time(struct buffer *rows, int64_t time)
{
	file_rows_add_number(rows, time > 0 ? (uint64_t)time : 0);
}

static void
add_log(const struct position *position, const struct log *log,
    struct buffer *rows)
{
	const uint64_t numbers[] = {log->device, log->inode, log->size,
	    log->time, log->border.offset, log->border.hash, log->border.head};

	buffer_add_text(rows, "log");
	file_rows_add_text(rows, log->name);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		file_rows_add_number(rows, numbers[i]);
	add_time(rows, log->last);
	file_rows_add_text(rows,
	    log->live && !has_next(position, log) ? "yes" : "no");
	buffer_add_text(rows, "\n");
}

int
position_save(struct position *position, struct diagnostics *diagnostics)
{
	struct buffer rows = {0}, file = {0};
	int result;

	buffer_add_text(&rows, "until");
	add_time(&rows, last_time(position));
	buffer_add_text(&rows, "\n");
	journal_place_add(&position->journal, &rows);
	for (size_t i = 0; i < position->now_count; i++)
		if (position->now[i].border.offset != 0)
			add_log(position, &position->now[i], &rows);
	if (!rows.failed)
		file_rows_seal(&form, &rows, time(NULL), &file);
	if (rows.failed || file.failed)
		result = diagnostics_no_memory(diagnostics, position->path);
	else
		result = replacement_save(position->replacement, file.bytes,
		    file.len, diagnostics);
	buffer_clear(&rows);
	buffer_clear(&file);
	return result;
}
