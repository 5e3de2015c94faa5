/* SPDX-License-Identifier: BSD-2-Clause */
/* Channel: weighs each name that may be meant as an explanation of a name. */
#include "domains/engine/odds/channel.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/lists/below.h"
#include "domains/engine/name/fold.h"
#include "domains/engine/odds/cap.h"
#include "domains/engine/odds/doubts.h"
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
	struct typo_side seen;
	size_t below; /* seen is the name from here on */
	struct real real;
	size_t same;   /* listed names with its stem; set with real */
	bool has_real; /* real is set: the first near name needs it */
	bool second;   /* seen begins before the registrable part */
	double floor;  /* an explanation must have better odds */
	bool explain;  /* keep all near names, not only the best */
	bool doubt;    /* say what is meant even below the threshold */
	struct doppel_thoughts *thoughts;
	size_t best;              /* the number of the best so far */
	struct doppel_near there; /* see prefer_country() */
};

/* Is the name, or one that it stands below, in the file of real domains? */
static bool
is_real_domain(const struct channel *channel, const struct typo_side *seen)
{
	const char *text = seen->text;
	size_t len = seen->len;
	size_t suffix = seen->suffix;

	if (channel->real_domains == NULL || seen->homograph || seen->doubled)
		return false;
	while (!real_domains_has(channel->real_domains, text, len)) {
		const char *dot = memchr(text, '.', suffix);
		if (dot == NULL || dot + 1 == text + suffix)
			return false;
		suffix -= (size_t)(dot + 1 - text);
		len -= (size_t)(dot + 1 - text);
		text = dot + 1;
	}
	return true;
}

static void
weigh_real(struct weighing *weighing, size_t near)
{
	struct typo_side *seen = &weighing->seen;
	size_t stem = typo_stem_len(seen);
	seen->no_top =
	    !seen->plain &&
	    !top_levels_exists(weighing->channel->tops, weighing->name);
	typo_side_find_repeats(seen);
	weighing->same = index_same_near(weighing->channel->targets->index,
	    near, seen->text, stem);
	real_weigh(seen, weighing->same, &weighing->real);
	if (is_real_domain(weighing->channel, seen))
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

/* Keeps the best DOPPEL_NEAR_MAX, best first. */
static void
keep_near(struct doppel_thoughts *thoughts, const struct doppel_near *near)
{
	size_t at = thoughts->near_count;
	while (at > 0 && thoughts->near[at - 1].odds < near->odds)
		at--;
	if (at == DOPPEL_NEAR_MAX)
		return;
	if (thoughts->near_count < DOPPEL_NEAR_MAX)
		thoughts->near_count++;
	memmove(&thoughts->near[at + 1], &thoughts->near[at],
	    (thoughts->near_count - 1 - at) * sizeof(*near));
	thoughts->near[at] = *near;
}

/* Is it a name that everybody knows?  So is a provider that an administrator
 * protects.  The weight of a partner, as --learn gives one to each, says how
 * many people here mean it, and nothing of who else has a name beside it. */
static bool
is_weighed(const struct channel *channel, const struct target *target)
{
	const struct list_entry *entry =
	    targets_entry(channel->targets, target);

	return entry->kind != LISTFILE_PROTECTED ||
	       (entry->shared &&
		   list_entries_find(channel->targets->lists,
		       LISTFILE_PROVIDERS, entry->name, entry->len) != NULL);
}

/* Lowers the confidence where odds cannot be that sure. */
static void
cap_confidence(const struct weighing *weighing, size_t number,
    struct doppel_near *near)
{
	const struct channel *channel = weighing->channel;

	if (near->confidence <= VERDICT_POSSIBLE)
		return;
	struct cap cap = cap_find(&channel->targets->sides[number],
	    &weighing->seen, &near->typo,
	    is_weighed(channel, &channel->targets->all[number]), weighing->same,
	    near->odds - channel->thresholds.certain);
	if (near->confidence > cap.most) {
		near->confidence = cap.most;
		near->cap = cap.why;
	}
}

/* May the name, which stands below a real one, be these slips of the target? */
static bool
is_slip_below(const struct weighing *weighing, const struct list_entry *target,
    const struct typo_side *meant, const struct typo *typo)
{
	bool one = typo->slips == 1;

	/* mail.gmail.com is a host of Gmail's, gmail.gmail.com is not. */
	if (target == weighing->above)
		return one && typo->slip[0].class == TYPO_NAME_DOUBLED;
	/* i.softbank.co.jp stands below softbank.co.jp, which is real, but the
	 * host i is i.softbank.jp's. */
	if (one && typo->slip[0].class == TYPO_SUFFIX_SWAP)
		return real_label(meant) > 0;
	for (unsigned i = 0; i < typo->slips; i++)
		if (typo->slip[i].class != TYPO_DOT_EXTRA &&
		    typo->slip[i].class != TYPO_DOT_MOVED &&
		    typo->slip[i].class != TYPO_HYPHEN)
			return false;
	return true;
}

/* Sets the slips that make the name of the target; false when there are none
 * that leave better odds than the floor.  Inlined where most of the time goes.
 */
static inline __attribute__((always_inline)) bool
find_slips(const struct weighing *weighing, size_t number,
    struct doppel_near *near)
{
	const struct targets *targets = weighing->channel->targets;
	const struct target *target = &targets->all[number];
	const struct list_entry *entry = targets_entry(targets, target);
	const struct typo_side *meant = &targets->sides[number];
	double most =
	    (double)target->prior - weighing->real.total - weighing->floor;

	if (!typo_search(meant, &weighing->seen, (float)most, &near->typo) ||
	    (weighing->above != NULL &&
		!is_slip_below(weighing, entry, meant, &near->typo)) ||
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

static void
weigh_slips(struct weighing *weighing, size_t number)
{
	struct doppel_thoughts *thoughts = weighing->thoughts;
	struct doppel_near near;

	if (!find_slips(weighing, number, &near))
		return;
	set_confidence(weighing, number, &near);
	if (thoughts->near_count == 0 || near.odds > thoughts->near[0].odds)
		weighing->best = number;
	keep_near(thoughts, &near);
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
static bool
weigh(void *context, size_t number)
{
	struct weighing *weighing = context;
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
	weigh_slips(weighing, number);
	return true;
}

/* ---- names of a country -------------------------------------------------- */

/* Of those who write a country with a second level nearly all mean the name
 * that the brand has there: so many more than of all who write to the brand
 * (yahoo.com.in, for which yahoo.com is as good by the odds as yahoo.co.in). */
#define COUNTRY_NATS 6.0

static bool
have_one_country(const struct typo_side *a, const struct typo_side *b)
{
	return a->len > 3 && b->len > 3 &&
	       memcmp(a->text + a->len - 3, b->text + b->len - 3, 3) == 0;
}

/* As index_each. */
static bool
weigh_there(void *context, size_t number)
{
	struct weighing *weighing = context;
	const struct typo_side *meant =
	    &weighing->channel->targets->sides[number];
	struct doppel_near near;

	if (have_one_country(meant, &weighing->seen) &&
	    find_slips(weighing, number, &near)) {
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
	    have_one_country(&targets->sides[best], seen))
		return;
	weighing->floor = near->odds - COUNTRY_NATS;
	index_each_same(targets->index, targets->sides[best].text,
	    typo_stem_len(&targets->sides[best]), weigh_there, weighing);
	weighing->floor = floor;
	if (weighing->best == best)
		return;
	size_t at = 0;
	while (
	    at < thoughts->near_count && near[at].name != weighing->there.name)
		at++;
	if (at == thoughts->near_count && at < DOPPEL_NEAR_MAX)
		thoughts->near_count++;
	at -= at == DOPPEL_NEAR_MAX;
	weighing->there.odds = near->odds;
	weighing->there.prior =
	    near->odds - weighing->there.channel + weighing->there.real;
	set_confidence(weighing, weighing->best, &weighing->there);
	memmove(near + 1, near, at * sizeof(*near));
	*near = weighing->there;
}

/* Sets the name that is meant: the target, with the same labels before it. */
static void
set_meant(const struct name *name, size_t below, const char *target,
    struct name *meant_r)
{
	char text[2 * NAME_SIZE];
	size_t len = strlen(target);

	if (below > 0) {
		memcpy(text, name->text, below);
		memcpy(text + below, target, len);
		if (name_parse(text, below + len, meant_r, NULL) == 0)
			return;
	}
	(void)name_parse(target, len, meant_r, NULL);
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
	set_meant(weighing->name, weighing->below, best->name, &verdict->meant);
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

/* Weighs the registrable domain, since that may have a slip; and while nothing
 * comes of it and it begins with what may be a second level, the end with one
 * more label (cs.example.ac.jo).  dot: the last one before the suffix. */
static __attribute__((noinline)) void
weigh_ends(struct weighing *weighing, const char *dot)
{
	const struct typo_side whole = weighing->seen;
	struct typo_side *seen = &weighing->seen;
	struct doppel_thoughts *thoughts = weighing->thoughts;

	for (unsigned ends = 0; dot != NULL && ends < ENDS_MAX; ends++) {
		size_t before = thoughts->near_count;
		size_t at = (size_t)(dot - whole.text) + 1;

		weighing->below = at;
		weighing->has_real = false;
		seen->text = whole.text + at;
		seen->len = (uint8_t)(whole.len - at);
		seen->suffix = (uint8_t)(whole.suffix - at);
		index_near(weighing->channel->targets->index, seen, weigh,
		    weighing);
		/* In doubt there may be a near name of the first search. */
		if (!weighing->doubt || thoughts->near_count > before)
			conclude(weighing, &thoughts->verdict);
		if (thoughts->verdict.reason != VERDICT_NONE ||
		    whole.dot_in_suffix ||
		    strcspn(seen->text, ".") > SECOND_LEVEL_MAX)
			return;
		weighing->second = true;
		dot = memrchr(whole.text, '.', at - 1);
	}
}

/* Weighs the whole name, and if nothing comes of it the ends of it. */
static __attribute__((noinline)) void
judge_by_search(const struct channel *channel, const struct name *name,
    struct typo_suffix suffix, const struct list_entry *above,
    enum channel_depth depth, double below, struct doppel_thoughts *thoughts)
{
	struct name folded;
	bool homograph = name->idn && fold_name(name, &folded);
	struct weighing weighing; /* not cleared: real is large */
	struct typo_side *seen = &weighing.seen;

	weighing.channel = channel;
	weighing.name = name;
	weighing.above = above;
	weighing.below = 0;
	weighing.second = false;
	weighing.has_real = false;
	weighing.floor = channel->thresholds.possible - below;
	weighing.explain = depth == CHANNEL_EXPLAIN;
	weighing.doubt = depth == CHANNEL_DOUBT;
	weighing.thoughts = thoughts;
	if (homograph)
		suffix = typo_plain_suffix(&folded);
	typo_side_of_seen(homograph ? &folded : name, suffix, channel->tops,
	    seen);
	seen->homograph = homograph;
	index_near(channel->targets->index, seen, weigh, &weighing);
	prefer_country(&weighing);
	conclude(&weighing, &thoughts->verdict);
	const char *dot = seen->suffix > 1
	                      ? memrchr(seen->text, '.', seen->suffix - 1u)
	                      : NULL;
	if (thoughts->verdict.reason == VERDICT_NONE && dot != NULL &&
	    above == NULL && !homograph && !seen->doubled)
		weigh_ends(&weighing, dot);
	if (weighing.has_real)
		thoughts->real_count = weighing.real.count;
	for (size_t i = 0; i < thoughts->real_count; i++) {
		thoughts->real[i].what = weighing.real.part[i].what;
		thoughts->real[i].value = weighing.real.part[i].value;
	}
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
