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
#ifndef DOMAINS_REGISTRATIONS_LOOKUP_KEYS_H
#define DOMAINS_REGISTRATIONS_LOOKUP_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"
#include "domains/base/span.h"

#define LOOKUP_KEY_SIZE (ADDRESS_LOCAL_MAX + 1 + NAME_MAX_BYTES + 1)

/* What is local here. */
struct lookup_key_rules {
	const char **domains; /* canonical, sorted by strcmp() */
	size_t domain_count;
	const char *host; /* the MTA's own name, canonical; NULL: not known */
	const char *delimiter; /* bytes that part user and extension; "" */
	bool percent_hack;     /* taro%b.example@a.example is taro@b.example */
	bool bang_path;        /* b.example!taro is, too */
};

enum lookup_key_kind {
	LOOKUP_KEY_WHOLE,      /* lab+test@example.jp */
	LOOKUP_KEY_WHOLE_BASE, /* lab@example.jp */
	LOOKUP_KEY_LOCAL,      /* lab+test */
	LOOKUP_KEY_LOCAL_BASE, /* lab */
	LOOKUP_KEY_DOMAIN,     /* @example.jp */
	LOOKUP_KEY_KINDS
};

/* The keys of one recipient; "" where it has none of a kind. */
struct lookup_keys {
	char key[LOOKUP_KEY_KINDS][LOOKUP_KEY_SIZE];
};

/* Takes a recipient as address_parse_path() does, or a bare user, and looks
 * where the MTA routes it.  Returns false for what is no address. */
bool
lookup_key_find(const struct lookup_key_rules *rules, const char *path,
    size_t len, struct lookup_keys *keys_r);

/* The key that a registration's list is, as it stands in a file: "Lab",
 * "lab@EXAMPLE.jp", "@old.example", "\"lab one\"".  Returns false for what
 * cannot be looked up: a pattern, a text over LOOKUP_KEY_SIZE. */
bool
lookup_key_of_list(struct span list, char key_r[static LOOKUP_KEY_SIZE]);

/* A copy of rules, its domains in order; the host is borrowed.  Returns 0, or
 * -1 when memory is out; to be cleared in both cases. */
int
lookup_key_copy_rules(const struct lookup_key_rules *rules,
    struct lookup_key_rules *copy_r);

/* Frees what the copy has; it is as new. */
void
lookup_key_clear_rules(struct lookup_key_rules *copy);

/* Of two copies, but for the delimiter: do they route alike? */
bool
lookup_key_same_routes(const struct lookup_key_rules *a,
    const struct lookup_key_rules *b);

bool
lookup_key_is_local(const struct lookup_key_rules *rules, const char *domain);

/* Does an MTA deliver mail for the domain, as it is written, here?  Where local
 * domains are; at its host's name, without its domain too, and at localhost
 * (what mydestination is by default); where there is no domain.  An address
 * literal may be any of its addresses. */
bool
lookup_key_is_own(const struct lookup_key_rules *rules, struct span domain);

/* Is a domain the other one, or below it? */
bool
lookup_key_is_below(struct span domain, struct span above);

/* The length of the name, or of one above it, that is own; 0: none is.  Then
 * who runs this host knows whose it is, and no slip makes it of another one. */
size_t
lookup_key_find_own(const struct lookup_key_rules *rules,
    const struct name *name);

/* Is there one? */
bool
lookup_key_vouches(const struct lookup_key_rules *rules,
    const struct name *name);

#endif
