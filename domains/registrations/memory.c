/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the store about an address, and about those that are near it. */
#include "domains/registrations/memory.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/contacts/machine.h"
#include "domains/contacts/similar.h"
#include "domains/contacts/standing.h"

/* The address in the form of contacts.  0: it can be none. */
static size_t
write_address(const struct address *address, const struct name *domain,
    char room[static CONTACT_ADDRESS_SIZE])
{
	char text[ADDRESS_LOCAL_MAX + 1 + NAME_SIZE];
	int len;

	if (address->local_len == 0 || address->local_len > CONTACT_LOCAL_MAX)
		return 0;
	len = snprintf(text, sizeof(text), "%.*s@%s", (int)address->local_len,
	    address->local, domain->text);
	return contact_write_address((struct span){text, (size_t)len}, room);
}

static bool
is_listed(const struct doppel *doppel, enum listfile_kind kind,
    const struct name *domain)
{
	struct doppel_listing listing;

	return doppel_listed(doppel, kind, domain->text, domain->len, &listing);
}

/* ---- similar contacts ---------------------------------------------------- */

struct search {
	struct similar_asked asked;
	struct similar best;
};

/* As store_take. */
static bool
weigh(void *context, const struct contact *contact)
{
	struct search *search = context;

	(void)similar_judge(&search->asked, contact, &search->best);
	return true;
}

/* That others are written to at its domain makes no domain right: whoever
 * slipped there once would make it so. */
static enum store_result
find_similar(const struct memory *memory, struct span address, bool heard,
    const struct name *domain, struct search *search)
{
	uint64_t keys[CONTACT_KEYS_MAX];
	size_t count = similar_write_keys(address, keys);

	search->best = (struct similar){.odds = 0};
	if (count == 0 || !similar_begin(address, &search->asked))
		return STORE_NONE;
	search->asked.heard = heard;
	search->asked.provider =
	    is_listed(memory->doppel, LISTFILE_PROVIDERS, domain);
	search->asked.known_domain =
	    search->asked.provider ||
	    is_listed(memory->doppel, LISTFILE_PROTECTED, domain) ||
	    is_listed(memory->doppel, LISTFILE_INNOCENT, domain) ||
	    is_listed(memory->doppel, LISTFILE_EXEMPT, domain);
	return store_find_near(memory->store, memory->organisation, keys, count,
	    weigh, search);
}

static void
set_similar(const struct similar *similar, struct finding *finding)
{
	struct verdict *verdict = &finding->verdict;
	const char *at = strchr(similar->meant, '@');

	verdict_clear(verdict);
	verdict->reason = VERDICT_SIMILAR_CONTACT;
	verdict->confidence = similar->confidence;
	verdict->typo = similar->typo;
	if (similar->in_domain && at != NULL)
		(void)name_parse(at + 1, strlen(at + 1), &verdict->meant, NULL);
	snprintf(finding->suggestion, sizeof(finding->suggestion), "%s",
	    similar->meant);
}

/* ---- all ----------------------------------------------------------------- */

enum store_result
memory_judge(const struct memory *memory, const struct address *address,
    const struct name *domain, struct finding *finding)
{
	char room[CONTACT_ADDRESS_SIZE];
	const struct contact_key key = {memory->organisation,
	    {room, write_address(address, domain, room)}};
	struct contact contact;
	struct search search = {.best = {.odds = 0}};
	enum store_result result;

	if (key.address.len == 0 || (!memory->similar && !memory->first) ||
	    machine_find(key.address) != MACHINE_NONE)
		return STORE_NONE;
	result = store_find(memory->store, &key, &contact);
	if (result == STORE_ERROR ||
	    (result == STORE_FOUND && !standing_is_first_contact(&contact)))
		return result == STORE_ERROR ? result : STORE_NONE;
	if (memory->similar &&
	    find_similar(memory, key.address,
		result == STORE_FOUND && contact.heard.count != 0, domain,
		&search) == STORE_ERROR)
		return STORE_ERROR;
	if (search.best.confidence != VERDICT_NO_CONFIDENCE &&
	    search.best.confidence >= memory->least) {
		set_similar(&search.best, finding);
		return STORE_FOUND;
	}
	if (!memory->first)
		return STORE_NONE;
	verdict_clear(&finding->verdict);
	finding->verdict.reason = VERDICT_FIRST_CONTACT;
	finding->verdict.confidence = VERDICT_CERTAIN;
	return STORE_FOUND;
}

enum store_result
memory_find_confirmed(const struct memory *memory,
    const struct address *address, const struct name *domain,
    struct contact *contact_r)
{
	char room[CONTACT_ADDRESS_SIZE];
	const struct contact_key key = {memory->organisation,
	    {room, write_address(address, domain, room)}};
	enum store_result result = STORE_NONE;

	if (key.address.len != 0)
		result = store_find(memory->store, &key, contact_r);
	return result == STORE_FOUND &&
	               !standing_is_confirmed(contact_r, time(NULL))
	           ? STORE_NONE
	           : result;
}
