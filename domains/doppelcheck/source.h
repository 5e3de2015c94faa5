/* SPDX-License-Identifier: BSD-2-Clause */
/* Source: the files of an audit, one after the other, as chunks of whole
 * lines.  Files are read, not mapped: a mapped file that somebody truncates
 * kills the reader, and pipes come out the same way.
 *
 *     source = source_new(paths, count, complain, context);
 *     while (source_next(source, bytes, &chunk)) ... chunk.len bytes ...
 *     source_free(&source);
 *
 * Files are opened as file_open_input() does.  One that cannot be read is
 * complained about and left out; the others follow.  A regular file is read as
 * far as it went when it was opened; if it changes meanwhile, the source
 * complains.  Memory does not grow with the input.
 *
 * A line longer than a chunk is cut after a separator of addresses (comma or
 * semicolon outside quotes, comments and angle brackets).  Only a text of
 * SOURCE_CHUNK bytes without a separator is over the limit: it is handed out
 * marked, and the rest of its line is left out.
 */
#ifndef DOMAINS_DOPPELCHECK_SOURCE_H
#define DOMAINS_DOPPELCHECK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Large enough that handing over costs nothing beside reading, small enough
 * to stay in a core's second-level cache while it is scanned. */
#define SOURCE_CHUNK ((size_t)256 * 1024)

/* Two thousand million addresses.  A file with a hole in it can be larger than
 * anybody could read. */
#define SOURCE_FILE_MAX ((uint64_t)64 << 30)

/* What the caller's memory must hold: a chunk, and after it a newline of the
 * scanner's own and zeros: it looks at 64 bytes at once, even after that. */
#define SOURCE_CHUNK_PAD ((size_t)80)
#define SOURCE_CHUNK_SIZE (SOURCE_CHUNK + SOURCE_CHUNK_PAD)

struct source_chunk {
	char *bytes; /* the caller's memory */
	size_t len;
	size_t file;      /* which of the paths */
	bool begins_file; /* line numbers begin again */
	bool continues;   /* begins within a line */
	bool over_limit;  /* the last line is cut: too long */
};

struct source;

/* text: what is wrong, in words, about the file. */
typedef void (
    *source_complain)(void *context, const char *path, const char *text);

/* The paths must live as long as the source.  NULL when memory is out. */
struct source *
source_new(const char *const *paths, size_t count, source_complain complain,
    void *context);

/* The first file was opened already, and this is its beginning (SOURCE_CHUNK
 * bytes at most); ended: there is no more.  The source closes fd. */
void
source_begin(struct source *source, int fd, const char *bytes, size_t len,
    bool ended);

/* Fills bytes (SOURCE_CHUNK_SIZE) with the next chunk; false at the end. */
bool
source_next(struct source *source, char *bytes, struct source_chunk *chunk_r);

/* Did every file come in whole? */
bool
source_was_whole(const struct source *source);

/* Sets *source to NULL. */
void
source_free(struct source **source);

#endif
