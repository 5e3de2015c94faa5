/* SPDX-License-Identifier: BSD-2-Clause */
/* Route: where an MTA sends a recipient whose local part names the next hop.
 *
 *     taro%gmai.com@example.jp       taro       gmai.com
 *     gmai.com!taro                  taro       gmai.com
 *     "taro@gmai.com"@[192.0.2.1]    taro       gmai.com
 *     a%b.example%example.jp         a          b.example
 *     lab%example.jp@localhost       lab        example.jp (here)
 *     taro%gmai.com@partner.example  as it is written: it is the partner's
 *
 * At names of its own, at address literals and where there is no domain, an MTA
 * takes the domain off and reads what is left again: at the last @, else the
 * first ! (swap_bangpath), else the last % (allow_percent_hack).  Quotes keep
 * nothing from it: a local part that needs them is read at its last @, else its
 * last %, and only then at a !.  Source routes are left out.  So do Postfix
 * (trivial-rewrite's rewrite.c and resolve.c, resolve_dequoted_address = yes)
 * and Sendmail (rulesets canonify and parse of cf/m4/proto.m4); a foreign
 * domain is never looked into.
 *
 * Nothing is allocated.
 */
#ifndef DOMAINS_REGISTRATIONS_ROUTE_H
#define DOMAINS_REGISTRATIONS_ROUTE_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/engine/name/address.h"
#include "domains/registrations/lookup_keys.h"

/* Postfix's line_length_limit: no MTA takes an address over it. */
#define ROUTE_TEXT_MAX 2048

struct route {
	struct address address; /* where it goes; points into text.  Both parts
	                           may be empty */
	bool here;              /* the domain is one's own */
	char text[ROUTE_TEXT_MAX]; /* the path without quotes */
};

/* Reads a path as address_parse_path() takes it, a bare user, or what is no
 * address but may be routed all the same ("a@b@example.jp").  rules NULL: what
 * Postfix has by default.  Returns false when it goes where it says: to the
 * domain after its last @, or to a user. */
bool
route_find(const struct lookup_key_rules *rules, struct span path,
    struct route *route_r);

/* "taro@gmai.com", its domain canonical where it is a name.  It is for words:
 * a part over its limit is cut. */
#define ROUTE_ADDRESS_SIZE (ADDRESS_LOCAL_MAX + 1 + NAME_SIZE)

void
route_format(const struct route *route, char text_r[static ROUTE_ADDRESS_SIZE]);

#endif
