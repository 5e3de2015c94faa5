// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: an entry of Postfix's forward_path.  The first bytes choose what
 * is known of a user; what comes out is an absolute path that keeps to its
 * room, the same each time, and nothing that stands between braces. */
#include "domains/registrations/forward_path.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

int
fuzz_forward_path(const uint8_t *data, size_t size)
{
	static const char *const delimiters[] = {"", "+", "+-", "*?["};
	char *out = malloc(PATH_MAX), *again = malloc(PATH_MAX);

	FUZZ_CHECK(out != NULL && again != NULL);
	if (size != 0) {
		const struct forward_path_values values = {
		    .user = data[0] & 8 ? "ta*ro" : "taro",
		    .home = data[0] & 16 ? "" : "/home/taro",
		    .shell = "/bin/sh",
		    .delimiter = delimiters[data[0] & 3],
		    .extended = (data[0] & 4) != 0,
		};
		struct span path = {(const char *)data + 1, size - 1};
		bool is_path;

		memset(out, 'x', PATH_MAX);
		is_path = forward_path_expand(path, &values, out);
		if (is_path) {
			FUZZ_CHECK(out[0] == '/');
			FUZZ_CHECK(memchr(out, '\0', PATH_MAX) != NULL);
			FUZZ_CHECK(strchr(out, '{') == NULL ||
				   memchr(path.bytes, '{', path.len) != NULL);
		}
		FUZZ_CHECK(
		    forward_path_expand(path, &values, again) == is_path);
		FUZZ_CHECK(!is_path || strcmp(out, again) == 0);
	}
	free(out);
	free(again);
	return 0;
}

FUZZ_ENTRY(fuzz_forward_path)
