/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns observations into changes of rows. */
#include "domains/contacts/effect.h"

/* A row of a pair has both addresses, and the mail where it is known. */
static void
take_pair(const struct observation *observation,
    const struct contact_period *period, struct effects *effects)
{
	const bool tried = observation->kind == OBSERVATION_TRIED;
	const struct pair pair = {observation->key.organisation,
	    observation->key.address, observation->sender};
	struct effect row = {.sets = tried};
	const struct span names[] = {pair.recipient, pair.sender,
	    tried ? observation->list : (struct span){0}};

	row.key.organisation = contact_owner(pair.organisation,
	    tried ? CONTACT_TRIES : CONTACT_PASSES, effects->owner);
	row.key.address = pair_write_name(&pair, effects->name);
	if (tried)
		row.contact.expires = observation->expires != 0
		                          ? observation->expires
		                          : observation->time + PAIR_AGAIN_MAX;
	for (size_t i = 0; i < EFFECTS_MAX && names[i].len != 0; i++) {
		row.list = names[i];
		row.list_sent = i == 0 ? (struct contact_period){0} : *period;
		/* The mail that it is noted for counts once. */
		row.contact.sent =
		    !tried && i == 1 ? *period : (struct contact_period){0};
		effects->list[effects->count++] = row;
	}
}

void
effects_of(const struct observation *observation, struct effects *effects_r)
{
	const uint64_t mails = observation->mails == 0 ? 1 : observation->mails;
	const struct contact_period period = {observation->time,
	    observation->time, mails};
	struct effect one = {.key = observation->key};

	effects_r->count = 0;
	switch (observation->kind) {
	case OBSERVATION_SENT:
		one.contact.sent = period;
		one.sender = observation->sender;
		one.list = observation->list;
		one.list_sent = period;
		break;
	case OBSERVATION_HEARD:
		one.contact.heard = period;
		break;
	case OBSERVATION_CONFIRMED:
		one.contact.confirmed = CONTACT_BY_OWNER;
		one.contact.confirmed_at = observation->time;
		break;
	case OBSERVATION_LIST:
		one.contact.sent = period;
		one.key.organisation = contact_owner(one.key.organisation,
		    CONTACT_LISTS, effects_r->owner);
		break;
	case OBSERVATION_TRIED:
	case OBSERVATION_PASSED:
		take_pair(observation, &period, effects_r);
		return;
	case OBSERVATION_KINDS:
		return;
	}
	effects_r->list[effects_r->count++] = one;
}
