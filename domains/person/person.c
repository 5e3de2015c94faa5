/* SPDX-License-Identifier: BSD-2-Clause */
/* Holds a local part against the names and addresses of a person: see
 * person.h. */
#include "domains/person/person.h"

#include <limits.h>
#include <string.h>

#include "domains/engine/name/address.h"
#include "domains/engine/typo/pairs.h"
#include "domains/base/utf8.h"
#include "domains/person/alignment.h"
#include "domains/person/romaji.h"

/* ---- what is enough ------------------------------------------------------ */

/* Shorter names are each other's neighbours: Sato, Kato, Goto, Sano; Kondo,
 * Endo, Kudo.  Beside another name that is right four letters say enough. */
#define ALONE_MIN 5
#define BESIDE_MIN 4
#define OTHER_MIN 3
#define OTHER_LONG 5
/* Two slips make of six letters some other name (Tanaka, Tanabe). */
#define TWICE_PART_MIN 7
#define TWICE_WHOLE_MIN 9
/* A word of more characters is not divided. */
#define UNDIVIDED_MAX ((size_t)32)
/* A list's name that is shorter is an abbreviation of something. */
#define LIST_MIN 6

/* The weights, of about the same unit: a point makes a slip some three times
 * as likely against another name.  They were set by hand so that the pairs of
 * `make accuracy-person` fall where they should. */
enum weight {
	WEIGHT_OTHER_LONG = 3,  /* the other name is right, and long */
	WEIGHT_OTHER = 2,       /* and not so long */
	WEIGHT_INITIAL = 1,     /* its initial is right */
	WEIGHT_EIGHT = 2,       /* the slipped name has eight letters */
	WEIGHT_SIX = 1,         /* or six */
	WEIGHT_BROKEN = 2,      /* what was written is no Japanese word */
	WEIGHT_ANOTHER = -1,    /* it is one, as the name is */
	WEIGHT_FINGERS = 1,     /* only slips as fingers make them */
	WEIGHT_ANY_LETTER = -1, /* another letter, no key beside it */
	WEIGHT_TWO = -2,        /* two slips */
	ENOUGH_POSSIBLE = 2,
	ENOUGH_LIKELY = 4
};

/* ---- weighing ------------------------------------------------------------ */

/* A part of the name beside what was seen of it. */
struct beside {
	char seen[PERSON_LETTERS_MAX + 1];
	char meant[ALIGNMENT_STEPS_MAX * 2 + 1];
	size_t seen_len;
	size_t meant_len;
	unsigned slips;
	bool renamed; /* a slip that makes one name of another */
};

static void
add_seen(struct beside *part, const struct letters *letters, size_t at,
    size_t count)
{
	for (size_t i = 0; i < count && at + i < letters->len &&
			   part->seen_len < PERSON_LETTERS_MAX;
	     i++)
		part->seen[part->seen_len++] = letters->text[at + i];
}

static size_t
letters_of_step(const struct alignment_step *step)
{
	switch (step->op) {
	case ALIGNMENT_OMISSION:
		return 0;
	case ALIGNMENT_TRANSPOSITION:
		return 2;
	case ALIGNMENT_MATCH:
	case ALIGNMENT_INSERTION:
	case ALIGNMENT_SUBSTITUTION:
		break;
	}
	return 1;
}

static bool
is_doubling(const struct letters *letters, const struct alignment_step *step)
{
	char letter = letters->text[step->at];

	return (step->at > 0 && letters->text[step->at - 1] == letter) ||
	       (step->at + 1u < letters->len &&
		   letters->text[step->at + 1] == letter);
}

/* Yoko, Kyoko and Kiyoko are three people; Keiko and Kieko, Yoko and Yokko
 * hardly two. */
static bool
renames(const struct letters *letters, const struct alignment_step *step)
{
	switch (step->op) {
	case ALIGNMENT_OMISSION:
	case ALIGNMENT_SUBSTITUTION:
		return true;
	case ALIGNMENT_INSERTION:
		return !is_doubling(letters, step);
	case ALIGNMENT_MATCH:
	case ALIGNMENT_TRANSPOSITION:
		break;
	}
	return false;
}

static void
part_by_part(const struct alignment *alignment, const struct letters *letters,
    struct beside parts_r[static ALIGNMENT_SEGMENTS])
{
	memset(parts_r, 0, ALIGNMENT_SEGMENTS * sizeof(*parts_r));
	for (size_t i = 0; i < alignment->count; i++) {
		const struct alignment_step *step = &alignment->steps[i];
		struct beside *part = &parts_r[step->segment];

		add_seen(part, letters, step->at, letters_of_step(step));
		for (const char *c = step->meant; *c != '\0'; c++)
			part->meant[part->meant_len++] = *c;
		part->slips += step->op != ALIGNMENT_MATCH;
		part->renamed = part->renamed || renames(letters, step);
	}
}

/* Left out, struck twice, swapped, the key beside. */
static bool
is_of_fingers(const struct letters *letters, const struct alignment_step *step)
{
	char seen = letters->text[step->at < letters->len ? step->at : 0];

	switch (step->op) {
	case ALIGNMENT_INSERTION:
		return is_doubling(letters, step) ||
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

/* Names of other languages tell nothing by what they look like. */
static int
weigh_looks(const struct beside *part)
{
	if (!romaji_possible(part->meant, part->meant_len))
		return 0;
	if (!romaji_possible(part->seen, part->seen_len))
		return WEIGHT_BROKEN;
	return part->renamed ? WEIGHT_ANOTHER : 0;
}

/* What a slipped name, and a whole local part, amount to. */
struct weighed {
	int weight;   /* of the slipped names the best */
	bool fine;    /* each is long enough to say anything */
	bool another; /* one could be another name */
	size_t other; /* letters of a name that is right; 0: none is */
	size_t names; /* letters of whole names */
	size_t initials;
};

/* Three letters are too short unless what was made of them is no word. */
static bool
is_enough(const struct beside *part, int looks, size_t other)
{
	if (part->slips > 1)
		return part->meant_len >= TWICE_PART_MIN;
	return part->meant_len >= BESIDE_MIN ||
	       (part->meant_len + 1 == BESIDE_MIN && other >= OTHER_LONG &&
		   looks == WEIGHT_BROKEN);
}

static void
weigh_part(const struct beside *part, struct weighed *weighed)
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
weigh_parts(const struct beside parts[static ALIGNMENT_SEGMENTS],
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

/* Kana put a vowel behind each consonant: who writes viktor where they say
 * vikutoru has not slipped twice. */
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

/* VERDICT_NO_CONFIDENCE: the name of somebody else, or nothing. */
static enum verdict_confidence
weigh(const struct alignment *alignment, const struct letters *letters,
    bool guessed)
{
	struct beside parts[ALIGNMENT_SEGMENTS];
	struct weighed weighed;
	bool twice = alignment->slips > 1;
	int weight;

	if (is_foreign(alignment))
		return VERDICT_NO_CONFIDENCE;
	for (size_t i = 0; i < alignment->count; i++)
		if (is_in_short_word(letters, &alignment->steps[i]))
			return VERDICT_NO_CONFIDENCE;
	part_by_part(alignment, letters, parts);
	weigh_parts(parts, &weighed);
	if (!weighed.fine ||
	    (weighed.other < OTHER_MIN && weighed.names < ALONE_MIN) ||
	    (twice && weighed.names + weighed.initials < TWICE_WHOLE_MIN))
		return VERDICT_NO_CONFIDENCE;
	weight = weighed.weight + weigh_right(&weighed) +
	         weigh_fingers(alignment, letters) + (twice ? WEIGHT_TWO : 0);
	/* Half a word that may be no name wants more. */
	if (guessed &&
	    (twice || (weighed.other == 0 &&
			  (weighed.another || weight < ENOUGH_LIKELY))))
		return VERDICT_NO_CONFIDENCE;
	if (weight < ENOUGH_POSSIBLE)
		return VERDICT_NO_CONFIDENCE;
	return weight >= ENOUGH_LIKELY && !weighed.another ? VERDICT_LIKELY
	                                                   : VERDICT_POSSIBLE;
}

/* ---- in words ------------------------------------------------------------ */

static void
say_slip(const struct letters *letters, const struct alignment_step *step,
    struct typo *typo)
{
	struct typo_slip *slip = &typo->slip[typo->slips++];
	char seen = letters->text[step->at < letters->len ? step->at : 0];

	*slip = (struct typo_slip){.at = step->at, .at_meant = step->at};
	memcpy(slip->meant, step->meant, sizeof(step->meant));
	switch (step->op) {
	case ALIGNMENT_OMISSION:
		slip->class = TYPO_OMISSION;
		break;
	case ALIGNMENT_INSERTION:
		slip->class =
		    is_doubling(letters, step) ? TYPO_DOUBLING : TYPO_INSERTION;
		slip->seen[0] = seen;
		break;
	case ALIGNMENT_SUBSTITUTION:
		slip->class = typo_pair_key(seen, step->meant[0])
		                  ? TYPO_NEIGHBOUR_KEY
		                  : TYPO_SUBSTITUTION;
		slip->seen[0] = seen;
		break;
	case ALIGNMENT_TRANSPOSITION:
		slip->class = TYPO_TRANSPOSITION;
		memcpy(slip->seen, letters->text + step->at, 2);
		break;
	case ALIGNMENT_MATCH:
		break;
	}
}

static void
say_slips(const struct alignment *alignment, const struct letters *letters,
    struct typo *typo_r)
{
	*typo_r = (struct typo){0};
	for (size_t i = 0; i < alignment->count; i++)
		if (alignment->steps[i].op != ALIGNMENT_MATCH)
			say_slip(letters, &alignment->steps[i], typo_r);
}

/* The local part with the slips undone, all else as it is.  A letter that is
 * missing goes to those of its own part. */
static void
mend(const struct alignment *alignment, const struct letters *letters,
    struct span local, char *meant_r)
{
	size_t from = 0, len = 0;
	unsigned segment = ALIGNMENT_RIGID;

	for (size_t i = 0; i < alignment->count; i++) {
		const struct alignment_step *step = &alignment->steps[i];
		size_t seen = letters_of_step(step);
		size_t to =
		    step->at < letters->len ? letters->at[step->at] : from;

		if (seen == 0 && i != 0 && step->segment == segment)
			to = from;
		memcpy(meant_r + len, local.bytes + from, to - from);
		len += to - from;
		from = to;
		if (step->op == ALIGNMENT_MATCH) {
			meant_r[len++] = local.bytes[to];
		} else {
			for (const char *c = step->meant; *c != '\0'; c++)
				meant_r[len++] = *c;
		}
		if (seen != 0)
			from = letters->at[step->at + seen - 1] + (size_t)1;
		segment = step->segment;
	}
	memcpy(meant_r + len, local.bytes + from, local.len - from);
	meant_r[len + local.len - from] = '\0';
}

/* ---- the best of several ------------------------------------------------- */

struct matching {
	struct span local;
	struct letters letters;
	bool right; /* the name gives it as it is */
	bool found;
	bool guessed;  /* where the family name ends */
	bool by_local; /* not by a name */
	struct alignment best;
	enum verdict_confidence confidence;
	struct span by; /* what the best belongs to */
	char meant[sizeof(((struct person_near *)NULL)->meant)];
};

/* Returns false when there is nothing in the local part to be compared. */
static bool
matching_begin(struct matching *matching, struct span local)
{
	matching->local = local;
	matching->right = matching->found = false;
	matching->guessed = matching->by_local = false;
	return letters_take(local, &matching->letters);
}

/* Does the local part have no separators, so that an initial may be its first
 * or last letter? */
static bool
is_undivided(const struct letters *letters)
{
	return letters->starts == (UINT64_C(1) << letters->len | 1);
}

/* Is it tanakay beside tanakah, or tanaka? */
static bool
is_other_initial(const struct alignment *alignment,
    const struct letters *letters)
{
	for (size_t i = 0; i < alignment->count && is_undivided(letters); i++) {
		const struct alignment_step *step = &alignment->steps[i];

		if ((step->op == ALIGNMENT_SUBSTITUTION &&
			(step->at == 0 || step->at + 1u == letters->len)) ||
		    (step->op == ALIGNMENT_OMISSION &&
			(step->at == 0 || step->at == letters->len)))
			return true;
	}
	return false;
}

static void
keep_if_better(struct matching *matching, const struct alignment *alignment,
    struct span by)
{
	enum verdict_confidence confidence =
	    weigh(alignment, &matching->letters, matching->guessed);
	char meant[sizeof(matching->meant)] = "";

	if (confidence == VERDICT_NO_CONFIDENCE ||
	    (matching->by_local &&
		is_other_initial(alignment, &matching->letters)))
		return;
	if (alignment->unique && !matching->letters.digits_between)
		mend(alignment, &matching->letters, matching->local, meant);
	if (matching->found && alignment->slips == matching->best.slips &&
	    confidence == matching->confidence) {
		/* Two that are as good: what was meant is open; but the word
		 * as a whole is better than any guess. */
		if (!matching->guessed && strcmp(meant, matching->meant) != 0)
			matching->meant[0] = '\0';
		return;
	}
	if (matching->found && (alignment->slips > matching->best.slips ||
				   confidence < matching->confidence))
		return;
	matching->found = true;
	matching->best = *alignment;
	matching->confidence = confidence;
	matching->by = by;
	memcpy(matching->meant, meant, sizeof(meant));
}

/* A spelling with a letter before or behind it, which may be anybody's initial:
 * hfujii, uenoy.  Where there are separators it would stand by itself. */
static bool
is_right_but_edge(const struct romaji_graph *graph,
    const struct letters *letters)
{
	struct letters less = *letters;

	if (!is_undivided(letters) || letters->len < 2)
		return false;
	less.len--;
	if (alignment_exact(graph, &less, ALIGNMENT_WHOLE))
		return true;
	memmove(less.text, letters->text + 1, less.len);
	return alignment_exact(graph, &less, ALIGNMENT_WHOLE);
}

static void
match(struct matching *matching, const struct romaji_graph *graph,
    enum alignment_cut cut, struct span by)
{
	struct alignment alignment;

	if (alignment_exact(graph, &matching->letters, cut))
		matching->right = true;
	else if (alignment_near(graph, &matching->letters, &alignment) &&
		 !is_right_but_edge(graph, &matching->letters))
		keep_if_better(matching, &alignment, by);
}

/* ---- by the name --------------------------------------------------------- */

static void
accept(struct romaji_graph *graph, int node)
{
	if (node >= 0)
		graph->nodes[node].accept = true;
}

static int
lay(struct romaji_graph *graph, int node, const struct romaji_part *part,
    unsigned segment)
{
	return romaji_graph_part(graph, node, part, segment);
}

/* A node that the initials of a part lead to. */
static int
lay_initial(struct romaji_graph *graph, int node,
    const struct romaji_part *part)
{
	char initials[ROMAJI_EDGES_MAX + 1];
	int next = romaji_graph_node(graph, ALIGNMENT_RIGID);

	romaji_initials(part, initials);
	for (const char *letter = initials; *letter != '\0'; letter++)
		if (!romaji_graph_edge(graph, node, next, *letter))
			return -1;
	return next;
}

/* The forms that begin with one of two parts: alone, before the other or its
 * initial, and behind the other's initial. */
static void
lay_forms(struct romaji_graph *graph, const struct romaji_part *first,
    const struct romaji_part *second, unsigned segment)
{
	int node = lay(graph, 0, first, segment);

	accept(graph, node);
	accept(graph, node >= 0 ? lay_initial(graph, node, second) : -1);
	accept(graph, lay(graph, node, second, segment + 1));
	accept(graph,
	    lay(graph, lay_initial(graph, 0, second), first, segment + 2));
}

/* What does not fit into the graph is left out: nobody writes out a name of
 * forty letters. */
static void
match_two(struct matching *matching, const struct romaji_part *first,
    const struct romaji_part *second, struct span by)
{
	struct romaji_graph graph;

	graph.count = 0;
	(void)romaji_graph_node(&graph, ALIGNMENT_RIGID);
	lay_forms(&graph, first, second, 1);
	lay_forms(&graph, second, first, 4);
	match(matching, &graph,
	    matching->guessed ? ALIGNMENT_UNITS : ALIGNMENT_LETTERS, by);
}

static void
match_one(struct matching *matching, const struct romaji_part *part,
    struct span by)
{
	struct romaji_graph graph;

	graph.count = 0;
	(void)romaji_graph_node(&graph, ALIGNMENT_RIGID);
	accept(&graph, lay(&graph, 0, part, 1));
	match(matching, &graph, ALIGNMENT_LETTERS, by);
}

/* Where the characters of a word that was read begin; at most max. */
static size_t
characters(struct span word, size_t max, size_t *starts_r)
{
	uint32_t code;
	size_t count = 0;

	for (size_t at = 0; at < word.len && count < max;
	     at += utf8_decode(word.bytes + at, word.len - at, &code))
		starts_r[count++] = at;
	return count;
}

/* Where the family name ends in a word nobody knows: every place is tried at
 * which two names of two kana or letters could meet. */
static void
match_undivided(struct matching *matching, struct span word,
    const struct romaji_part *whole, struct span by)
{
	size_t starts[UNDIVIDED_MAX];
	size_t count = characters(word, UNDIVIDED_MAX, starts);
	struct romaji_part first, second;

	match_one(matching, whole, by);
	matching->guessed = true;
	for (size_t i = 2; i + 2 <= count && whole->japanese; i++) {
		size_t at = starts[i];

		if (!matching->right && romaji_read(word.bytes, at, &first) &&
		    first.japanese &&
		    romaji_read(word.bytes + at, word.len - at, &second) &&
		    second.japanese)
			match_two(matching, &first, &second, by);
	}
	matching->guessed = false;
}

/* Two words as one name: Juan Carlos, Min jun. */
static bool
join(const struct romaji_part *first, const struct romaji_part *second,
    struct romaji_part *both_r)
{
	if (first->count + second->count > ROMAJI_UNITS_MAX)
		return false;
	*both_r = *first;
	memcpy(both_r->units + first->count, second->units,
	    second->count * sizeof(*second->units));
	both_r->count += second->count;
	both_r->japanese = first->japanese && second->japanese;
	return true;
}

/* Any two words are the family and the given name; of three two may be one. */
static void
match_words(struct matching *matching, const struct romaji_part *words,
    size_t count, struct span by)
{
	struct romaji_part both;

	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count && !matching->right; k++)
			match_two(matching, &words[i], &words[k], by);
	if (count != 3)
		return;
	if (!matching->right && join(&words[0], &words[1], &both))
		match_two(matching, &both, &words[2], by);
	if (!matching->right && join(&words[1], &words[2], &both))
		match_two(matching, &words[0], &both, by);
}

/* What stands between the words of a name. */
static bool
is_between(uint32_t code)
{
	return code <= ' ' || code == 0x3000 || code == 0xa0 ||
	       (code < 0x80 && strchr(",;:()[]{}<>/.\"&|=", (int)code)) ||
	       code == 0x30fb || code == 0xff65 || code == '-' ||
	       code == 0xff0c || code == 0x3001 || code == 0xff08 ||
	       code == 0xff09 || code == 0xff0e || code == 0xff0f ||
	       code == 0x300c || code == 0x300d || code == 0x3010 ||
	       code == 0x3011;
}

/* The next word of a name; what is not UTF-8 ends it. */
static struct span
next_word(struct span *rest)
{
	struct span word = {rest->bytes, 0};
	uint32_t code;
	size_t size;

	while ((size = utf8_decode(rest->bytes, rest->len, &code)) != 0) {
		bool between = is_between(code);

		rest->bytes += size;
		rest->len -= size;
		if (!between)
			word.len += size;
		else if (word.len != 0)
			return word;
		else
			word.bytes = rest->bytes;
	}
	rest->len = 0;
	return word;
}

static void
match_name(struct matching *matching, struct span name)
{
	struct romaji_part words[PERSON_WORDS_MAX];
	struct span rest = name, word, last = {NULL, 0};
	size_t count = 0;

	while (count < PERSON_WORDS_MAX && rest.len != 0) {
		word = next_word(&rest);
		if (!romaji_read(word.bytes, word.len, &words[count]))
			continue;
		count++;
		last = word;
	}
	if (count == 1)
		match_undivided(matching, last, &words[0], name);
	else
		match_words(matching, words, count, name);
}

/* ---- by another address -------------------------------------------------- */

/* A local part, word by word: short words are initials and do not slip. */
static void
lay_local(const struct letters *letters,
    bool (*read)(const char *, size_t, struct romaji_part *),
    struct romaji_graph *graph_r)
{
	unsigned segment = 1;
	int node;

	graph_r->count = 0;
	node = romaji_graph_node(graph_r, ALIGNMENT_RIGID);
	for (size_t i = 0, len = 0; i < letters->len; i += len) {
		struct romaji_part word;

		len = 1;
		while ((letters->starts >> (i + len) & 1) == 0 &&
		       len < ROMAJI_UNITS_MAX)
			len++;
		(void)read(letters->text + i, len, &word);
		node = romaji_graph_part(graph_r, node, &word,
		    len < BESIDE_MIN ? ALIGNMENT_RIGID : segment);
		segment += segment + 1 < ALIGNMENT_SEGMENTS;
	}
	accept(graph_r, node);
}

/* The other local part is the same in any of its spellings, and near in its
 * own: there is one way in which it is written. */
static void
match_local(struct matching *matching, struct span other, struct span by)
{
	struct romaji_graph graph;
	struct letters letters;

	if (!letters_take(other, &letters))
		return;
	lay_local(&letters, romaji_read, &graph);
	if (alignment_exact(&graph, &matching->letters, ALIGNMENT_WHOLE)) {
		matching->right = true;
		return;
	}
	lay_local(&letters, romaji_read_exact, &graph);
	matching->by_local = true;
	match(matching, &graph, ALIGNMENT_WHOLE, by);
}

static bool
same_bytes(struct span a, const char *bytes, size_t len)
{
	return a.len == len && (len == 0 || memcmp(a.bytes, bytes, len) == 0);
}

/* Does a local part look more like a name than another? */
static int
looks(struct span local)
{
	struct letters letters;

	if (!letters_take(local, &letters))
		return 0;
	return romaji_possible(letters.text, letters.len) ? 2 : 1;
}

/* Is it the other one of two near addresses that is right?  That whose person's
 * name gives it; else not the one that is no Japanese word; else the first. */
static bool
is_better(const struct person *person, struct span local, struct span than,
    bool before)
{
	struct matching other;
	int more = looks(local) - looks(than);

	if (!matching_begin(&other, local))
		return false;
	match_name(&other, person->reading);
	match_name(&other, person->name);
	return other.right || more > 0 || (more == 0 && before);
}

/* The other addresses of the row. */
static void
match_row(const struct person *person, struct matching *matching,
    struct span address)
{
	struct address_scan scan;
	struct address_found found;
	bool before = true; /* this address */

	address_scan_begin(&scan, person->row.bytes, person->row.len);
	for (size_t i = 0;
	     i < PERSON_OTHERS_MAX && address_scan_next(&scan, &found); i++) {
		struct matching other = *matching;
		struct span local = {found.address.local,
		    found.address.local_len};

		if (same_bytes(address, found.bytes, found.len)) {
			before = false;
			continue;
		}
		if (found.error != ADDRESS_FINE)
			continue;
		match_local(&other, local,
		    (struct span){found.bytes, found.len});
		if (other.right ||
		    (other.found &&
			is_better(person, local, matching->local, before)))
			*matching = other;
	}
}

static void
match_list(const struct person *person, struct matching *matching)
{
	struct span local = person->list;
	const char *at =
	    local.len != 0 ? memchr(local.bytes, '@', local.len) : NULL;
	struct letters letters;

	if (at != NULL)
		local.len = (size_t)(at - local.bytes);
	if (letters_take(local, &letters) && letters.len >= LIST_MIN)
		match_local(matching, local, person->list);
}

/* ---- the door ------------------------------------------------------------ */

static void
tell(const struct matching *matching, enum person_hint hint,
    struct person_near *near_r)
{
	near_r->confidence = matching->confidence;
	near_r->hint = hint;
	near_r->by = matching->by;
	say_slips(&matching->best, &matching->letters, &near_r->typo);
	memcpy(near_r->meant, matching->meant, sizeof(near_r->meant));
}

/* Two hints that mean the same: one of them alone is surer than the other, and
 * both together are sure. */
static void
tell_both(const struct matching *by_name, const struct matching *by_row,
    struct person_near *near_r)
{
	bool likely = by_name->confidence == VERDICT_LIKELY ||
	              by_row->confidence == VERDICT_LIKELY;

	tell(by_name, PERSON_BOTH, near_r);
	near_r->confidence = likely ? VERDICT_CERTAIN : VERDICT_LIKELY;
}

bool
person_near(const struct person *person, struct span local, struct span address,
    struct person_near *near_r)
{
	struct matching by_name, by_row, by_list;

	if (!matching_begin(&by_name, local))
		return false;
	by_list = by_row = by_name;
	match_name(&by_name, person->reading);
	if (!by_name.right)
		match_name(&by_name, person->name);
	if (by_name.right)
		return false;
	/* Who has it twice has it so. */
	match_row(person, &by_row, address);
	if (by_row.right)
		return false;
	if (by_name.found && by_row.found && by_name.meant[0] != '\0' &&
	    strcmp(by_name.meant, by_row.meant) == 0)
		tell_both(&by_name, &by_row, near_r);
	else if (by_name.found)
		tell(&by_name, PERSON_NAME, near_r);
	else if (by_row.found)
		tell(&by_row, PERSON_ADDRESS, near_r);
	else
		match_list(person, &by_list);
	if (by_list.found)
		tell(&by_list, PERSON_LIST, near_r);
	return by_name.found || by_row.found || by_list.found;
}

const char *
person_hint_text(enum person_hint hint)
{
	switch (hint) {
	case PERSON_NAME:
		return "the person's name";
	case PERSON_ADDRESS:
		return "another address of the person";
	case PERSON_LIST:
		return "the user or list";
	case PERSON_BOTH:
		return "another address and the person's name";
	case PERSON_HINTS:
		break;
	}
	return "";
}
