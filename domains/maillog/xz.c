/* SPDX-License-Identifier: BSD-2-Clause */
/* xz, by liblzma (decoder.h), stream by stream. */
#include <errno.h>
#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/library.h"
#include "domains/base/translation.h"
#include "domains/maillog/decoder.h"

#define FUNCTIONS(F)                   \
	F(lzma, lzma_, stream_decoder) \
	F(lzma, lzma_, code)           \
	F(lzma, lzma_, end)

LIBRARY(lzma, DOPPEL_LIBLZMA, FUNCTIONS)

static bool
xz_begins(struct span begin)
{
	return decoder_fits(begin,
	    "\xfd"
	    "7zXZ\0",
	    6);
}

static int
xz_reset(void *state)
{
	return lzma.stream_decoder(state, DECODER_MEMORY_MAX, 0) == LZMA_OK
	           ? 0
	           : -1;
}

static void
xz_close(void *state)
{
	lzma.end(state);
	free(state);
}

static void *
xz_open(const char **lacking_r)
{
	lzma_stream *stream;

	if (library_load(&library, lacking_r) < 0)
		return NULL;
	stream = malloc(sizeof(*stream));
	if (stream != NULL)
		*stream = (lzma_stream)LZMA_STREAM_INIT;
	if (stream == NULL || xz_reset(stream) < 0) {
		free(stream);
		*lacking_r = strerror(ENOMEM);
		return NULL;
	}
	return stream;
}

static enum decoder_result
judge(lzma_ret result, const char **why_r)
{
	switch (result) {
	case LZMA_OK:
	case LZMA_BUF_ERROR: /* it wants input */
		return DECODER_GOES_ON;
	case LZMA_STREAM_END:
		return DECODER_DONE;
	case LZMA_MEM_ERROR:
		*why_r = strerror(ENOMEM);
		break;
	case LZMA_MEMLIMIT_ERROR:
		*why_r = N_("its window takes more memory than 136 MiB; "
			    "decompress it first, by xz -d");
		return DECODER_REFUSED;
	case LZMA_OPTIONS_ERROR:
		*why_r = "options that liblzma does not know";
		break;
	default:
		*why_r = "bytes that are not xz's, or a wrong checksum";
	}
	return DECODER_DAMAGED;
}

static enum decoder_result
xz_run(void *state, struct decoder_flow *flow, const char **why_r)
{
	lzma_stream *stream = state;
	lzma_ret result;

	stream->next_in = (const uint8_t *)flow->in.bytes;
	stream->avail_in = flow->in.len;
	stream->next_out = (uint8_t *)flow->out;
	stream->avail_out = flow->room;
	result = lzma.code(stream, LZMA_RUN);
	decoder_flow_take(flow, stream->avail_in, stream->avail_out);
	return judge(result, why_r);
}

const struct decoder decoder_xz = {
    .name = "xz",
    .begins = xz_begins,
    .open = xz_open,
    .reset = xz_reset,
    .run = xz_run,
    .close = xz_close,
};
