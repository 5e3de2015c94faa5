/* SPDX-License-Identifier: BSD-2-Clause */
/* Clean: hostile bytes made fit for a log line, a reply or a header. */
#include "domains/base/escape.h"

#include <string.h>

#define CUT_MARK "..."

static bool
stays(unsigned char byte, enum escape_for what)
{
	if (byte < 0x20 || byte > 0x7e)
		return false;
	switch (what) {
	case ESCAPE_FIELD:
		return strchr(" \"',<>\\", byte) == NULL;
	case ESCAPE_PROSE:
		return strchr("<>", byte) == NULL;
	case ESCAPE_HOST:
		return (byte >= 'a' && byte <= 'z') ||
		       (byte >= 'A' && byte <= 'Z') ||
		       (byte >= '0' && byte <= '9') ||
		       strchr("-._:", byte) != NULL;
	}
	return false;
}

static size_t
put(unsigned char byte, enum escape_for what, char out[static 4])
{
	static const char digits[] = "0123456789ABCDEF";

	if (stays(byte, what)) {
		out[0] = (char)byte;
		return 1;
	}
	if (what == ESCAPE_HOST) {
		out[0] = '?';
		return 1;
	}
	out[0] = '\\';
	out[1] = 'x';
	out[2] = digits[byte >> 4];
	out[3] = digits[byte & 15];
	return 4;
}

size_t
escape_bytes(const char *bytes, size_t len, enum escape_for what, char *buf,
    size_t size)
{
	size_t room = size - sizeof(CUT_MARK); /* '\0' of the mark counts */
	size_t used = 0;
	size_t fits = 0; /* where the mark would go */

	for (size_t i = 0; i < len; i++) {
		char out[4];
		size_t n = put((unsigned char)bytes[i], what, out);

		if (used + n >= size) {
			memcpy(buf + fits, CUT_MARK, sizeof(CUT_MARK));
			return fits + sizeof(CUT_MARK) - 1;
		}
		memcpy(buf + used, out, n);
		used += n;
		if (used <= room)
			fits = used;
	}
	buf[used] = '\0';
	return used;
}

void
escape_path(const char **bytes, size_t *len)
{
	while (*len > 0 && (**bytes == ' ' || **bytes == '\t')) {
		(*bytes)++;
		(*len)--;
	}
	while (*len > 0 &&
	       ((*bytes)[*len - 1] == ' ' || (*bytes)[*len - 1] == '\t'))
		(*len)--;
	if (*len >= 2 && **bytes == '<' && (*bytes)[*len - 1] == '>') {
		(*bytes)++;
		*len -= 2;
	}
}

bool
escape_already(const char *bytes, size_t len, enum escape_for what)
{
	for (size_t i = 0; i < len; i++)
		if (!stays((unsigned char)bytes[i], what))
			return false;
	return true;
}
