/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges the registrations of one source and keeps what matters of them. */
#include "domains/registrations/member_set.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "domains/registrations/lookup_keys.h"

struct member_set_builder {
	const struct doppel *engine;
	member_set_ask ask;
	const void *context;
	struct member_set *set;
	struct judge_demands *demands; /* by list */
	size_t list_room, wrong_room, link_room;
	const char *why; /* it cannot go on; NULL */
};

unsigned
member_set_rank(const struct verdict *verdict)
{
	static const unsigned reasons[VERDICT_REASONS] = {
	    [VERDICT_REGISTRATION] = 3,
	    [VERDICT_PRIVATE_ADDRESS] = 2,
	    [VERDICT_MISSPELLED_NAME] = 1,
	};

	return reasons[verdict->reason] * VERDICT_CONFIDENCES +
	       verdict->confidence;
}

static void
free_set(struct member_set *set)
{
	if (set == NULL)
		return;
	interning_free(&set->list_names);
	interning_free(&set->names);
	free(set->lists);
	free(set->wrong);
	free(set->links);
	free(set);
}

static void
free_builder(struct member_set_builder **builder)
{
	free_set((*builder)->set);
	free((*builder)->demands);
	free(*builder);
	*builder = NULL;
}

struct member_set_builder *
member_set_begin(const struct doppel *engine, member_set_ask ask,
    const void *context)
{
	struct member_set_builder *builder = calloc(1, sizeof(*builder));
	struct member_set *set = calloc(1, sizeof(*set));

	if (builder == NULL || set == NULL) {
		free(builder);
		free(set);
		return NULL;
	}
	*builder = (struct member_set_builder){
	    .engine = engine,
	    .ask = ask,
	    .context = context,
	    .set = set,
	};
	set->references = 1;
	set->list_names = interning_new();
	set->names = interning_new();
	if (set->list_names == NULL || set->names == NULL)
		free_builder(&builder);
	return builder;
}

static int
stop(struct member_set_builder *builder, const char *why)
{
	builder->why = why;
	return -1;
}

static int
out_of_memory(struct member_set_builder *builder)
{
	return stop(builder, "out of memory");
}

/* Room for one more; NULL when memory is out. */
static void *
grown(void *list, size_t *room, size_t count, size_t each)
{
	size_t more = *room != 0 ? *room * 2 : 16;
	void *bigger;

	if (count < *room)
		return list;
	bigger = reallocarray(list, more, each);
	if (bigger != NULL)
		*room = more;
	return bigger;
}

/* The number of a list, which is new or not; INTERNING_NONE when memory is
 * out. */
static uint32_t
find_list(struct member_set_builder *builder, struct span list, const char *key)
{
	struct member_set *set = builder->set;
	size_t count = interning_count(set->list_names), room;
	uint32_t number = interning_add(set->list_names, span_of(key));
	struct judge_demands *demands;
	struct member_set_list *lists;

	if (number == INTERNING_NONE || number < count)
		return number;
	room = builder->list_room;
	lists = grown(set->lists, &room, count, sizeof(*lists));
	if (lists == NULL)
		return INTERNING_NONE;
	set->lists = lists;
	room = builder->list_room;
	demands = grown(builder->demands, &room, count, sizeof(*demands));
	if (demands == NULL)
		return INTERNING_NONE;
	builder->demands = demands;
	builder->list_room = room;
	lists[number] = (struct member_set_list){.first_wrong = INTERNING_NONE};
	demands[number] = builder->ask != NULL
	                      ? builder->ask(builder->context, list)
	                      : (struct judge_demands){0};
	return number;
}

/* ---- judging ------------------------------------------------------------- */

/* What outlives the engine. */
static void
detach(struct verdict *verdict)
{
	verdict->file = NULL;
	verdict->line = 0;
	verdict->source = NULL;
	verdict->evidence = NULL;
	if (verdict->reason != VERDICT_MISSPELLED_NAME)
		verdict->detail = NULL;
}

static struct judge_demands
demand_of_list(void *context, const struct member *member)
{
	const struct judge_demands *demands = context;

	(void)member;
	return *demands;
}

/* A verdict about a member is one about its list.  An address that no mail
 * system takes sends mail nowhere: reporting it is left to an audit. */
static bool
judge(struct member_set_builder *builder, uint32_t list,
    const struct member *member, struct verdict *verdict_r)
{
	const struct judge judge = {
	    .doppel = builder->engine,
	    .demand = demand_of_list,
	    .context = &builder->demands[list],
	};
	struct finding found[JUDGE_FINDINGS_MAX];
	int count = judge_member(&judge, member, found);

	if (count < 0)
		return out_of_memory(builder), false;
	if (count == 0)
		return false;
	*verdict_r = found[0].verdict;
	detach(verdict_r);
	switch (verdict_r->reason) {
	case VERDICT_KNOWN_DOPPELGANGER:
	case VERDICT_TYPO:
		verdict_r->reason = VERDICT_REGISTRATION;
		return true;
	case VERDICT_PRIVATE_ADDRESS:
	case VERDICT_MISSPELLED_NAME:
		return true;
	case VERDICT_NONE:
	case VERDICT_REGISTRATION:
	case VERDICT_UNDELIVERABLE:
	case VERDICT_UNCONFIRMED:
	case VERDICT_MALFORMED:
	case VERDICT_REASONS:
		break;
	}
	return false;
}

/* ---- keeping ------------------------------------------------------------- */

/* The worse first; behind those that are as bad. */
static void
put_in_order(struct member_set *set, struct member_set_list *list, uint32_t new)
{
	unsigned rank = member_set_rank(&set->wrong[new].verdict);
	uint32_t *at = &list->first_wrong;

	while (*at != INTERNING_NONE &&
	       member_set_rank(&set->wrong[*at].verdict) >= rank)
		at = &set->wrong[*at].next;
	set->wrong[new].next = *at;
	*at = new;
}

/* Takes the last one, the least bad, out of a full list, to be written over;
 * INTERNING_NONE when it is no less bad. */
static uint32_t
take_last(struct member_set *set, struct member_set_list *list, unsigned rank)
{
	uint32_t *at = &list->first_wrong, last;

	while (set->wrong[*at].next != INTERNING_NONE)
		at = &set->wrong[*at].next;
	last = *at;
	if (member_set_rank(&set->wrong[last].verdict) >= rank)
		return INTERNING_NONE;
	*at = INTERNING_NONE;
	return last;
}

static int
keep_wrong(struct member_set_builder *builder, uint32_t number,
    const struct member *member, const struct verdict *verdict)
{
	struct member_set *set = builder->set;
	struct member_set_list *list = &set->lists[number];
	struct member_set_wrong *wrong;
	uint32_t place;

	list->wrong_count++;
	if (list->kept == MEMBER_SET_WRONG_MAX) {
		place = take_last(set, list, member_set_rank(verdict));
		if (place == INTERNING_NONE)
			return 0;
	} else {
		wrong = grown(set->wrong, &builder->wrong_room,
		    set->wrong_count, sizeof(*wrong));
		if (wrong == NULL)
			return out_of_memory(builder);
		set->wrong = wrong;
		place = (uint32_t)set->wrong_count++;
		list->kept++;
	}
	wrong = &set->wrong[place];
	*wrong = (struct member_set_wrong){
	    .verdict = *verdict,
	    .member = interning_add(set->names, member->address),
	    .file = interning_add(set->names, span_of(member->file)),
	    .line = member->line,
	};
	put_in_order(set, list, place);
	return wrong->member != INTERNING_NONE && wrong->file != INTERNING_NONE
	           ? 0
	           : out_of_memory(builder);
}

/* Whether the member is a list is known when all sources are. */
static int
keep_link(struct member_set_builder *builder, uint32_t number,
    const struct member *member)
{
	struct member_set *set = builder->set;
	struct member_set_link *links = grown(set->links, &builder->link_room,
	    set->link_count, sizeof(*links));
	uint32_t to = interning_add(set->names, member->mended);

	if (links == NULL || to == INTERNING_NONE)
		return out_of_memory(builder);
	set->links = links;
	links[set->link_count++] = (struct member_set_link){
	    .list = number,
	    .to = to,
	};
	return 0;
}

int
member_set_take(void *context, const struct member *member)
{
	struct member_set_builder *builder = context;
	char key[LOOKUP_KEY_SIZE];
	struct verdict verdict;
	uint32_t list;

	if (member->target != MEMBER_ADDRESS &&
	    member->target != MEMBER_DOMAIN && member->target != MEMBER_LOCAL)
		return 0;
	if (++builder->set->member_count > MEMBER_SET_MEMBERS_MAX)
		return stop(builder, "over 4,000,000 members");
	if (!lookup_key_of_list(member->list, key))
		return 0;
	list = find_list(builder, member->list, key);
	if (list == INTERNING_NONE)
		return out_of_memory(builder);
	if (member->target != MEMBER_LOCAL &&
	    judge(builder, list, member, &verdict))
		return keep_wrong(builder, list, member, &verdict);
	return keep_link(builder, list, member);
}

int
member_set_end(struct member_set_builder **builder, const char *source,
    struct diagnostics *diagnostics, struct member_set **set_r)
{
	const char *why = (*builder)->why;

	if (why != NULL)
		diagnostics_add(diagnostics, source, 0, "%s", why);
	else {
		*set_r = (*builder)->set;
		(*builder)->set = NULL;
	}
	free_builder(builder);
	return why != NULL ? -1 : 0;
}

/* ---- counting ------------------------------------------------------------ */

struct member_set *
member_set_share(struct member_set *set)
{
	atomic_fetch_add(&set->references, 1);
	return set;
}

void
member_set_release(struct member_set **set)
{
	struct member_set *gone = *set;

	*set = NULL;
	if (gone != NULL && atomic_fetch_sub(&gone->references, 1) == 1)
		free_set(gone);
}
