/* SPDX-License-Identifier: BSD-2-Clause */
/* Letters: picks the letters out of a local part. */
#include "domains/person/letters.h"

#include "domains/base/ascii.h"

static bool
add_byte(struct letters *letters, char byte, size_t at, bool *start,
    bool *digits)
{
	byte = ascii_lower(byte);
	if (ascii_is_lower(byte)) {
		if (letters->len == PERSON_LETTERS_MAX)
			return false;
		letters->digits_between =
		    letters->digits_between || (*digits && letters->len != 0);
		if (*start)
			letters->starts |= UINT64_C(1) << letters->len;
		letters->text[letters->len] = byte;
		letters->at[letters->len++] = (uint8_t)at;
		*start = *digits = false;
		return true;
	}
	*start = true;
	*digits = *digits || ascii_is_digit(byte);
	return ascii_is_digit(byte) || byte == '.' || byte == '_' ||
	       byte == '-';
}

bool
letters_take(struct span local, struct letters *letters_r)
{
	bool start = true, digits = false;

	*letters_r = (struct letters){0};
	if (local.len > PERSON_LOCAL_MAX)
		return false;
	for (size_t i = 0; i < local.len; i++) {
		if (local.bytes[i] == '+' && i != 0)
			break;
		if (!add_byte(letters_r, local.bytes[i], i, &start, &digits))
			return false;
	}
	/* A word ends after the last letter. */
	letters_r->starts |= UINT64_C(1) << letters_r->len;
	return letters_r->len != 0;
}
