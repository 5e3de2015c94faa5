/* SPDX-License-Identifier: BSD-2-Clause */
/* Exempt: whose mail is judged but not acted on. */
#include "domains/settings/exempt.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"

static const char no_memory[] = "out of memory";
static const char too_many[] = "more than 1000 entries";

/* ---- building ------------------------------------------------------------ */

/* Makes room for one more of count things; *list stays good on failure. */
static int
grow(void **list, size_t count, size_t size, const char **why_r)
{
	void *more;

	if (count >= EXEMPT_ENTRIES_MAX) {
		*why_r = too_many;
		return -1;
	}
	more = realloc(*list, (count + 1) * size);
	if (more == NULL) {
		*why_r = no_memory;
		return -1;
	}
	*list = more;
	return 0;
}

static void
unmap(struct exempt_address *address)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	    0xff};

	if (address->family != AF_INET6 ||
	    memcmp(address->bytes, mapped, sizeof(mapped)) != 0)
		return;
	address->family = AF_INET;
	memmove(address->bytes, address->bytes + sizeof(mapped), 4);
	memset(address->bytes + 4, 0, 12);
}

/* "24" -> 24; -1 when it is no number up to max. */
static int
read_bits(const char *text, int max)
{
	int bits = 0;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		bits = bits * 10 + (*text - '0');
		if (bits > max)
			return -1;
	}
	return bits;
}

static bool
host_bits_clear(const struct exempt_network *network)
{
	size_t size = network->address.family == AF_INET ? 4 : 16;

	for (size_t i = 0; i < size * 8; i++)
		if (i >= network->bits &&
		    (network->address.bytes[i / 8] >> (7 - i % 8) & 1))
			return false;
	return true;
}

static int
read_network(const char *text, struct exempt_network *network_r,
    const char **why_r)
{
	struct exempt_network network = {.address.family = AF_UNSPEC};
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	int bits;

	*why_r = "not an IPv4 or IPv6 address or network";
	if (len == 0 || len >= sizeof(address))
		return -1;
	memcpy(address, text, len);
	address[len] = '\0';
	if (inet_pton(AF_INET, address, network.address.bytes) == 1)
		network.address.family = AF_INET;
	else if (inet_pton(AF_INET6, address, network.address.bytes) == 1)
		network.address.family = AF_INET6;
	else
		return -1;

	bits = network.address.family == AF_INET ? 32 : 128;
	if (slash != NULL)
		bits = read_bits(slash + 1, bits);
	if (bits < 0) {
		*why_r = "the prefix length is out of range";
		return -1;
	}
	network.bits = (unsigned)bits;
	if (network.address.family == AF_INET6) {
		unmap(&network.address);
		if (network.address.family == AF_INET) {
			if (bits < 96) {
				*why_r = "the prefix length is out of range";
				return -1;
			}
			network.bits -= 96;
		}
	}
	/* 192.0.2.7/24 is a slip of its own: which of the two was meant? */
	if (!host_bits_clear(&network)) {
		*why_r = "bits are set behind the prefix";
		return -1;
	}
	*network_r = network;
	return 0;
}

int
exempt_add_client(struct exempt *exempt, const char *text, const char **why_r)
{
	struct exempt_network network;
	void *list = exempt->clients;

	if (read_network(text, &network, why_r) < 0 ||
	    grow(&list, exempt->client_count, sizeof(network), why_r) < 0)
		return -1;
	exempt->clients = list;
	exempt->clients[exempt->client_count++] = network;
	return 0;
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

int
exempt_add_sender(struct exempt *exempt, const char *text, const char **why_r)
{
	struct exempt_sender sender = {NULL, NULL};
	struct address address = {.local_len = 0};
	enum address_error address_error;
	enum name_error name_error;
	struct name name;
	void *list = exempt->senders;

	if (*text == '@') {
		address.domain = text + 1;
		address.domain_len = strlen(text + 1);
	} else if (address_parse_path(text, strlen(text), &address,
		       &address_error) < 0) {
		*why_r = address_error_text(address_error);
		return -1;
	}
	if (name_parse(address.domain, address.domain_len, &name, &name_error) <
	    0) {
		*why_r = name_error_text(name_error);
		return -1;
	}
	if (grow(&list, exempt->sender_count, sizeof(sender), why_r) < 0)
		return -1;
	exempt->senders = list;
	sender.domain = strdup(name.text);
	if (address.local_len > 0)
		sender.local = strndup(address.local, address.local_len);
	if (sender.domain == NULL ||
	    (address.local_len > 0 && sender.local == NULL)) {
		free(sender.domain);
		free(sender.local);
		*why_r = no_memory;
		return -1;
	}
	for (char *p = sender.local; p != NULL && *p != '\0'; p++)
		*p = lower(*p);
	exempt->senders[exempt->sender_count++] = sender;
	return 0;
}

int
exempt_add_user(struct exempt *exempt, const char *text, const char **why_r)
{
	void *list = exempt->users;
	char *user;

	if (*text == '\0') {
		*why_r = "an empty name";
		return -1;
	}
	if (grow(&list, exempt->user_count, sizeof(char *), why_r) < 0)
		return -1;
	exempt->users = list;
	user = strdup(text);
	if (user == NULL) {
		*why_r = no_memory;
		return -1;
	}
	exempt->users[exempt->user_count++] = user;
	return 0;
}

void
exempt_clear(struct exempt *exempt)
{
	for (size_t i = 0; i < exempt->sender_count; i++) {
		free(exempt->senders[i].local);
		free(exempt->senders[i].domain);
	}
	for (size_t i = 0; i < exempt->user_count; i++)
		free(exempt->users[i]);
	free(exempt->clients);
	free(exempt->senders);
	free(exempt->users);
	memset(exempt, 0, sizeof(*exempt));
}

void
exempt_address_of(const struct sockaddr *sockaddr,
    struct exempt_address *address_r)
{
	memset(address_r, 0, sizeof(*address_r));
	address_r->family = AF_UNSPEC;
	if (sockaddr == NULL)
		return;
	if (sockaddr->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sockaddr, sizeof(in));
		memcpy(address_r->bytes, &in.sin_addr, 4);
		address_r->family = AF_INET;
	} else if (sockaddr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sockaddr, sizeof(in6));
		memcpy(address_r->bytes, &in6.sin6_addr, 16);
		address_r->family = AF_INET6;
		unmap(address_r);
	}
}
