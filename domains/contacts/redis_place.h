/* SPDX-License-Identifier: BSD-2-Clause */
/* Place of a store in Redis, as it is written:
 *
 *     redis://[USER@]HOST[:PORT][/DATABASE]
 *     redis+unix://[USER@]/PATH[?db=DATABASE]
 *     redis+sentinel://[USER@]HOST[:PORT],.../MASTER[/DATABASE]
 *
 * An IPv6 address stands in brackets.  A password has no place here: places are
 * shown to users and logs.
 */
#ifndef DOMAINS_CONTACTS_REDIS_PLACE_H
#define DOMAINS_CONTACTS_REDIS_PLACE_H

#include <stddef.h>

#define REDIS_HOSTS_MAX 8

struct redis_host {
	char name[256]; /* or an address */
	int port;
};

struct redis_place {
	struct redis_host hosts[REDIS_HOSTS_MAX]; /* of Sentinels with master */
	size_t host_count;
	char path[108];  /* of a socket; "": none */
	char master[64]; /* as the Sentinels call it; "": there are none */
	char user[64];   /* "": the default one */
	int database;
};

/* Returns NULL, or in static words why it is none. */
const char *
redis_place_parse(const char *text, struct redis_place *place_r);

#endif
