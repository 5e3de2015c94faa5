/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix query: what postconf(1) has answered, on the way to a struct
 * postfix.  Private to postfix.c, postfix_domains.c and postfix_forwards.c. */
#ifndef DOMAINS_READERS_MTA_POSTFIX_QUERY_H
#define DOMAINS_READERS_MTA_POSTFIX_QUERY_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/readers/mta/postfix.h"

enum postfix_setting {
	POSTFIX_ALIAS_MAPS,
	POSTFIX_VIRTUAL_ALIAS_MAPS,
	POSTFIX_RECIPIENT_BCC_MAPS,
	POSTFIX_SENDER_BCC_MAPS,
	POSTFIX_ALWAYS_BCC,
	POSTFIX_LUSER_RELAY,
	POSTFIX_MYDESTINATION,
	POSTFIX_PROXY_INTERFACES,
	POSTFIX_FORWARD_PATH,
	POSTFIX_RECIPIENT_DELIMITER,
	POSTFIX_DEFAULT_DATABASE_TYPE,
	POSTFIX_ALLOW_PERCENT_HACK,
	POSTFIX_SWAP_BANGPATH,
	POSTFIX_SETTINGS
};

struct postfix_query {
	const char *config_dir;
	const char *subject; /* for messages */
	bool (*give_up)(void);
	struct diagnostics *diagnostics;
	struct span value[POSTFIX_SETTINGS];
	struct postfix postfix;
	size_t forward_room;
};

/* Returns -1, having said so. */
int
postfix_query_out_of_memory(struct postfix_query *query);

/* Adds a copy of a text.  Returns 0, or -1 when memory is out. */
int
postfix_query_add(struct postfix_query *query, struct strings *texts,
    struct span text);

/* The next entry of a list: commas and blanks separate, outside of braces.
 * { } around one are taken off (postconf(5), "list of tables"). */
bool
postfix_query_next_entry(struct span *rest, struct span *entry_r);

/* mydestination, the addresses of this host, proxy_interfaces: postfix.domains.
 * Returns 0, or -1 with a diagnostic. */
int
postfix_query_add_domains(struct postfix_query *query);

/* The files that forward_path has for each user: postfix.forwards.  Returns 0,
 * or -1 with a diagnostic. */
int
postfix_query_add_forwards(struct postfix_query *query);

#endif
