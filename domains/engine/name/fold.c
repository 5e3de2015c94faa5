// SPDX-License-Identifier: BSD-2-Clause
/* Fold: turns U-labels into what they look like in ASCII. */
#include "domains/engine/name/fold.h"

#include <stdint.h>
#include <string.h>

#include "domains/engine/name/fold_table.h"
#include "domains/base/utf8.h"

/* Combining marks of Latin, Greek and Cyrillic letters that have no code point
 * together with their letter. */
#define MARKS_FIRST 0x0300u
#define MARKS_LAST 0x036fu

const char *
fold_looks(uint32_t code)
{
	size_t low = 0, high = fold_table_count;

	/* A symbol looks like none, but the rest of the name is as before. */
	if ((code >= MARKS_FIRST && code <= MARKS_LAST) || name_is_symbol(code))
		return "";
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (fold_table[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == fold_table_count || fold_table[low].code != code)
		return NULL;
	return fold_table[low].looks;
}

bool
fold_name(const struct name *name, struct name *folded_r)
{
	char unicode[NAME_UNICODE_SIZE], ascii[NAME_SIZE];
	size_t len, used = 0;

	if (!name->idn || (len = name_unicode(name, unicode)) == 0)
		return false;
	for (size_t i = 0, taken; i < len; i += taken) {
		uint32_t code = 0;
		taken = utf8_decode(unicode + i, len - i, &code);
		if (taken == 0)
			return false;
		const char *text = unicode + i;
		size_t text_len = 1;
		if (code >= 0x80) {
			if ((text = fold_looks(code)) == NULL)
				return false;
			text_len = strlen(text);
		}
		if (used + text_len > NAME_MAX_BYTES)
			return false;
		memcpy(ascii + used, text, text_len);
		used += text_len;
	}
	struct name seen;
	/* A mark on "xn--" would fold to an A-label, which is not ASCII to the
	 * eye. */
	if (name_parse(ascii, used, &seen, NULL) < 0 || seen.idn)
		return false;
	*folded_r = seen;
	return true;
}
