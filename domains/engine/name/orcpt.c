/* SPDX-License-Identifier: BSD-2-Clause */
/* ORCPT: decodes xtext and compares it with the recipient. */
#include "domains/engine/name/orcpt.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/escape.h"
#include "domains/base/span.h"

static unsigned
hex_value(char digit)
{
	/* RFC 3461 4: upper case only. */
	return ascii_is_lower(digit) ? 16 : ascii_hex_value(digit);
}

/* Decodes xtext: "+2B" is '+'.  The \x{..} of utf-8-address (RFC 6533) stays as
 * it is, for the text is only compared and shown. */
static bool
decode(const char *text, char out[static ORCPT_SIZE])
{
	size_t used = 0;

	for (; *text != '\0'; text++) {
		char byte = *text;

		if (used + 1 >= ORCPT_SIZE)
			return false;
		if (byte == '+') {
			unsigned high = hex_value(text[1]);
			unsigned low = high > 15 ? 16 : hex_value(text[2]);

			if (low > 15)
				return false;
			byte = (char)(high * 16 + low);
			text += 2;
		}
		out[used++] = byte;
	}
	out[used] = '\0';
	return used > 0;
}

bool
orcpt_find(char *const *arguments, const char *path, size_t len,
    char original_r[static ORCPT_SIZE])
{
	const char *address = NULL;
	char original[ORCPT_SIZE] = "";

	for (; *arguments != NULL; arguments++)
		if (span_begins(span_of(*arguments), "orcpt="))
			address = strchr(*arguments, ';');
	if (address == NULL || !decode(address + 1, original))
		return false;
	escape_path(&path, &len);
	if (span_equal((struct span){path, len}, original))
		return false;
	memcpy(original_r, original, sizeof(original));
	return true;
}
