/* SPDX-License-Identifier: BSD-2-Clause */
/* zstd (RFC 8878), by libzstd (decoder.h); a frame that is skipped is a member
 * of no bytes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "domains/maillog/decoder.h"
#include "domains/maillog/library.h"

static struct {
	ZSTD_DStream *(*create)(void);
	size_t (*free)(ZSTD_DStream *);
	size_t (*init)(ZSTD_DStream *);
	size_t (*run)(ZSTD_DStream *, ZSTD_outBuffer *, ZSTD_inBuffer *);
	unsigned (*is_error)(size_t);
	const char *(*explain)(size_t);
} zstd;

static bool
zstd_begins(struct span begin)
{
	return decoder_fits(begin, "\x28\xb5\x2f\xfd", 4) ||
	       (begin.len > 0 && (*begin.bytes & 0xf0) == 0x50 &&
		   decoder_fits(span_after(begin, 1), "\x2a\x4d\x18", 3));
}

static int
zstd_reset(void *state)
{
	return zstd.is_error(zstd.init(state)) ? -1 : 0;
}

static void
zstd_close(void *state)
{
	(void)zstd.free(state);
}

static void *
zstd_open(const char **lacking_r)
{
	const struct library_symbol symbols[] = {
	    {"ZSTD_createDStream", &zstd.create},
	    {"ZSTD_freeDStream", &zstd.free},
	    {"ZSTD_initDStream", &zstd.init},
	    {"ZSTD_decompressStream", &zstd.run},
	    {"ZSTD_isError", &zstd.is_error},
	    {"ZSTD_getErrorName", &zstd.explain},
	};
	ZSTD_DStream *stream;

	if (library_load("libzstd.so.1", symbols,
		sizeof(symbols) / sizeof(*symbols), lacking_r) < 0)
		return NULL;
	stream = zstd.create();
	if (stream == NULL)
		*lacking_r = strerror(ENOMEM);
	return stream;
}

static enum decoder_result
zstd_run(void *state, struct decoder_flow *flow, const char **why_r)
{
	ZSTD_inBuffer in = {flow->in.bytes, flow->in.len, 0};
	ZSTD_outBuffer out = {flow->out, flow->room, 0};
	size_t result = zstd.run(state, &out, &in);

	flow->in = span_after(flow->in, in.pos);
	flow->out += out.pos;
	flow->room -= out.pos;
	if (!zstd.is_error(result))
		return result == 0 ? DECODER_DONE : DECODER_GOES_ON;
	*why_r = zstd.explain(result);
	return DECODER_DAMAGED;
}

const struct decoder decoder_zstd = {
    .name = "zstd",
    .begins = zstd_begins,
    .open = zstd_open,
    .reset = zstd_reset,
    .run = zstd_run,
    .close = zstd_close,
};
