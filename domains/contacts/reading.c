/* SPDX-License-Identifier: BSD-2-Clause */
/* Spells names in one way, and weighs them. */
#include "domains/contacts/reading.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/contacts/common_names.h"
#include "domains/person/latin.h"
#include "domains/person/romaji.h"

/* Nats.  A common name is one of some 250 as often as not; an initial one of
 * 12. Other words: names have 6 or so choices a letter, the rest of the world
 * 18. */
#define NAME -5.5
#define INITIAL -2.5
#define GLUED -0.7
#define GLUED_INITIAL -1.5
#define COMPOUND -10.0
#define UNKNOWN -1.0
#define UNKNOWN_LETTER -1.9
#define FOREIGN -2.0
#define FOREIGN_LETTER -2.9

/* The shortest name that is glued to another. */
#define GLUED_MIN 3

bool
reading_write(struct span word, char reading_r[static READING_SIZE])
{
	struct romaji_part part;
	size_t len = 0;

	if (word.len > READING_MAX)
		word.len = READING_MAX;
	if (!latin_read_morae(word.bytes, word.len, &part)) {
		memcpy(reading_r, word.bytes, word.len);
		reading_r[word.len] = '\0';
		return false;
	}
	for (size_t i = 0; i < part.count; i++) {
		const struct romaji_unit *unit = &part.units[i];
		size_t onset = strcspn(unit->onset, "|");

		if (len + onset + 3 > READING_MAX)
			break;
		if (unit->twice)
			reading_r[len++] = unit->onset[0];
		memcpy(reading_r + len, unit->onset, onset);
		len += onset;
		if (unit->vowel != '\0')
			reading_r[len++] = unit->vowel;
		/* Of aa, ii and ee both are always written. */
		if (unit->vowel != 'o' && unit->vowel != 'u' &&
		    unit->longer[0] != '\0')
			reading_r[len++] = unit->vowel;
	}
	reading_r[len] = '\0';
	return true;
}

/* Is a text one of some words, which have a blank before and after each? */
static bool
has_word(const char *words, const char *text, size_t len)
{
	char word[READING_SIZE + 2];

	snprintf(word, sizeof(word), " %.*s ", (int)len, text);
	return strstr(words, word) != NULL;
}

bool
reading_is_name(struct span word)
{
	char reading[READING_SIZE];

	reading_write(word, reading);
	return ascii_is_lower(*reading) &&
	       common_names[*reading - 'a'] != NULL &&
	       has_word(common_names[*reading - 'a'], reading, strlen(reading));
}

bool
reading_is_office(struct span word)
{
	static const char offices[] =
	    " accounting admin contact eigyo gakumu help helpdesk info jimu"
	    " jimukyoku jinji jobs kaihatsu kaikei kanri keiri kikaku koho"
	    " kyomu library mail nyushi office order press recruit saiyo"
	    " sales secretary service shop somu staff support uketsuke"
	    " webmaster ";
	char reading[READING_SIZE];

	reading_write(word, reading);
	return has_word(offices, reading, strlen(reading));
}

/* Parts of Japanese names, as their kanji are read: most names that are not so
 * common are two of them. */
static const char before[] =
    " aka aki ao ara asa chi fuji fuka fuku fumi furu hama hana haru"
    " hashi hide higa hira hiro hisa hori hoso ichi ike ima ina inu ishi"
    " ita iwa iza kado kago kaji kama kame kami kana kane kasa kata katsu"
    " kawa kaza kazu kishi kita kiyo koba komi kono kubo kuma kuni kura"
    " kuri kuro kusa kuwa machi mae maki maru masa mashi mats matsu michi"
    " mina mine mita mitsu miya mizo mizu momo mori moto muku mune mura"
    " muro naga naka nari nishi nobu nori numa oka oku ono osa ota saka"
    " saki saku sano sasa sawa seki shiba shige shima shimo shino shio"
    " shira shiro sono suga sugi sumi suzu tachi tada taka take taki tama"
    " tana tani tate tatsu tera toko toku tomi tomo tori toshi toyo"
    " tsuchi tsuka tsuki tsune tsuru uchi ueda ume ura ushi wada waka"
    " waki wata yama yana yasu yoko yone yoshi yuki ";
static const char after[] =
    " aki bara bashi bata bayashi be bori buchi chi da dani dera dori e"
    " fuji gai gami gane gasa gashi gata gawa gi guchi guma gura hama"
    " hana hara haru hashi hata hayashi hide hiko hiro hori ichi ike ishi"
    " ito iwa izumi ji jima jo ka kado kai kami kane kata kawa kazu ke ki"
    " ko kubo kuni kura ma machi maki maru masa matsu me mi michi mine"
    " mitsu miya mizu mori moto mune mura na naga naka nari ne no nobu"
    " nori numa oka oku o ra ri ro sada saka saki sato sawa se seki shi"
    " shige shima shita shiro suke ta tachi taka take taki tani taro tera"
    " to toku tomo toshi tsu tsugu tsuka uchi ura wa wara ya yama yasu yo"
    " yoshi yuki zaka zaki zawa zo zono zu zuka zumi ";

bool
reading_is_compound(struct span word)
{
	char reading[READING_SIZE];

	if (!reading_write(word, reading))
		return false;
	size_t len = strlen(reading);

	for (size_t at = 2; at < len && at < 8; at++)
		if (len - at < 8 && has_word(before, reading, at) &&
		    has_word(after, reading + at, len - at))
			return true;
	return false;
}

static struct span
part(struct span word, size_t from, size_t to)
{
	return span_between(word.bytes + from, word.bytes + to);
}

static bool
is_two_names(struct span word)
{
	for (size_t at = GLUED_MIN; at + GLUED_MIN <= word.len; at++)
		if (reading_is_name(part(word, 0, at)) &&
		    reading_is_name(part(word, at, word.len)))
			return true;
	return false;
}

bool
reading_has_initial(struct span word)
{
	return word.len > GLUED_MIN &&
	       (reading_is_name(part(word, 1, word.len)) ||
		   reading_is_name(part(word, 0, word.len - 1)));
}

bool
reading_is_known(struct span word)
{
	return reading_is_name(word) || reading_is_compound(word) ||
	       is_two_names(word);
}

double
reading_weigh(struct span word)
{
	double len = (double)word.len;

	if (word.len < GLUED_MIN)
		return INITIAL;
	if (reading_is_name(word))
		return NAME;
	if (reading_has_initial(word))
		return GLUED_INITIAL + INITIAL + NAME;
	double other = romaji_is_possible(word.bytes, word.len)
	                   ? UNKNOWN + UNKNOWN_LETTER * len
	                   : FOREIGN + FOREIGN_LETTER * len;
	double glued = GLUED + 2 * NAME;

	if (other < COMPOUND && reading_is_compound(word))
		return COMPOUND;
	return other < glued && is_two_names(word) ? glued : other;
}
