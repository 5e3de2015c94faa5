/* SPDX-License-Identifier: BSD-2-Clause */
/* Input: the text of a log, whatever it was compressed with, as far as it is
 * there.  Several members are one text; zeros after the last one are nothing.
 *
 *     input_open(&input, path, fd, begin, diagnostics)
 *     while ((len = input_read(&input, room, size)) > 0) ...
 *     input_close(&input, path, notes, diagnostics)
 *
 * A log may be of any size; what is bounded is memory.  Only what expands more
 * than any text does is given up.
 */
#ifndef DOMAINS_MAILLOG_INPUT_H
#define DOMAINS_MAILLOG_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"
#include "domains/maillog/decoder.h"

/* What is read of a file at once. */
#define INPUT_PIECE ((size_t)128 * 1024)

/* The same line a thousand times over is still a log; zeros are a bomb.  Less
 * than this is never one. */
#define INPUT_RATIO_MAX 4000
#define INPUT_SMALL ((uint64_t)64 << 20)

struct input {
	int fd; /* -1: there is only what was read of it before */
	const struct decoder *decoder; /* NULL: it is plain */
	void *state;
	char *piece;
	struct span in; /* what was not used yet, in the piece or the begin */
	bool ended;     /* there is no more of the file */
	bool over;      /* nothing more comes out */
	uint64_t total, expanded; /* bytes of the file, and of text */
	uint64_t after;           /* bytes of something else at the end */
	const char *why;          /* it is not whole, in words; NULL: it is */
	int error;                /* of read(), an errno */
	const char *damage;       /* why it was given up; NULL: it was not */
	bool refused;             /*   or why it is not read at all */
};

/* The beginning of a file, which says what it is: all that is there of it, up
 * to the size of the room. */
struct span
input_read_begin(int fd, char room[static DECODER_BEGIN]);

/* Begins with what was read of the file before, which stays the caller's, as
 * does fd.  Returns 0, or -1 with a diagnostic. */
int
input_open(struct input *input, const char *file, int fd, struct span begin,
    struct diagnostics *diagnostics);

/* Fills the room, unless the text ends.  Returns how many bytes are in it; 0 at
 * the end of what can be read. */
size_t
input_read(struct input *input, char *room, size_t size);

/* Adds what was wrong with the file: a note when it ends too early or has
 * something else after its end, for that is what logs are like; a diagnostic
 * when there is text that could not be read.  Returns 0, or -1 with a
 * diagnostic. */
int
input_close(struct input *input, const char *file, struct diagnostics *notes,
    struct diagnostics *diagnostics);

#endif
