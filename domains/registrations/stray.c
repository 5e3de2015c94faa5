/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes stray marks off the ends of an address. */
#include "domains/registrations/stray.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"

/* Beyond ASCII: what is a quote, a bracket or punctuation in Latin and
 * Japanese text.  A middle dot is none: it may stand for a dot. */
static bool
is_wide_quote(uint32_t code)
{
	return (code >= 0x2018 && code <= 0x201f) || /* typographic */
	       code == 0x00ab || code == 0x00bb ||   /* guillemets */
	       code == 0x2039 || code == 0x203a || code == 0x00b4 ||
	       (code >= 0x3008 && code <= 0x3011) || /* CJK brackets */
	       (code >= 0x3014 && code <= 0x301f) || code == 0xff02 ||
	       code == 0xff07 || code == 0xff40;
}

static bool
is_wide_mark(uint32_t code)
{
	static const uint16_t others[] = {0x2026, 0x3001, 0x3002, 0xff01,
	    0xff08, 0xff09, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1c, 0xff1e,
	    0xff1f, 0xff3b, 0xff3d, 0xff5b, 0xff5d, 0xff61, 0xff62, 0xff63,
	    0xff64};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (code == others[i])
			return true;
	return is_wide_quote(code);
}

/* The length of the mark at the beginning of a text; 0 when there is none. */
static size_t
mark_len(const char *bytes, size_t len, bool quotes_only)
{
	const char *ascii = quotes_only ? "'`" : "\"'`<>()[]{}|,;:.!?/\\*~=";
	uint32_t code = 0;
	size_t taken;

	if (len == 0 || ascii_is_alphanumeric(*bytes))
		return 0;
	if ((unsigned char)*bytes < 0x80)
		return *bytes != '\0' && strchr(ascii, *bytes) != NULL;
	taken = utf8_decode(bytes, len, &code);
	if (taken == 0)
		return 0;
	return (quotes_only ? is_wide_quote(code) : is_wide_mark(code)) ? taken
	                                                                : 0;
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
	return mark_len(bytes + from, len - from, false) == len - from
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
marks_len(struct span text, bool quotes_only)
{
	size_t before = 0, len = 1;

	for (unsigned i = 0; i < STRAY_MAX && len != 0; i++) {
		len = mark_len(text.bytes + before, text.len - before,
		    quotes_only);
		before += len;
	}
	return before;
}

bool
stray_strip(struct span text, struct stray *stray_r)
{
	size_t before = marks_len(text, false), after = 0, len = 1;

	for (unsigned i = 0; i < STRAY_MAX && len != 0 && before < text.len;
	     i++) {
		len = mark_len_at_end(text.bytes + before,
		    text.len - before - after);
		after += len;
	}
	return split(text, before, after, stray_r);
}

bool
stray_strip_quotes(struct span text, struct stray *stray_r)
{
	return split(text, marks_len(text, true), 0, stray_r);
}

int
stray_format(const struct stray *stray, char *buf, size_t size)
{
	struct span before = stray->before, after = stray->after;

	return snprintf(buf, size, "%s%.*s%s%s%s%.*s%s",
	    before.len != 0 ? "a stray \"" : "", (int)before.len, before.bytes,
	    before.len != 0 ? "\" at its beginning" : "",
	    before.len != 0 && after.len != 0 ? ", " : "",
	    after.len != 0 ? "a stray \"" : "", (int)after.len, after.bytes,
	    after.len != 0 ? "\" at its end" : "");
}
