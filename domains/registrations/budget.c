/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts what sources and their owners cost: see the header. */
#include "domains/registrations/budget.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/interning.h"
#include "domains/base/translation.h"

/* So much is between two looks at the clock. */
#define OPENINGS_AT_ONCE 64
#define MEMBERS_AT_ONCE 1024

const char budget_was_slow[] = N_("its file system was slow");
static const char given_up[] = N_("it was not waited for");

struct budget_owner {
	uint64_t spent[BUDGET_KINDS]; /* before the source at hand */
};

static const struct {
	uint64_t source, owner;
	const char *over_source, *over_owner;
} limits[BUDGET_KINDS] = {
    [BUDGET_OPENINGS] = {BUDGET_SOURCE_OPENINGS, BUDGET_OWNER_OPENINGS,
	N_("over 100,000 openings of the files that it includes"),
	N_("over 500,000 openings for the files of its owner")},
    [BUDGET_BYTES] = {BUDGET_SOURCE_BYTES, BUDGET_OWNER_BYTES,
	N_("over 512 MiB with the files that it includes"),
	N_("over 1 GiB in the files of its owner")},
    [BUDGET_MEMBERS] = {BUDGET_SOURCE_MEMBERS, BUDGET_OWNER_MEMBERS,
	"over 4,000,000 members",
	N_("over 4,000,000 members in the files of its owner")},
    [BUDGET_FINDINGS] = {BUDGET_SOURCE_FINDINGS, BUDGET_OWNER_FINDINGS,
	N_("over 500,000 wrong members"),
	N_("over 50,000 wrong members in the files of its owner")},
    [BUDGET_TIME] = {BUDGET_SOURCE_SECONDS * 1000, BUDGET_OWNER_SECONDS * 1000,
	N_("over 30 seconds of processor time"),
	N_("over 60 seconds of processor time for the files of its owner")},
    [BUDGET_WAIT] = {BUDGET_SOURCE_WAIT_SECONDS * 1000,
	BUDGET_OWNER_WAIT_SECONDS * 1000,
	N_("its file system took over 120 seconds"),
	N_("its file system took over 300 seconds for the files of its "
	   "owner")},
};

/* What an owner without memory for it has spent is not known. */
static struct budget_owner *
find_owner(struct budgets *budgets, uid_t uid)
{
	char text[24];

	snprintf(text, sizeof(text), "%ju", (uintmax_t)uid);
	return interning_row(&budgets->uids, span_of(text), &budgets->owners,
	    &budgets->room, sizeof(*budgets->owners));
}

/* Does it count for the owner too?  What is read again has counted before; a
 * wait counts at once, for the owner of the file. */
static bool
is_owners(const struct budgets *budgets, enum budget_kind kind)
{
	return budgets->owner != NULL && kind != BUDGET_WAIT &&
	       (!budgets->again || kind == BUDGET_FINDINGS ||
		   kind == BUDGET_TIME);
}

/* The source at hand is done. */
static void
settle(struct budgets *budgets)
{
	uint64_t now = clock_spent();

	budgets->spent[BUDGET_TIME] = now - budgets->began;
	for (size_t i = 0; i < BUDGET_KINDS; i++)
		if (is_owners(budgets, i))
			budgets->owner->spent[i] += budgets->spent[i];
	memset(budgets->spent, 0, sizeof(budgets->spent));
	budgets->began = now;
	budgets->again = false;
	budgets->since_look = 0;
	budgets->passed = 0;
	budgets->why = NULL;
}

static bool
end_wait(struct budgets *budgets, const char *why)
{
	budgets->over = BUDGET_WAIT;
	budgets->why = why;
	return false;
}

/* Has the owner of a file, if any, not been waited for too long? */
static bool
owner_may_wait(struct budgets *budgets, const struct budget_owner *owner)
{
	return owner == NULL ||
	       owner->spent[BUDGET_WAIT] <= limits[BUDGET_WAIT].owner ||
	       end_wait(budgets, limits[BUDGET_WAIT].over_owner);
}

/* Is the source at hand a user's whose files are left alone for now? */
static bool
is_left(const struct budgets *budgets)
{
	const struct budget_patience *patience = budgets->patience;

	return patience != NULL && budgets->owner != NULL &&
	       patience->user_is_left(patience->context, budgets->uid);
}

void
budget_begin(struct budgets *budgets, const struct rights *rights)
{
	settle(budgets);
	budgets->owner =
	    rights->limited ? find_owner(budgets, rights->uid) : NULL;
	budgets->uid = rights->uid;
	budgets->over = BUDGET_TIME;
	if (budget_left(budgets, BUDGET_TIME) == 0)
		budgets->why = limits[BUDGET_TIME].over_owner;
	else if (owner_may_wait(budgets, budgets->owner) && is_left(budgets))
		(void)end_wait(budgets, budget_was_slow);
	if (budgets->give_up != NULL && budgets->give_up())
		budgets->why = given_up;
}

void
budget_repeat(struct budgets *budgets)
{
	budgets->spent[BUDGET_FINDINGS] = 0;
	settle(budgets);
	budgets->again = true;
}

void
budget_retry(struct budgets *budgets, bool last)
{
	uint64_t time = last ? 0 : budgets->spent[BUDGET_TIME];

	if (last)
		budgets->began = clock_spent();
	memset(budgets->spent, 0, sizeof(budgets->spent));
	budgets->spent[BUDGET_TIME] = time;
	budgets->why = NULL;
}

static uint64_t
rest_of(uint64_t limit, uint64_t spent)
{
	return spent < limit ? limit - spent : 0;
}

uint64_t
budget_left(const struct budgets *budgets, enum budget_kind kind)
{
	uint64_t spent = budgets->spent[kind];
	uint64_t left = rest_of(limits[kind].source, spent), of_owner;

	if (budgets->named && kind == BUDGET_MEMBERS)
		return UINT64_MAX;
	if (!is_owners(budgets, kind))
		return left;
	spent += budgets->owner->spent[kind];
	of_owner = rest_of(limits[kind].owner, spent);
	return of_owner < left ? of_owner : left;
}

static bool
is_over(struct budgets *budgets, enum budget_kind kind, uint64_t amount)
{
	uint64_t left = budget_left(budgets, kind);

	budgets->spent[kind] += amount < left ? amount : left;
	if (amount <= left)
		return false;
	budgets->over = kind;
	budgets->why = budgets->spent[kind] == limits[kind].source
	                   ? limits[kind].over_source
	                   : limits[kind].over_owner;
	return true;
}

bool
budget_look(struct budgets *budgets)
{
	uint64_t spent = clock_spent() - budgets->began;

	budgets->since_look = 0;
	budgets->passed = 0;
	if (budgets->give_up != NULL && budgets->give_up()) {
		budgets->why = given_up;
		budgets->over = BUDGET_TIME;
	}
	if (spent < budgets->spent[BUDGET_TIME])
		spent = budgets->spent[BUDGET_TIME];
	return budgets->why == NULL && !is_over(budgets, BUDGET_TIME,
					   spent - budgets->spent[BUDGET_TIME]);
}

bool
budget_spend(struct budgets *budgets, enum budget_kind kind, uint64_t amount)
{
	uint64_t at_once =
	    kind == BUDGET_OPENINGS ? OPENINGS_AT_ONCE : MEMBERS_AT_ONCE;

	if (budgets->why != NULL || is_over(budgets, kind, amount))
		return false;
	budgets->since_look += amount;
	if (budgets->since_look < at_once)
		return true;
	return budget_look(budgets);
}

struct budget_wait
budget_wait_begin(struct budgets *budgets)
{
	return (struct budget_wait){budgets, NULL, clock_now(), 0};
}

/* Adds a wait to what the owner of a file has spent. */
static bool
owner_waits(struct budgets *budgets, uid_t uid, uint64_t ms)
{
	bool known = budgets->owner != NULL;
	size_t at = known ? (size_t)(budgets->owner - budgets->owners) : 0;
	struct budget_owner *owner = find_owner(budgets, uid);

	if (known) /* they may have moved */
		budgets->owner = &budgets->owners[at];
	if (owner != NULL)
		owner->spent[BUDGET_WAIT] += ms;
	return owner_may_wait(budgets, owner);
}

bool
budget_wait_on(void *wait)
{
	struct budget_wait *this = wait;
	struct budgets *budgets = this->budgets;
	uint64_t ms = clock_now() - this->since;
	bool within;

	if (budgets == NULL || budgets->named || this->whose == NULL ||
	    !this->whose->limited)
		return true;
	ms = rest_of(ms, BUDGET_FREE_WAIT_MS);
	ms = rest_of(ms, this->counted);
	if (ms == 0)
		return budgets->why == NULL;
	this->counted += ms;
	/* Each of them may be long: no signal waits for the next ones. */
	within = budget_look(budgets);
	within = owner_waits(budgets, this->whose->uid, ms) && within;
	return within && !is_over(budgets, BUDGET_WAIT, ms);
}

int
budget_report(const struct budgets *budgets, const char *name,
    struct diagnostics *diagnostics)
{
	return budgets->why != NULL ? diagnostics_add(diagnostics, name, 0,
					  "is left out: %s", budgets->why)
	                            : -1;
}

void
budgets_clear(struct budgets *budgets)
{
	interning_free(&budgets->uids);
	free(budgets->owners);
	*budgets = (struct budgets){
	    .named = budgets->named,
	    .patience = budgets->patience,
	    .give_up = budgets->give_up,
	};
}
