/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks for Exim's mark. */
#include "domains/filters/exim_mark.h"

#include "domains/base/ascii.h"

static bool
take(struct span *text, const char *word)
{
	while (text->len != 0 && ascii_is_blank(*text->bytes))
		*text = span_after(*text, 1);
	return span_take_begin(text, word);
}

bool
exim_mark_begins(struct span text, const char *kind)
{
	text = span_trim(text);
	return take(&text, "#") && take(&text, kind) && take(&text, "filter");
}
