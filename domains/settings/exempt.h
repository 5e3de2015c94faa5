/* SPDX-License-Identifier: BSD-2-Clause */
/* Exempt: the clients, envelope senders and users whose mail the gate judges
 * and lets pass.  Reading the configuration builds it; afterwards it is only
 * read.
 *
 *     clients        "192.0.2.7", "192.0.2.0/24", "2001:db8::/32"
 *     senders        "monitor@example.jp", "@lists.example.jp"
 *     users          login names ({auth_authen}), case matters
 *
 * An envelope sender proves nothing: anybody can write one.  The manual says
 * so.
 */
#ifndef DOMAINS_SETTINGS_EXEMPT_H
#define DOMAINS_SETTINGS_EXEMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "domains/base/strings.h"

#include "domains/settings/table.h"

/* Of each kind: each mail costs a comparison with each of them. */
#define EXEMPT_ENTRIES_MAX 1000

/* An IPv4 or IPv6 address. */
struct exempt_address {
	int family;        /* AF_INET, AF_INET6; AF_UNSPEC: none */
	uint8_t bytes[16]; /* IPv4 as ::ffff:192.0.2.7 */
};

struct exempt_network {
	struct exempt_address address;
	unsigned bits; /* of the 16 bytes */
};

struct exempt_sender {
	char *local;  /* lower case in ASCII; NULL: the whole domain */
	char *domain; /* canonical (name.h) */
};

struct exempt {
	struct exempt_network *clients;
	size_t client_count, client_room;
	struct exempt_sender *senders;
	size_t sender_count, sender_room;
	struct strings users;
	bool authenticated; /* every authenticated user */
};

/* The keys of struct exempt, for the table of milter.conf. */
extern const struct setting_key exempt_keys[];

/* Each adds an entry.  Returns NULL, or why not in static words. */
const char *
exempt_add_client(struct exempt *exempt, const char *text);
const char *
exempt_add_sender(struct exempt *exempt, const char *text);

/* For the take() of a key whose place is a struct exempt. */
const char *
exempt_take_client(const struct setting_value *value);

void
exempt_clear(struct exempt *exempt);

/* A client's address from the one that libmilter has; NULL and anything but IP
 * become AF_UNSPEC. */
void
exempt_address_of(const struct sockaddr *sockaddr,
    struct exempt_address *address_r);

#endif
