/* SPDX-License-Identifier: BSD-2-Clause */
/* Cap: the lowest of what stands against a pair of names. */
#include "domains/engine/odds/cap.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/odds/real.h"
#include "domains/engine/typo/kinds.h"

/* Under other suffixes: of all labels, and of those of organisations of whom
 * nothing is known but the name (inra.fr, inria.fr). */
#define LABEL_TINY 2
#define LABEL_SHORT 3
#define LABEL_SHORT_UNWEIGHED 4
/* Acronyms of organisations: another letter makes another one. */
#define LABEL_ACRONYM 6
/* A wrong letter makes another word of a short label, seldom of a long one. */
#define LABEL_LONG 9

static bool
is_letter_slip(const struct typo_slip *slip)
{
	return slip->class <= TYPO_PHONETIC || slip->class == TYPO_BIT_FLIP;
}

/* Do slips like this one make names of other institutions (gakuin, gakuen;
 * iwate-u, iwate-pu)?  Hardly two have names that differ by letters left out in
 * the middle, struck twice or swapped. */
static bool
makes_institution(const struct typo_slip *slip)
{
	switch (slip->class) {
	case TYPO_INSERTION:
		return slip->kind != KIND_INSERTION_KEY;
	case TYPO_SUBSTITUTION:
	case TYPO_LOOK_ALIKE:
	case TYPO_LAYOUT:
	case TYPO_PHONETIC:
	case TYPO_BIT_FLIP:
	case TYPO_HYPHEN:
	case TYPO_GLUED:
		return true;
	default:
		return false;
	}
}

/* The same, of a short label: meiji-u, meijo-u. */
static bool
is_key_beside(const struct typo_slip *slip)
{
	return slip->kind == KIND_KEY || slip->kind == KIND_KEY_ROW ||
	       slip->kind == KIND_INSERTION_KEY;
}

/* Do slips like this one make another word, whose owner need not know of the
 * name meant? */
static bool
makes_word(const struct typo_slip *slip)
{
	if (slip->class == TYPO_SUFFIX_SLIP)
		return false;
	switch (slip->kind) {
	case KIND_LAYOUT:
	case KIND_VOWEL:
	case KIND_SOUND:
	case KIND_LOOK:
	case KIND_BIT:
	case KIND_SUBSTITUTION:
	case KIND_INSERTION:
		return true;
	default:
		return false;
	}
}

static bool
any_slip(const struct typo *typo, bool (*is)(const struct typo_slip *slip))
{
	for (unsigned i = 0; i < typo->slips; i++)
		if (is(&typo->slip[i]))
			return true;
	return false;
}

static unsigned
slips_of_label(const struct typo *typo)
{
	unsigned slips = 0;

	for (unsigned i = 0; i < typo->slips; i++)
		slips += is_letter_slip(&typo->slip[i]);
	return slips;
}

static bool
is_at_first_letter(const struct typo_slip *slip)
{
	return slip->at_meant == 0 && is_letter_slip(slip) &&
	       slip->class != TYPO_DOUBLING &&
	       slip->class != TYPO_TRANSPOSITION;
}

static bool
is_letter_before(const struct typo_slip *slip)
{
	return slip->kind == KIND_INSERTION_FIRST;
}

static bool
is_inserted_key(const struct typo_slip *slip)
{
	return slip->kind == KIND_INSERTION_KEY;
}

/* Struck too, but not with the key beside it. */
static bool
is_letter_more(const struct typo_slip *slip)
{
	return slip->class != TYPO_SUFFIX_SLIP &&
	       (slip->kind == KIND_INSERTION ||
		   slip->kind == KIND_INSERTION_FIRST ||
		   slip->kind == KIND_INSERTION_ECHO);
}

static bool
is_glued(const struct typo_slip *slip)
{
	return slip->class == TYPO_GLUED;
}

static bool
is_glued_letters(const struct typo_slip *slip)
{
	return slip->kind == KIND_GLUED_LETTERS ||
	       slip->kind == KIND_GLUED_TAIL;
}

/* Are two letters or more too much, in two places, and not only doubled? */
static bool
has_letters_more(const struct typo *typo)
{
	unsigned more = 0;

	for (unsigned i = 0; i < typo->slips; i++)
		more += typo->slip[i].class == TYPO_DOUBLING ||
		        typo->slip[i].kind == KIND_INSERTION_KEY ||
		        is_letter_more(&typo->slip[i]);
	return more > 1 && (any_slip(typo, is_letter_more) ||
			       any_slip(typo, is_inserted_key));
}

static bool
is_hyphen(const struct typo_slip *slip)
{
	return slip->kind == KIND_HYPHEN_EXTRA ||
	       slip->kind == KIND_HYPHEN_MISSING;
}

static bool
is_before_suffix(const struct typo_slip *slip)
{
	return slip->class != TYPO_SUFFIX_SLIP;
}

static bool
is_suffix_swap(const struct typo_slip *slip)
{
	return slip->class == TYPO_SUFFIX_SWAP;
}

/* Digits for digits, or one beside digits more or fewer: another one of a
 * series. */
static bool
makes_number(const struct typo_side *seen, const struct typo_slip *slip)
{
	static const char digits[] = "0123456789";
	size_t len = strlen(slip->seen);

	if (!is_letter_slip(slip) || strspn(slip->seen, digits) < len ||
	    strspn(slip->meant, digits) < strlen(slip->meant))
		return false;
	return (len > 0 && slip->meant[0] != '\0') ||
	       ascii_is_digit(seen->text[slip->at + len]) ||
	       (slip->at > 0 && ascii_is_digit(seen->text[slip->at - 1]));
}

/* The letters of the label, or where it has hyphens of the shortest part with a
 * slip: hu-berlin.de is as near fu-berlin.de as hu.de is fu.de. */
static size_t
len_of_slipped(const struct typo_side *seen, const struct typo *typo)
{
	size_t first = real_label(seen), end = typo_stem_len(seen);
	size_t least = end - first;

	for (unsigned i = 0; i < typo->slips; i++) {
		const struct typo_slip *slip = &typo->slip[i];
		size_t from = slip->at, to = slip->at;
		if (!is_letter_slip(slip) || from < first || from > end)
			continue;
		while (from > first && seen->text[from - 1] != '-')
			from--;
		while (to < end && seen->text[to] != '-')
			to++;
		if (to - from < least)
			least = to - from;
	}
	return least;
}

/* Do both names stand below the same registrable one? */
static bool
have_one_owner(const struct typo_side *meant, const struct typo_side *seen)
{
	size_t m = real_label(meant), s = real_label(seen);

	return m > 0 && s > 0 && meant->len - m == seen->len - s &&
	       memcmp(meant->text + m, seen->text + s, meant->len - m) == 0;
}

#define POSSIBLE(words) ((struct cap){VERDICT_POSSIBLE, words})
#define LIKELY(words) ((struct cap){VERDICT_LIKELY, words})

static struct cap
cap_under_closed(const struct typo_side *meant, size_t label,
    const struct typo *typo)
{
	if (label <= REAL_INSTITUTION_SHORT)
		return POSSIBLE("names so short are all institutions' there");
	if (any_slip(typo, makes_institution) ||
	    (real_is_closed(meant) && any_slip(typo, is_suffix_swap)) ||
	    (label < LABEL_LONG && any_slip(typo, is_key_beside)))
		return POSSIBLE("another institution may have that name");
	return LIKELY("no stranger gets a name there: it is an institution's, "
		      "or nobody's");
}

static struct cap
cap_of_slips(const struct typo_side *seen, const struct typo *typo, size_t same)
{
	if (any_slip(typo, is_suffix_swap) ||
	    (same >= REAL_BRAND_NAMES && !any_slip(typo, is_before_suffix)))
		return LIKELY(
		    "who owns a name often has it under other suffixes");
	if (any_slip(typo, is_at_first_letter) &&
	    (real_is_short_compound(seen) ||
		real_label_len(seen) <= LABEL_SHORT + 2))
		return LIKELY("another first letter makes another name");
	if (any_slip(typo, is_glued))
		return LIKELY("names are made of other names");
	if (any_slip(typo, is_hyphen))
		return LIKELY("who owns a name often has it with a hyphen");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

/* Odds must be so much better where a slip may make another name: more than
 * their usual error. */
#define DOUBT_NATS 2.0

static struct cap
cap_in_doubt(const struct typo_side *seen, size_t label,
    const struct typo *typo, bool of_listed)
{
	if (!of_listed && real_is_short_compound(seen))
		return LIKELY("names of few letters before a usual word are "
			      "somebody's");
	if (!of_listed && label <= LABEL_SHORT + 1)
		return LIKELY("most names so short are somebody's");
	if (label < LABEL_LONG && any_slip(typo, makes_word))
		return LIKELY("another letter may make another name");
	if (any_slip(typo, is_at_first_letter))
		return LIKELY("another first letter makes another name");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

/* Short names are taken, and so is what is near them: another letter or one
 * more makes another name. */
static struct cap
cap_of_short(const struct typo_side *meant, size_t label, bool weighed,
    const struct typo *typo)
{
	size_t most = weighed ? LABEL_SHORT : LABEL_SHORT_UNWEIGHED;

	if (label <= LABEL_SHORT && !weighed)
		return POSSIBLE("every name so short is somebody's");
	if (label <= LABEL_TINY &&
	    (any_slip(typo, makes_word) || any_slip(typo, is_key_beside)))
		return POSSIBLE("another letter makes another short name");
	if (label <= LABEL_SHORT + 1 && slips_of_label(typo) > 1 &&
	    any_slip(typo, is_at_first_letter))
		return POSSIBLE("two slips make many a short name");
	if (label <= LABEL_SHORT + 2 && any_slip(typo, is_letter_before))
		return POSSIBLE("a letter before a short name makes another");
	if (real_label_len(meant) <= LABEL_SHORT &&
	    any_slip(typo, is_letter_more))
		return POSSIBLE("a letter more makes another short name");
	if (!weighed && label <= most &&
	    (any_slip(typo, makes_word) || any_slip(typo, is_key_beside)))
		return POSSIBLE("another letter makes another short name");
	if (label <= most)
		return LIKELY("most names so short are somebody's");
	if (!weighed && label <= LABEL_ACRONYM &&
	    (any_slip(typo, makes_word) || any_slip(typo, is_key_beside)))
		return LIKELY("another letter makes another short name");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

static size_t
dots_of_suffix(const struct typo_side *side)
{
	size_t dots = 0;

	for (size_t i = side->suffix; i < side->len; i++)
		dots += side->text[i] == '.';
	return dots;
}

/* Are both suffixes of countries, of as many parts, and one by a letter the
 * other: of another country, or in two languages (gov.ar, gob.ar)? */
static bool
has_other_country(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo)
{
	return typo->slips == 1 && typo->slip[0].class == TYPO_SUFFIX_SLIP &&
	       meant->text[meant->len - 3] == '.' &&
	       seen->text[seen->len - 3] == '.' &&
	       dots_of_suffix(meant) == dots_of_suffix(seen);
}

/* Does one of them stand right below the country, the other below co.jp and the
 * like? */
static bool
has_country_alone(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo)
{
	return typo->slips == 1 && typo->slip[0].kind == KIND_SUFFIX_SWAP_KIN &&
	       (dots_of_suffix(meant) == 0 || dots_of_suffix(seen) == 0);
}

/* Is the last letter of the label, an s, left out or too much? */
static bool
has_other_number(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo)
{
	size_t m = typo_stem_len(meant), s = typo_stem_len(seen);

	return m > 0 && s > 0 && slips_of_label(typo) > 0 &&
	       ((m == s + 1 && meant->text[m - 1] == 's') ||
		   (s == m + 1 && seen->text[s - 1] == 's')) &&
	       memcmp(meant->text, seen->text, m < s ? m : s) == 0;
}

/* What an organisation of which nothing is known but its name may own too, or
 * its namesake. */
static struct cap
cap_of_unweighed(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo)
{
	if (any_slip(typo, is_hyphen))
		return POSSIBLE("who owns a name often has it with a hyphen");
	if (has_other_country(meant, seen, typo))
		return POSSIBLE("another country may have the same name");
	if (slips_of_label(typo) > 1)
		return real_label_len(seen) < LABEL_LONG
		           ? POSSIBLE("two slips make another name")
		           : LIKELY("two slips make another name");
	if (has_other_number(meant, seen, typo))
		return LIKELY("one and many are two words");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

struct cap
cap_find(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo, bool weighed, size_t same, double beyond)
{
	bool of_listed = same > 0;
	size_t label = real_label_len(seen);
	bool below = real_label(seen) > 0;
	struct cap cap = {VERDICT_CERTAIN, NULL};

	/* user@mail, info@web: of a host of one's own, which an MTA completes.
	 */
	if (real_label_len(meant) <= LABEL_SHORT_UNWEIGHED && seen->dots == 0)
		return POSSIBLE("a short name without a dot is a host");
	if (seen->no_top || seen->doubled || seen->homograph)
		return cap;
	if (have_one_owner(meant, seen))
		return typo->slips > 1
		           ? POSSIBLE("a host of the same organisation")
		           : LIKELY("both are below the same name");
	if (!weighed && has_country_alone(meant, seen, typo))
		return POSSIBLE("who owns a name often has it right under its "
				"country too");
	if (real_is_closed(seen))
		return cap_under_closed(meant, label, typo);
	if (real_is_short(seen))
		return POSSIBLE("every name so short is somebody's");
	for (unsigned i = 0; i < typo->slips; i++)
		if (makes_number(seen, &typo->slip[i]))
			return POSSIBLE("another number is somebody else's");
	if (!below &&
	    (any_slip(typo, is_glued_letters) || has_letters_more(typo)))
		return POSSIBLE("names are made of other names");
	if (!below && !of_listed)
		cap = cap_of_short(meant, len_of_slipped(seen, typo), weighed,
		    typo);
	if (cap.why == NULL && !weighed)
		cap = cap_of_unweighed(meant, seen, typo);
	if (cap.why == NULL)
		cap = cap_of_slips(seen, typo, same);
	if (cap.why == NULL && beyond < DOUBT_NATS)
		cap = cap_in_doubt(seen, label, typo, of_listed);
	return cap;
}
