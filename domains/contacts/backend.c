/* SPDX-License-Identifier: BSD-2-Clause */
/* What is the same for all that keep rows. */
#include "domains/contacts/backend.h"

#include "domains/base/translation.h"

const char *
backend_compare(uint64_t key_check, int64_t keys_version,
    const struct backend_options *options)
{
	if (key_check == 0 && options->key_check != 0)
		return _("has addresses, not hashes: there should be no key "
			 "file");
	if (key_check != 0 && options->key_check == 0)
		return _("has hashes of addresses: it needs its key file");
	if (key_check != options->key_check)
		return _("has hashes that were made with another key");
	if (options->asked.keys_version != 0 &&
	    keys_version != options->asked.keys_version)
		return _("has search keys of another version: export it, and "
			 "import that into a new one");
	return NULL;
}

void
backend_read_contact(const int64_t numbers[static BACKEND_NUMBERS],
    struct contact *contact_r)
{
	contact_r->sent = (struct contact_period){numbers[0], numbers[1],
	    (uint64_t)numbers[2]};
	contact_r->senders = (uint32_t)numbers[3];
	contact_r->heard = (struct contact_period){numbers[4], numbers[5],
	    (uint64_t)numbers[6]};
	contact_r->confirmed =
	    numbers[7] > 0 && numbers[7] < CONTACT_CONFIRMATIONS
		? (enum contact_confirmation)numbers[7]
		: CONTACT_UNCONFIRMED;
	contact_r->confirmed_at = numbers[8];
	contact_r->expires = numbers[9];
}

void
backend_change_contact(const struct backend_change *change,
    const struct contact *with, struct contact *contact)
{
	if (change->sets)
		*contact = *with;
	else
		(change->joins ? contact_join : contact_add)(contact, with);
}

void
backend_change_list(const struct backend_change *change,
    struct contact_period *sent)
{
	if (change->sets)
		*sent = change->list_sent;
	else
		(change->joins ? contact_period_join : contact_period_sum)(sent,
		    &change->list_sent);
}

bool
backend_wants_keys(const struct backend_change *change,
    const struct contact *contact)
{
	return change->key_count != 0 &&
	       (contact->confirmed != CONTACT_UNCONFIRMED ||
		   contact->sent.count + contact->heard.count >=
		       change->keys_mails);
}
