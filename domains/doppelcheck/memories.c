/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens the store for reading. */
#include "domains/doppelcheck/memories.h"

#include "domains/base/translation.h"
#include "domains/text/console.h"

/* A person waits. */
#define WAIT_MS 5000

void
memories_open(const struct settings *settings, const struct doppel *doppel,
    struct memories *memories_r)
{
	const struct settings_contacts *contacts = &settings->contacts;
	struct store_options options = settings_contacts_store(contacts);
	struct diagnostics diagnostics = {0};

	atomic_init(&memories_r->failed, false);
	memories_r->memory = (struct memory){
	    .organisation = settings_contacts_organisation(contacts),
	    .doppel = doppel,
	    .similar = true,
	};
	if (contacts->store == NULL)
		return;
	options.wait_ms = WAIT_MS;
	if (store_open(&options, &diagnostics, &memories_r->memory.store) < 0) {
		console_warnings(&diagnostics);
		console_say(contacts->store,
		    _("similar contacts are not looked for, and "
		      "confirmed typos are reported"));
	}
	diagnostics_clear(&diagnostics);
}

int
memories_close(struct memories *memories)
{
	store_close(&memories->memory.store);
	return atomic_load(&memories->failed) ? -1 : 0;
}

static void
report(struct memories *memories, enum store_result result)
{
	if (result == STORE_ERROR && !atomic_exchange(&memories->failed, true))
		console_say("contacts", store_error());
}

static bool
is_confirmed(void *of, const struct address *address, const struct name *domain)
{
	struct memories *memories = of;
	struct contact contact;
	enum store_result result =
	    memory_find_confirmed(&memories->memory, address, domain, &contact);

	report(memories, result);
	return result == STORE_FOUND;
}

struct judge_confirmation
memories_confirmation(struct memories *memories)
{
	return (struct judge_confirmation){
	    memories != NULL ? is_confirmed : NULL,
	    memories,
	};
}

bool
memories_recall(struct memories *memories, const struct address *address,
    const struct name *domain, enum verdict_confidence least,
    struct finding *finding)
{
	struct memory memory = memories->memory;
	enum store_result result;

	memory.least = least;
	result = memory_judge(&memory, address, domain, finding);
	report(memories, result);
	return result == STORE_FOUND;
}
