/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix query: what postconf(1) has answered, on the way to a struct
 * postfix.  Private to postfix.c, postfix_domains.c and postfix_forwards.c. */
#ifndef DOMAINS_READERS_MTA_POSTFIX_QUERY_H
#define DOMAINS_READERS_MTA_POSTFIX_QUERY_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/readers/mta/postfix.h"

enum postfix_setting {
	POSTFIX_MYDESTINATION,
	POSTFIX_PROXY_INTERFACES,
	POSTFIX_FORWARD_PATH,
	POSTFIX_RECIPIENT_DELIMITER,
	POSTFIX_DEFAULT_DATABASE_TYPE,
	POSTFIX_ALLOW_PERCENT_HACK,
	POSTFIX_SWAP_BANGPATH,
	POSTFIX_RESTRICTION_CLASSES,
	POSTFIX_SETTINGS
};

struct postfix_query {
	const char *config_dir;
	const char *subject; /* for messages */
	bool (*give_up)(void);
	struct diagnostics *diagnostics;
	struct span value[POSTFIX_SETTINGS];
	struct postfix postfix;
	size_t forward_room, source_room;
};

/* Returns -1, having said so. */
int
postfix_query_out_of_memory(struct postfix_query *query);

/* Adds a copy of a text.  Returns 0, or -1 when memory is out. */
int
postfix_query_add(struct postfix_query *query, struct strings *texts,
    struct span text);

/* mydestination, the addresses of this host, proxy_interfaces: postfix.domains.
 * Returns 0, or -1 with a diagnostic. */
int
postfix_query_add_domains(struct postfix_query *query);

/* The files that forward_path has for each user: postfix.forwards.  Returns 0,
 * or -1 with a diagnostic. */
int
postfix_query_add_forwards(struct postfix_query *query);

#endif
