/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders who is asked: see the header. */
#include "domains/doppelcontacts/turns.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/interning.h"

struct owners {
	struct interning *names;
	size_t *turns; /* that each has had, by the numbers of the names */
	size_t room;
};

/* The turns of the user whose list it is; NULL when memory is out. */
static size_t *
find_turns(struct owners *owners, const char *list, const char *delimiters)
{
	const size_t len = strcspn(list, "@"), user = strcspn(list, delimiters);
	const struct span name = {list, user != 0 && user < len ? user : len};

	return interning_row(&owners->names, name, &owners->turns,
	    &owners->room, sizeof(*owners->turns));
}

/* An address of several lists has the turn of that which has the first one. */
static int
take_turn(struct owners *owners, struct turn *turn, const char *delimiters)
{
	const char *first = NULL;
	size_t *turns;

	for (size_t i = 0; i < turn->count; i++) {
		const char *list = turn->members[i].list;

		turns = find_turns(owners, list, delimiters);
		if (turns == NULL)
			return -1;
		if (first == NULL || *turns < turn->round) {
			first = list;
			turn->round = *turns;
		}
	}
	turns = first != NULL ? find_turns(owners, first, delimiters) : NULL;
	if (turns == NULL)
		return -1;
	++*turns;
	return 0;
}

/* Within a round as they are in memory, which is by their addresses. */
static int
compare_turns(const void *a, const void *b)
{
	const struct turn *one = a, *other = b;

	if (one->round != other->round)
		return one->round < other->round ? -1 : 1;
	return (one->members > other->members) -
	       (one->members < other->members);
}

int
turns_order(struct turn *turns, size_t count, const char *delimiters)
{
	struct owners owners = {.names = NULL};
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = take_turn(&owners, &turns[i], delimiters);
	if (result == 0 && count != 0)
		qsort(turns, count, sizeof(*turns), compare_turns);
	interning_free(&owners.names);
	free(owners.turns);
	return result;
}
