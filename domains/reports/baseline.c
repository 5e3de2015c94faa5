/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the findings that were reported: see the header. */
#include "domains/reports/baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/file.h"
#include "domains/base/interning.h"
#include "domains/base/replacement.h"
#include "domains/base/strings.h"

#define FIRST_LINE "doppelcheck baseline 2\n"
/* Of v0.1.0, which called misspelled-name near-contact. */
#define OLD_FIRST_LINE "doppelcheck state 1\n"

/* "end 4294967295 0123456789abcdef\n" */
#define LAST_LINE_SIZE 40

/* A hundred diagnostics and their paths; a set that is longer is never the one
 * that was mailed. */
#define MAILED_SIZE_MAX ((size_t)4 * 1024 * 1024)

struct baseline_entry {
	bool reported; /* in the file that was read */
	bool seen;
	bool keep;
};

struct baseline {
	char *path;
	char *mailed_path;
	int mailed; /* the file of the diagnostics that were, locked */
	struct interning *lines; /* their numbers are those of the entries */
	struct baseline_entry *entries;
	size_t count, size;
	struct replacement *replacement; /* from prepare to commit */
};

/* ---- lines --------------------------------------------------------------- */

/* So that a line is one, and two different texts never look the same. */
static void
add_escaped(struct buffer *line, const char *bytes, size_t len)
{
	buffer_add_escaped_for(line, ESCAPE_LINE, bytes, len);
}

static uint32_t
add_entry(struct baseline *baseline, struct span line)
{
	uint32_t number;

	if (array_reserve(&baseline->entries, &baseline->size, baseline->count,
		sizeof(*baseline->entries)) < 0)
		return BASELINE_NONE;
	number = interning_add(baseline->lines, line);
	if (number == baseline->count)
		baseline->entries[baseline->count++] =
		    (struct baseline_entry){0};
	return number;
}

/* Takes in a line of v0.1.0, which may hold a reason by its old name. */
static uint32_t
add_old_line(struct baseline *baseline, struct span line)
{
	static const char old[] = "\tnear-contact\t";
	const char *end = line.bytes + line.len;
	const char *at = memchr(line.bytes, '\t', line.len);
	struct buffer renamed = {0};
	uint32_t number = BASELINE_NONE;

	if (at != NULL)
		at = memchr(at + 1, '\t', (size_t)(end - at - 1));
	if (at == NULL || (size_t)(end - at) < strlen(old) ||
	    memcmp(at, old, strlen(old)) != 0)
		return add_entry(baseline, line);
	buffer_add(&renamed, line.bytes, (size_t)(at - line.bytes));
	buffer_add_text(&renamed, "\tmisspelled-name\t");
	at += strlen(old);
	buffer_add(&renamed, at, (size_t)(end - at));
	if (!renamed.failed)
		number = add_entry(baseline,
		    (struct span){renamed.bytes, renamed.len});
	buffer_clear(&renamed);
	return number;
}

/* ---- the lock ------------------------------------------------------------ */

struct baseline *
baseline_new(const char *path)
{
	struct baseline *baseline = calloc(1, sizeof(*baseline));

	if (baseline == NULL)
		return NULL;
	baseline->mailed = -1;
	baseline->path = strdup(path);
	baseline->lines = interning_new();
	if (asprintf(&baseline->mailed_path, "%s.failures", path) < 0)
		baseline->mailed_path = NULL;
	if (baseline->path == NULL || baseline->lines == NULL ||
	    baseline->mailed_path == NULL)
		baseline_close(&baseline);
	return baseline;
}

void
baseline_close(struct baseline **baseline)
{
	struct baseline *gone = *baseline;

	*baseline = NULL;
	if (gone == NULL)
		return;
	if (gone->mailed >= 0)
		close(gone->mailed);
	interning_free(&gone->lines);
	free(gone->entries);
	replacement_close(&gone->replacement);
	free(gone->path);
	free(gone->mailed_path);
	free(gone);
}

int
baseline_lock(const char *path, struct diagnostics *diagnostics,
    struct baseline **baseline_r, bool *busy_r)
{
	struct baseline *baseline = baseline_new(path);

	*busy_r = false;
	if (baseline == NULL)
		return diagnostics_add(diagnostics, path, 0, "out of memory");
	baseline->mailed = open(baseline->mailed_path,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (baseline->mailed >= 0 &&
	    flock(baseline->mailed, LOCK_EX | LOCK_NB) == 0) {
		*baseline_r = baseline;
		return 0;
	}
	*busy_r = baseline->mailed >= 0 && errno == EWOULDBLOCK;
	if (!*busy_r)
		diagnostics_add(diagnostics, baseline->mailed_path, 0,
		    "cannot %s: %s", baseline->mailed >= 0 ? "lock" : "open",
		    strerror(errno));
	baseline_close(&baseline);
	return *busy_r ? 0 : -1;
}

/* ---- reading ------------------------------------------------------------- */

static void
add_last_line(struct buffer *text, size_t count)
{
	char line[LAST_LINE_SIZE];

	snprintf(line, sizeof(line), "end %zu %016llx\n", count,
	    (unsigned long long)XXH3_64bits(text->bytes, text->len));
	buffer_add_text(text, line);
}

const char *
baseline_parse(struct baseline *baseline, const char *bytes, size_t len)
{
	const struct span text = {bytes, len};
	bool old = span_begins(text, OLD_FIRST_LINE);
	const char *at = bytes, *end;
	struct buffer whole = {0};
	bool same;

	if (!old && !span_begins(text, FIRST_LINE))
		return "is not a baseline of this version";
	at += strlen(old ? OLD_FIRST_LINE : FIRST_LINE);
	while ((end = memchr(at, '\n', len - (size_t)(at - bytes))) != NULL &&
	       memchr(at, '\t', (size_t)(end - at)) != NULL) {
		const struct span line = {at, (size_t)(end - at)};
		uint32_t entry = old ? add_old_line(baseline, line)
		                     : add_entry(baseline, line);

		if (entry == BASELINE_NONE)
			return "out of memory";
		baseline->entries[entry].reported = true;
		baseline->entries[entry].keep = true;
		at = end + 1;
	}
	buffer_add(&whole, bytes, (size_t)(at - bytes));
	add_last_line(&whole, baseline->count);
	same = !whole.failed && whole.len == len &&
	       memcmp(whole.bytes, bytes, len) == 0;
	buffer_clear(&whole);
	return same ? NULL : "is damaged";
}

int
baseline_read(struct baseline *baseline, struct diagnostics *diagnostics)
{
	struct stat status;
	const char *wrong;
	char *text;
	size_t len;

	if (lstat(baseline->path, &status) < 0 && errno == ENOENT)
		return 0;
	if (file_read(baseline->path, BASELINE_SIZE_MAX, diagnostics, &text,
		&len) < 0)
		return -1;
	wrong = baseline_parse(baseline, text, len);
	free(text);
	if (wrong == NULL)
		return 0;
	diagnostics_add(diagnostics, baseline->path, 0,
	    "%s; nothing is looked at until it "
	    "is put right or removed: without it all findings are new",
	    wrong);
	return -1;
}

/* ---- findings ------------------------------------------------------------ */

/* The name of a file, or a URL without the number of the page in it: members
 * move on to the next one. */
static struct span
lasting_name(const char *file)
{
	bool url = strncmp(file, "http", 4) == 0;

	return (struct span){file, url ? strcspn(file, "?") : strlen(file)};
}

/* Nobody's file makes a line of any length: no list, no address is longer. */
static void
add_cut(struct buffer *line, struct span text)
{
	add_escaped(line, text.bytes,
	    text.len < BASELINE_FIELD_MAX ? text.len : BASELINE_FIELD_MAX);
}

static void
add_finding(struct buffer *line, const struct finding *finding)
{
	const struct member *member = &finding->member;
	const struct span file = lasting_name(member->file);

	add_cut(line, member->list);
	buffer_add_text(line, "\t");
	add_cut(line, member->address);
	buffer_add_text(line, "\t");
	buffer_add_text(line, verdict_reason_name(finding->verdict.reason));
	buffer_add_text(line, "\t");
	add_escaped(line, file.bytes, file.len);
}

uint32_t
baseline_see(struct baseline *baseline, const struct finding *finding, bool add)
{
	struct buffer line = {0};
	uint32_t entry = BASELINE_NONE;

	add_finding(&line, finding);

	const struct span text = {line.bytes, line.len};

	if (!line.failed)
		entry = add ? add_entry(baseline, text)
		            : interning_find(baseline->lines, text);
	buffer_clear(&line);
	if (entry != BASELINE_NONE)
		baseline->entries[entry].seen = true;
	return entry;
}

bool
baseline_was_reported(const struct baseline *baseline, uint32_t entry)
{
	return baseline->entries[entry].reported;
}

size_t
baseline_count_reported(const struct baseline *baseline)
{
	size_t count = 0;

	for (size_t i = 0; i < baseline->count; i++)
		count +=
		    baseline->entries[i].reported && baseline->entries[i].seen;
	return count;
}

/* The file of an entry, to be freed; NULL when memory is out. */
static char *
file_of(const struct baseline *baseline, size_t entry)
{
	const char *line = interning_text(baseline->lines, (uint32_t)entry);
	char *file = strdup(strrchr(line, '\t') + 1);

	if (file != NULL)
		escape_undo(file);
	return file;
}

void
baseline_forget(struct baseline *baseline,
    bool (*stays)(const void *context, const char *file), const void *context)
{
	for (size_t i = 0; i < baseline->count; i++) {
		char *file;

		if (!baseline->entries[i].reported || baseline->entries[i].seen)
			continue;
		file = file_of(baseline, i);
		if (file == NULL)
			continue; /* better reported twice than never */
		baseline->entries[i].keep = stays(context, file);
		free(file);
	}
}

int
baseline_each_file(const struct baseline *baseline,
    int (*take)(void *context, const char *file), void *context)
{
	int result = 0;

	for (size_t i = 0; i < baseline->count && result == 0; i++) {
		char *file = file_of(baseline, i);

		result = file != NULL ? take(context, file) : -1;
		free(file);
	}
	return result;
}

void
baseline_keep(struct baseline *baseline, uint32_t entry, bool keep)
{
	baseline->entries[entry].keep = keep;
}

void
baseline_keep_all(struct baseline *baseline)
{
	for (size_t i = 0; i < baseline->count; i++)
		if (baseline->entries[i].seen)
			baseline->entries[i].keep = true;
}

/* ---- writing ------------------------------------------------------------- */

void
baseline_format(const struct baseline *baseline, struct buffer *text)
{
	size_t count = 0;

	buffer_add_text(text, FIRST_LINE);
	for (size_t i = 0; i < baseline->count; i++) {
		if (!baseline->entries[i].keep)
			continue;
		buffer_add_text(text,
		    interning_text(baseline->lines, (uint32_t)i));
		buffer_add_text(text, "\n");
		count++;
	}
	if (!text->failed)
		add_last_line(text, count);
}

int
baseline_prepare(struct baseline *baseline, struct diagnostics *diagnostics)
{
	static const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = S_IRUSR | S_IWUSR,
	};
	struct buffer text = {0};
	int result = -1;

	replacement_close(&baseline->replacement);
	baseline_format(baseline, &text);
	if (text.failed || text.len > BASELINE_SIZE_MAX)
		diagnostics_add(diagnostics, baseline->path, 0,
		    "cannot write: %s", strerror(text.failed ? ENOMEM : EFBIG));
	else if (replacement_open(baseline->path, &options, diagnostics,
		     &baseline->replacement) == 0)
		result = replacement_prepare(baseline->replacement, text.bytes,
		    text.len, diagnostics);
	buffer_clear(&text);
	return result;
}

int
baseline_commit(struct baseline *baseline, struct diagnostics *diagnostics)
{
	int result = replacement_commit(baseline->replacement, diagnostics);

	replacement_close(&baseline->replacement);
	return result;
}

/* ---- what was mailed ----------------------------------------------------- */

static char *
diagnostic_line(const struct diagnostic *diagnostic)
{
	struct buffer line = {0};

	add_escaped(&line, diagnostic->file, strlen(diagnostic->file));
	buffer_add_text(&line, "\t");
	add_escaped(&line, diagnostic->text, strlen(diagnostic->text));
	buffer_add(&line, "\n", 2); /* and its end */
	if (line.failed)
		buffer_clear(&line);
	return line.bytes;
}

/* The set in order, without their lines, which move. */
static void
make_mailed(const struct diagnostics *diagnostics, struct buffer *text)
{
	struct strings lines = {0};

	for (size_t i = 0; i < diagnostics->kept; i++)
		if (strings_add(&lines,
			diagnostic_line(&diagnostics->list[i])) < 0)
			text->failed = true;
	if (lines.count != 0)
		qsort(lines.list, lines.count, sizeof(*lines.list),
		    strings_compare);
	for (size_t i = 0; i < lines.count; i++)
		if (i == 0 || strcmp(lines.list[i], lines.list[i - 1]) != 0)
			buffer_add_text(text, lines.list[i]);
	strings_clear(&lines);
}

bool
baseline_has_mailed(struct baseline *baseline, const struct diagnostics *mailed)
{
	struct diagnostics ignored = {.limit = 1};
	struct buffer text = {0};
	char *before;
	size_t len;
	bool same = false;

	make_mailed(mailed, &text);
	if (!text.failed && lseek(baseline->mailed, 0, SEEK_SET) == 0 &&
	    file_read_open(baseline->mailed_path, baseline->mailed,
		MAILED_SIZE_MAX, &ignored, &before, &len) == 0) {
		same = len == text.len &&
		       (len == 0 || memcmp(before, text.bytes, len) == 0);
		free(before);
	}
	diagnostics_clear(&ignored);
	buffer_clear(&text);
	return same;
}

int
baseline_note_mailed(struct baseline *baseline,
    const struct diagnostics *mailed, struct diagnostics *diagnostics)
{
	struct buffer text = {0};
	int error = 0;

	make_mailed(mailed, &text);
	if (text.failed)
		error = ENOMEM;
	else if (ftruncate(baseline->mailed, 0) < 0 ||
		 lseek(baseline->mailed, 0, SEEK_SET) < 0 ||
		 file_write(baseline->mailed, text.bytes, text.len) < 0 ||
		 fsync(baseline->mailed) < 0)
		error = errno;
	buffer_clear(&text);
	if (error == 0)
		return 0;
	return diagnostics_add(diagnostics, baseline->mailed_path, 0,
	    "cannot write: %s", strerror(error));
}
