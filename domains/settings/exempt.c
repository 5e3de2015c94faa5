/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the clients, senders and users that are exempt. */
#include "domains/settings/exempt.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/span.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"

static const char no_memory[] = "out of memory";

/* ---- clients ------------------------------------------------------------- */

/* RFC 4291 2.5.5.2: the begin of an IPv4 address among those of IPv6. */
static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

static void
set_ipv6(struct exempt_address *address, const void *bytes)
{
	memcpy(address->bytes, bytes, sizeof(address->bytes));
	address->family =
	    memcmp(bytes, mapped, sizeof(mapped)) == 0 ? AF_INET : AF_INET6;
}

static void
set_ipv4(struct exempt_address *address, const void *bytes)
{
	memcpy(address->bytes, mapped, sizeof(mapped));
	memcpy(address->bytes + sizeof(mapped), bytes, 4);
	address->family = AF_INET;
}

static bool
host_bits_clear(const struct exempt_network *network)
{
	for (unsigned i = network->bits; i < 128; i++)
		if (network->address.bytes[i / 8] >> (7 - i % 8) & 1)
			return false;
	return true;
}

/* Returns NULL, or why it is none. */
static const char *
read_network(const char *text, struct exempt_network *network_r)
{
	static const char none[] = "not an IPv4 or IPv6 address or network";
	struct exempt_network network = {0};
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	uint8_t bytes[16];
	uint64_t max = 128, bits;

	if (len >= sizeof(address))
		return none;
	memcpy(address, text, len);
	address[len] = '\0';
	if (inet_pton(AF_INET, address, bytes) == 1) {
		set_ipv4(&network.address, bytes);
		max = 32;
	} else if (inet_pton(AF_INET6, address, bytes) == 1) {
		set_ipv6(&network.address, bytes);
	} else {
		return none;
	}
	bits = max;
	if ((slash != NULL && !span_number(span_of(slash + 1), max, &bits)) ||
	    (network.address.family == AF_INET && bits + 128 - max < 96))
		return "the prefix length is out of range";
	network.bits = (unsigned)(bits + 128 - max);
	/* 192.0.2.7/24 is a slip of its own: which of the two was meant? */
	if (!host_bits_clear(&network))
		return "bits are set after the prefix";
	*network_r = network;
	return NULL;
}

const char *
exempt_add_client(struct exempt *exempt, const char *text)
{
	struct exempt_network network;
	const char *why = read_network(text, &network);

	if (why != NULL)
		return why;
	return array_add(&exempt->clients, &exempt->client_room,
		   &exempt->client_count, &network, sizeof(network)) < 0
	           ? no_memory
	           : NULL;
}

void
exempt_address_of(const struct sockaddr *sockaddr,
    struct exempt_address *address_r)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	*address_r = (struct exempt_address){.family = AF_UNSPEC};
	if (sockaddr == NULL)
		return;
	if (sockaddr->sa_family == AF_INET) {
		memcpy(&in, sockaddr, sizeof(in));
		set_ipv4(address_r, &in.sin_addr);
	} else if (sockaddr->sa_family == AF_INET6) {
		memcpy(&in6, sockaddr, sizeof(in6));
		set_ipv6(address_r, &in6.sin6_addr);
	}
}

/* ---- senders ------------------------------------------------------------- */

const char *
exempt_add_sender(struct exempt *exempt, const char *text)
{
	struct exempt_sender sender = {NULL, NULL};
	struct address address = {.local_len = 0};
	enum address_error address_error;
	enum name_error name_error;
	struct name name;

	if (*text == '@') {
		address.domain = text + 1;
		address.domain_len = strlen(text + 1);
	} else if (address_parse_path(text, strlen(text), &address,
		       &address_error) < 0) {
		return address_error_text(address_error);
	}
	if (name_parse(address.domain, address.domain_len, &name, &name_error) <
	    0)
		return name_error_text(name_error);
	/* Nobody is called so. */
	if (address.local_len == 1 && *address.local == '*')
		return "\"*\" stands for nothing: @DOMAIN is everybody there";
	sender.domain = strdup(name.text);
	if (address.local_len > 0)
		sender.local = span_copy_lower(
		    (struct span){address.local, address.local_len});
	if (sender.domain != NULL &&
	    (address.local_len == 0 || sender.local != NULL) &&
	    array_add(&exempt->senders, &exempt->sender_room,
		&exempt->sender_count, &sender, sizeof(sender)) == 0)
		return NULL;
	free(sender.domain);
	free(sender.local);
	return no_memory;
}

/* ---- all ----------------------------------------------------------------- */

void
exempt_clear(struct exempt *exempt)
{
	for (size_t i = 0; i < exempt->sender_count; i++) {
		free(exempt->senders[i].local);
		free(exempt->senders[i].domain);
	}
	free(exempt->clients);
	free(exempt->senders);
	strings_clear(&exempt->users);
	*exempt = (struct exempt){0};
}

const char *
exempt_take_client(const struct setting_value *value)
{
	return exempt_add_client(value->to, value->text);
}

static const char *
take_sender(const struct setting_value *value)
{
	return exempt_add_sender(value->to, value->text);
}

static const char *
take_user(const struct setting_value *value)
{
	return strcmp(value->text, "*") == 0
	           ? "\"*\" stands for nothing: exempt.authenticated is "
	             "everybody"
	           : setting_add_string(value, strdup(value->text));
}

const struct setting_key exempt_keys[] = {
    {"clients", SETTING_STRING_LIST, .size = sizeof(struct exempt),
	.max = EXEMPT_ENTRIES_MAX, .take = exempt_take_client},
    {"senders", SETTING_STRING_LIST, .size = sizeof(struct exempt),
	.max = EXEMPT_ENTRIES_MAX, .take = take_sender},
    {"users", SETTING_STRING_LIST, SETTING_AT(struct exempt, users),
	.max = EXEMPT_ENTRIES_MAX, .take = take_user},
    {"authenticated", SETTING_BOOL, SETTING_AT(struct exempt, authenticated)},
    {NULL},
};
