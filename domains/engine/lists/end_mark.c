/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds and writes the last line of a list. */
#include "domains/engine/lists/end_mark.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"

static const char begin[] = "# end entries=";

/* More entries than a list can have. */
#define DIGITS_MAX 12

bool
end_mark_find(const char *bytes, size_t len, struct end_mark *mark_r)
{
	struct end_mark mark = {.entries = 0};
	size_t end = len, digits;

	if (end > 0 && bytes[end - 1] == '\n')
		end--;
	if (end > 0 && bytes[end - 1] == '\r')
		end--;
	digits = end;
	while (digits > 0 && ascii_is_digit(bytes[digits - 1]))
		digits--;
	if (digits == end || end - digits > DIGITS_MAX ||
	    digits < strlen(begin))
		return false;
	mark.at = digits - strlen(begin);
	if (memcmp(bytes + mark.at, begin, strlen(begin)) != 0 ||
	    (mark.at > 0 && bytes[mark.at - 1] != '\n'))
		return false;
	for (; digits < end; digits++)
		mark.entries =
		    mark.entries * 10 + (size_t)(bytes[digits] - '0');
	*mark_r = mark;
	return true;
}

const char *
end_mark_format(size_t entries, char buf[static END_MARK_SIZE])
{
	snprintf(buf, END_MARK_SIZE, "%s%zu", begin, entries);
	return buf;
}

int
end_mark_report_missing(const char *path, struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, path, 0,
	    "has no end mark (\"%sN\" as its last line): is it whole?", begin);
}
