/* SPDX-License-Identifier: BSD-2-Clause */
/* The one form of an address, and sums of mails. */
#include "domains/contacts/contact.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"

_Static_assert(CONTACT_ADDRESS_MAX == CONTACT_LOCAL_MAX + 1 + NAME_MAX_BYTES,
    "an address has a local part and a domain");

/* What may stand in a local part without quotes: RFC 5321 4.1.2, and as MTAs
 * take it dots anywhere. */
static bool
needs_no_quotes(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alphanumeric(text.bytes[i]) &&
		    memchr("!#$%&'*+-/=?^_`{|}~.", text.bytes[i], 20) == NULL)
			return false;
	return text.len != 0;
}

static struct span
without_quotes(struct span local)
{
	struct span inner;

	if (local.len < 3 || local.bytes[0] != '"' ||
	    local.bytes[local.len - 1] != '"')
		return local;
	inner = (struct span){local.bytes + 1, local.len - 2};
	return needs_no_quotes(inner) ? inner : local;
}

/* Its length; 0 when it cannot be kept. */
static size_t
write_local(struct span local, char *local_r)
{
	local = without_quotes(local);
	if (local.len > CONTACT_LOCAL_MAX)
		return 0;
	for (size_t i = 0; i < local.len;) {
		uint32_t code;
		size_t len = utf8_decode(local.bytes + i, local.len - i, &code);

		/* What nobody sees in a name was put there to deceive. */
		if (len == 0 || !utf8_printable(code))
			return 0;
		memcpy(local_r + i, local.bytes + i, len);
		local_r[i] = ascii_lower(local_r[i]);
		i += len;
	}
	return local.len;
}

size_t
contact_write_address(struct span path,
    char address_r[static CONTACT_ADDRESS_SIZE])
{
	char local[CONTACT_LOCAL_MAX];
	struct address address;
	struct name name;
	size_t len;

	if (!address_parse_named(path.bytes, path.len, &address, &name) ||
	    address.literal)
		return 0;
	len =
	    write_local((struct span){address.local, address.local_len}, local);
	if (len == 0)
		return 0;
	memcpy(address_r, local, len);
	address_r[len++] = '@';
	memcpy(address_r + len, name.text, (size_t)name.len + 1);
	return len + name.len;
}

bool
contact_is_address(struct span address)
{
	char written[CONTACT_ADDRESS_SIZE];
	size_t len = contact_write_address(address, written);

	return len != 0 && len == address.len &&
	       memcmp(written, address.bytes, len) == 0;
}

bool
contact_is_organisation(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alphanumeric(name.bytes[i]) &&
		    memchr(".-_", name.bytes[i], 3) == NULL)
			return false;
	return name.len <= CONTACT_ORGANISATION_MAX;
}

struct span
contact_owner(struct span organisation, enum contact_owner owner,
    char room[static CONTACT_OWNER_SIZE])
{
	size_t len = organisation.len;

	if (len > CONTACT_ORGANISATION_MAX)
		len = CONTACT_ORGANISATION_MAX;
	if (len != 0)
		memcpy(room, organisation.bytes, len);
	room[len] = (char)owner;
	return (struct span){room, len + 1};
}

bool
contact_is_owner(struct span name, enum contact_owner owner)
{
	return name.len != 0 && name.bytes[name.len - 1] == (char)owner;
}

static const char *const confirmations[CONTACT_CONFIRMATIONS] = {
    [CONTACT_UNCONFIRMED] = "no",
    [CONTACT_BY_PERSON] = "person",
    [CONTACT_BY_OWNER] = "owner",
};

const char *
contact_confirmation_name(enum contact_confirmation confirmation)
{
	return confirmations[confirmation];
}

bool
contact_find_confirmation(struct span name,
    enum contact_confirmation *confirmation_r)
{
	for (int i = 0; i < CONTACT_CONFIRMATIONS; i++)
		if (span_same(name, span_of(confirmations[i]))) {
			*confirmation_r = (enum contact_confirmation)i;
			return true;
		}
	return false;
}

static void
widen(struct contact_period *period, int64_t first, int64_t last)
{
	if (first != 0 && (period->first == 0 || first < period->first))
		period->first = first;
	if (last > period->last)
		period->last = last;
}

void
contact_period_join(struct contact_period *period,
    const struct contact_period *other)
{
	widen(period, other->first, other->last);
	if (other->count > period->count)
		period->count = other->count;
}

static void
take_confirmation(struct contact *contact, const struct contact *other)
{
	if (other->confirmed == CONTACT_UNCONFIRMED ||
	    other->confirmed_at < contact->confirmed_at)
		return;
	contact->confirmed = other->confirmed;
	contact->confirmed_at = other->confirmed_at;
	contact->expires = other->expires;
}

void
contact_period_sum(struct contact_period *period,
    const struct contact_period *more)
{
	/* The store's integers end there. */
	const uint64_t room = (uint64_t)INT64_MAX - period->count;

	widen(period, more->first, more->last);
	period->count += more->count < room ? more->count : room;
}

void
contact_add(struct contact *contact, const struct contact *more)
{
	contact_period_sum(&contact->sent, &more->sent);
	contact_period_sum(&contact->heard, &more->heard);
	take_confirmation(contact, more);
}

void
contact_join(struct contact *contact, const struct contact *other)
{
	contact_period_join(&contact->sent, &other->sent);
	contact_period_join(&contact->heard, &other->heard);
	if (other->senders > contact->senders)
		contact->senders = other->senders;
	take_confirmation(contact, other);
}
