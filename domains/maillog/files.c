/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts files into their order: see the header. */
#include "domains/maillog/files.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/spill.h"
#include "domains/base/translation.h"

/* What is copied of a pipe at once. */
#define PIECE 32768

static int
compare_files(const void *a, const void *b)
{
	const struct file *one = a, *other = b;
	int64_t begin = one->years.begin, other_begin = other->years.begin;

	if (begin != other_begin)
		return begin < other_begin ? -1 : 1;
	return one->number < other->number ? -1 : 1;
}

/* Copies a pipe, for only its last lines show in which year it begins. */
static int
copy_pipe(struct file *file)
{
	char block[PIECE];
	struct maillog_file *given = &file->given;
	ssize_t len = 1;

	file->copy = spill_open_file();
	if (file->copy < 0 ||
	    file_write(file->copy, given->begin.bytes, given->begin.len) < 0)
		return -1;
	while (len > 0) {
		len = read(given->fd, block, sizeof(block));
		if (len < 0 && errno == EINTR)
			len = 1;
		else if (len < 0 ||
			 file_write(file->copy, block, (size_t)len) < 0)
			return -1;
	}
	snprintf(file->copy_path, sizeof(file->copy_path), "/proc/self/fd/%d",
	    file->copy);
	given->path = file->copy_path;
	return 0;
}

static int
look_at_file(struct file *file, const struct zone *zone, bool may_guess,
    struct diagnostics *diagnostics)
{
	years_look(zone, &file->given, may_guess, &file->years);
	if (file->years.basis != YEARS_BY_TODAY || file->given.path != NULL ||
	    file->given.fd < 0)
		return 0;
	if (copy_pipe(file) < 0)
		return diagnostics_add(diagnostics, file->given.name, 0,
		    "cannot copy it: %s", strerror(errno));
	years_look(zone, &file->given, false, &file->years);
	file->years.basis = YEARS_BY_TODAY;
	return 0;
}

void
files_close(struct file **files, size_t count)
{
	for (size_t i = 0; *files != NULL && i < count; i++)
		if ((*files)[i].copy >= 0)
			close((*files)[i].copy);
	free(*files);
	*files = NULL;
}

void
files_sort(struct file *files, size_t count)
{
	qsort(files, count, sizeof(*files), compare_files);
	/* A path moves with its file. */
	for (size_t i = 0; i < count; i++)
		if (files[i].copy >= 0)
			files[i].given.path = files[i].copy_path;
}

/* All can be read again, if need be. */
static bool
may_guess(const struct maillog_source *source)
{
	if (source->again == NULL)
		return false;
	for (size_t i = 0; i < source->count; i++)
		if (source->files[i].path == NULL)
			return false;
	return true;
}

/* Has the position say what is known of each. */
static int
find_known(struct file *files, const struct maillog_source *source)
{
	struct position_log *found;
	int result;

	if (source->position == NULL)
		return 0;
	found = calloc(source->count + 1, sizeof(*found));
	if (found == NULL)
		return diagnostics_no_memory(source->diagnostics, "mail log");
	result = position_find(source->position, source->files, source->count,
	    source->journal != NULL, found, source->diagnostics);
	for (size_t i = 0; i < source->count; i++)
		files[i].found = found[i];
	free(found);
	return result;
}

/* Finds out in which order they are. */
static int
order_files(struct file *files, const struct maillog_source *source,
    const struct zone *zone)
{
	bool guess = may_guess(source);

	for (size_t i = 0; i < source->count; i++)
		if (!files[i].found.unread &&
		    look_at_file(&files[i], zone, guess, source->diagnostics) <
			0)
			return -1;
	files_sort(files, source->count);
	return 0;
}

struct file *
files_open(const struct maillog_source *source, const struct zone *zone)
{
	struct file *files = calloc(source->count + 1, sizeof(*files));

	if (files == NULL) {
		diagnostics_no_memory(source->diagnostics, "mail log");
		return NULL;
	}
	for (size_t i = 0; i < source->count; i++) {
		files[i].given = source->files[i];
		files[i].number = i;
		files[i].copy = -1;
	}
	if (find_known(files, source) < 0 ||
	    order_files(files, source, zone) < 0)
		files_close(&files, source->count);
	return files;
}

static void
note_years(const struct file *files, size_t given, enum years_basis basis,
    struct diagnostics *notes)
{
	static const char *const words[] = {
	    [YEARS_BY_IDS] = N_("the ids of mails"),
	    [YEARS_BY_FILE] = N_("the time of the file"),
	    [YEARS_BY_TODAY] = N_("today's date"),
	};
	const char *name = NULL;
	char years[64];
	int first = INT_MAX, last = 0;
	size_t count = 0;

	for (size_t i = 0; i < given; i++) {
		const struct file *file = &files[i];

		if (file->years.basis != basis || file->last_year == 0)
			continue;
		if (count++ == 0)
			name = file->given.name;
		if (file->years.first < first)
			first = file->years.first;
		if (file->last_year > last)
			last = file->last_year;
	}
	if (count == 0)
		return;
	if (first != last)
		snprintf(years, sizeof(years), _("%d to %d"), first, last);
	else
		snprintf(years, sizeof(years), "%d", first);
	if (count == 1)
		diagnostics_add(notes, name, 0,
		    "the stamps have no year: by %s they are of %s",
		    _(words[basis]), years);
	else
		diagnostics_add(notes, name, 0,
		    "the stamps here and in %zu more of the files have no "
		    "year: by %s they are of %s",
		    count - 1, _(words[basis]), years);
}

void
files_note_years(const struct file *files, size_t count,
    struct diagnostics *notes)
{
	for (enum years_basis i = YEARS_BY_IDS; i <= YEARS_BY_TODAY; i++)
		note_years(files, count, i, notes);
}

uint64_t
files_size(const struct file *files, size_t count)
{
	uint64_t size = 0;
	struct stat status;

	for (size_t i = 0; i < count; i++) {
		if (files[i].found.unread)
			continue;
		if (files[i].given.path == NULL ||
		    stat(files[i].given.path, &status) < 0)
			return 0;
		size += (uint64_t)status.st_size;
	}
	return size;
}
