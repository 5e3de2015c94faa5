/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of an audit as chunks of whole lines. */
#include "domains/doppelcheck/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/readers/list_line.h"
#include "domains/base/translation.h"

enum source_line {
	LINE_START,   /* the next byte begins a line */
	LINE_MIDDLE,  /* a long line was cut; the next byte is within it */
	LINE_LEFT_OUT /* all up to the next newline is left out */
};

struct source {
	const char *const *paths;
	size_t count;
	size_t next; /* the path to open next */
	int fd;      /* -1: none is open */
	struct stat status;
	uint64_t left; /* of a regular file; more of a pipe than can come */
	bool started;  /* a chunk of this file was handed out */
	bool looked;   /* its first bytes were looked at */
	bool ended;    /* read() said so; a terminal must not be asked twice */
	bool whole;
	enum source_line line;
	char *tail; /* the part of a line after the last chunk */
	size_t tail_len;
	source_complain complain;
	void *context;
};

struct source *
source_new(const char *const *paths, size_t count, source_complain complain,
    void *context)
{
	struct source *source = malloc(sizeof(*source));
	char *tail = malloc(SOURCE_CHUNK);

	if (source == NULL || tail == NULL) {
		free(source);
		free(tail);
		return NULL;
	}
	*source = (struct source){
	    .paths = paths,
	    .count = count,
	    .fd = -1,
	    .whole = true,
	    .tail = tail,
	    .complain = complain,
	    .context = context,
	};
	return source;
}

static void
source_close(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
	source->tail_len = 0;
}

static void
source_fail(struct source *source, const char *text)
{
	source->whole = false;
	source->complain(source->context, source->paths[source->next - 1],
	    text);
}

/* How much is to be read of the file that is open.  False when it is more
 * than is read of one. */
static bool
source_measure(struct source *source)
{
	off_t at = lseek(source->fd, 0, SEEK_CUR);

	source->left = UINT64_MAX;
	if (!S_ISREG(source->status.st_mode))
		return true;
	if (at < 0 || at > source->status.st_size)
		at = source->status.st_size;
	source->left = (uint64_t)(source->status.st_size - at);
	return source->left <= SOURCE_FILE_MAX;
}

/* Begins with the file that is open.  Returns false when it is not read. */
static bool
source_start(struct source *source)
{
	source->started = source->looked = source->ended = false;
	source->line = LINE_START;
	if (!source_measure(source)) {
		source_fail(source, N_("is over 64 GiB"));
		source_close(source);
		return false;
	}
	/* Helps on a disk; a pipe refuses it, which does not matter. */
	(void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return true;
}

/* Opens the next file that opens; false when there is none left. */
static bool
source_open(struct source *source)
{
	while (source->next < source->count) {
		const char *path = source->paths[source->next++], *why;

		source->fd = file_open_input(path, &source->status, &why);
		if (source->fd < 0)
			source_fail(source, why);
		else if (source_start(source))
			return true;
	}
	return false;
}

void
source_begin(struct source *source, int fd, const char *bytes, size_t len,
    bool ended)
{
	source->next = 1;
	source->fd = fd;
	if (fstat(fd, &source->status) < 0) {
		source_fail(source, strerror(errno));
		source_close(source);
	} else if (source_start(source)) {
		memcpy(source->tail, bytes, len);
		source->tail_len = len;
		source->ended = ended;
	}
}

/* Is there nothing to read just now?  Then what is there is worth judging:
 * somebody may be typing, or watching a log. */
static bool
source_is_waiting(const struct source *source)
{
	struct pollfd ready = {.fd = source->fd, .events = POLLIN};

	return poll(&ready, 1, 0) == 0;
}

/* Reads no more of a regular file than it had when it was opened: nothing that
 * grows keeps us for ever, such as a file that our own findings go to. */
static size_t
source_read(struct source *source, char *bytes, size_t room)
{
	bool changed = false;
	ssize_t n;

	/* One byte more shows that it grows. */
	if (room > source->left)
		room = (size_t)source->left + 1;
	do
		n = read(source->fd, bytes, room);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		source_fail(source, strerror(errno));
		n = 0;
	} else if ((uint64_t)n > source->left) {
		changed = true;
		n = (ssize_t)source->left;
	} else if (n == 0 && S_ISREG(source->status.st_mode)) {
		changed = source->left != 0 ||
		          !file_is_unchanged(source->fd, &source->status);
	}
	if (changed)
		source_fail(source, N_("changed while it was read"));
	source->ended = changed || n == 0;
	source->left -= (uint64_t)n;
	return (size_t)n;
}

/* Reads after the len bytes that are there until the chunk is full, the file
 * ends, or a whole line is there and no more is ready.  Returns the new
 * length. */
static size_t
source_fill(struct source *source, char *bytes, size_t len)
{
	bool newline = memchr(bytes, '\n', len) != NULL;

	while (len < SOURCE_CHUNK && !source->ended &&
	       !(newline && source_is_waiting(source))) {
		size_t n = source_read(source, bytes + len, SOURCE_CHUNK - len);

		newline = newline || memchr(bytes + len, '\n', n) != NULL;
		len += n;
	}
	return len;
}

/* A file in UTF-16 ("Unicode" of Windows programs) would be a malformed
 * address a line: say it once instead. */
static bool
source_is_utf16(struct source *source, const char *bytes, size_t len)
{
	if (source->looked || len < 2)
		return false;
	source->looked = true;
	if (memcmp(bytes, "\xff\xfe", 2) != 0 &&
	    memcmp(bytes, "\xfe\xff", 2) != 0)
		return false;
	source_fail(source, N_("is UTF-16; give it as UTF-8, for example by "
			       "iconv -f UTF-16 -t UTF-8"));
	return true;
}

/* Within a line that is left out: drops all up to its newline, which stays,
 * for the count.  Returns the new length. */
static size_t
source_leave_out(struct source *source, char *bytes, size_t len)
{
	const char *newline = memchr(bytes, '\n', len);
	size_t rest = newline ? len - (size_t)(newline - bytes) : 0;

	if (newline != NULL) {
		memmove(bytes, newline, rest);
		source->line = LINE_MIDDLE; /* the newline ends it */
	}
	return rest;
}

/* How much of a line that fills the chunk can be handed out.  Returns 0 when
 * it is a comment. */
static size_t
source_cut_line(struct source *source, const char *bytes, size_t len,
    bool *over_limit_r)
{
	size_t cut;

	if (source->line == LINE_START && list_line_is_comment(bytes, len)) {
		source->line = LINE_LEFT_OUT;
		return 0;
	}
	cut = list_line_last_separator(bytes, len);
	*over_limit_r = cut == 0;
	source->line = cut != 0 ? LINE_MIDDLE : LINE_LEFT_OUT;
	return cut != 0 ? cut : len;
}

/* The end of the last line that ends with a mere CR, after which another byte
 * stands; 0 when there is none. */
static size_t
source_last_cr(const char *bytes, size_t len)
{
	const char *cr;

	while (len > 0 && bytes[len - 1] == '\r')
		len--;
	cr = len > 0 ? memrchr(bytes, '\r', len) : NULL;
	return cr != NULL ? (size_t)(cr - bytes) + 1 : 0;
}

/* Decides how many of the bytes make the chunk and keeps the rest.  Returns
 * 0 when more must be read first. */
static size_t
source_cut(struct source *source, const char *bytes, size_t len,
    bool *over_limit_r)
{
	const char *newline = memrchr(bytes, '\n', len);
	size_t cut = 0;

	if (source->ended) {
		cut = len;
		source->line = LINE_START;
	} else if (newline != NULL) {
		cut = (size_t)(newline - bytes) + 1;
		source->line = LINE_START;
	} else if (len == SOURCE_CHUNK) {
		cut = source_last_cr(bytes, len);
		if (cut != 0)
			source->line = LINE_START;
		else
			cut = source_cut_line(source, bytes, len, over_limit_r);
	}
	source->tail_len = source->line == LINE_LEFT_OUT ? 0 : len - cut;
	memcpy(source->tail, bytes + cut, source->tail_len);
	return cut;
}

bool
source_next(struct source *source, char *bytes, struct source_chunk *chunk_r)
{
	for (;;) {
		enum source_line line;
		bool over_limit = false;
		size_t len = source->tail_len;

		if (source->fd < 0 && !source_open(source))
			return false;
		memcpy(bytes, source->tail, len);
		len = source_fill(source, bytes, len);
		if (source_is_utf16(source, bytes, len))
			len = 0, source->ended = true;
		if (source->line == LINE_LEFT_OUT)
			len = source_leave_out(source, bytes, len);
		line = source->line;
		len = source_cut(source, bytes, len, &over_limit);
		if (len != 0)
			*chunk_r = (struct source_chunk){
			    .bytes = bytes,
			    .len = len,
			    .file = source->next - 1,
			    .begins_file = !source->started,
			    .continues = line != LINE_START,
			    .over_limit = over_limit,
			};
		source->started = source->started || len != 0;
		if (source->ended)
			source_close(source);
		if (len != 0)
			return true;
	}
}

bool
source_was_whole(const struct source *source)
{
	return source->whole;
}

void
source_free(struct source **source)
{
	if (*source == NULL)
		return;
	source_close(*source);
	free((*source)->tail);
	free(*source);
	*source = NULL;
}
