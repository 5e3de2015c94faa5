/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces a file whose new bytes are there already. */
#include "domains/base/replacement.h"

int
replacement_write_file(const char *path,
    const struct replacement_options *options, const char *bytes, size_t len,
    struct diagnostics *diagnostics)
{
	struct replacement *replacement;
	int result;

	if (replacement_open(path, options, diagnostics, &replacement) < 0)
		return -1;
	result = replacement_save(replacement, bytes, len, diagnostics);
	replacement_close(&replacement);
	return result;
}

int
replacement_write_own(const char *path, mode_t mode, bool lock,
    const struct buffer *file, struct diagnostics *diagnostics)
{
	const struct replacement_options own = {
	    .suffix = ".new",
	    .mode = mode,
	    .lock = lock,
	};

	return file->failed ? diagnostics_no_memory(diagnostics, path)
	                    : replacement_write_file(path, &own, file->bytes,
				  file->len, diagnostics);
}
