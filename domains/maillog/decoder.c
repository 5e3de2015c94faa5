/* SPDX-License-Identifier: BSD-2-Clause */
/* The decoders: see the header. */
#include "domains/maillog/decoder.h"

#include <string.h>

static const struct decoder *const decoders[] = {&decoder_gzip, &decoder_xz,
    &decoder_zstd, &decoder_bzip2, &decoder_utf16};

bool
decoder_fits(struct span begin, const char *magic, size_t len)
{
	return memcmp(begin.bytes, magic, begin.len < len ? begin.len : len) ==
	       0;
}

const struct decoder *
decoder_find(struct span begin)
{
	if (begin.len < DECODER_MAGIC_MAX)
		return NULL;
	for (size_t i = 0; i < sizeof(decoders) / sizeof(*decoders); i++)
		if (decoders[i]->begins(begin))
			return decoders[i];
	return NULL;
}
