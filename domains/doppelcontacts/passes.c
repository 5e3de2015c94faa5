/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through all pairs: a store finds one by both of its addresses alone. */
#include "domains/doppelcontacts/passes.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

struct search {
	struct store *rows;
	struct contact_key row; /* of the pair at hand */
	struct span address;
	struct passes *passes;
	bool failed;
};

/* As store_take_list. */
static bool
take_half(void *context, const struct contact_list *list)
{
	struct pass *pass = context;

	/* A sender may be its own recipient. */
	if (list->sent.last == 0 || *pass->recipient.name == '\0')
		pass->recipient = *list;
	if (list->sent.last != 0)
		pass->sender = *list;
	return true;
}

static bool
is_whole(const struct pass *pass)
{
	return *pass->sender.name != '\0' && *pass->recipient.name != '\0';
}

/* As store_take. */
static bool
take_pair(void *context, const struct contact *pair)
{
	struct search *search = context;
	struct passes *passes = search->passes;
	struct contact_list half;
	struct pass *pass;
	enum store_result result;

	search->row.address = (struct span){pair->address, pair->len};
	result =
	    store_find_list(search->rows, &search->row, search->address, &half);
	search->failed = result == STORE_ERROR ||
	                 (result == STORE_FOUND &&
			     array_reserve(&passes->list, &passes->room,
				 passes->count, sizeof(*passes->list)) < 0);
	if (search->failed || result == STORE_NONE)
		return !search->failed;
	pass = &passes->list[passes->count];
	*pass = (struct pass){.name = ""};
	memcpy(pass->name, pair->address, sizeof(pass->name));
	search->failed = store_each_list(search->rows, &search->row, take_half,
			     pass) == STORE_ERROR;
	passes->count += is_whole(pass);
	return !search->failed;
}

enum store_result
passes_find(struct store *pairs, struct store *rows,
    const struct contact_key *key, struct passes *passes_r)
{
	char room[CONTACT_LISTS_SIZE];
	struct search search = {.rows = rows,
	    .row.organisation = contact_passes_of(key->organisation, room),
	    .address = key->address,
	    .passes = passes_r};

	*passes_r = (struct passes){.list = NULL};
	if (store_each(pairs, search.row.organisation, take_pair, &search) ==
		STORE_ERROR ||
	    search.failed) {
		passes_clear(passes_r);
		return STORE_ERROR;
	}
	return passes_r->count != 0 ? STORE_FOUND : STORE_NONE;
}

void
passes_clear(struct passes *passes)
{
	free(passes->list);
	*passes = (struct passes){.list = NULL};
}
