/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks up a client, a user and a sender among those that are exempt. */
#include "domains/policy/exemption.h"

#include <string.h>
#include <sys/socket.h>

#include "domains/base/span.h"
#include "domains/base/strings.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"

static const char *const exempt_names[EXEMPTIONS] = {
    [EXEMPTION_NONE] = "no",
    [EXEMPTION_CLIENT] = "client",
    [EXEMPTION_SENDER] = "sender",
    [EXEMPTION_AUTHENTICATED] = "authenticated",
};

const char *
exemption_name(enum exemption exempt)
{
	return exempt < EXEMPTIONS ? exempt_names[exempt] : "?";
}

bool
exemption_parse(const char *text, enum exemption *exempt_r)
{
	return strcmp(text, exempt_names[EXEMPTION_NONE]) != 0 &&
	       strings_find(exempt_names, EXEMPTIONS, text, exempt_r);
}

static bool
network_holds(const struct exempt_network *network,
    const struct exempt_address *address)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;

	if (network->address.family != address->family)
		return false;
	if (memcmp(network->address.bytes, address->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	       (network->address.bytes[whole] ^ address->bytes[whole]) >>
	               (8 - rest) ==
	           0;
}

static bool
sender_is_exempt(const struct exempt *exempt, const char *sender, size_t len)
{
	struct address address;
	struct name name;

	if (!address_parse_named(sender, len, &address, &name))
		return false;
	for (size_t i = 0; i < exempt->sender_count; i++) {
		const struct exempt_sender *one = &exempt->senders[i];
		const struct span local = {address.local, address.local_len};

		if (strcmp(one->domain, name.text) == 0 &&
		    (one->local == NULL || span_equal(local, one->local)))
			return true;
	}
	return false;
}

enum exemption
exemption_find(const struct exempt *exempt, const struct exempt_address *client,
    const char *user, const char *sender, size_t sender_len)
{
	if (client->family != AF_UNSPEC)
		for (size_t i = 0; i < exempt->client_count; i++)
			if (network_holds(&exempt->clients[i], client))
				return EXEMPTION_CLIENT;
	if (user != NULL && *user != '\0') {
		if (exempt->authenticated)
			return EXEMPTION_AUTHENTICATED;
		for (size_t i = 0; i < exempt->users.count; i++)
			if (strcmp(exempt->users.list[i], user) == 0)
				return EXEMPTION_AUTHENTICATED;
	}
	if (exempt->sender_count > 0 &&
	    sender_is_exempt(exempt, sender, sender_len))
		return EXEMPTION_SENDER;
	return EXEMPTION_NONE;
}
