/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads Received lines. */
#include "domains/contacts/received.h"

/* Takes the word after "by" or "id", once. */
static bool
take_once(struct span *rest, struct header_word *word_r)
{
	return word_r->len == 0 && header_skip(rest) &&
	       header_take_word(rest, ";", word_r) && !word_r->quoted &&
	       word_r->len > 0;
}

bool
received_read(struct span value, struct received *received_r)
{
	struct header_word word;
	unsigned dates = 0;

	*received_r = (struct received){.by = {.len = 0}};
	for (;;) {
		if (!header_skip(&value))
			return false;
		if (value.len == 0)
			break;
		if (header_take_byte(&value, ';')) {
			dates++;
			continue;
		}
		if (!header_take_word(&value, ";", &word))
			return false;
		if (word.quoted)
			continue;
		if (header_word_is(&word, "by") &&
		    !take_once(&value, &received_r->by))
			return false;
		if (header_word_is(&word, "id") &&
		    !take_once(&value, &received_r->id))
			return false;
	}
	return dates == 1 && received_r->by.len > 0;
}
