/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes stray marks off the ends of an address. */
#include "domains/registrations/stray.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"
#include "domains/base/translation.h"

/* From the first to the last; zeros end them. */
struct range {
	uint16_t first, last;
};

/* Beyond ASCII: what is a quote (typographic, a guillemet), a bracket, also of
 * CJK, or punctuation in Latin and Japanese text.  A middle dot is none: it may
 * stand for a dot. */
static const struct range wide_quotes[] = {{0x2018, 0x201f}, {0x00ab, 0x00ab},
    {0x00b4, 0x00b4}, {0x00bb, 0x00bb}, {0x2039, 0x203a}, {0x3008, 0x3011},
    {0x3014, 0x301f}, {0xff02, 0xff02}, {0xff07, 0xff07}, {0xff40, 0xff40},
    {0, 0}};
static const struct range wide_marks[] = {{0x2026, 0x2026}, {0x3001, 0x3002},
    {0xff01, 0xff01}, {0xff08, 0xff09}, {0xff0c, 0xff0c}, {0xff0e, 0xff0e},
    {0xff1a, 0xff1c}, {0xff1e, 0xff1f}, {0xff3b, 0xff3b}, {0xff3d, 0xff3d},
    {0xff5b, 0xff5b}, {0xff5d, 0xff5d}, {0xff61, 0xff64}, {0, 0}};

/* What an item of a list begins with: dashes, bullets, arrows, figures, numbers
 * in circles. */
static const struct range bullets[] = {{0x00b7, 0x00b7}, {0x2010, 0x2015},
    {0x2022, 0x2023}, {0x203b, 0x203b}, {0x2043, 0x2043}, {0x2160, 0x217f},
    {0x2190, 0x21ff}, {0x2212, 0x2212}, {0x2219, 0x2219}, {0x2460, 0x27bf},
    {0x2b00, 0x2bff}, {0x3012, 0x3013}, {0x30fb, 0x30fb}, {0x3220, 0x32ff},
    {0xff0a, 0xff0d}, {0xff65, 0xff65}, {0, 0}};

static bool
is_in(uint32_t code, const struct range *ranges)
{
	for (; ranges->first != 0; ranges++)
		if (code >= ranges->first && code <= ranges->last)
			return true;
	return false;
}

enum marks {
	MARKS_BEGIN, /* what a local part may begin with */
	MARKS_ANY,   /*   and others there, */
	MARKS_END    /*   or at the end */
};

/* The length of the mark at the beginning of a text; 0 when there is none. */
static size_t
mark_len(const char *bytes, size_t len, enum marks marks)
{
	const char *ascii =
	    marks == MARKS_BEGIN ? "'`*-+" : "\"'`<>()[]{}|,;:.!?/\\*~=";
	uint32_t code = 0;
	size_t taken;

	if (len == 0 || ascii_is_alphanumeric(*bytes))
		return 0;
	if ((unsigned char)*bytes < 0x80)
		return *bytes != '\0' && strchr(ascii, *bytes) != NULL;
	taken = utf8_decode(bytes, len, &code);
	if (taken == 0)
		return 0;
	return is_in(code, wide_quotes) ||
	               (marks != MARKS_BEGIN && is_in(code, wide_marks)) ||
	               (marks != MARKS_END && is_in(code, bullets))
	           ? taken
	           : 0;
}

/* "1.", "12)", "3、": a number and its mark. */
static size_t
number_len(const char *bytes, size_t len)
{
	size_t digits = 0, mark;

	while (digits < len && digits < 4 && ascii_is_digit(bytes[digits]))
		digits++;
	if (digits == 0 || digits == 4 || digits == len ||
	    ((unsigned char)bytes[digits] < 0x80 &&
		strchr(".):]", bytes[digits]) == NULL))
		return 0;
	mark = mark_len(bytes + digits, len - digits, MARKS_ANY);
	return mark != 0 ? digits + mark : 0;
}

/* The same for the mark at the end. */
static size_t
mark_len_at_end(const char *bytes, size_t len)
{
	size_t from;

	if (len == 0)
		return 0;
	from = len - 1;
	while (from > 0 && len - from < 4 &&
	       ((unsigned char)bytes[from] & 0xc0) == 0x80)
		from--;
	return mark_len(bytes + from, len - from, MARKS_END) == len - from
	           ? len - from
	           : 0;
}

static bool
split(struct span text, size_t before, size_t after, struct stray *stray_r)
{
	const char *end = text.bytes + text.len;

	if (before + after == 0 || before + after >= text.len)
		return false;
	stray_r->before = (struct span){text.bytes, before};
	stray_r->rest =
	    (struct span){text.bytes + before, text.len - before - after};
	stray_r->after = (struct span){end - after, after};
	return true;
}

/* Of all marks at the beginning. */
static size_t
marks_len(struct span text, enum marks marks)
{
	size_t before = 0, len = 1;

	for (unsigned i = 0; i < STRAY_MAX && len != 0; i++) {
		const char *at = text.bytes + before;

		len = mark_len(at, text.len - before, marks);
		if (len == 0)
			len = number_len(at, text.len - before);
		before += len;
	}
	return before;
}

bool
stray_strip(struct span text, struct stray *stray_r)
{
	size_t before = marks_len(text, MARKS_ANY), after = 0, len = 1;

	for (unsigned i = 0; i < STRAY_MAX && len != 0 && before < text.len;
	     i++) {
		len = mark_len_at_end(text.bytes + before,
		    text.len - before - after);
		after += len;
	}
	return split(text, before, after, stray_r);
}

bool
stray_strip_begin(struct span text, struct stray *stray_r)
{
	return split(text, marks_len(text, MARKS_BEGIN), 0, stray_r);
}

bool
stray_is_all(struct span text)
{
	return text.len != 0 && (marks_len(text, MARKS_ANY) == text.len ||
				    marks_len(text, MARKS_BEGIN) == text.len);
}

bool
stray_has_digit(struct span marks)
{
	for (size_t i = 0; i < marks.len; i++)
		if (ascii_is_digit(marks.bytes[i]))
			return true;
	return false;
}

/* The words, in any language, and marks of four bytes or numbers. */
#define FORMAT_SIZE 256

int
stray_format(const struct stray *stray, char *buf, size_t size)
{
	struct span before = stray->before, after = stray->after;
	char begins[FORMAT_SIZE] = "", ends[FORMAT_SIZE] = "";

	if (before.len != 0)
		snprintf(begins, sizeof(begins),
		    _("a stray \"%.*s\" at its beginning"), (int)before.len,
		    before.bytes);
	if (after.len != 0)
		snprintf(ends, sizeof(ends), _("a stray \"%.*s\" at its end"),
		    (int)after.len, after.bytes);
	return snprintf(buf, size, "%s%s%s", begins,
	    before.len != 0 && after.len != 0 ? ", " : "", ends);
}
