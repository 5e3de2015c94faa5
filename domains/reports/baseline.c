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
#include <xxhash.h>

#include "domains/base/file.h"
#include "domains/base/interning.h"
#include "domains/base/replacement.h"

#define FIRST_LINE "doppelcheck state 1\n"

/* "end 4294967295 0123456789abcdef\n" */
#define LAST_LINE_SIZE 40

/* A hundred failures and their paths; a set that is longer is never the one
 * that was told. */
#define FAILURES_SIZE_MAX ((size_t)4 * 1024 * 1024)

struct entry {
	bool real_domains; /* in the file that was read */
	bool seen;
	bool keep;
};

struct baseline {
	char *path;
	char *failures_path;
	int failures;            /* the file that is locked */
	struct interning *lines; /* their numbers are those of the entries */
	struct entry *entries;
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
add_entry(struct baseline *state, struct span line)
{
	uint32_t number;

	if (state->count == state->size) {
		size_t size = state->size != 0 ? state->size * 2 : 64;
		struct entry *entries =
		    reallocarray(state->entries, size, sizeof(*entries));

		if (entries == NULL)
			return BASELINE_NONE;
		state->entries = entries;
		state->size = size;
	}
	number = interning_add(state->lines, line);
	if (number == state->count)
		state->entries[state->count++] = (struct entry){0};
	return number;
}

/* A line of v0.1.0 may hold a reason by its old name. */
static uint32_t
add_line(struct baseline *state, struct span line)
{
	static const char old[] = "\tnear-contact\t";
	const char *end = line.bytes + line.len;
	const char *at = memchr(line.bytes, '\t', line.len);
	struct buffer renamed = {0};
	uint32_t number = BASELINE_NONE;

	if (at != NULL)
		at = memchr(at + 1, '\t', (size_t)(end - at - 1));
	if (at == NULL || (size_t)(end - at) < sizeof(old) - 1 ||
	    memcmp(at, old, sizeof(old) - 1) != 0)
		return add_entry(state, line);
	buffer_add(&renamed, line.bytes, (size_t)(at - line.bytes));
	buffer_add_text(&renamed, "\tmisspelled-name\t");
	at += sizeof(old) - 1;
	buffer_add(&renamed, at, (size_t)(end - at));
	if (!renamed.failed)
		number =
		    add_entry(state, (struct span){renamed.bytes, renamed.len});
	buffer_clear(&renamed);
	return number;
}

/* ---- the lock ------------------------------------------------------------ */

struct baseline *
baseline_new(const char *path)
{
	struct baseline *state = calloc(1, sizeof(*state));

	if (state == NULL)
		return NULL;
	state->failures = -1;
	state->path = strdup(path);
	state->lines = interning_new();
	if (asprintf(&state->failures_path, "%s.failures", path) < 0)
		state->failures_path = NULL;
	if (state->path == NULL || state->lines == NULL ||
	    state->failures_path == NULL)
		baseline_close(&state);
	return state;
}

void
baseline_close(struct baseline **state)
{
	struct baseline *gone = *state;

	*state = NULL;
	if (gone == NULL)
		return;
	if (gone->failures >= 0)
		close(gone->failures);
	interning_free(&gone->lines);
	free(gone->entries);
	replacement_close(&gone->replacement);
	free(gone->path);
	free(gone->failures_path);
	free(gone);
}

int
baseline_lock(const char *path, struct diagnostics *diagnostics,
    struct baseline **state_r, bool *busy_r)
{
	struct baseline *state = baseline_new(path);

	*busy_r = false;
	if (state == NULL) {
		diagnostics_add(diagnostics, path, 0, "out of memory");
		return -1;
	}
	state->failures = open(state->failures_path,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (state->failures >= 0 &&
	    flock(state->failures, LOCK_EX | LOCK_NB) == 0) {
		*state_r = state;
		return 0;
	}
	*busy_r = state->failures >= 0 && errno == EWOULDBLOCK;
	if (!*busy_r)
		diagnostics_add(diagnostics, state->failures_path, 0,
		    "cannot %s: %s", state->failures >= 0 ? "lock" : "open",
		    strerror(errno));
	baseline_close(&state);
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

/* Splits the text into its findings. */
const char *
baseline_parse(struct baseline *state, const char *text, size_t len)
{
	const char *at = text, *end;
	struct buffer whole = {0};
	bool same;

	if (len < strlen(FIRST_LINE) ||
	    memcmp(text, FIRST_LINE, strlen(FIRST_LINE)) != 0)
		return "is not a state of this version";
	at += strlen(FIRST_LINE);
	while ((end = memchr(at, '\n', len - (size_t)(at - text))) != NULL &&
	       memchr(at, '\t', (size_t)(end - at)) != NULL) {
		const struct span line = {at, (size_t)(end - at)};
		uint32_t entry = add_line(state, line);

		if (entry == BASELINE_NONE)
			return "out of memory";
		state->entries[entry].real_domains = true;
		state->entries[entry].keep = true;
		at = end + 1;
	}
	buffer_add(&whole, text, (size_t)(at - text));
	add_last_line(&whole, state->count);
	same = !whole.failed && whole.len == len &&
	       memcmp(whole.bytes, text, len) == 0;
	buffer_clear(&whole);
	return same ? NULL : "is damaged";
}

int
baseline_read(struct baseline *state, struct diagnostics *diagnostics)
{
	struct stat status;
	const char *wrong;
	char *text;
	size_t len;

	if (lstat(state->path, &status) < 0 && errno == ENOENT)
		return 0;
	if (file_read(state->path, BASELINE_SIZE_MAX, diagnostics, &text,
		&len) < 0)
		return -1;
	wrong = baseline_parse(state, text, len);
	free(text);
	if (wrong == NULL)
		return 0;
	diagnostics_add(diagnostics, state->path, 0,
	    "%s; nothing is looked at until it "
	    "is put right or removed: without it all findings are new",
	    wrong);
	return -1;
}

/* ---- findings ------------------------------------------------------------ */

uint32_t
baseline_see(struct baseline *state, const struct baseline_key *key, bool add)
{
	struct buffer line = {0};
	uint32_t entry = BASELINE_NONE;

	add_escaped(&line, key->list.bytes, key->list.len);
	buffer_add_text(&line, "\t");
	add_escaped(&line, key->member.bytes, key->member.len);
	buffer_add_text(&line, "\t");
	buffer_add_text(&line, key->reason);
	buffer_add_text(&line, "\t");
	add_escaped(&line, key->file.bytes, key->file.len);

	const struct span text = {line.bytes, line.len};

	if (!line.failed)
		entry = add ? add_entry(state, text)
		            : interning_find(state->lines, text);
	buffer_clear(&line);
	if (entry != BASELINE_NONE)
		state->entries[entry].seen = true;
	return entry;
}

bool
baseline_is_known(const struct baseline *state, uint32_t entry)
{
	return state->entries[entry].real_domains;
}

size_t
baseline_count_known(const struct baseline *state)
{
	size_t count = 0;

	for (size_t i = 0; i < state->count; i++)
		count +=
		    state->entries[i].real_domains && state->entries[i].seen;
	return count;
}

void
baseline_forget(struct baseline *state,
    bool (*stays)(const void *context, const char *file), const void *context)
{
	for (size_t i = 0; i < state->count; i++) {
		const char *line = interning_text(state->lines, (uint32_t)i);
		char *file;

		if (!state->entries[i].real_domains || state->entries[i].seen)
			continue;
		file = strdup(strrchr(line, '\t') + 1);
		if (file == NULL)
			continue; /* told twice is better than never */
		escape_undo(file);
		state->entries[i].keep = stays(context, file);
		free(file);
	}
}

void
baseline_keep(struct baseline *state, uint32_t entry, bool keep)
{
	state->entries[entry].keep = keep;
}

void
baseline_keep_all(struct baseline *state)
{
	for (size_t i = 0; i < state->count; i++)
		if (state->entries[i].seen)
			state->entries[i].keep = true;
}

/* ---- writing ------------------------------------------------------------- */

void
baseline_format(const struct baseline *state, struct buffer *text)
{
	size_t count = 0;

	buffer_add_text(text, FIRST_LINE);
	for (size_t i = 0; i < state->count; i++) {
		if (!state->entries[i].keep)
			continue;
		buffer_add_text(text,
		    interning_text(state->lines, (uint32_t)i));
		buffer_add_text(text, "\n");
		count++;
	}
	if (!text->failed)
		add_last_line(text, count);
}

int
baseline_prepare(struct baseline *state, struct diagnostics *diagnostics)
{
	static const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = S_IRUSR | S_IWUSR,
	};
	struct buffer text = {0};
	int result = -1;

	replacement_close(&state->replacement);
	baseline_format(state, &text);
	if (text.failed || text.len > BASELINE_SIZE_MAX)
		diagnostics_add(diagnostics, state->path, 0, "cannot write: %s",
		    strerror(text.failed ? ENOMEM : EFBIG));
	else if (replacement_open(state->path, &options, diagnostics,
		     &state->replacement) == 0)
		result = replacement_prepare(state->replacement, text.bytes,
		    text.len, diagnostics);
	buffer_clear(&text);
	return result;
}

int
baseline_commit(struct baseline *state, struct diagnostics *diagnostics)
{
	int result = replacement_commit(state->replacement, diagnostics);

	replacement_close(&state->replacement);
	return result;
}

/* ---- failures ------------------------------------------------------------ */

static int
compare_texts(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static char *
failure_line(const struct diagnostic *diagnostic)
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
make_failures(const struct diagnostics *failures, struct buffer *text)
{
	char **lines = calloc(failures->kept + 1, sizeof(*lines));
	size_t count = 0;

	text->failed = lines == NULL;
	for (size_t i = 0; lines != NULL && i < failures->kept; i++) {
		lines[count] = failure_line(&failures->list[i]);
		if (lines[count] == NULL)
			text->failed = true;
		else
			count++;
	}
	if (count != 0)
		qsort(lines, count, sizeof(*lines), compare_texts);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
			buffer_add_text(text, lines[i]);
	}
	for (size_t i = 0; i < count; i++)
		free(lines[i]);
	free(lines);
}

bool
baseline_failures_told(struct baseline *state,
    const struct diagnostics *failures)
{
	struct diagnostics ignored = {.limit = 1};
	struct buffer text = {0};
	char *told;
	size_t len;
	bool same = false;

	make_failures(failures, &text);
	if (!text.failed && lseek(state->failures, 0, SEEK_SET) == 0 &&
	    file_read_open(state->failures_path, state->failures,
		FAILURES_SIZE_MAX, &ignored, &told, &len) == 0) {
		same = len == text.len &&
		       (len == 0 || memcmp(told, text.bytes, len) == 0);
		free(told);
	}
	diagnostics_clear(&ignored);
	buffer_clear(&text);
	return same;
}

int
baseline_tell_failures(struct baseline *state,
    const struct diagnostics *failures, struct diagnostics *diagnostics)
{
	struct buffer text = {0};
	int error = 0;

	make_failures(failures, &text);
	if (text.failed)
		error = ENOMEM;
	else if (ftruncate(state->failures, 0) < 0 ||
		 lseek(state->failures, 0, SEEK_SET) < 0 ||
		 file_write(state->failures, text.bytes, text.len) < 0 ||
		 fsync(state->failures) < 0)
		error = errno;
	buffer_clear(&text);
	if (error == 0)
		return 0;
	diagnostics_add(diagnostics, state->failures_path, 0,
	    "cannot write: %s", strerror(error));
	return -1;
}
