/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes a list file and its state. */
#include "domains/doppelzone/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/engine/lists/end_mark.h"
#include "domains/engine/lists/listfile.h"
#include "domains/engine/lists/zone.h"
#include "domains/registrations/file_rows.h"

/* Two names and a reason. */
#define STATE_SIZE_MAX 16384

static const struct file_rows_form form = {
    .name = "state of a zone",
    .title = "doppelzone state ",
    .version = "1",
};

/* Everybody may read a list, and what is said about it. */
static const struct replacement_options how = {
    .suffix = ".new",
    .mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH,
};

static void
find_state(const char *file, char path_r[static PATH_MAX])
{
	snprintf(path_r, PATH_MAX, "%s" ZONE_STATE_SUFFIX, file);
}

/* ---- reading ------------------------------------------------------------- */

static int
take_wrong(struct file_rows *rows, struct copy *copy)
{
	uint64_t since;

	if (file_rows_count(rows, "wrong") == 0)
		return 0;
	if (file_rows_take(rows, "wrong", 2) < 0)
		return -1;
	if (!file_rows_number(rows->field[1], INT64_MAX, &since))
		return file_rows_refuse_row(rows);
	copy->wrong_since = (time_t)since;
	copy->wrong = strdup(rows->field[2]);
	return copy->wrong != NULL ? 0
	                           : file_rows_refuse(rows, strerror(ENOMEM));
}

/* zone_r points into the rows. */
static int
take_rows(struct file_rows *rows, struct copy *copy, const char **zone_r)
{
	uint64_t serial, entries;

	if (file_rows_open(rows, &copy->current) < 0 ||
	    file_rows_take(rows, "zone", 1) < 0)
		return -1;
	*zone_r = rows->field[1];
	if (file_rows_take_number(rows, "serial", UINT32_MAX, &serial) < 0 ||
	    file_rows_take_number(rows, "entries", SIZE_MAX, &entries) < 0 ||
	    file_rows_take_number(rows, "hash", UINT64_MAX, &copy->hash) < 0 ||
	    take_wrong(rows, copy) < 0)
		return -1;
	copy->serial = (uint32_t)serial;
	copy->entries = (size_t)entries;
	return 0;
}

/* Reads a state of any zone into copy, whose zone is then a copy of its
 * name. */
static int
read_state(const char *file, struct diagnostics *diagnostics, struct copy *copy)
{
	char path[PATH_MAX], *bytes;
	const char *zone = NULL;
	struct stat status;
	size_t len;
	int result;

	find_state(file, path);
	if (stat(path, &status) < 0)
		return diagnostics_add(diagnostics, path, 0, "%s",
		    strerror(errno));
	if (file_read_regular(path, STATE_SIZE_MAX, diagnostics, &bytes, &len) <
	    0)
		return -1;

	struct file_rows rows = {.form = &form,
	    .path = path,
	    .diagnostics = diagnostics,
	    .at = bytes,
	    .end = bytes + len};

	result = take_rows(&rows, copy, &zone);
	if (result == 0 && copy->wrong == NULL)
		copy->current = status.st_mtime;
	copy->zone = result == 0 ? strdup(zone) : NULL;
	if (result == 0 && copy->zone == NULL)
		result = diagnostics_no_memory(diagnostics, path);
	free(bytes);
	return result;
}

/* Is the file what its state says? */
static bool
is_unchanged(const struct copy *copy, struct diagnostics *diagnostics)
{
	char *bytes;
	size_t len;
	bool same;

	if (file_read_regular(copy->file, LISTFILE_SIZE_MAX, diagnostics,
		&bytes, &len) < 0)
		return false;
	same = span_hash((struct span){bytes, len}, 0) == copy->hash;
	free(bytes);
	if (!same)
		diagnostics_add(diagnostics, copy->file, 0,
		    "is not the list that was transferred: it is transferred "
		    "again");
	return same;
}

void
copy_load(struct copy *copy, struct diagnostics *diagnostics)
{
	struct copy found = {.file = copy->file};
	char path[PATH_MAX];
	bool good;

	find_state(copy->file, path);
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return;
	good = read_state(copy->file, diagnostics, &found) == 0;
	if (good && strcmp(found.zone, copy->zone) != 0) {
		diagnostics_add(diagnostics, path, 0,
		    "is about %s, and not about %s", found.zone, copy->zone);
		good = false;
	}
	good = good && is_unchanged(&found, diagnostics);
	free((char *)(uintptr_t)found.zone);
	if (good) {
		found.zone = copy->zone;
		found.there = true;
		*copy = found;
	} else {
		free(found.wrong);
	}
}

/* ---- writing ------------------------------------------------------------- */

/* Is the file the path of something else, which would be lost?  What was
 * transferred has a mark at its end, and a state beside it unless the program
 * was killed in between. */
static bool
is_another_file(const char *file, const char *state,
    struct diagnostics *diagnostics)
{
	struct end_mark mark;
	char *bytes;
	size_t len;
	bool other;

	if (access(state, F_OK) == 0 || access(file, F_OK) < 0)
		return false;
	if (file_read_regular(file, LISTFILE_SIZE_MAX, diagnostics, &bytes,
		&len) < 0)
		return true;
	other = len != 0 && !end_mark_find(bytes, len, &mark);
	free(bytes);
	if (other)
		diagnostics_add(diagnostics, file, 0,
		    "is no copy of a zone: it has neither a mark at its end "
		    "nor %s; it stays as it is",
		    state);
	return other;
}

int
copy_check(const char *file, struct diagnostics *diagnostics)
{
	char state[PATH_MAX];
	const char *const paths[] = {file, state};
	struct replacement *replacement;
	int result = 0;

	find_state(file, state);
	if (is_another_file(file, state, diagnostics))
		return -1;
	for (size_t i = 0; result == 0 && i < 2; i++) {
		result =
		    replacement_open(paths[i], &how, diagnostics, &replacement);
		if (result < 0)
			break;
		result = replacement_prepare(replacement, "", 0, diagnostics);
		replacement_close(&replacement);
	}
	return result;
}

int
copy_save_list(const struct copy *copy, const struct buffer *list,
    struct diagnostics *diagnostics)
{
	return replacement_write_file(copy->file, &how,
	    list->bytes != NULL ? list->bytes : "", list->len, diagnostics);
}

static void
add_row(struct buffer *rows, const char *name, uint64_t number)
{
	buffer_add_text(rows, name);
	file_rows_add_number(rows, number);
	buffer_add_text(rows, "\n");
}

int
copy_save_state(const struct copy *copy, struct diagnostics *diagnostics)
{
	struct buffer rows = {0}, file = {0};
	char path[PATH_MAX];
	int result;

	find_state(copy->file, path);
	buffer_add_text(&rows, "zone");
	file_rows_add_text(&rows, copy->zone);
	buffer_add_text(&rows, "\n");
	add_row(&rows, "serial", copy->serial);
	add_row(&rows, "entries", copy->entries);
	add_row(&rows, "hash", copy->hash);
	if (copy->wrong != NULL) {
		buffer_add_text(&rows, "wrong");
		file_rows_add_number(&rows, (uint64_t)copy->wrong_since);
		file_rows_add_text(&rows, copy->wrong);
		buffer_add_text(&rows, "\n");
	}
	file_rows_seal(&form, &rows, copy->current, &file);
	result = file.failed ? diagnostics_no_memory(diagnostics, path)
	                     : replacement_write_file(path, &how, file.bytes,
				   file.len, diagnostics);
	buffer_clear(&rows);
	buffer_clear(&file);
	return result;
}

void
copy_touch(const struct copy *copy)
{
	const struct timespec times[] = {{.tv_sec = copy->current},
	    {.tv_sec = copy->current}};
	char path[PATH_MAX];

	find_state(copy->file, path);
	(void)utimensat(AT_FDCWD, path, times, 0);
}

/* ---- showing ------------------------------------------------------------- */

const char *
copy_format_age(time_t seconds, char buf[static COPY_AGE_SIZE])
{
	static const struct {
		time_t seconds;
		const char *unit;
	} units[] = {{86400, "days"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	size_t i = 0;

	if (seconds < 0)
		seconds = 0;
	/* Two of a unit at least. */
	while (i < 3 && seconds < 2 * units[i].seconds)
		i++;
	snprintf(buf, COPY_AGE_SIZE, "%lld %s",
	    (long long)(seconds / units[i].seconds), units[i].unit);
	return buf;
}

int
copy_show(const char *file, time_t now, struct diagnostics *diagnostics)
{
	struct copy copy = {.file = file};
	char age[COPY_AGE_SIZE], since[COPY_AGE_SIZE];
	bool current;

	if (read_state(file, diagnostics, &copy) < 0) {
		copy_clear(&copy);
		return -1;
	}
	current = copy.wrong == NULL && now - copy.current <= COPY_OLD_SECONDS;
	printf("%s: %s, serial %" PRIu32 ", %zu %s: %s %s ago", file, copy.zone,
	    copy.serial, copy.entries, copy.entries == 1 ? "entry" : "entries",
	    current ? "current," : "OLD: it was last current",
	    copy_format_age(now - copy.current, age));
	if (copy.wrong != NULL)
		printf("; for %s: %s",
		    copy_format_age(now - copy.wrong_since, since), copy.wrong);
	putchar('\n');
	free((char *)(uintptr_t)copy.zone);
	copy_clear(&copy);
	return current;
}

void
copy_clear(struct copy *copy)
{
	free(copy->wrong);
	copy->wrong = NULL;
}
