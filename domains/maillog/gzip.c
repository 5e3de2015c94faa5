/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip (RFC 1952), by ISA-L (decoder.h).  The header is read by a call of its
 * own: isal_inflate() itself fails on one that the end of a buffer cuts. */
#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/library.h"
#include "domains/maillog/decoder.h"

struct gzip {
	struct inflate_state inflate;
	struct isal_gzip_header header; /* goes on in the next call */
	bool in_header;
};

#define FUNCTIONS(F)                     \
	F(isal, isal_, inflate_init)     \
	F(isal, isal_, inflate_reset)    \
	F(isal, isal_, gzip_header_init) \
	F(isal, isal_, read_gzip_header) \
	F(isal, isal_, inflate)

LIBRARY(isal, DOPPEL_LIBISAL, FUNCTIONS)

static bool
gzip_begins(struct span begin)
{
	return decoder_fits(begin, "\x1f\x8b\x08", 3);
}

static int
gzip_reset(void *state)
{
	struct gzip *gzip = state;

	isal.inflate_reset(&gzip->inflate);
	gzip->inflate.crc_flag = ISAL_GZIP_NO_HDR_VER;
	isal.gzip_header_init(&gzip->header);
	gzip->in_header = true;
	return 0;
}

static void *
gzip_open(const char **lacking_r)
{
	struct gzip *gzip;

	if (library_load(&library, lacking_r) < 0)
		return NULL;
	gzip = malloc(sizeof(*gzip));
	if (gzip == NULL) {
		*lacking_r = strerror(ENOMEM);
		return NULL;
	}
	isal.inflate_init(&gzip->inflate);
	(void)gzip_reset(gzip);
	return gzip;
}

static const char *
explain(int result)
{
	switch (result) {
	case ISAL_INVALID_WRAPPER:
		return "a header that is none";
	case ISAL_UNSUPPORTED_METHOD:
		return "another method than deflate";
	case ISAL_INCORRECT_CHECKSUM:
		return "a wrong checksum";
	default:
		return "bytes that are not deflate's";
	}
}

static enum decoder_result
inflate(struct gzip *gzip, const char **why_r)
{
	int result;

	if (gzip->in_header) {
		result = isal.read_gzip_header(&gzip->inflate, &gzip->header);
		if (result == ISAL_END_INPUT)
			return DECODER_GOES_ON;
		if (result != ISAL_DECOMP_OK) {
			*why_r = explain(result);
			return DECODER_DAMAGED;
		}
		gzip->in_header = false;
	}
	result = isal.inflate(&gzip->inflate);
	if (result == ISAL_DECOMP_OK)
		return gzip->inflate.block_state == ISAL_BLOCK_FINISH
		           ? DECODER_DONE
		           : DECODER_GOES_ON;
	*why_r = explain(result);
	return result == ISAL_INCORRECT_CHECKSUM ? DECODER_WRONG
	                                         : DECODER_DAMAGED;
}

static enum decoder_result
gzip_run(void *state, struct decoder_flow *flow, const char **why_r)
{
	struct gzip *gzip = state;
	struct inflate_state *stream = &gzip->inflate;
	enum decoder_result result;

	/* It does not write to its input. */
	stream->next_in = (uint8_t *)(uintptr_t)flow->in.bytes;
	stream->avail_in = (uint32_t)flow->in.len;
	stream->next_out = (uint8_t *)flow->out;
	stream->avail_out = (uint32_t)flow->room;
	result = inflate(gzip, why_r);
	decoder_flow_take(flow, stream->avail_in, stream->avail_out);
	return result;
}

const struct decoder decoder_gzip = {
    .name = "gzip",
    .begins = gzip_begins,
    .open = gzip_open,
    .reset = gzip_reset,
    .run = gzip_run,
    .close = free,
};
