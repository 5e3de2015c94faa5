/* SPDX-License-Identifier: BSD-2-Clause */
/* Key: under which names a mail system looks up a recipient among its
 * registrations, and how such a name is written once for all.
 *
 *     Lab+test@Example.JP, with example.jp a local domain and "+":
 *     lab+test@example.jp  lab@example.jp  lab+test  lab  @example.jp
 *
 * As virtual(5), aliases(5) and local(8) of Postfix have it: case does not
 * matter, a key with a domain is before one without, and a key without counts
 * in local domains only.
 */
#ifndef DOMAINS_RECORDS_KEY_H
#define DOMAINS_RECORDS_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/address.h"
#include "domains/engine/name.h"
#include "domains/records/registration.h"

#define KEY_SIZE (ADDRESS_LOCAL_MAX + 1 + NAME_MAX_BYTES + 1)

/* What is local here. */
struct key_rules {
	const char **domains; /* canonical, sorted by strcmp() */
	size_t domain_count;
	const char *delimiter; /* bytes that part user and extension; "" */
};

enum key_kind {
	KEY_WHOLE,      /* lab+test@example.jp */
	KEY_WHOLE_BASE, /* lab@example.jp */
	KEY_LOCAL,      /* lab+test */
	KEY_LOCAL_BASE, /* lab */
	KEY_DOMAIN,     /* @example.jp */
	KEY_KINDS
};

/* The keys of one recipient; "" where it has none of a kind. */
struct keys {
	char key[KEY_KINDS][KEY_SIZE];
};

/* Takes a recipient as address_parse_path() does, or a bare user.  Returns
 * false for what is no address. */
bool
key_find(const struct key_rules *rules, const char *path, size_t len,
    struct keys *keys_r);

/* The key that a registration's list is, as it stands in a file: "Lab",
 * "lab@EXAMPLE.jp", "@old.example", "\"lab one\"".  Returns false for what
 * cannot be looked up: a pattern, a text over KEY_SIZE. */
bool
key_of_list(struct span list, char key_r[static KEY_SIZE]);

bool
key_is_local(const struct key_rules *rules, const char *domain);

#endif
