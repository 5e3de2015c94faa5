/* SPDX-License-Identifier: BSD-2-Clause */
/* Cap: the lowest of what stands against a pair of names. */
#include "domains/engine/odds/cap.h"

#include <string.h>

#include "domains/base/short_texts.h"
#include "domains/engine/odds/doubts.h"
#include "domains/engine/odds/real.h"
#include "domains/engine/odds/under.h"
#include "domains/engine/typo/kinds.h"

/* Under other suffixes: of all labels, and of those of organisations of whom
 * nothing is known but the name (inra.fr, inria.fr). */
#define LABEL_TINY 2
#define LABEL_SHORT 3
#define LABEL_SHORT_UNWEIGHED 4
/* Acronyms of organisations: another letter makes another one, and right under
 * a country any slip does (unipac.br, unicap.br). */
#define LABEL_ACRONYM 6
/* A wrong letter makes another word of a short label, seldom of a long one. */
#define LABEL_LONG 9

struct pair {
	const struct typo_side *meant, *seen;
	const struct typo *typo;
	unsigned doubts;
	unsigned letters; /* slips of letters */
	size_t label;     /* letters of the label that was seen, */
	size_t slipped;   /*   and of the part of it with a slip */
	size_t same;
	bool weighed;
	bool of_listed; /* a listed name has this label, slips and all */
};

#define POSSIBLE(words) ((struct cap){VERDICT_POSSIBLE, words})
#define LIKELY(words) ((struct cap){VERDICT_LIKELY, words})

#define IN_OTHER_SPELLINGS "who owns a name often has it in other spellings"

/* ---- hosts and institutions ---------------------------------------------- */

/* Is the whole name there, suffix and all, but for its dots (aolcom)?  Few call
 * a host so. */
static bool
has_lost_dots_only(const struct typo *typo)
{
	for (unsigned i = 0; i < typo->slips; i++)
		if (typo->slip[i].kind != KIND_DOT_MISSING)
			return false;
	return true;
}

/* Do both names stand below the same registrable one, or is the one seen the
 * registrable one itself (kyushu-u.ac.jp, of s.kyushu-u.ac.jp)? */
static bool
have_one_owner(const struct typo_side *meant, const struct typo_side *seen)
{
	size_t m = real_label(meant), s = real_label(seen);

	return m > 0 && meant->len - m == seen->len - s &&
	       memcmp(meant->text + m, seen->text + s, meant->len - m) == 0;
}

static struct cap
cap_of_hosts(const struct pair *pair)
{
	size_t label = real_label(pair->seen);

	if (pair->typo->slips > 1 || label == 0)
		return POSSIBLE("a host of the same organisation");
	if (under_is_government(pair->seen) &&
	    label <= REAL_INSTITUTION_SHORT + 1)
		return POSSIBLE("names so short are all institutions' there");
	size_t slipped =
	    doubts_len_of_slipped(pair->seen, 0, label - 1, pair->typo);
	if ((slipped <= LABEL_SHORT_UNWEIGHED &&
		(pair->doubts & (DOUBT_WORD | DOUBT_NEXT_ROW | DOUBT_DIGIT)) !=
		    0) ||
	    (slipped <= LABEL_TINY && (pair->doubts & DOUBT_KEY) != 0))
		return POSSIBLE("of hosts with names so short there are more");
	return LIKELY("both are below the same name");
}

/* May the key beside make another institution's name?  In six letters and more
 * it does as seldom as a letter left out, but at the end (argosyu.edu,
 * argosy.edu), beside another slip and with keys that fingers seldom confuse.
 */
static bool
has_other_key(const struct pair *pair)
{
	size_t len = real_label_len(pair->meant);

	if ((pair->doubts & DOUBT_KEY) == 0)
		return false;
	if (pair->letters > 1)
		return true;
	return pair->label < LABEL_LONG &&
	       (pair->slipped < LABEL_ACRONYM ||
		   (pair->doubts & DOUBT_FAR) != 0 ||
		   under_is_japan(pair->seen) ||
		   (len < pair->label &&
		       pair->typo->slip[0].at >= real_label(pair->seen) + len));
}

static struct cap
cap_under_closed(const struct pair *pair)
{
	bool is_long = pair->label >= LABEL_LONG;
	bool swap = (pair->doubts & (DOUBT_SWAP | DOUBT_COUNTRY)) != 0;

	if (pair->label <= REAL_INSTITUTION_SHORT)
		return POSSIBLE("names so short are all institutions' there");
	if (pair->slipped <= LABEL_SHORT ||
	    (pair->doubts & DOUBT_INSTITUTION) != 0 ||
	    (swap && (real_is_closed(pair->meant) || pair->typo->slips > 1 ||
			 (!pair->weighed && !is_long))) ||
	    (!is_long && (doubts_are_part_left_out(pair->typo) ||
			     (pair->slipped <= LABEL_ACRONYM &&
				 (pair->doubts & DOUBT_WITHOUT) != 0))) ||
	    has_other_key(pair))
		return POSSIBLE("another institution may have that name");
	return LIKELY("no stranger gets a name there: it is an institution's, "
		      "or nobody's");
}

/* ---- all names ----------------------------------------------------------- */

/* Is the label a usual word after one or two letters (gomail, hicloud)? */
static bool
is_short_compound(const struct pair *pair)
{
	size_t head = real_head_len(pair->seen);

	return head > 0 && head < LABEL_SHORT;
}

/* Has the name seen the label that is meant (i.ezweb.jp, of ezweb.ne.jp)? */
static bool
has_label(const struct pair *pair)
{
	const struct typo_side *meant = pair->meant, *seen = pair->seen;

	return real_label_len(meant) == pair->label &&
	       memcmp(meant->text + real_label(meant),
		   seen->text + real_label(seen), pair->label) == 0;
}

static struct cap
cap_of_slips(const struct pair *pair)
{
	bool swap = (pair->doubts & DOUBT_SWAP) != 0;

	if ((pair->doubts & (swap ? DOUBT_FIRST : DOUBT_FIRST_OTHER)) != 0 &&
	    is_short_compound(pair) && !has_label(pair))
		return POSSIBLE("each letter before a usual word makes "
				"somebody's name");
	if ((pair->doubts & (DOUBT_SWAP | DOUBT_COUNTRY)) != 0 ||
	    (pair->same >= REAL_BRAND_NAMES && pair->doubts == 0))
		return LIKELY(
		    "who owns a name often has it under other suffixes");
	if ((pair->doubts & DOUBT_FIRST) != 0 &&
	    (is_short_compound(pair) || pair->label <= LABEL_SHORT + 2))
		return LIKELY("another first letter makes another name");
	if ((pair->doubts & DOUBT_GLUED) != 0)
		return LIKELY("names are made of other names");
	if ((pair->doubts & DOUBT_DIGIT) != 0)
		return LIKELY("a number makes another name");
	if ((pair->doubts & DOUBT_HYPHEN) != 0)
		return LIKELY("who owns a name often has it with a hyphen");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

/* Odds must be so much better where a slip may make another name: more than
 * their usual error. */
#define DOUBT_NATS 2.0

static struct cap
cap_in_doubt(const struct pair *pair)
{
	if (!pair->of_listed && is_short_compound(pair))
		return LIKELY("names of few letters before a usual word are "
			      "somebody's");
	if (!pair->of_listed && pair->label <= LABEL_SHORT + 1)
		return LIKELY("most names so short are somebody's");
	if (pair->label < LABEL_LONG && (pair->doubts & DOUBT_WORD) != 0)
		return LIKELY("another letter may make another name");
	if ((pair->doubts & DOUBT_FIRST) != 0)
		return LIKELY("another first letter makes another name");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

/* Is the short part in which a finger slipped known from others by the rest of
 * the name (fs-mannheim.de, fhs-mannheim.de)?  Few organisations have such
 * names beside it, but for those with another letter that no finger confuses
 * (hu-berlin.de, fu-berlin.de). */
static bool
is_known_by_rest(const struct pair *pair)
{
	return (pair->doubts & ~(unsigned)DOUBT_KEY) == DOUBT_STEM &&
	       pair->letters == 1 && pair->slipped < pair->label &&
	       pair->label > LABEL_SHORT_UNWEIGHED;
}

/* Short names are taken, and so is what is near them: another letter or one
 * more makes another name. */
static struct cap
cap_of_short(const struct pair *pair)
{
	size_t most = pair->weighed ? LABEL_SHORT : LABEL_SHORT_UNWEIGHED;
	bool other = (pair->doubts & (DOUBT_WORD | DOUBT_KEY)) != 0;
	/* What makes toymail another name is toy. */
	size_t head = real_head_len(pair->seen);
	size_t word = head > 0 && head < pair->slipped ? head : pair->slipped;

	bool known = is_known_by_rest(pair);

	if (pair->slipped <= LABEL_SHORT && !pair->weighed && !known)
		return POSSIBLE("every name so short is somebody's");
	if (other && !known &&
	    pair->slipped <= (pair->weighed ? (size_t)LABEL_TINY : most))
		return POSSIBLE("another letter makes another short name");
	if ((word <= LABEL_SHORT + 1 && pair->letters > 1 &&
		(pair->doubts & DOUBT_FIRST) != 0) ||
	    (pair->label <= LABEL_TINY && pair->letters > 0 &&
		pair->typo->slips > 1))
		return POSSIBLE("two slips make many a short name");
	if (pair->letters > 2 &&
	    pair->slipped < (other ? (size_t)LABEL_LONG : LABEL_SHORT + 3))
		return POSSIBLE("three slips make any name of any other");
	if (pair->slipped <= LABEL_SHORT + 2 &&
	    (pair->doubts & DOUBT_BEFORE) != 0)
		return POSSIBLE("a letter before a short name makes another");
	if (real_label_len(pair->meant) <= LABEL_SHORT &&
	    (pair->doubts & DOUBT_MORE) != 0)
		return POSSIBLE("a letter more makes another short name");
	if (pair->slipped <= most)
		return LIKELY("most names so short are somebody's");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

/* ---- names of which nothing is known ------------------------------------- */

/* Are both suffixes of countries, of as many parts, and one by a letter the
 * other: of another country, or in two languages (gov.ar, gob.ar)? */
static bool
has_other_country(const struct pair *pair)
{
	const struct typo_side *meant = pair->meant, *seen = pair->seen;

	return pair->typo->slips == 1 &&
	       pair->typo->slip[0].class == TYPO_SUFFIX_SLIP &&
	       typo_side_has_country(meant) && typo_side_has_country(seen) &&
	       under_dots(meant) == under_dots(seen);
}

/* Is all the same but the country?  Many have second levels that the Public
 * Suffix List lacks (edu.rw, com.md). */
static bool
is_same_elsewhere(const struct pair *pair)
{
	const struct typo_side *meant = pair->meant, *seen = pair->seen;

	return typo_side_has_country(meant) && typo_side_has_country(seen) &&
	       meant->len == seen->len &&
	       memcmp(meant->text, seen->text, meant->len - 2u) == 0;
}

/* Does one of them stand right below the country, the other below co.jp and the
 * like?  Or the name seen below a country, the other not (panasonic.jp,
 * panasonic.com)? */
static bool
has_country_beside(const struct pair *pair)
{
	const struct typo_side *meant = pair->meant, *seen = pair->seen;

	if (pair->typo->slips > 1)
		return false;
	switch ((enum typo_kind)pair->typo->slip[0].kind) {
	case KIND_SUFFIX_SWAP_KIN:
	case KIND_SUFFIX_SWAP_SECOND:
		return under_dots(meant) == 0 || under_dots(seen) == 0;
	case KIND_SUFFIX_SWAP:
		return typo_side_has_country(seen);
	default:
		return false;
	}
}

/* Is the last letter of the label, an s, left out or too much? */
static bool
has_other_number(const struct pair *pair)
{
	const struct typo_side *meant = pair->meant, *seen = pair->seen;
	size_t m = typo_stem_len(meant), s = typo_stem_len(seen);

	return m > 0 && s > 0 && pair->letters > 0 &&
	       ((m == s + 1 && meant->text[m - 1] == 's') ||
		   (s == m + 1 && seen->text[s - 1] == 's')) &&
	       memcmp(meant->text, seen->text, m < s ? m : s) == 0;
}

/* What an organisation of which nothing is known but its name may own too, or
 * its namesake. */
static struct cap
cap_of_unweighed(const struct pair *pair)
{
	if (is_same_elsewhere(pair))
		return LIKELY("another country may have the same name");
	if ((pair->doubts & DOUBT_HYPHEN) != 0)
		return POSSIBLE("who owns a name often has it with a hyphen");
	if (pair->typo->slips > 1 && (pair->doubts & DOUBT_SWAP) != 0)
		return POSSIBLE("two slips make another name");
	if ((pair->doubts & DOUBT_TWICE) != 0)
		return pair->typo->slips > 1 ||
		               real_label_len(pair->meant) <= LABEL_ACRONYM
		           ? POSSIBLE("a short word twice makes another name")
		           : LIKELY("names are made of other names");
	if (pair->typo->slips > 2)
		return POSSIBLE("three slips make any name of any other");
	if (pair->letters > 1)
		return pair->label < LABEL_LONG
		           ? POSSIBLE("two slips make another name")
		           : LIKELY("two slips make another name");
	if (pair->slipped <= LABEL_ACRONYM && pair->label < LABEL_LONG &&
	    (((pair->doubts & DOUBT_VOWEL) != 0 &&
		 under_is_japan(pair->seen)) ||
		(pair->doubts & (DOUBT_FAR | DOUBT_KEY)) == DOUBT_FAR))
		return POSSIBLE("another letter makes another short name");
	if (pair->letters > 0 && pair->slipped <= LABEL_ACRONYM &&
	    (under_is_country(pair->seen) ||
		(pair->doubts & (DOUBT_WORD | DOUBT_KEY)) != 0))
		return LIKELY("another letter makes another short name");
	if ((pair->doubts & DOUBT_FAR) != 0)
		return LIKELY("another letter may make another name");
	if ((pair->doubts & DOUBT_FIRST) != 0)
		return LIKELY("another first letter makes another name");
	if (has_other_number(pair))
		return LIKELY("one and many are two words");
	return (struct cap){VERDICT_CERTAIN, NULL};
}

/* All names of three letters under .com are taken, most of them by nobody who
 * writes mail.  So many people mean aol.com that a slip of it is the likelier
 * reason for alo.com all the same; but not ibm.com, and no other word, nor two
 * letters. */
static bool
is_of_great_name(const struct pair *pair, double beyond)
{
	return pair->weighed && beyond >= -DOUBT_NATS &&
	       (pair->doubts & DOUBT_WORD) == 0 && pair->label > LABEL_TINY &&
	       real_label_len(pair->meant) > LABEL_TINY;
}

/* ---- the order of them --------------------------------------------------- */

/* Of a name that may be anybody's. */
static struct cap
cap_of_taken(const struct pair *pair, double beyond)
{
	bool below = real_label(pair->seen) > 0;
	struct cap cap = {VERDICT_CERTAIN, NULL};

	if ((pair->doubts & DOUBT_NUMBER) != 0)
		return POSSIBLE("another number is somebody else's");
	if (under_is_other_government(pair->meant, pair->seen))
		return POSSIBLE("the government of that country may have that "
				"name");
	if ((pair->doubts & DOUBT_SIGN) != 0)
		return POSSIBLE("another character makes another word");
	if (!pair->weighed && (pair->doubts & DOUBT_SPELLING) != 0)
		return POSSIBLE(IN_OTHER_SPELLINGS);
	if (have_one_owner(pair->meant, pair->seen))
		return cap_of_hosts(pair);
	if (real_is_town(pair->seen))
		return POSSIBLE("a town of Japan has that name");
	if (under_is_other_place(pair->meant, pair->seen) ||
	    (!pair->weighed && (pair->doubts & DOUBT_SWAP) != 0 &&
		under_is_place(pair->seen)))
		return POSSIBLE("another place may have the same name");
	if (!pair->weighed && has_other_country(pair))
		return POSSIBLE("another country may have the same name");
	if (!pair->weighed && has_country_beside(pair))
		return POSSIBLE("who owns a name often has it right under its "
				"country too");
	if (real_is_closed(pair->seen))
		return cap_under_closed(pair);
	if (real_is_closed(pair->meant) && (pair->doubts & DOUBT_COUNTRY) != 0)
		return POSSIBLE("an institution of that country may have that "
				"name");
	if (real_is_short(pair->seen) && !is_of_great_name(pair, beyond))
		return POSSIBLE("every name so short is somebody's");
	if (!below && ((pair->doubts & DOUBT_LETTERS) != 0 ||
			  doubts_are_letters_more(pair->typo)))
		return POSSIBLE("names are made of other names");
	if (!below && !pair->of_listed)
		cap = cap_of_short(pair);
	/* Fingers go there as often as to .com, but of the web's domains more
	 * have such a name than of those that people have addresses at.  That
	 * of a brand is its own, and has none. */
	if (cap.why == NULL && (pair->doubts & DOUBT_TWIN) != 0 &&
	    beyond < (pair->same >= REAL_BRAND_NAMES ? -DOUBT_NATS : 0))
		cap = POSSIBLE("names under .net and .org have other owners");
	if (cap.why == NULL && pair->letters > 0 &&
	    (pair->doubts & DOUBT_SWAP) != 0 && under_is_new_top(pair->seen))
		cap = POSSIBLE("names like others are made under such a "
			       "suffix");
	if (cap.most > VERDICT_POSSIBLE && !pair->weighed) {
		struct cap other = cap_of_unweighed(pair);
		if (other.most < cap.most)
			cap = other;
	}
	if (cap.why == NULL)
		cap = cap_of_slips(pair);
	if (cap.why == NULL && beyond < DOUBT_NATS)
		cap = cap_in_doubt(pair);
	return cap;
}

/* Has a host of one's own such a name as often as a provider? */
static bool
is_usual_host(const struct typo_side *seen)
{
	static const char hosts[][SHORT_TEXTS_SIZE] = {"email", "inbox",
	    "mailbox", "mobile", "online", "webmail"};

	return SHORT_TEXTS_HAVE(hosts, seen->text, seen->len);
}

struct cap
cap_find(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo, bool weighed, size_t same, double beyond)
{
	unsigned letters = doubts_count_letters(typo);
	const struct pair pair = {
	    .meant = meant,
	    .seen = seen,
	    .typo = typo,
	    .doubts = doubts_find(seen, typo),
	    .letters = letters,
	    .label = real_label_len(seen),
	    .slipped = doubts_len_of_slipped(seen, real_label(seen),
		typo_stem_len(seen), typo),
	    .same = same,
	    .weighed = weighed,
	    .of_listed = same > 0 && letters == 0,
	};

	/* user@mail, info@webmail: of a host of one's own, which an MTA
	 * completes. */
	if (seen->dots == 0 &&
	    (real_label_len(meant) <= LABEL_SHORT_UNWEIGHED ||
		is_usual_host(seen)))
		return has_lost_dots_only(typo)
		           ? LIKELY("a name without a dot may be a host")
		           : POSSIBLE("such a name without a dot is a host");
	if (seen->no_top && (pair.doubts & DOUBT_SWAP) != 0)
		return LIKELY("a network of one's own may have such a name");
	if (under_is_mail(seen))
		return LIKELY("networks of one's own have names under .mail");
	if (seen->accents && !weighed)
		return POSSIBLE(IN_OTHER_SPELLINGS);
	if (seen->no_top || seen->doubled || seen->homograph)
		return (struct cap){VERDICT_CERTAIN, NULL};
	return cap_of_taken(&pair, beyond);
}
