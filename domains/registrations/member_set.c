/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges the registrations of one source and keeps what matters of them. */
#include "domains/registrations/member_set.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/base/translation.h"

struct member_set_builder {
	const struct doppel *engine;
	const struct lookup_key_rules *rules;
	member_set_ask ask;
	const void *context;
	struct judge_silence silence;
	struct member_set *set;
	struct judge_demands *demands; /* by list */
	size_t list_room, wrong_room, link_room;
	struct wrong_member *first_unlooked; /* of those of no key; or NULL */
	size_t unlooked;
	const char *why; /* it cannot go on; NULL */
};

static void
free_set(struct member_set *set)
{
	if (set == NULL)
		return;
	interning_free(&set->list_names);
	interning_free(&set->names);
	for (size_t i = 0; i < set->wrong_count; i++)
		free(set->wrong[i].member);
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
	free((*builder)->first_unlooked);
	free(*builder);
	*builder = NULL;
}

struct member_set_builder *
member_set_begin(const struct doppel *engine,
    const struct lookup_key_rules *rules, member_set_ask ask,
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
	    .rules = rules,
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

void
member_set_listen(struct member_set_builder *builder,
    struct judge_silence silence)
{
	builder->silence = silence;
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
	return stop(builder, N_("out of memory"));
}

/* The number of a list, which is new or not; INTERNING_NONE when memory is
 * out. */
static uint32_t
find_list(struct member_set_builder *builder, struct span list, const char *key)
{
	struct member_set *set = builder->set;
	size_t count = interning_count(set->list_names);
	size_t room = builder->list_room;
	uint32_t number = interning_add(set->list_names, span_of(key));

	if (number == INTERNING_NONE || number < count)
		return number;
	if (array_reserve(&set->lists, &room, count, sizeof(*set->lists)) < 0 ||
	    array_reserve(&builder->demands, &builder->list_room, count,
		sizeof(*builder->demands)) < 0)
		return INTERNING_NONE;
	set->lists[number] = (struct member_set_list){
	    .first_wrong = INTERNING_NONE,
	};
	builder->demands[number] = builder->ask != NULL
	                               ? builder->ask(builder->context, list)
	                               : (struct judge_demands){0};
	return number;
}

/* ---- judging ------------------------------------------------------------- */

static struct judge_demands
demand_of_list(void *context, const struct member *member)
{
	const struct judge_demands *demands = context;

	(void)member;
	return *demands;
}

/* What is wrong with a member's domain is a wrong registration of its list.  An
 * address that no mail system takes sends mail nowhere: reporting it is left
 * to an audit. */
static bool
is_kept(struct verdict *verdict)
{
	switch (verdict->reason) {
	case VERDICT_KNOWN_DOPPELGANGER:
	case VERDICT_TYPO:
		verdict->reason = VERDICT_REGISTRATION;
		return true;
	case VERDICT_PRIVATE_ADDRESS:
	case VERDICT_UNCONFIRMED:
	case VERDICT_MISSPELLED_NAME:
		return true;
	case VERDICT_NONE:
	case VERDICT_REGISTRATION:
	case VERDICT_UNDELIVERABLE:
	case VERDICT_SIMILAR_CONTACT:
	case VERDICT_FIRST_CONTACT:
	case VERDICT_MALFORMED:
	case VERDICT_REASONS:
		break;
	}
	return false;
}

/* Copies what is kept of a finding, in one block.  NULL when memory is out. */
static struct wrong_member *
copy_wrong(const struct finding *finding)
{
	const struct verdict *verdict = &finding->verdict;
	char slips[128];
	const char *const texts[] = {
	    finding->member.file,
	    verdict->meant.len != 0 ? verdict->meant.text : "",
	    slips,
	    verdict->detail != NULL ? verdict->detail : finding->detail,
	};
	const char *copies[4];
	struct span address = finding->member.address;
	struct span cell = finding->member.cell;
	struct wrong_member *wrong;
	size_t size = sizeof(*wrong) + address.len + cell.len + 1;
	char *to;

	(void)verdict_slip_names(verdict, slips, sizeof(slips));
	for (size_t i = 0; i < 4; i++)
		size += strlen(texts[i]) + 1;
	wrong = malloc(size);
	if (wrong == NULL)
		return NULL;
	to = (char *)(wrong + 1);
	for (size_t i = 0; i < 4; i++) {
		copies[i] = to;
		size = strlen(texts[i]) + 1;
		memcpy(to, texts[i], size);
		to += size;
	}
	memcpy(to, address.bytes, address.len);
	if (cell.len != 0)
		memcpy(to + address.len, cell.bytes, cell.len);
	to[address.len + cell.len] = '\0';
	*wrong = (struct wrong_member){
	    .reason = verdict->reason,
	    .confidence = verdict->confidence,
	    .rank = finding_rank(verdict),
	    .line = finding->member.line,
	    .file = copies[0],
	    .cell = to + address.len,
	    .address = {to, address.len},
	    .meant = copies[1],
	    .slips = copies[2],
	    .detail = copies[3],
	};
	return wrong;
}

/* Sets *wrong_r when the member is wrong.  Returns 0, or -1 when memory is
 * out. */
static int
judge(struct member_set_builder *builder, struct judge_demands *demands,
    const struct member *member, struct wrong_member **wrong_r)
{
	const struct judge judge = {
	    .doppel = builder->engine,
	    .rules = builder->rules,
	    .demand = demands != NULL ? demand_of_list : NULL,
	    .context = demands,
	    .silence = builder->silence,
	};
	struct finding found[JUDGE_FINDINGS_MAX];
	int count = judge_member(&judge, member, found);

	*wrong_r = NULL;
	if (count < 0)
		return out_of_memory(builder);
	if (count == 0 || !is_kept(&found[0].verdict))
		return 0;
	*wrong_r = copy_wrong(&found[0]);
	return *wrong_r != NULL ? 0 : out_of_memory(builder);
}

/* ---- keeping ------------------------------------------------------------- */

/* The worse first; after those that are as bad. */
static void
put_in_order(struct member_set *set, struct member_set_list *list, uint32_t new)
{
	unsigned rank = set->wrong[new].member->rank;
	uint32_t *at = &list->first_wrong;

	while (*at != INTERNING_NONE && set->wrong[*at].member->rank >= rank)
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
	if (set->wrong[last].member->rank >= rank)
		return INTERNING_NONE;
	*at = INTERNING_NONE;
	return last;
}

/* Room for one more; INTERNING_NONE when memory is out. */
static uint32_t
add_wrong(struct member_set_builder *builder)
{
	struct member_set *set = builder->set;

	if (array_reserve(&set->wrong, &builder->wrong_room, set->wrong_count,
		sizeof(*set->wrong)) < 0)
		return INTERNING_NONE;
	set->wrong[set->wrong_count].member = NULL;
	return (uint32_t)set->wrong_count++;
}

/* Takes over the wrong member. */
static int
keep_wrong(struct member_set_builder *builder, uint32_t number,
    struct wrong_member *wrong)
{
	struct member_set *set = builder->set;
	struct member_set_list *list = &set->lists[number];
	uint32_t place;

	list->wrong_count++;
	if (list->kept == MEMBER_SET_WRONG_MAX) {
		place = take_last(set, list, wrong->rank);
		if (place == INTERNING_NONE) {
			free(wrong);
			return 0;
		}
		free(set->wrong[place].member);
	} else {
		place = add_wrong(builder);
		if (place == INTERNING_NONE) {
			free(wrong);
			return out_of_memory(builder);
		}
		list->kept++;
	}
	set->wrong[place].member = wrong;
	put_in_order(set, list, place);
	return 0;
}

/* Whether the member is a list is known when all sources are. */
static int
keep_link(struct member_set_builder *builder, uint32_t number,
    const struct member *member)
{
	struct member_set *set = builder->set;
	uint32_t to = interning_add(set->names, member->mended);

	if (to == INTERNING_NONE ||
	    array_reserve(&set->links, &builder->link_room, set->link_count,
		sizeof(*set->links)) < 0)
		return out_of_memory(builder);
	set->links[set->link_count++] = (struct member_set_link){
	    .list = number,
	    .to = to,
	};
	return 0;
}

/* A wrong member of what no recipient is looked up as. */
static int
note_unlooked(struct member_set_builder *builder, const struct member *member)
{
	struct wrong_member *wrong;

	if (member->list.len == 0)
		return 0;
	if (judge(builder, NULL, member, &wrong) < 0)
		return -1;
	if (wrong == NULL)
		return 0;
	if (builder->first_unlooked == NULL)
		builder->first_unlooked = wrong;
	else
		free(wrong);
	builder->unlooked++;
	return 0;
}

void
member_set_report_unlooked(const struct member_set_builder *builder,
    struct diagnostics *diagnostics)
{
	const struct wrong_member *first = builder->first_unlooked;

	if (first != NULL)
		diagnostics_add(diagnostics, first->file, first->line,
		    ngettext("%zu wrong address of a pattern, or another key "
			     "that the filter cannot look up: mail to it is "
			     "not held",
			"%zu wrong addresses of patterns, or other keys that "
			"the filter cannot look up: mail to them is not held",
			builder->unlooked),
		    builder->unlooked);
}

int
member_set_take(void *context, const struct member *member)
{
	struct member_set_builder *builder = context;
	char key[LOOKUP_KEY_SIZE];
	struct wrong_member *wrong = NULL;
	uint32_t list;

	if (member->target != MEMBER_ADDRESS &&
	    member->target != MEMBER_DOMAIN && member->target != MEMBER_LOCAL)
		return 0;
	if (++builder->set->member_count > MEMBER_SET_MEMBERS_MAX)
		return stop(builder, "over 4,000,000 members");
	if (!lookup_key_of_list(member->list, key))
		return note_unlooked(builder, member);
	list = find_list(builder, member->list, key);
	if (list == INTERNING_NONE)
		return out_of_memory(builder);
	if (judge(builder, &builder->demands[list], member, &wrong) < 0)
		return -1;
	return wrong != NULL ? keep_wrong(builder, list, wrong)
	                     : keep_link(builder, list, member);
}

size_t
member_set_count_kept(const struct member_set_builder *builder)
{
	return builder->set->wrong_count;
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
	set->references++;
	return set;
}

void
member_set_release(struct member_set **set)
{
	struct member_set *gone = *set;

	*set = NULL;
	if (gone != NULL && --gone->references == 0)
		free_set(gone);
}
