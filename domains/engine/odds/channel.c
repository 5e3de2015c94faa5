/* SPDX-License-Identifier: BSD-2-Clause */
/* Channel: weighs each name that may be meant as an explanation of a name. */
#include "domains/engine/odds/channel.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/lists/below.h"
#include "domains/engine/name/fold.h"
#include "domains/engine/name/shown.h"
#include "domains/engine/odds/cap.h"
#include "domains/engine/odds/doubts.h"
#include "domains/engine/odds/near.h"
#include "domains/engine/odds/reading.h"
#include "domains/engine/odds/real.h"
#include "domains/engine/odds/targets.h"

/* What a bulk list of real domains counts for a name, in nats: a hundredfold
 * and more, but not so much that gmai.com, which such lists have, passes. */
#define REAL_DOMAIN_NATS 5.0

struct channel {
	const struct real_domains *real_domains;
	struct targets *targets;
	struct top_levels *tops; /* judging adds to it */
	struct doppel_thresholds thresholds;
};

/* ---- opening ------------------------------------------------------------ */

int
channel_open(const struct list_entries *lists,
    const struct real_domains *real_domains,
    const struct doppel_thresholds *thresholds, bool late,
    struct channel **channel_r)
{
	struct channel *channel = calloc(1, sizeof(*channel));
	if (channel == NULL)
		return -1;
	channel->real_domains = real_domains;
	channel->thresholds = *thresholds;
	channel->tops = calloc(1, sizeof(*channel->tops));
	if (channel->tops != NULL)
		channel->targets = targets_create(lists, channel->tops, late);
	if (channel->targets == NULL) {
		channel_close(&channel);
		return -1;
	}
	*channel_r = channel;
	return 0;
}

void
channel_close(struct channel **channel)
{
	if (*channel == NULL)
		return;
	targets_free(&(*channel)->targets);
	free((*channel)->tops);
	free(*channel);
	*channel = NULL;
}

/* ---- weighing ----------------------------------------------------------- */

struct weighing {
	const struct channel *channel;
	const struct name *name;
	const struct list_entry *above; /* see channel_judge(); or NULL */
	struct reading *reading;        /* set when seen is spelled */
	struct typo_side seen;
	size_t below; /* seen is the name from here on */
	struct real real;
	size_t same;       /* listed names with its stem; set with real */
	bool has_real;     /* real is set: the first near name needs it */
	bool second;       /* seen begins before the registrable part */
	bool in_letters;   /* it, or a target, has letters beyond ASCII */
	bool only_letters; /* only targets with such letters count */
	double floor;      /* an explanation must have better odds */
	bool explain;      /* keep all near names, not only the best */
	bool doubt;        /* say what is meant even below the threshold */
	struct doppel_thoughts *thoughts;
	size_t best;              /* the number of the best so far */
	struct doppel_near there; /* see prefer_country() */
};

static inline __attribute__((always_inline)) void
weigh_real(struct weighing *weighing, size_t near)
{
	struct typo_side *seen = &weighing->seen;
	size_t stem = typo_stem_len(seen);
	seen->no_top =
	    !seen->plain &&
	    !top_levels_exists(weighing->channel->tops, weighing->name);
	typo_side_find_repeats(seen);
	const struct targets *targets = weighing->channel->targets;
	weighing->same =
	    seen->letters
		? reading_count_same(weighing->reading, targets, seen)
		: index_same_near(targets->index, near, seen->text, stem);
	real_weigh(seen, weighing->same, &weighing->real);
	if (reading_is_real(weighing->channel->real_domains, weighing->reading,
		seen))
		real_add(&weighing->real, "in the file of real domains",
		    REAL_DOMAIN_NATS);
	weighing->has_real = true;
}

enum verdict_confidence
channel_confidence(const struct channel *channel, double odds)
{
	const struct doppel_thresholds *thresholds = &channel->thresholds;
	if (odds >= thresholds->certain)
		return VERDICT_CERTAIN;
	if (odds >= thresholds->likely)
		return VERDICT_LIKELY;
	if (odds >= thresholds->possible)
		return VERDICT_POSSIBLE;
	return VERDICT_NO_CONFIDENCE;
}

/* Lowers the confidence where odds cannot be that sure. */
static void
cap_confidence(const struct weighing *weighing, size_t number,
    struct doppel_near *near)
{
	const struct channel *channel = weighing->channel;
	const struct typo_side *meant = &channel->targets->sides[number];
	const struct typo_side *seen = &weighing->seen;
	struct reading_pair pair;

	if (near->confidence <= VERDICT_POSSIBLE)
		return;
	if (weighing->in_letters && (meant->letters || seen->letters) &&
	    reading_pair_up(channel->targets, number, weighing->reading, seen,
		&pair)) {
		meant = &pair.of.meant;
		seen = &pair.of.seen;
	}
	struct cap cap = cap_find(meant, seen, &near->typo,
	    targets_are_weighed(channel->targets, number), weighing->same,
	    near->odds - channel->thresholds.certain);
	if (near->confidence > cap.most) {
		near->confidence = cap.most;
		near->cap = cap.why;
	}
}

/* Where one of the two names has letters beyond ASCII.  What it looks like in
 * ASCII is no sign of such a target. */
static __attribute__((noinline)) bool
search_letters(const struct weighing *weighing, size_t number, float most,
    struct typo *typo_r)
{
	const struct targets *targets = weighing->channel->targets;
	const struct typo_side *seen = &weighing->seen;
	struct reading_pair pair;

	return !seen->homograph &&
	       (targets->sides[number].letters || !weighing->only_letters) &&
	       reading_pair_up(targets, number, weighing->reading, seen,
		   &pair) &&
	       spelling_search(&pair.of, most, typo_r);
}

/* Sets the slips that make the name of the target; false when there are none
 * that leave better odds than the floor.  Inlined where most of the time goes.
 */
static inline __attribute__((always_inline)) bool
find_slips(const struct weighing *weighing, size_t number, bool in_letters,
    struct doppel_near *near)
{
	const struct targets *targets = weighing->channel->targets;
	const struct target *target = &targets->all[number];
	const struct list_entry *entry = targets_entry(targets, target);
	const struct typo_side *meant = &targets->sides[number];
	double most =
	    (double)target->prior - weighing->real.total - weighing->floor;

	bool found =
	    in_letters && (meant->letters || weighing->seen.letters)
		? search_letters(weighing, number, (float)most, &near->typo)
		: typo_search(meant, &weighing->seen, (float)most, &near->typo);
	if (!found ||
	    (weighing->above != NULL &&
		!near_is_slip_below(meant, entry == weighing->above,
		    &near->typo)) ||
	    (weighing->second && !doubts_have_suffix(&near->typo)))
		return false;
	near->name = entry->name;
	near->file = list_entry_file(entry);
	near->line = entry->line;
	near->prior = (double)target->prior;
	near->real = weighing->real.total;
	near->channel = -(double)near->typo.cost;
	near->odds = near->prior + near->channel - near->real;
	return true;
}

static void
set_confidence(const struct weighing *weighing, size_t number,
    struct doppel_near *near)
{
	near->confidence = channel_confidence(weighing->channel, near->odds);
	near->cap = NULL;
	cap_confidence(weighing, number, near);
}

static inline __attribute__((always_inline)) void
weigh_slips(struct weighing *weighing, size_t number, bool in_letters)
{
	struct doppel_thoughts *thoughts = weighing->thoughts;
	struct doppel_near near;

	if (!find_slips(weighing, number, in_letters, &near))
		return;
	if (weighing->seen.homograph)
		spelling_name_look(weighing->name, weighing->below,
		    &near.typo.slip[0]);
	set_confidence(weighing, number, &near);
	if (thoughts->near_count == 0 || near.odds > thoughts->near[0].odds)
		weighing->best = number;
	near_keep(thoughts, &near);
	if (!weighing->explain)
		weighing->floor = near.odds;
}

/* Does the target have mail at such a subdomain?  A provider has where it says
 * so (bronze.ocn.ne.jp). */
static bool
has_mail_below(const struct weighing *weighing, const struct list_entry *target)
{
	return target->kind == LISTFILE_PROTECTED ||
	       below_has(list_entry_more(target), weighing->name->text,
		   weighing->below - 1);
}

/* Where not even the cheapest slip may make the name of this target, it may not
 * of those that fewer people mean. */
static inline __attribute__((always_inline)) bool
weigh_target(struct weighing *weighing, size_t number, bool in_letters)
{
	const struct target *target = &weighing->channel->targets->all[number];

	if (weighing->below > 0 &&
	    !has_mail_below(weighing,
		targets_entry(weighing->channel->targets, target)))
		return true;
	if (!weighing->has_real)
		weigh_real(weighing, number);
	double most =
	    (double)target->prior - weighing->real.total - weighing->floor;
	if (most < (double)TYPO_SLIP_LEAST)
		return false;
	weigh_slips(weighing, number, in_letters);
	return true;
}

/* As index_each.  It is taken apart from the other, for nearly all names and
 * targets are in ASCII. */
static bool
weigh(void *context, size_t number)
{
	return weigh_target(context, number, false);
}

/* As index_each. */
static bool
weigh_in_letters(void *context, size_t number)
{
	return weigh_target(context, number, true);
}

/* Weighs the targets near to seen. */
static inline void
weigh_near(struct weighing *weighing)
{
	weighing->has_real = false;
	index_near(weighing->channel->targets->index, &weighing->seen,
	    weighing->in_letters ? weigh_in_letters : weigh, weighing);
	if (weighing->explain && weighing->has_real)
		near_keep_real(weighing->thoughts, &weighing->real);
}

/* ---- names of a country -------------------------------------------------- */

/* Of those who write a country with a second level nearly all mean the name
 * that the brand has there: so many more than of all who write to the brand
 * (yahoo.com.in, for which yahoo.com is as good by the odds as yahoo.co.in). */
#define COUNTRY_NATS 6.0

/* As index_each. */
static bool
weigh_there(void *context, size_t number)
{
	struct weighing *weighing = context;
	const struct typo_side *meant =
	    &weighing->channel->targets->sides[number];
	struct doppel_near near;

	if (typo_sides_have_one_country(meant, &weighing->seen) &&
	    find_slips(weighing, number, true, &near)) {
		weighing->there = near;
		weighing->floor = near.odds;
		weighing->best = number;
	}
	return true;
}

/* Puts the name that the best one's brand has in the country that was written
 * before that one. */
static void
prefer_country(struct weighing *weighing)
{
	struct doppel_thoughts *thoughts = weighing->thoughts;
	struct doppel_near *near = thoughts->near;
	const struct typo_side *seen = &weighing->seen;
	const struct targets *targets = weighing->channel->targets;
	const double floor = weighing->floor;
	size_t best = weighing->best;

	if (thoughts->near_count == 0 || seen->no_top || seen->dots < 2 ||
	    !typo_side_has_country(seen) ||
	    typo_sides_have_one_country(&targets->sides[best], seen))
		return;
	weighing->floor = near->odds - COUNTRY_NATS;
	index_each_same(targets->index, targets->sides[best].text,
	    typo_stem_len(&targets->sides[best]), weigh_there, weighing);
	weighing->floor = floor;
	if (weighing->best == best)
		return;
	weighing->there.odds = near->odds;
	weighing->there.prior =
	    near->odds - weighing->there.channel + weighing->there.real;
	set_confidence(weighing, weighing->best, &weighing->there);
	near_put_first(thoughts, &weighing->there);
}

static void
conclude(const struct weighing *weighing, struct verdict *verdict)
{
	const struct doppel_near *best = &weighing->thoughts->near[0];

	if (weighing->thoughts->near_count == 0 ||
	    (best->confidence == VERDICT_NO_CONFIDENCE && !weighing->doubt))
		return;
	verdict->reason = best->confidence == VERDICT_NO_CONFIDENCE
	                      ? VERDICT_NONE
	                      : VERDICT_TYPO;
	verdict->confidence = best->confidence;
	verdict->typo = best->typo;
	verdict->odds = (float)best->odds;
	verdict->file = best->file;
	verdict->line = best->line;
	near_set_meant(weighing->name, weighing->below, best->name,
	    &verdict->meant);
}

/* Is it seen at once that no name explains it?  Of a name with more labels
 * before its suffix that cannot be. */
static bool
is_far(const struct channel *channel, const struct name *name,
    struct typo_suffix suffix)
{
	return suffix.at > 0 && name->labels == 2u + (suffix.at < suffix.top) &&
	       !name->idn &&
	       index_is_far(channel->targets->index, name->text, suffix.at - 1u,
		   suffix.plain ? 0 : name->len);
}

/* Of a second level: co.jp, com.au, gouv.fr; and co.jp.jp has two. */
#define SECOND_LEVEL_MAX 4
#define ENDS_MAX 3

/* Where nothing came of the whole name, and no name that it stands below is
 * real, weighs the registrable domain, which may have a slip; and while nothing
 * comes of it and it begins with what may be a second level, the end with one
 * more label (cs.example.ac.jo). */
static __attribute__((noinline)) void
weigh_ends(struct weighing *weighing)
{
	const struct typo_side whole = weighing->seen;
	struct doppel_thoughts *thoughts = weighing->thoughts;
	const char *dot = whole.suffix > 1
	                      ? memrchr(whole.text, '.', whole.suffix - 1u)
	                      : NULL;

	if (thoughts->verdict.reason != VERDICT_NONE ||
	    weighing->above != NULL || whole.doubled)
		return;
	weighing->second = false;
	for (unsigned ends = 0; dot != NULL && ends < ENDS_MAX; ends++) {
		size_t before = thoughts->near_count;
		size_t at = (size_t)(dot - whole.text) + 1;

		weighing->below =
		    reading_end(weighing->name, &whole, at, &weighing->seen);
		weigh_near(weighing);
		/* In doubt there may be a near name of the first search. */
		if (!weighing->doubt || thoughts->near_count > before)
			conclude(weighing, &thoughts->verdict);
		if (thoughts->verdict.reason != VERDICT_NONE ||
		    whole.dot_in_suffix ||
		    strcspn(weighing->seen.text, ".") > SECOND_LEVEL_MAX)
			return;
		weighing->second = true;
		dot = memrchr(whole.text, '.', at - 1);
	}
}

/* Weighs the whole of seen. */
static void
weigh_whole(struct weighing *weighing)
{
	weigh_near(weighing);
	prefer_country(weighing);
}

/* One that looks like ASCII is weighed as that, and by its letters. */
static __attribute__((noinline)) void
weigh_idn(struct weighing *weighing, struct typo_suffix suffix)
{
	const struct targets *targets = weighing->channel->targets;
	const struct name *name = weighing->name;
	struct typo_side *seen = &weighing->seen, in_ascii;
	struct typo_suffix of_reading;
	struct name folded;
	bool homograph = fold_name(name, &folded);
	bool letters =
	    reading_begin(name, targets->tops, weighing->reading, &of_reading);

	if (homograph || !letters) {
		typo_side_of_seen(homograph ? &folded : name,
		    homograph ? typo_plain_suffix(&folded) : suffix,
		    targets->tops, seen);
		seen->homograph = homograph;
		seen->accents = homograph && shown_is_in_letters(name);
		weigh_whole(weighing);
		in_ascii = *seen;
	}
	if (letters && (!homograph || targets->spelled != NULL)) {
		reading_side(weighing->reading, of_reading, seen);
		weighing->in_letters = true;
		weighing->only_letters = homograph;
		weigh_whole(weighing);
	}
	conclude(weighing, &weighing->thoughts->verdict);
	weigh_ends(weighing);
	if (homograph && seen->letters) {
		*seen = in_ascii;
		weigh_ends(weighing);
	}
}

/* Weighs the whole name, and if nothing comes of it the ends of it. */
static __attribute__((noinline)) void
judge_by_search(const struct channel *channel, const struct name *name,
    struct typo_suffix suffix, const struct list_entry *above,
    enum channel_depth depth, double below, struct doppel_thoughts *thoughts)
{
	struct weighing weighing; /* not cleared: real is large */
	struct reading reading;

	weighing.channel = channel;
	weighing.name = name;
	weighing.above = above;
	weighing.reading = &reading;
	weighing.below = 0;
	weighing.second = false;
	weighing.in_letters = channel->targets->spelled != NULL;
	weighing.only_letters = false;
	weighing.floor = channel->thresholds.possible - below;
	weighing.explain = depth == CHANNEL_EXPLAIN;
	weighing.doubt = depth == CHANNEL_DOUBT;
	weighing.thoughts = thoughts;
	if (name->idn) {
		weigh_idn(&weighing, suffix);
		return;
	}
	typo_side_of_seen(name, suffix, channel->tops, &weighing.seen);
	weigh_whole(&weighing);
	conclude(&weighing, &thoughts->verdict);
	weigh_ends(&weighing);
}

void
channel_judge(const struct channel *channel, const struct name *name,
    const struct list_entry *above, enum channel_depth depth, double below,
    struct doppel_thoughts *thoughts)
{
	struct typo_suffix suffix = typo_plain_suffix(name);

	targets_be_ready(channel->targets);
	thoughts->rule = "typo rule";
	if (depth != CHANNEL_VERDICT || !is_far(channel, name, suffix))
		judge_by_search(channel, name, suffix, above, depth, below,
		    thoughts);
}
