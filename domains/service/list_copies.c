/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps, reads and compares copies of lists. */
#include "domains/service/list_copies.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/strings.h"
#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/base/file.h"
#include "domains/base/replacement.h"

/* What comes before the path in the first line. */
#define HEAD "doppelmilter list 1\t"
#define HEAD_ROOM 128

/* A path has at most four bytes for each of its own there. */
#define COPY_MAX (LISTFILE_SIZE_MAX + HEAD_ROOM + 4 * PATH_MAX)

#define MODE (S_IRUSR | S_IWUSR | S_IRGRP)

enum copy_kind { COPY_GOOD, COPY_ACCEPTED };

static const char *const suffixes[] = {".list", ".accepted"};

/* As it was read. */
struct stored {
	char *file; /* all of it */
	const char *bytes;
	size_t len, entries;
	bool end_mark;
	time_t time;
};

/* ---- one file ------------------------------------------------------------ */

/* The list's place, the same however it was named: but a link that is the list
 * itself may point elsewhere tomorrow.  Fit for a line; NULL: memory is out. */
static char *
find_place(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char *directory =
	    slash == NULL ? strdup(".") : strndup(path, (size_t)(name - path));
	char *real = directory != NULL ? realpath(directory, NULL) : NULL;
	struct buffer place = {0};

	if (real != NULL) {
		buffer_add_escaped_for(&place, ESCAPE_LINE, real, strlen(real));
		buffer_add(&place, "/", 1);
		buffer_add_escaped_for(&place, ESCAPE_LINE, name, strlen(name));
	} else {
		buffer_add_escaped_for(&place, ESCAPE_LINE, path, strlen(path));
	}
	buffer_add(&place, "", 1);
	free(real);
	free(directory);
	if (place.failed)
		buffer_clear(&place);
	return place.bytes;
}

/* NULL: memory is out. */
static char *
name_file(const char *directory, const char *place, enum copy_kind kind)
{
	return strings_format("%s/%016" PRIx64 "%s", directory,
	    (uint64_t)XXH3_64bits(place, strlen(place)), suffixes[kind]);
}

static bool
take_apart(struct stored *stored, size_t file_len, const char *place)
{
	char *end = memchr(stored->file, '\n',
	    file_len < HEAD_ROOM + 4 * PATH_MAX ? file_len
						: HEAD_ROOM + 4 * PATH_MAX);
	uint64_t time, digest;
	int mark, at = 0;

	if (end == NULL)
		return false;
	*end = '\0';
	if (sscanf(stored->file, HEAD "%" SCNu64 "\t%zu\t%d\t%" SCNx64 "\t%n",
		&time, &stored->entries, &mark, &digest, &at) != 4 ||
	    at == 0 || strcmp(stored->file + at, place) != 0)
		return false;
	stored->bytes = end + 1;
	stored->len = file_len - (size_t)(stored->bytes - stored->file);
	stored->end_mark = mark != 0;
	stored->time = (time_t)time;
	return XXH3_64bits(stored->bytes, stored->len) == digest;
}

/* Returns whether there is one, whole; to be freed is stored_r->file. */
static bool
read_copy(struct list_copies *copies, const char *path, enum copy_kind kind,
    struct stored *stored_r)
{
	char *place = find_place(path);
	char *name =
	    place != NULL ? name_file(copies->directory, place, kind) : NULL;
	struct stored stored = {.file = NULL};
	size_t len;
	bool good = false;

	if (name != NULL && access(name, F_OK) == 0 &&
	    file_read(name, COPY_MAX, &copies->warnings, &stored.file, &len) ==
		0) {
		good = take_apart(&stored, len, place);
		if (!good)
			diagnostics_add(&copies->warnings, name, 0,
			    "is damaged, or no copy of %s: left out", path);
	}
	if (good)
		*stored_r = stored;
	else
		free(stored.file);
	free(name);
	free(place);
	return good;
}

static int
write_copy(const char *directory, enum copy_kind kind,
    const struct list_content *content, struct diagnostics *diagnostics)
{
	char *place = find_place(content->path);
	char *name = place != NULL ? name_file(directory, place, kind) : NULL;
	struct buffer file = {0};
	int result = -1;

	if (name != NULL) {
		buffer_add_format(&file,
		    HEAD "%" PRIu64 "\t%zu\t%d\t%016" PRIx64 "\t",
		    (uint64_t)time(NULL), content->entries, content->end_mark,
		    (uint64_t)XXH3_64bits(content->bytes != NULL
					      ? content->bytes
					      : "",
			content->len));
		buffer_add_text(&file, place);
		buffer_add(&file, "\n", 1);
		buffer_add(&file, content->bytes, content->len);
	}
	if (name == NULL || file.failed)
		diagnostics_add(diagnostics, content->path, 0,
		    "out of memory: no copy of it is kept");
	else
		result = replacement_write_own(name, MODE, false, &file,
		    diagnostics);
	buffer_clear(&file);
	free(name);
	free(place);
	return result;
}

static void
remove_accepted(const char *directory, const char *path)
{
	char *place = find_place(path);
	char *name =
	    place != NULL ? name_file(directory, place, COPY_ACCEPTED) : NULL;

	if (name != NULL)
		unlink(name);
	free(name);
	free(place);
}

/* ---- the directory ------------------------------------------------------- */

/* Returns why a directory is not to be used, or NULL. */
static const char *
check_directory(const char *directory, struct stat *status_r)
{
	errno = 0;
	if (stat(directory, status_r) < 0 ||
	    faccessat(AT_FDCWD, directory, R_OK | X_OK, AT_EACCESS) < 0)
		return strerror(errno);
	if (!S_ISDIR(status_r->st_mode))
		return strerror(ENOTDIR);
	if ((status_r->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "others may write there";
	if (geteuid() != 0 && status_r->st_uid != geteuid())
		return "it belongs to another user";
	return NULL;
}

static void
forget(struct list_copies *copies)
{
	for (size_t i = 0; i < copies->count; i++) {
		free((void *)(uintptr_t)copies->list[i].path);
		free((void *)(uintptr_t)copies->list[i].bytes);
	}
	copies->count = 0;
}

void
list_copies_begin(struct list_copies *copies, const char *directory)
{
	struct stat status;
	const char *why;

	list_copies_clear(copies);
	if (*directory == '\0')
		return;
	why = check_directory(directory, &status);
	/* One that is not there yet is reported when it is wanted. */
	if (why == NULL || errno == ENOENT)
		copies->directory = strdup(directory);
	else
		diagnostics_add(&copies->warnings, directory, 0,
		    "the lists are not compared with the last good ones: %s",
		    why);
}

void
list_copies_clear(struct list_copies *copies)
{
	forget(copies);
	free(copies->list);
	free(copies->directory);
	strings_clear(&copies->in_place);
	diagnostics_clear(&copies->warnings);
	*copies = (struct list_copies){0};
}

/* ---- judging ------------------------------------------------------------- */

static bool
is_same(const struct stored *stored, const struct doppel_reading *reading)
{
	return stored->len == reading->len &&
	       memcmp(stored->bytes,
		   reading->bytes != NULL ? reading->bytes : "",
		   reading->len) == 0;
}

static bool
is_accepted(struct list_copies *copies, const struct doppel_reading *reading)
{
	struct stored accepted;
	bool same;

	if (!read_copy(copies, reading->list->path, COPY_ACCEPTED, &accepted))
		return false;
	same = is_same(&accepted, reading);
	free(accepted.file);
	return same;
}

/* Is the list less than it was? */
static int
compare(struct list_copies *copies, const struct doppel_reading *reading,
    const struct stored *good, struct diagnostics *diagnostics)
{
	static const char advice[] = "if that is meant: doppellist accept";
	const char *path = reading->list->path;
	bool cut = reading->entries < good->entries &&
	           reading->entries < good->entries - reading->entries;

	if ((!cut && (reading->end_mark || !good->end_mark)) ||
	    is_accepted(copies, reading))
		return 0;
	if (reading->bytes == NULL)
		return diagnostics_add(diagnostics, path, 0,
		    "has lost more than half of its entries: %zu when it was "
		    "last in force, and now the file is gone; %s %s",
		    good->entries, advice, path);
	if (cut)
		return diagnostics_add(diagnostics, path, 0,
		    "has lost more than half of its entries: %zu when it was "
		    "last in force, %zu now; %s %s",
		    good->entries, reading->entries, advice, path);
	return diagnostics_add(diagnostics, path, 0,
	    "has no end mark, and had one when it was last in force; %s %s",
	    advice, path);
}

static int
remember(struct list_copies *copies, struct doppel_reading *reading)
{
	char *path = strdup(reading->list->path);
	const struct list_content content = {
	    .path = path,
	    .bytes = reading->bytes,
	    .len = reading->len,
	    .entries = reading->entries,
	    .end_mark = reading->end_mark,
	};

	if (path == NULL ||
	    array_add(&copies->list, &copies->room, &copies->count, &content,
		sizeof(content)) < 0) {
		free(path);
		return -1;
	}
	reading->bytes = NULL;
	return 0;
}

int
list_copies_inspect(void *context, struct doppel_reading *reading,
    struct diagnostics *diagnostics)
{
	struct list_copies *copies = context;
	struct stored good = {.file = NULL};
	bool known;
	int result = 0;

	if (copies->directory == NULL)
		return 0;
	known = read_copy(copies, reading->list->path, COPY_GOOD, &good);
	if (known && is_same(&good, reading)) {
		free(good.file);
		return 0;
	}
	if (known)
		result = compare(copies, reading, &good, diagnostics);
	if (result == 0 && (known || reading->bytes != NULL) &&
	    remember(copies, reading) < 0)
		result = diagnostics_add(diagnostics, reading->list->path, 0,
		    "out of memory");
	free(good.file);
	return result;
}

/* ---- in place of a list -------------------------------------------------- */

static bool
is_named(const struct diagnostics *errors, const char *path)
{
	for (size_t i = 0; i < errors->kept; i++)
		if (strcmp(errors->list[i].file, path) == 0)
			return true;
	return false;
}

static void
report_in_place(const char *path, const struct stored *stored,
    struct diagnostics *reports)
{
	char when[32] = "";
	struct tm day;

	if (localtime_r(&stored->time, &day) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &day);
	diagnostics_add(reports, path, 0,
	    "the last good copy stands in its place, of %s, entries=%zu", when,
	    stored->entries);
}

size_t
list_copies_put_in_place(struct list_copies *copies, struct doppel_list *lists,
    size_t count, const struct diagnostics *errors, struct diagnostics *reports)
{
	size_t put = 0;

	forget(copies);
	for (size_t i = 0; copies->directory != NULL && i < count; i++) {
		struct stored good;

		if (lists[i].bytes != NULL ||
		    !is_named(errors, lists[i].path) ||
		    !read_copy(copies, lists[i].path, COPY_GOOD, &good))
			continue;
		if (strings_add(&copies->in_place, good.file) < 0)
			continue;
		lists[i].bytes = good.bytes;
		lists[i].len = good.len;
		lists[i].end_mark = false; /* it was good as it is */
		report_in_place(lists[i].path, &good, reports);
		put++;
	}
	return put;
}

/* ---- keeping ------------------------------------------------------------- */

void
list_copies_keep(struct list_copies *copies, struct diagnostics *diagnostics)
{
	struct stat status;
	const char *why = copies->directory != NULL && copies->count > 0
	                      ? check_directory(copies->directory, &status)
	                      : NULL;

	if (why != NULL) {
		diagnostics_add(diagnostics, copies->directory, 0,
		    "no copies of the lists are kept: %s", why);
		forget(copies);
	}
	for (size_t i = 0; i < copies->count; i++)
		if (write_copy(copies->directory, COPY_GOOD, &copies->list[i],
			diagnostics) == 0)
			remove_accepted(copies->directory,
			    copies->list[i].path);
	forget(copies);
	strings_clear(&copies->in_place);
}

/* Root writes as the one whose directory it is: the file is the gate's then,
 * and nothing in there leads root astray. */
int
list_copies_accept(const char *directory, const struct list_content *content,
    struct diagnostics *diagnostics)
{
	uid_t user = geteuid();
	gid_t group = getegid();
	struct stat status;
	const char *why = check_directory(directory, &status);
	int result = -1;

	if (why != NULL)
		return diagnostics_add(diagnostics, directory, 0, "%s", why);
	if (user != 0 ||
	    (setegid(status.st_gid) == 0 && seteuid(status.st_uid) == 0))
		result =
		    write_copy(directory, COPY_ACCEPTED, content, diagnostics);
	else
		diagnostics_add(diagnostics, directory, 0,
		    "cannot become its owner: %s", strerror(errno));
	if (user == 0 && (seteuid(user) < 0 || setegid(group) < 0))
		return -1;
	return result;
}
