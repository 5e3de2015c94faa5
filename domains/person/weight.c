/* SPDX-License-Identifier: BSD-2-Clause */
/* Weight: what makes a slip of the person's name, and what another name. */
#include "domains/person/weight.h"

#include <limits.h>
#include <string.h>

#include "domains/engine/typo/pairs.h"
#include "domains/person/romaji.h"

/* Letters.  Shorter names are each other's neighbours: Sato, Kato, Goto, Sano;
 * Kondo, Endo, Kudo.  Beside another name that is right, four are enough. */
#define ALONE_MIN 5
#define OTHER_MIN 3
#define OTHER_LONG 5
/* Two slips make another name of six letters (Tanaka, Tanabe). */
#define TWICE_PART_MIN 7
#define TWICE_WHOLE_MIN 9

/* The weights have about the same unit: with a point more, a slip is some three
 * times as likely against another name.  They were set by hand so that the
 * pairs of `make accuracy-person` come out right. */
enum weight {
	WEIGHT_OTHER_LONG = 3,  /* the other name is right, and long */
	WEIGHT_OTHER = 2,       /* or not so long */
	WEIGHT_INITIAL = 1,     /* its initial is right */
	WEIGHT_EIGHT = 2,       /* the slipped name has eight letters */
	WEIGHT_SIX = 1,         /* or six */
	WEIGHT_BROKEN = 2,      /* the letters are no Japanese word */
	WEIGHT_ANOTHER = -1,    /* they are one, as the name is */
	WEIGHT_FINGERS = 1,     /* only slips as fingers make them */
	WEIGHT_ANY_LETTER = -1, /* another letter, no key beside it */
	WEIGHT_TWO = -2,        /* two slips */
	ENOUGH_POSSIBLE = 2,
	ENOUGH_LIKELY = 4
};

/* A part of the name, and the letters that stand for it. */
struct weighed_part {
	char seen[PERSON_LETTERS_MAX + 1];
	char meant[ALIGNMENT_STEPS_MAX * 2 + 1];
	size_t seen_len;
	size_t meant_len;
	unsigned slips;
	bool renamed; /* a slip that makes one name of another */
};

static void
add_seen(struct weighed_part *part, const struct letters *letters, size_t at,
    size_t count)
{
	for (size_t i = 0; i < count && at + i < letters->len &&
			   part->seen_len < PERSON_LETTERS_MAX;
	     i++)
		part->seen[part->seen_len++] = letters->text[at + i];
}

/* Yoko, Kyoko and Kiyoko are three people; Keiko and Kieko, Yoko and Yokko
 * hardly two. */
static bool
changes_name(const struct letters *letters, const struct alignment_step *step)
{
	switch (step->op) {
	case ALIGNMENT_OMISSION:
	case ALIGNMENT_SUBSTITUTION:
		return true;
	case ALIGNMENT_INSERTION:
		return !alignment_step_doubles(letters, step);
	case ALIGNMENT_MATCH:
	case ALIGNMENT_TRANSPOSITION:
		break;
	}
	return false;
}

static void
divide_parts(const struct alignment *alignment, const struct letters *letters,
    struct weighed_part parts_r[static ALIGNMENT_SEGMENTS])
{
	memset(parts_r, 0, ALIGNMENT_SEGMENTS * sizeof(*parts_r));
	for (size_t i = 0; i < alignment->count; i++) {
		const struct alignment_step *step = &alignment->steps[i];
		struct weighed_part *part = &parts_r[step->segment];

		add_seen(part, letters, step->at, alignment_step_letters(step));
		for (const char *c = step->meant; *c != '\0'; c++)
			part->meant[part->meant_len++] = *c;
		part->slips += step->op != ALIGNMENT_MATCH;
		part->renamed = part->renamed || changes_name(letters, step);
	}
}

/* A key not hit, hit twice, hit too early, or the key beside it. */
static bool
is_of_fingers(const struct letters *letters, const struct alignment_step *step)
{
	char seen = letters->text[step->at < letters->len ? step->at : 0];

	switch (step->op) {
	case ALIGNMENT_INSERTION:
		return alignment_step_doubles(letters, step) ||
		       typo_pair_key(seen, letters->text[step->at - 1]) ||
		       (step->at + 1u < letters->len &&
			   typo_pair_key(seen, letters->text[step->at + 1]));
	case ALIGNMENT_SUBSTITUTION:
		return typo_pair_key(seen, step->meant[0]);
	case ALIGNMENT_MATCH:
	case ALIGNMENT_OMISSION:
	case ALIGNMENT_TRANSPOSITION:
		break;
	}
	return true;
}

static int
weigh_fingers(const struct alignment *alignment, const struct letters *letters)
{
	for (size_t i = 0; i < alignment->count; i++)
		if (!is_of_fingers(letters, &alignment->steps[i]))
			return WEIGHT_ANY_LETTER;
	return WEIGHT_FINGERS;
}

/* How names of other languages look says nothing. */
static int
weigh_looks(const struct weighed_part *part)
{
	if (!romaji_is_possible(part->meant, part->meant_len))
		return 0;
	if (!romaji_is_possible(part->seen, part->seen_len))
		return WEIGHT_BROKEN;
	return part->renamed ? WEIGHT_ANOTHER : 0;
}

/* What the slipped names and the whole local part amount to. */
struct weighed {
	int weight;   /* the best of the slipped names */
	bool fine;    /* each is long enough to be weighed */
	bool another; /* one could be another name */
	size_t other; /* letters of a name that is right; 0: none is */
	size_t names; /* letters of whole names */
	size_t initials;
};

/* Three letters are too short unless the slip made them no word. */
static bool
is_enough(const struct weighed_part *part, int looks, size_t other)
{
	if (part->slips > 1)
		return part->meant_len >= TWICE_PART_MIN;
	return part->meant_len >= WEIGHT_WORD_MIN ||
	       (part->meant_len + 1 == WEIGHT_WORD_MIN && other >= OTHER_LONG &&
		   looks == WEIGHT_BROKEN);
}

static void
weigh_part(const struct weighed_part *part, struct weighed *weighed)
{
	int looks = weigh_looks(part), weight = looks;

	if (!is_enough(part, looks, weighed->other))
		weighed->fine = false;
	weighed->another = weighed->another || looks == WEIGHT_ANOTHER;
	if (part->meant_len >= 8)
		weight += WEIGHT_EIGHT;
	else if (part->meant_len >= 6)
		weight += WEIGHT_SIX;
	weighed->weight = weight > weighed->weight ? weight : weighed->weight;
}

static void
weigh_parts(const struct weighed_part parts[static ALIGNMENT_SEGMENTS],
    struct weighed *weighed_r)
{
	*weighed_r = (struct weighed){.weight = INT_MIN, .fine = true};
	weighed_r->initials = parts[ALIGNMENT_RIGID].meant_len;
	for (size_t i = 0; i < ALIGNMENT_SEGMENTS; i++) {
		if (i == ALIGNMENT_RIGID)
			continue;
		weighed_r->names += parts[i].meant_len;
		if (parts[i].slips == 0 &&
		    parts[i].meant_len > weighed_r->other)
			weighed_r->other = parts[i].meant_len;
	}
	for (size_t i = 0; i < ALIGNMENT_SEGMENTS; i++)
		if (i != ALIGNMENT_RIGID && parts[i].slips != 0)
			weigh_part(&parts[i], weighed_r);
}

static int
weigh_right(const struct weighed *weighed)
{
	return weighed->other >= OTHER_LONG  ? WEIGHT_OTHER_LONG
	       : weighed->other >= OTHER_MIN ? WEIGHT_OTHER
	       : weighed->initials != 0      ? WEIGHT_INITIAL
	                                     : 0;
}

/* Is a slip within a word of one or two letters?  Those are initials. */
static bool
is_in_short_word(const struct letters *letters,
    const struct alignment_step *step)
{
	size_t from = step->at, to = step->at + (size_t)1;

	if (step->op == ALIGNMENT_MATCH || step->op == ALIGNMENT_OMISSION)
		return false;
	while ((letters->starts >> from & 1) == 0)
		from--;
	while ((letters->starts >> to & 1) == 0)
		to++;
	return to - from <= 2;
}

/* Kana put a vowel after each consonant: viktor for vikutoru is not two
 * slips. */
static bool
is_foreign(const struct alignment *alignment)
{
	unsigned silent = 0;

	for (size_t i = 1; i < alignment->count; i++) {
		const struct alignment_step *step = &alignment->steps[i];

		silent += step->op == ALIGNMENT_OMISSION &&
		          (step->meant[0] == 'u' || step->meant[0] == 'o') &&
		          step[-1].op == ALIGNMENT_MATCH &&
		          !typo_is_vowel(step[-1].meant[0]);
	}
	return silent > 1;
}

enum verdict_confidence
weight_judge(const struct alignment *alignment, const struct letters *letters,
    bool guessed)
{
	struct weighed_part parts[ALIGNMENT_SEGMENTS];
	struct weighed weighed;
	bool twice = alignment->slips > 1;
	int weight;

	if (is_foreign(alignment))
		return VERDICT_NO_CONFIDENCE;
	for (size_t i = 0; i < alignment->count; i++)
		if (is_in_short_word(letters, &alignment->steps[i]))
			return VERDICT_NO_CONFIDENCE;
	divide_parts(alignment, letters, parts);
	weigh_parts(parts, &weighed);
	if (!weighed.fine ||
	    (weighed.other < OTHER_MIN && weighed.names < ALONE_MIN) ||
	    (twice && weighed.names + weighed.initials < TWICE_WHOLE_MIN))
		return VERDICT_NO_CONFIDENCE;
	weight = weighed.weight + weigh_right(&weighed) +
	         weigh_fingers(alignment, letters) + (twice ? WEIGHT_TWO : 0);
	/* A part that is a guess needs more. */
	if (guessed &&
	    (twice || (weighed.other == 0 &&
			  (weighed.another || weight < ENOUGH_LIKELY))))
		return VERDICT_NO_CONFIDENCE;
	if (weight < ENOUGH_POSSIBLE)
		return VERDICT_NO_CONFIDENCE;
	return weight >= ENOUGH_LIKELY && !weighed.another ? VERDICT_LIKELY
	                                                   : VERDICT_POSSIBLE;
}
