/* SPDX-License-Identifier: BSD-2-Clause */
/* Original: the recipient before an alias or list was expanded (ORCPT). */
#include "domains/engine/name/orcpt.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/escape.h"

/* Does text begin with what, in any case? */
static bool
begins(const char *text, const char *what)
{
	for (; *what != '\0'; text++, what++)
		if (ascii_lower(*text) != *what)
			return false;
	return true;
}

static int
hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	/* RFC 3461 4: upper case only. */
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* xtext: "+2B" is '+'.  utf-8-address (RFC 6533) has \x{..}: it is left as it
 * is, for it only has to differ and to be shown. */
static bool
decode(const char *text, char out[static ORCPT_SIZE])
{
	size_t used = 0;

	for (; *text != '\0'; text++) {
		char byte = *text;

		if (used + 1 >= ORCPT_SIZE)
			return false;
		if (byte == '+') {
			int high = hex(text[1]);
			int low = high < 0 ? -1 : hex(text[2]);

			if (low < 0)
				return false;
			byte = (char)(high * 16 + low);
			text += 2;
		}
		out[used++] = byte;
	}
	out[used] = '\0';
	return used > 0;
}

static bool
equal(const char *original, const char *path, size_t len)
{
	if (strlen(original) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (ascii_lower(original[i]) != ascii_lower(path[i]))
			return false;
	return true;
}

bool
orcpt_find(char *const *arguments, const char *path, size_t len,
    char original_r[static ORCPT_SIZE])
{
	const char *address = NULL;
	char original[ORCPT_SIZE];

	for (; *arguments != NULL; arguments++)
		if (begins(*arguments, "orcpt="))
			address = strchr(*arguments, ';');
	if (address == NULL || !decode(address + 1, original))
		return false;
	escape_path(&path, &len);
	if (equal(original, path, len))
		return false;
	memcpy(original_r, original, sizeof(original));
	return true;
}
