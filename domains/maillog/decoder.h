/* SPDX-License-Identifier: BSD-2-Clause */
/* Decoder: the ways in which logs are compressed, a row for each; gzip.c, xz.c,
 * zstd.c and bzip2.c have one each, with the library that it takes, and utf16.c
 * another encoding.
 *
 *     decoder = decoder_find(begin)                  NULL: it is plain
 *     state = decoder->open(&lacking)
 *     while (decoder->run(state, &flow, &why) == DECODER_GOES_ON) ...
 *     decoder->close(state)
 *
 * A file is one member after another: input.h goes through them.
 */
#ifndef DOMAINS_MAILLOG_DECODER_H
#define DOMAINS_MAILLOG_DECODER_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

/* The longest beginning of a member. */
#define DECODER_MAGIC_MAX 6

/* So many bytes of a file say how it is compressed, and other things. */
#define DECODER_BEGIN ((size_t)64)

/* For the window of a file that was compressed with all might (xz -9, zstd
 * --long) it is enough; more is refused. */
#define DECODER_MEMORY_MAX ((size_t)136 * 1024 * 1024)

struct decoder_flow {
	struct span in; /* what is used is taken off */
	char *out;      /*   and what is written, added */
	size_t room;    /* so many bytes are left there */
};

enum decoder_result {
	DECODER_GOES_ON, /* it wants more input, or more room */
	DECODER_DONE,    /* the member is over */
	DECODER_WRONG,   /* over, but its checksum or length is another */
	DECODER_DAMAGED, /* nothing more can be read, */
	DECODER_REFUSED, /*   or it would take too much memory */
};

struct decoder {
	const char *name; /* "gzip" */
	/* Does a member begin so, as far as the bytes go? */
	bool (*begins)(struct span begin);
	/* NULL with what is lacking: a library, memory. */
	void *(*open)(const char **lacking_r);
	/* After the end of a member, for the next one; -1: memory is out. */
	int (*reset)(void *state);
	enum decoder_result (
	    *run)(void *state, struct decoder_flow *flow, const char **why_r);
	void (*close)(void *state);
	bool ends_with_file; /* nothing in a member says where it is over */
};

extern const struct decoder decoder_gzip, decoder_xz, decoder_zstd,
    decoder_bzip2, decoder_utf16;

/* After a run: so many bytes of the input, and of the room, are left. */
static inline void
decoder_flow_take(struct decoder_flow *flow, size_t in_left, size_t room_left)
{
	flow->in = span_after(flow->in, flow->in.len - in_left);
	flow->out += flow->room - room_left;
	flow->room = room_left;
}

/* Whose member these bytes begin: DECODER_BEGIN of them, if there are so
 * many. */
const struct decoder *
decoder_find(struct span begin);

/* Are the bytes these, as far as they go? */
bool
decoder_fits(struct span begin, const char *magic, size_t len);

#endif
