/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes corrected copies of files: see the header. */
#include "domains/doppelcheck/fix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/registrations/readers/include.h"
#include "domains/base/buffer.h"
#include "domains/text/console.h"

void
fix_clear(struct fix *fix)
{
	for (size_t i = 0; i < fix->count; i++) {
		free(fix->list[i].wrong);
		free(fix->list[i].instead);
	}
	free(fix->list);
	*fix = (struct fix){0};
}

int
fix_add(struct fix *fix, size_t at, const char *wrong, size_t len,
    const char *instead)
{
	size_t size = fix->size != 0 ? fix->size * 2 : 16;
	struct correction correction = {.at = at, .len = len};

	if (fix->count == fix->size) {
		struct correction *list =
		    reallocarray(fix->list, size, sizeof(*list));

		if (list == NULL)
			return -1;
		fix->list = list;
		fix->size = size;
	}
	correction.wrong = malloc(len + 1);
	correction.instead = strdup(instead);
	if (correction.wrong == NULL || correction.instead == NULL) {
		free(correction.wrong);
		free(correction.instead);
		return -1;
	}
	memcpy(correction.wrong, wrong, len);
	fix->list[fix->count++] = correction;
	return 0;
}

static int
by_place(const void *a, const void *b)
{
	const struct correction *one = a, *other = b;

	return (one->at > other->at) - (one->at < other->at);
}

/* The corrected text.  -1 when something else stands at a place. */
static int
correct_text(const struct fix *fix, const char *text, size_t len,
    struct buffer *out)
{
	size_t at = 0;

	for (size_t i = 0; i < fix->count; i++) {
		const struct correction *one = &fix->list[i];

		if (one->at < at || one->at > len || one->len > len - one->at ||
		    memcmp(text + one->at, one->wrong, one->len) != 0)
			return -1;
		buffer_add(out, text + at, one->at - at);
		buffer_add_text(out, one->instead);
		at = one->at + one->len;
	}
	buffer_add(out, text + at, len - at);
	return out->failed ? -1 : 0;
}

/* Puts the corrections between the bytes of the file. */
static void
put_between(const struct fix *fix, enum encoding encoding, const char *bytes,
    size_t len, const size_t *places, struct buffer *out)
{
	size_t at = 0;

	for (size_t i = 0; i < fix->count; i++) {
		const char *instead = fix->list[i].instead;
		char *written = malloc(2 * strlen(instead) + 1);

		if (written == NULL) {
			out->failed = true;
			return;
		}
		buffer_add(out, bytes + at, places[2 * i] - at);
		buffer_add(out, written,
		    encoding_put_ascii(encoding, instead, strlen(instead),
			written));
		at = places[2 * i + 1];
		free(written);
	}
	buffer_add(out, bytes + at, len - at);
}

static int
correct_bytes(const struct fix *fix, enum encoding encoding, const char *bytes,
    size_t len, struct buffer *out)
{
	size_t *at = calloc(fix->count * 4, sizeof(*at));
	size_t *places = at != NULL ? at + 2 * fix->count : NULL;
	int result = -1;

	for (size_t i = 0; at != NULL && i < fix->count; i++) {
		at[2 * i] = fix->list[i].at;
		at[2 * i + 1] = fix->list[i].at + fix->list[i].len;
	}
	if (at != NULL)
		result = encoding_places(encoding, bytes, len, at,
		    2 * fix->count, places);
	if (result == 0)
		put_between(fix, encoding, bytes, len, places, out);
	free(at);
	return out->failed ? -1 : result;
}

/* Is it what the corrected text should be, when it is read again? */
static bool
reads_as(enum encoding encoding, const struct buffer *bytes,
    const struct buffer *text)
{
	struct diagnostics diagnostics = {.limit = 1};
	char *again;
	size_t len;
	bool same = false;

	if (encoding_decode(encoding, "", bytes->bytes, bytes->len,
		&diagnostics, &again, &len) == 0) {
		same = len == text->len &&
		       (len == 0 || memcmp(again, text->bytes, len) == 0);
		free(again);
	}
	diagnostics_clear(&diagnostics);
	return same;
}

/* ---- the file system ----------------------------------------------------- */

static int
write_out(int fd, const struct stat *like, const struct buffer *bytes)
{
	size_t at = 0;

	while (at < bytes->len) {
		ssize_t n = write(fd, bytes->bytes + at, bytes->len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += (size_t)n;
	}
	/* Who may not give files away owns the copy; then its group must not
	 * read what only another group could. */
	if (fchown(fd, like->st_uid, like->st_gid) < 0)
		return fchmod(fd, like->st_mode & 0700);
	return fchmod(fd, like->st_mode & 0777) < 0 ? -1 : fsync(fd);
}

static int
fail(const char *path)
{
	console_say(path, strerror(errno));
	return -1;
}

/* Has nobody changed the file since it was read? */
static bool
is_as_read(const char *path, const struct stat *read)
{
	struct stat now;

	return lstat(path, &now) == 0 && now.st_dev == read->st_dev &&
	       now.st_ino == read->st_ino && now.st_size == read->st_size &&
	       now.st_mtim.tv_sec == read->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == read->st_mtim.tv_nsec;
}

/* The new file takes the name; the old one has another by then. */
static int
put_in_place(const char *path, const char *copy, const struct stat *read)
{
	char *backup;
	int result = -1;

	if (!is_as_read(path, read)) {
		console_say(path, "changed while it was corrected, or is a "
				  "symbolic link; left as it is");
		return -1;
	}
	if (asprintf(&backup, "%s.bak", path) < 0)
		return fail(path);
	if (link(path, backup) < 0) {
		fail(backup);
	} else if (rename(copy, path) < 0) {
		fail(path);
		unlink(backup);
	} else {
		result = 0;
	}
	free(backup);
	return result;
}

static int
save(const char *path, const struct stat *read, const struct buffer *bytes,
    bool in_place)
{
	char *copy;
	int fd, result;

	if (asprintf(&copy, in_place ? "%s.fixed-XXXXXX" : "%s.fixed", path) <
	    0)
		return fail(path);
	fd = in_place
	         ? mkostemp(copy, O_CLOEXEC)
	         : open(copy,
		       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		       0600);
	result = fd < 0 ? fail(copy) : 0;
	if (fd >= 0 && write_out(fd, read, bytes) < 0)
		result = fail(copy);
	if (fd >= 0)
		close(fd);
	if (result == 0 && in_place)
		result = put_in_place(path, copy, read);
	if (fd >= 0 && result < 0)
		unlink(copy);
	free(copy);
	return result;
}

/* ---- the door ------------------------------------------------------------ */

static int
correct(struct fix *fix, const char *path, enum encoding encoding,
    const char *bytes, size_t len, const struct stat *read, bool in_place)
{
	struct buffer text = {0}, fixed = {0};
	struct diagnostics diagnostics = {0};
	char *decoded = NULL;
	size_t decoded_len = 0;
	int result = encoding_decode(encoding, path, bytes, len, &diagnostics,
	    &decoded, &decoded_len);

	qsort(fix->list, fix->count, sizeof(*fix->list), by_place);
	if (result == 0 &&
	    (correct_text(fix, decoded, decoded_len, &text) < 0 ||
		correct_bytes(fix, encoding, bytes, len, &fixed) < 0 ||
		!reads_as(encoding, &fixed, &text))) {
		console_say(path, "cannot be corrected: it changed, or its "
				  "encoding does not allow it");
		result = -1;
	}
	if (result == 0)
		result = save(path, read, &fixed, in_place);
	free(decoded);
	diagnostics_clear(&diagnostics);
	buffer_clear(&text);
	buffer_clear(&fixed);
	return result;
}

int
fix_write(struct fix *fix, const char *path, enum encoding encoding,
    bool in_place)
{
	struct diagnostics diagnostics = {0};
	struct stat read;
	char *bytes;
	size_t len;
	int result = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 || fstat(fd, &read) < 0) {
		fail(path);
	} else if (file_read_open(path, fd, RECORDS_FILE_MAX, &diagnostics,
		       &bytes, &len) == 0) {
		if (encoding == ENCODING_AUTO)
			encoding = encoding_detect(bytes, len);
		result =
		    correct(fix, path, encoding, bytes, len, &read, in_place);
		free(bytes);
	}
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	if (fd >= 0)
		close(fd);
	return result;
}
