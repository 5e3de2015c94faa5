/* SPDX-License-Identifier: BSD-2-Clause */
/* The characters beyond ASCII that separate: see the header. */
#include "domains/engine/name/marks.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"

static size_t
find_mark(const char *p, const char *end, const char *const *marks)
{
	for (; *marks != NULL; marks++) {
		size_t len = strlen(*marks);

		if ((size_t)(end - p) >= len && memcmp(p, *marks, len) == 0)
			return len;
	}
	return 0;
}

/* Does a character beyond ASCII separate words like a blank?  The blanks of
 * Unicode do, and the brackets, quotes and colon around an address in Japanese
 * or in the text of a word processor. */
static bool
is_unicode_blank(uint32_t code)
{
	switch (code) {
	case 0x0085: /* next line */
	case 0x00a0: /* no-break space */
	case 0x1680:
	case 0x2018: /* typographic quotes */
	case 0x2019:
	case 0x201c:
	case 0x201d:
	case 0x2028: /* separators of lines and paragraphs */
	case 0x2029:
	case 0x202f:
	case 0x205f:
	case 0x3000: /* ideographic space */
	case 0xfeff: /* byte order mark */
	case 0xff08: /* full-width parentheses, colon, angles, brackets */
	case 0xff09:
	case 0xff1a:
	case 0xff1c:
	case 0xff1e:
	case 0xff3b:
	case 0xff3d:
		return true;
	default:
		return (code >= 0x2000 && code <= 0x200b) ||
		       (code >= 0x3008 && code <= 0x3011); /* CJK brackets */
	}
}

size_t
marks_wide_blank_len(const char *p, const char *end)
{
	uint32_t code = 0;
	size_t len = utf8_decode(p, (size_t)(end - p), &code);

	return is_unicode_blank(code) ? len : 0;
}

size_t
marks_wide_separator_len(const char *p, const char *end)
{
	static const char *const marks[] = {"、", "，", "；", NULL};

	return find_mark(p, end, marks);
}

size_t
marks_joint_len(const char *p, const char *end)
{
	static const char *const marks[] = {"・", "･", "·", "／", "｜", "＆",
	    "＋", "＞", "＝", "→", "〜", NULL};

	if (p == end)
		return 0;
	if ((unsigned char)*p < 0x80)
		return *p != '\0' && strchr("/|&+>:=~\\#*?)}", *p) != NULL;
	return find_mark(p, end, marks);
}

bool
marks_is_full_width_at(const char *p, const char *end)
{
	static const char *const marks[] = {"＠", NULL};

	return find_mark(p, end, marks) != 0;
}

bool
marks_is_query(const char *p, const char *end)
{
	const char *name = p + 1;

	if (p == end || *p != '?')
		return false;
	for (p = name; p < end && ascii_is_letter(*p);)
		p++;
	return p > name && p < end && *p == '=';
}

void
marks_trim(const char **bytes, size_t *len)
{
	const char *end = *bytes + *len, *after = *bytes;
	size_t blank;

	*bytes = marks_after_blanks(*bytes, end);
	for (const char *p = *bytes; p < end; p += blank) {
		if ((blank = marks_blank_len(p, end)) != 0)
			continue;
		blank = 1;
		after = p + 1;
	}
	*len = after > *bytes ? (size_t)(after - *bytes) : 0;
}
