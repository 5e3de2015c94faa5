/* SPDX-License-Identifier: BSD-2-Clause */
/* zstd (RFC 8878), by libzstd (decoder.h); a frame that is skipped is a member
 * of no bytes. */
#include <errno.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "domains/base/library.h"
#include "domains/base/translation.h"
#include "domains/maillog/decoder.h"

#define FUNCTIONS(F)                     \
	F(zstd, ZSTD_, createDStream)    \
	F(zstd, ZSTD_, freeDStream)      \
	F(zstd, ZSTD_, initDStream)      \
	F(zstd, ZSTD_, decompressStream) \
	F(zstd, ZSTD_, isError)          \
	F(zstd, ZSTD_, getErrorName)     \
	F(zstd, ZSTD_, getErrorCode)

LIBRARY(zstd, DOPPEL_LIBZSTD, FUNCTIONS)

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
	return zstd.isError(zstd.initDStream(state)) ? -1 : 0;
}

static void
zstd_close(void *state)
{
	(void)zstd.freeDStream(state);
}

static void *
zstd_open(const char **lacking_r)
{
	ZSTD_DStream *stream;

	if (library_load(&library, lacking_r) < 0)
		return NULL;
	stream = zstd.createDStream();
	if (stream == NULL)
		*lacking_r = strerror(ENOMEM);
	return stream;
}

static enum decoder_result
zstd_run(void *state, struct decoder_flow *flow, const char **why_r)
{
	ZSTD_inBuffer in = {flow->in.bytes, flow->in.len, 0};
	ZSTD_outBuffer out = {flow->out, flow->room, 0};
	size_t result = zstd.decompressStream(state, &out, &in);

	decoder_flow_take(flow, in.size - in.pos, out.size - out.pos);
	if (!zstd.isError(result))
		return result == 0 ? DECODER_DONE : DECODER_GOES_ON;
	if (zstd.getErrorCode(result) ==
	    ZSTD_error_frameParameter_windowTooLarge) {
		*why_r = N_("its window takes more memory than 136 MiB; "
			    "decompress it first, by zstd -d --long=31");
		return DECODER_REFUSED;
	}
	*why_r = zstd.getErrorName(result);
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
