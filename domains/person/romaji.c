/* SPDX-License-Identifier: BSD-2-Clause */
/* Romaji: reads a word as kana, as morae in Latin letters, or as letters. */
#include "domains/person/romaji.h"

#include <string.h>

#include "domains/person/kana.h"
#include "domains/person/latin.h"

/* Before b, m and p an m is written too. */
static const char *
spell_n(const char *next)
{
	return *next != '\0' && strchr("bmp", *next) != NULL ? "n|m" : "n";
}

/* ん before what follows it, and っ before a consonant. */
static void
settle_units(struct romaji_part *part)
{
	for (size_t i = 0; i < part->count; i++) {
		struct romaji_unit *unit = &part->units[i];
		bool last = i + 1 == part->count;

		if (unit->vowel == '\0' && *unit->onset == 'n')
			unit->onset =
			    spell_n(last ? "" : part->units[i + 1].onset);
		if (*unit->onset == '\0')
			unit->twice = false;
	}
}

/* Units of letters as morae, where they can be. */
static void
read_as_morae(struct romaji_part *part)
{
	char text[ROMAJI_UNITS_MAX];
	struct romaji_part morae;

	/* Of ae and a for a letter with a mark the last one. */
	for (size_t i = 0; i < part->count; i++) {
		const char *spellings = part->units[i].onset;

		text[i] = spellings[strlen(spellings) - 1];
	}
	if (!latin_read_morae(text, part->count, &morae))
		return;
	*part = morae;
	part->japanese = true;
	settle_units(part);
}

bool
romaji_read(const char *bytes, size_t len, struct romaji_part *part_r)
{
	if (len > ROMAJI_WORD_MAX)
		return false;
	part_r->japanese = kana_read(bytes, len, part_r);
	if (part_r->japanese) {
		settle_units(part_r);
		return true;
	}
	if (!latin_read_letters(bytes, len, part_r))
		return false;
	read_as_morae(part_r);
	return true;
}

bool
romaji_read_exact(const char *letters, size_t len, struct romaji_part *part_r)
{
	part_r->japanese = false;
	return latin_read_letters(letters, len, part_r);
}

bool
romaji_is_possible(const char *letters, size_t len)
{
	struct romaji_part part;

	return latin_read_morae(letters, len, &part);
}

void
romaji_initials(const struct romaji_part *part,
    char initials_r[static ROMAJI_INITIALS_MAX + 1])
{
	const struct romaji_unit *unit = &part->units[0];
	const char *spellings = unit->onset;
	size_t count = 0;

	for (;;) {
		size_t n = strcspn(spellings, "|");
		char letter = n != 0 ? *spellings : unit->vowel;

		if (letter != '\0' && count < ROMAJI_INITIALS_MAX &&
		    memchr(initials_r, letter, count) == NULL)
			initials_r[count++] = letter;
		if (spellings[n] == '\0')
			break;
		spellings += n + 1;
	}
	initials_r[count] = '\0';
}
