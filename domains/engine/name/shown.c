// SPDX-License-Identifier: BSD-2-Clause
/* Shown: which labels are shown in letters, by the scripts of these. */
#include "domains/engine/name/shown.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domains/engine/name/fold.h"
#include "domains/base/ascii.h"
#include "domains/base/utf8.h"

/* Each a bit.  Scripts that stand alone share none. */
enum script {
	SCRIPT_LATIN = 1 << 0,
	SCRIPT_HAN = 1 << 1,
	SCRIPT_KANA = 1 << 2,
	SCRIPT_HANGUL = 1 << 3,
	SCRIPT_BOPOMOFO = 1 << 4,
	SCRIPT_ALONE = 1 << 5, /* the first of them; each has its own bit */
};

/* By the blocks of Unicode, in their order; of Latin those with the letters of
 * living languages, without dotless i, kra and long s, which pass for i, k and
 * f.  Hebrew and Arabic are not there: a terminal writes their letters from
 * right to left, and the next label or number of the line with them. */
static const struct {
	uint32_t first, last;
	unsigned script;
} blocks[] = {
    {0x00df, 0x0130, SCRIPT_LATIN},
    {0x0132, 0x0137, SCRIPT_LATIN},
    {0x0139, 0x0148, SCRIPT_LATIN},
    {0x014a, 0x017e, SCRIPT_LATIN},
    {0x01a0, 0x01a1, SCRIPT_LATIN},
    {0x01af, 0x01b0, SCRIPT_LATIN},
    {0x0218, 0x021b, SCRIPT_LATIN},
    {0x0370, 0x03ff, SCRIPT_ALONE},      /* Greek */
    {0x0400, 0x045f, SCRIPT_ALONE << 1}, /* Cyrillic */
    {0x0490, 0x04ff, SCRIPT_ALONE << 1},
    {0x0530, 0x058f, SCRIPT_ALONE << 2},  /* Armenian */
    {0x0900, 0x097f, SCRIPT_ALONE << 3},  /* Devanagari */
    {0x0980, 0x09ff, SCRIPT_ALONE << 4},  /* Bengali */
    {0x0a00, 0x0a7f, SCRIPT_ALONE << 5},  /* Gurmukhi */
    {0x0a80, 0x0aff, SCRIPT_ALONE << 6},  /* Gujarati */
    {0x0b80, 0x0bff, SCRIPT_ALONE << 7},  /* Tamil */
    {0x0c00, 0x0c7f, SCRIPT_ALONE << 8},  /* Telugu */
    {0x0c80, 0x0cff, SCRIPT_ALONE << 9},  /* Kannada */
    {0x0d00, 0x0d7f, SCRIPT_ALONE << 10}, /* Malayalam */
    {0x0d80, 0x0dff, SCRIPT_ALONE << 11}, /* Sinhala */
    {0x0e00, 0x0e7f, SCRIPT_ALONE << 12}, /* Thai */
    {0x0e80, 0x0eff, SCRIPT_ALONE << 13}, /* Lao */
    {0x1000, 0x109f, SCRIPT_ALONE << 14}, /* Myanmar */
    {0x10d0, 0x10ff, SCRIPT_ALONE << 15}, /* Georgian */
    {0x1200, 0x137f, SCRIPT_ALONE << 16}, /* Ethiopic */
    {0x1780, 0x17ff, SCRIPT_ALONE << 17}, /* Khmer */
    {0x1e00, 0x1eff, SCRIPT_LATIN},
    {0x1f00, 0x1fff, SCRIPT_ALONE}, /* Greek */
    {0x3005, 0x3007, SCRIPT_HAN},
    {0x3041, 0x30fe, SCRIPT_KANA},
    {0x3105, 0x312f, SCRIPT_BOPOMOFO},
    {0x3400, 0x4dbf, SCRIPT_HAN},
    {0x4e00, 0x9fff, SCRIPT_HAN},
    {0xac00, 0xd7a3, SCRIPT_HANGUL},
    {0x20000, 0x323af, SCRIPT_HAN},
};

/* The scripts that are written together. */
static const unsigned together[] = {
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_KANA,
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_HANGUL,
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_BOPOMOFO,
};

/* 0: it is in none of the blocks. */
static unsigned
script_of(uint32_t code)
{
	if (code < 0x80)
		return ascii_is_lower((char)code) ? SCRIPT_LATIN : 0;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
		if (code >= blocks[i].first && code <= blocks[i].last)
			return blocks[i].script;
	return 0;
}

/* Do people write these together? */
static bool
is_one_writing(unsigned scripts)
{
	if ((scripts & (scripts - 1)) == 0)
		return true;
	for (size_t i = 0; i < sizeof(together) / sizeof(*together); i++)
		if ((scripts & ~together[i]) == 0)
			return true;
	return false;
}

/* Does a sign of Japanese or Chinese stand alone between ASCII, where it may
 * pass for a hyphen or a slash?  before: the scripts of the two characters
 * before this one, 0 of the label's beginning. */
static bool
is_between_ascii(const unsigned before[static 2], uint32_t code)
{
	return code < 0x80 && (before[1] & (SCRIPT_HAN | SCRIPT_KANA)) != 0 &&
	       before[0] == SCRIPT_LATIN;
}

bool
shown_is_plain(const char *letters, size_t len)
{
	unsigned scripts = 0, before[2] = {0, 0};
	bool ascii = true; /* all of it looks so */

	for (size_t at = 0, taken; at < len; at += taken) {
		uint32_t code = 0;
		taken = utf8_decode(letters + at, len - at, &code);
		unsigned script = script_of(code);
		if (taken == 0 || (code >= 0x80 && script == 0))
			return false;
		if (is_between_ascii(before, code))
			return false;
		before[0] = before[1];
		before[1] = code < 0x80 ? SCRIPT_LATIN : script;
		scripts |= script;
		ascii = ascii && (code < 0x80 || fold_looks(code) != NULL);
	}
	return is_one_writing(scripts) && (!ascii || scripts == SCRIPT_LATIN);
}

/* Appends len bytes if there is room for them, and an end. */
static bool
append(char room[static NAME_SIZE], size_t *used, const char *bytes, size_t len)
{
	if (*used + len >= NAME_SIZE)
		return false;
	memcpy(room + *used, bytes, len);
	*used += len;
	room[*used] = '\0';
	return true;
}

const char *
shown_name(const struct name *name, char room[static NAME_SIZE])
{
	char unicode[NAME_UNICODE_SIZE];
	const char *label = name->text, *letters = unicode;
	size_t used = 0;
	bool dot = true;

	if (!name->idn || name_unicode(name, unicode) == 0)
		return name->text;
	for (; dot; label++, letters++) {
		size_t len = strcspn(label, "."), n = strcspn(letters, ".");
		bool plain = shown_is_plain(letters, n);

		dot = label[len] == '.';
		if (!append(room, &used, plain ? letters : label,
			plain ? n : len) ||
		    (dot && !append(room, &used, ".", 1)))
			return name->text;
		label += len;
		letters += n;
	}
	return room;
}

bool
shown_is_in_letters(const struct name *name)
{
	char room[NAME_SIZE];

	return shown_name(name, room) == room && strstr(room, "xn--") == NULL;
}

const char *
shown_domain(const char *domain, char room[static NAME_SIZE])
{
	struct name name;
	const char *shown;

	if (strstr(domain, "xn--") == NULL ||
	    name_parse(domain, strlen(domain), &name, NULL) < 0 ||
	    strcmp(name.text, domain) != 0)
		return domain;
	shown = shown_name(&name, room);
	return shown == room ? room : domain;
}

const char *
shown_address(const char *address, char room[static SHOWN_ADDRESS_SIZE])
{
	const char *at = strrchr(address, '@');
	char domain[NAME_SIZE];
	const char *shown;

	if (at == NULL || (size_t)(at - address) > ADDRESS_LOCAL_MAX ||
	    (shown = shown_domain(at + 1, domain)) == at + 1)
		return address;
	snprintf(room, SHOWN_ADDRESS_SIZE, "%.*s@%s", (int)(at - address),
	    address, shown);
	return room;
}
