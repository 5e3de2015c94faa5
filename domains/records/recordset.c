/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges the registrations of one source and keeps what matters of them. */
#include "domains/records/recordset.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "domains/records/key.h"

struct recordset_builder {
	const struct doppel *engine;
	recordset_ask ask;
	const void *context;
	struct recordset *set;
	struct judge_demands *demands; /* by list */
	size_t list_room, wrong_room, link_room;
	const char *why; /* it cannot go on; NULL */
};

unsigned
recordset_rank(const struct verdict *verdict)
{
	static const unsigned reasons[VERDICT_REASONS] = {
	    [VERDICT_REGISTRATION] = 3,
	    [VERDICT_PRIVATE_ADDRESS] = 2,
	    [VERDICT_NEAR_CONTACT] = 1,
	};

	return reasons[verdict->reason] * VERDICT_CONFIDENCES +
	       verdict->confidence;
}

static void
free_set(struct recordset *set)
{
	if (set == NULL)
		return;
	names_free(&set->list_names);
	names_free(&set->names);
	free(set->lists);
	free(set->wrong);
	free(set->links);
	free(set);
}

static void
free_builder(struct recordset_builder **builder)
{
	free_set((*builder)->set);
	free((*builder)->demands);
	free(*builder);
	*builder = NULL;
}

struct recordset_builder *
recordset_begin(const struct doppel *engine, recordset_ask ask,
    const void *context)
{
	struct recordset_builder *builder = calloc(1, sizeof(*builder));
	struct recordset *set = calloc(1, sizeof(*set));

	if (builder == NULL || set == NULL) {
		free(builder);
		free(set);
		return NULL;
	}
	*builder = (struct recordset_builder){
	    .engine = engine,
	    .ask = ask,
	    .context = context,
	    .set = set,
	};
	set->references = 1;
	set->list_names = names_new();
	set->names = names_new();
	if (set->list_names == NULL || set->names == NULL)
		free_builder(&builder);
	return builder;
}

static int
stop(struct recordset_builder *builder, const char *why)
{
	builder->why = why;
	return -1;
}

static int
out_of_memory(struct recordset_builder *builder)
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

/* The number of a list, which is new or not; NAMES_NONE when memory is out. */
static uint32_t
find_list(struct recordset_builder *builder, struct span list,
    const char *key)
{
	struct recordset *set = builder->set;
	size_t known = names_count(set->list_names), room;
	uint32_t number = names_add(set->list_names, span_of(key));
	struct judge_demands *demands;
	struct recordset_list *lists;

	if (number == NAMES_NONE || number < known)
		return number;
	room = builder->list_room;
	lists = grown(set->lists, &room, known, sizeof(*lists));
	if (lists == NULL)
		return NAMES_NONE;
	set->lists = lists;
	room = builder->list_room;
	demands = grown(builder->demands, &room, known, sizeof(*demands));
	if (demands == NULL)
		return NAMES_NONE;
	builder->demands = demands;
	builder->list_room = room;
	lists[number] = (struct recordset_list){.first_wrong = NAMES_NONE};
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
}

/* A verdict about a member is one about his list.  An address that no mail
 * system takes sends mail nowhere, and so it is for an audit to tell. */
static bool
judge(const struct recordset_builder *builder, uint32_t list,
    const struct registration *registration, struct verdict *verdict_r)
{
	struct judgement judgement;

	registration_judge(builder->engine, &builder->demands[list],
	    registration, &judgement);
	*verdict_r = judgement.verdict;
	detach(verdict_r);
	switch (verdict_r->reason) {
	case VERDICT_KNOWN_DOPPELGANGER:
	case VERDICT_TYPO:
		verdict_r->reason = VERDICT_REGISTRATION;
		return true;
	case VERDICT_PRIVATE_ADDRESS:
	case VERDICT_NEAR_CONTACT:
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
put_in_order(struct recordset *set, struct recordset_list *list, uint32_t new)
{
	unsigned rank = recordset_rank(&set->wrong[new].verdict);
	uint32_t *at = &list->first_wrong;

	while (*at != NAMES_NONE &&
	       recordset_rank(&set->wrong[*at].verdict) >= rank)
		at = &set->wrong[*at].next;
	set->wrong[new].next = *at;
	*at = new;
}

/* Takes the last one, the least bad, out of a full list, to be written over;
 * NAMES_NONE when it is no less bad. */
static uint32_t
take_last(struct recordset *set, struct recordset_list *list, unsigned rank)
{
	uint32_t *at = &list->first_wrong, last;

	while (set->wrong[*at].next != NAMES_NONE)
		at = &set->wrong[*at].next;
	last = *at;
	if (recordset_rank(&set->wrong[last].verdict) >= rank)
		return NAMES_NONE;
	*at = NAMES_NONE;
	return last;
}

static int
keep_wrong(struct recordset_builder *builder, uint32_t number,
    const struct registration *registration, const struct verdict *verdict)
{
	struct recordset *set = builder->set;
	struct recordset_list *list = &set->lists[number];
	struct recordset_wrong *wrong;
	uint32_t place;

	list->wrong_count++;
	if (list->kept == RECORDSET_WRONG_MAX) {
		place = take_last(set, list, recordset_rank(verdict));
		if (place == NAMES_NONE)
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
	*wrong = (struct recordset_wrong){
	    .verdict = *verdict,
	    .member = names_add(set->names, registration->address),
	    .file = names_add(set->names, span_of(registration->file)),
	    .line = registration->line,
	};
	put_in_order(set, list, place);
	return wrong->member != NAMES_NONE && wrong->file != NAMES_NONE
	           ? 0
	           : out_of_memory(builder);
}

/* Whether the member is a list is known when all sources are. */
static int
keep_link(struct recordset_builder *builder, uint32_t number,
    const struct registration *registration)
{
	struct recordset *set = builder->set;
	struct recordset_link *links = grown(set->links,
	    &builder->link_room, set->link_count, sizeof(*links));
	uint32_t to = names_add(set->names, registration->mended);

	if (links == NULL || to == NAMES_NONE)
		return out_of_memory(builder);
	set->links = links;
	links[set->link_count++] = (struct recordset_link){
	    .list = number,
	    .to = to,
	};
	return 0;
}

int
recordset_take(void *context, const struct registration *registration)
{
	struct recordset_builder *builder = context;
	char key[KEY_SIZE];
	struct verdict verdict;
	uint32_t list;

	if (registration->target != REGISTRATION_ADDRESS &&
	    registration->target != REGISTRATION_DOMAIN &&
	    registration->target != REGISTRATION_LOCAL)
		return 0;
	if (++builder->set->member_count > RECORDSET_MEMBERS_MAX)
		return stop(builder, "over 4,000,000 members");
	if (!key_of_list(registration->list, key))
		return 0;
	list = find_list(builder, registration->list, key);
	if (list == NAMES_NONE)
		return out_of_memory(builder);
	if (registration->target != REGISTRATION_LOCAL &&
	    judge(builder, list, registration, &verdict))
		return keep_wrong(builder, list, registration, &verdict);
	return keep_link(builder, list, registration);
}

int
recordset_end(struct recordset_builder **builder, const char *source,
    struct faults *faults, struct recordset **set_r)
{
	const char *why = (*builder)->why;

	if (why != NULL)
		faults_add(faults, source, 0, "%s", why);
	else {
		*set_r = (*builder)->set;
		(*builder)->set = NULL;
	}
	free_builder(builder);
	return why != NULL ? -1 : 0;
}

/* ---- counting ------------------------------------------------------------ */

struct recordset *
recordset_share(struct recordset *set)
{
	atomic_fetch_add(&set->references, 1);
	return set;
}

void
recordset_release(struct recordset **set)
{
	struct recordset *gone = *set;

	*set = NULL;
	if (gone != NULL && atomic_fetch_sub(&gone->references, 1) == 1)
		free_set(gone);
}
