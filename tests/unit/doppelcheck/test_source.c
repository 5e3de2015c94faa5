/* SPDX-License-Identifier: BSD-2-Clause */
/* Source: chunks are whole lines, nothing is lost, nothing grows. */
#include "domains/doppelcheck/source.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/buffer.h"

struct complaints {
	unsigned count;
	char last[512];
};

static void
complain(void *context, const char *path, const char *text)
{
	struct complaints *complaints = context;

	complaints->count++;
	snprintf(complaints->last, sizeof(complaints->last), "%s: %s", path,
	    text);
}

struct file {
	char path[32];
};

static struct file
file_with(const void *bytes, size_t len)
{
	struct file file = {"/tmp/doppelcheck.XXXXXX"};
	int fd = mkstemp(file.path);

	cr_assert(fd >= 0);
	cr_assert(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
	return file;
}

/* What all chunks hold together, and what is said of them. */
struct outcome {
	struct buffer all;
	unsigned chunks;
	unsigned continuing;
	unsigned over_limit;
	unsigned beginnings;
	unsigned ragged; /* chunks that end within a line */
	bool whole;
	struct complaints complaints;
};

static struct outcome
read_all(const char *const *paths, size_t count)
{
	struct outcome outcome = {0};
	struct source *source =
	    source_new(paths, count, complain, &outcome.complaints);
	char *bytes = malloc(SOURCE_CHUNK_SIZE);
	struct source_chunk chunk;

	cr_assert(source != NULL && bytes != NULL);
	while (source_next(source, bytes, &chunk)) {
		cr_assert(chunk.bytes == bytes && chunk.len > 0 &&
			  chunk.len <= SOURCE_CHUNK && chunk.file < count);
		buffer_add(&outcome.all, chunk.bytes, chunk.len);
		outcome.chunks++;
		outcome.continuing += chunk.continues;
		outcome.over_limit += chunk.over_limit;
		outcome.beginnings += chunk.begins_file;
		outcome.ragged += chunk.bytes[chunk.len - 1] != '\n';
	}
	outcome.whole = source_was_whole(source);
	source_free(&source);
	cr_assert(source == NULL);
	free(bytes);
	return outcome;
}

static struct outcome
read_bytes(const struct buffer *bytes)
{
	struct file file = file_with(bytes->bytes, bytes->len);
	const char *path = file.path;
	struct outcome outcome = read_all(&path, 1);

	unlink(path);
	return outcome;
}

static void
fill(struct buffer *buffer, const char *text, size_t len)
{
	while (buffer->len < len)
		buffer_add_text(buffer, text);
}

Test(doppelcheck_source, chunks_are_whole_lines)
{
	struct buffer bytes = {0};
	struct outcome outcome;

	fill(&bytes, "taro@gmail.com\n", 5 * SOURCE_CHUNK);
	buffer_add_text(&bytes, "last@b.c");
	outcome = read_bytes(&bytes);
	cr_expect(outcome.chunks > 4);
	cr_expect(outcome.ragged == 1 && outcome.continuing == 0);
	cr_expect(outcome.beginnings == 1 && outcome.whole);
	cr_expect(outcome.all.len == bytes.len &&
		  memcmp(outcome.all.bytes, bytes.bytes, bytes.len) == 0);
	buffer_clear(&outcome.all);
	buffer_clear(&bytes);
}

Test(doppelcheck_source, long_line_is_cut_after_a_separator)
{
	struct buffer bytes = {0};
	struct outcome outcome;

	fill(&bytes, "\"a, b\" <taro@gmail.com>, ", 4 * SOURCE_CHUNK);
	buffer_add_text(&bytes, "z@y.x\nnext@b.c\n");
	outcome = read_bytes(&bytes);
	cr_expect(outcome.chunks > 3 && outcome.over_limit == 0);
	cr_expect(outcome.continuing == outcome.chunks - 1);
	cr_expect(outcome.all.len == bytes.len &&
		  memcmp(outcome.all.bytes, bytes.bytes, bytes.len) == 0);
	buffer_clear(&outcome.all);
	buffer_clear(&bytes);
}

Test(doppelcheck_source, text_over_the_limit_is_marked_and_its_rest_left_out)
{
	struct buffer bytes = {0};
	struct outcome outcome;

	buffer_add_text(&bytes, "a@b.c\n");
	fill(&bytes, "xxxxxxxx", 4 * SOURCE_CHUNK);
	buffer_add_text(&bytes, "\nnext@b.c\n");
	outcome = read_bytes(&bytes);
	cr_expect(outcome.over_limit == 1);
	cr_expect(outcome.all.len < 2 * SOURCE_CHUNK);
	/* The newline stays: lines are counted by it. */
	cr_expect(memcmp(outcome.all.bytes + outcome.all.len - 10,
		      "\nnext@b.c\n", 10) == 0);
	buffer_clear(&outcome.all);
	buffer_clear(&bytes);
}

Test(doppelcheck_source, long_comment_is_left_out_whole)
{
	struct buffer bytes = {0};
	struct outcome outcome;

	buffer_add_text(&bytes, "# ");
	fill(&bytes, "a@b.c, ", 3 * SOURCE_CHUNK);
	buffer_add_text(&bytes, "\nnext@b.c\n");
	outcome = read_bytes(&bytes);
	cr_expect(outcome.over_limit == 0 && outcome.whole);
	cr_expect(outcome.all.len == 10 &&
		  memcmp(outcome.all.bytes, "\nnext@b.c\n", 10) == 0);
	buffer_clear(&outcome.all);
	buffer_clear(&bytes);
}

Test(doppelcheck_source, files_that_cannot_be_read_are_told_and_left_out)
{
	struct file good = file_with("a@b.c\n", 6);
	struct file wide = file_with("\xff\xfe"
				     "a\0@\0b\0\n\0",
	    10);
	struct file empty = file_with("", 0);
	const char *const paths[] = {"/nonexistent/list", "/tmp", wide.path,
	    empty.path, good.path, good.path};
	struct outcome outcome = read_all(paths, 6);

	cr_expect(!outcome.whole);
	cr_expect(outcome.complaints.count == 3, "%u",
	    outcome.complaints.count);
	cr_expect(strstr(outcome.complaints.last, "UTF-16") != NULL, "%s",
	    outcome.complaints.last);
	cr_expect(outcome.chunks == 2 && outcome.beginnings == 2);
	cr_expect(outcome.all.len == 12);
	buffer_clear(&outcome.all);
	unlink(good.path);
	unlink(wide.path);
	unlink(empty.path);
}

/* Reads a chunk, changes the file, and reads on.  Returns what came in all. */
static size_t
read_and_change(off_t length, const char *more, struct complaints *complaints)
{
	struct buffer bytes = {0};
	struct source_chunk chunk;
	size_t len = 0;

	fill(&bytes, "taro@gmail.com\n", 3 * SOURCE_CHUNK);
	struct file file = file_with(bytes.bytes, bytes.len);
	const char *path = file.path;
	struct source *source = source_new(&path, 1, complain, complaints);
	char *chunk_bytes = malloc(SOURCE_CHUNK_SIZE);
	int fd = open(path, O_WRONLY | O_APPEND);

	cr_assert(source_next(source, chunk_bytes, &chunk));
	len = chunk.len;
	cr_assert(ftruncate(fd, length == 0 ? (off_t)bytes.len : length) == 0 &&
		  write(fd, more, strlen(more)) == (ssize_t)strlen(more));
	while (source_next(source, chunk_bytes, &chunk))
		len += chunk.len;
	cr_expect_not(source_was_whole(source));
	cr_expect_eq(complaints->count, 1, "%u", complaints->count);
	cr_expect(strstr(complaints->last, ": changed while it was read"));
	close(fd);
	unlink(path);
	free(chunk_bytes);
	source_free(&source);
	buffer_clear(&bytes);
	return len;
}

Test(doppelcheck_source, a_file_that_grows_is_read_as_far_as_it_went)
{
	struct buffer bytes = {0};
	struct complaints complaints = {0};

	fill(&bytes, "taro@gmail.com\n", 3 * SOURCE_CHUNK);
	cr_expect_eq(read_and_change(0, "late@gmai.com\n", &complaints),
	    bytes.len);
	buffer_clear(&bytes);
}

Test(doppelcheck_source, a_file_that_shrinks)
{
	struct complaints complaints = {0};

	cr_expect_eq(read_and_change((off_t)(2 * SOURCE_CHUNK), "",
			 &complaints),
	    2 * SOURCE_CHUNK);
}

Test(doppelcheck_source, a_file_that_is_written_again)
{
	struct complaints complaints = {0};

	cr_expect_eq(read_and_change((off_t)(2 * SOURCE_CHUNK), "x@y.z\n",
			 &complaints),
	    2 * SOURCE_CHUNK + 6);
}

Test(doppelcheck_source, a_pipe_hands_out_lines_as_they_come, .timeout = 120)
{
	const char *const path = "-";
	struct complaints complaints = {0};
	struct source_chunk chunk;
	struct source *source = source_new(&path, 1, complain, &complaints);
	char *bytes = malloc(SOURCE_CHUNK_SIZE);
	int ends[2];

	cr_assert(source != NULL && bytes != NULL && pipe(ends) == 0);
	cr_assert(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
	cr_assert(write(ends[1], "a@b.c\nhal", 9) == 9);
	cr_assert(source_next(source, bytes, &chunk));
	cr_expect(chunk.len == 6 && chunk.begins_file);
	cr_assert(write(ends[1], "f@b.c", 5) == 5);
	close(ends[1]);
	cr_assert(source_next(source, bytes, &chunk));
	cr_expect(chunk.len == 8 && memcmp(chunk.bytes, "half@b.c", 8) == 0);
	cr_expect(!chunk.begins_file && !chunk.continues);
	cr_expect(!source_next(source, bytes, &chunk));
	cr_expect(source_was_whole(source) && complaints.count == 0);
	source_free(&source);
	free(bytes);
}
