/* SPDX-License-Identifier: BSD-2-Clause */
/* bzip2, by libbz2 (decoder.h), stream by stream. */
#include <bzlib.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/library.h"
#include "domains/maillog/decoder.h"

#define FUNCTIONS(F)                   \
	F(bz2, BZ2_, bzDecompressInit) \
	F(bz2, BZ2_, bzDecompress)     \
	F(bz2, BZ2_, bzDecompressEnd)

LIBRARY(bz2, DOPPEL_LIBBZ2, FUNCTIONS)

static bool
bzip2_begins(struct span begin)
{
	static const char block[] = "1AY&SY", none[] = "\x17rE8P\x90";
	struct span after;

	if (!decoder_fits(begin, "BZh", 3) ||
	    (begin.len > 3 && (begin.bytes[3] < '1' || begin.bytes[3] > '9')))
		return false;
	if (begin.len <= 4)
		return true;
	after = span_after(begin, 4);
	return decoder_fits(after, block, 6) || decoder_fits(after, none, 6);
}

static int
bzip2_reset(void *state)
{
	bz_stream *stream = state;

	(void)bz2.bzDecompressEnd(stream);
	*stream = (bz_stream){0};
	return bz2.bzDecompressInit(stream, 0, 0) == BZ_OK ? 0 : -1;
}

static void
bzip2_close(void *state)
{
	(void)bz2.bzDecompressEnd(state);
	free(state);
}

static void *
bzip2_open(const char **lacking_r)
{
	bz_stream *stream;

	if (library_load(&library, lacking_r) < 0)
		return NULL;
	stream = calloc(1, sizeof(*stream));
	if (stream == NULL || bz2.bzDecompressInit(stream, 0, 0) != BZ_OK) {
		free(stream);
		*lacking_r = strerror(ENOMEM);
		return NULL;
	}
	return stream;
}

static enum decoder_result
bzip2_run(void *state, struct decoder_flow *flow, const char **why_r)
{
	bz_stream *stream = state;
	int result;

	/* It does not write to its input. */
	stream->next_in = (char *)(uintptr_t)flow->in.bytes;
	stream->avail_in = (unsigned)flow->in.len;
	stream->next_out = flow->out;
	stream->avail_out = (unsigned)flow->room;
	result = bz2.bzDecompress(stream);
	decoder_flow_take(flow, stream->avail_in, stream->avail_out);
	if (result == BZ_OK || result == BZ_STREAM_END)
		return result == BZ_OK ? DECODER_GOES_ON : DECODER_DONE;
	*why_r = result == BZ_MEM_ERROR
	             ? strerror(ENOMEM)
	             : "bytes that are not bzip2's, or a wrong checksum";
	return DECODER_DAMAGED;
}

const struct decoder decoder_bzip2 = {
    .name = "bzip2",
    .begins = bzip2_begins,
    .open = bzip2_open,
    .reset = bzip2_reset,
    .run = bzip2_run,
    .close = bzip2_close,
};
