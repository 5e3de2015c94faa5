/* SPDX-License-Identifier: BSD-2-Clause */
/* Exemption: does the configuration exempt this mail, and by what?  The
 * gate judges and logs an exempt mail, and lets it pass. */
#ifndef DOMAINS_POLICY_EXEMPTION_H
#define DOMAINS_POLICY_EXEMPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/settings/exempt.h"

/* Why the gate lets a mail pass. */
enum exemption {
	EXEMPTION_NONE,
	EXEMPTION_CLIENT,
	EXEMPTION_SENDER,
	EXEMPTION_AUTHENTICATED,
	EXEMPTIONS
};

/* "client", "sender", "authenticated"; "no". */
const char *
exemption_name(enum exemption exempt);

/* false: it is the name of no exemption, or "no". */
bool
exemption_parse(const char *text, enum exemption *exempt_r);

/* user is NULL or "" when the client did not authenticate. */
enum exemption
exemption_find(const struct exempt *exempt, const struct exempt_address *client,
    const char *user, const char *sender, size_t sender_len);

#endif
