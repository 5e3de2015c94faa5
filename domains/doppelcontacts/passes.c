/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the two halves of each pair together. */
#include "domains/doppelcontacts/passes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

/* The pair of a row, which may be the last one; NULL when memory is out. */
static struct pass *
find_pass(struct passes *passes, const char *row)
{
	struct pass *pass;

	if (passes->count != 0 &&
	    strcmp(passes->list[passes->count - 1].name, row) == 0)
		return &passes->list[passes->count - 1];
	if (array_reserve(&passes->list, &passes->room, passes->count,
		sizeof(*pass)) < 0)
		return NULL;
	pass = &passes->list[passes->count++];
	*pass = (struct pass){.name = ""};
	snprintf(pass->name, sizeof(pass->name), "%s", row);
	return pass;
}

/* As store_take_entry. */
static bool
take_half(void *context, const char *row, const struct contact_list *list)
{
	struct passes *passes = context;
	struct pass *pass = find_pass(passes, row);

	passes->failed = pass == NULL;
	if (passes->failed)
		return false;
	/* A sender may be its own recipient. */
	if (list->sent.last == 0 || *pass->recipient.name == '\0')
		pass->recipient = *list;
	if (list->sent.last != 0)
		pass->sender = *list;
	return true;
}

/* Of a half nobody knows whose it is. */
static void
keep_whole(struct passes *passes)
{
	size_t kept = 0;

	for (size_t i = 0; i < passes->count; i++)
		if (*passes->list[i].sender.name != '\0' &&
		    *passes->list[i].recipient.name != '\0')
			passes->list[kept++] = passes->list[i];
	passes->count = kept;
}

enum store_result
passes_find(struct store *store, const struct contact_key *key,
    struct passes *passes_r)
{
	char room[CONTACT_OWNER_SIZE];
	enum store_result result;

	*passes_r = (struct passes){.list = NULL};
	result = store_each_entry(store,
	    contact_owner(key->organisation, CONTACT_PASSES, room),
	    key->address, take_half, passes_r);
	if (result == STORE_ERROR || passes_r->failed) {
		passes_clear(passes_r);
		return STORE_ERROR;
	}
	keep_whole(passes_r);
	return passes_r->count != 0 ? STORE_FOUND : STORE_NONE;
}

void
passes_clear(struct passes *passes)
{
	free(passes->list);
	*passes = (struct passes){.list = NULL};
}
