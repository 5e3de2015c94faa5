/* SPDX-License-Identifier: BSD-2-Clause */
/* Values: what the right side of an entry of Postfix's tables sends mail to.
 *
 *     aliases, virtual, canonical, generic, bcc   taro@gmai.com, jiro
 *     access, header_checks, body_checks          REDIRECT taro@gmai.com
 *                                                 BCC taro@gmai.com
 *                                                 FILTER smtp:[gmai.com]:25
 *     transport, relayhost                        smtp:[gmai.com]:25
 *     relocated                                   taro@gmai.com (03-1234-5678)
 *
 * The host that is the next hop is a member as a whole domain is
 * (MEMBER_DOMAIN), by its name.  Other actions, texts of error:, next hops
 * without a domain name send nothing anywhere.
 * (access(5), header_checks(5), transport(5), relocated(5) of Postfix 3.7)
 */
#ifndef DOMAINS_READERS_MTA_VALUES_H
#define DOMAINS_READERS_MTA_VALUES_H

#include <stdbool.h>

#include "domains/registrations/destinations.h"
#include "domains/readers/type.h"

/* Hands on what a value of a table of this type says: READER_ALIASES,
 * READER_VIRTUAL, READER_ACCESS, READER_TRANSPORT, READER_RELOCATED.  Returns
 * 0, or -1 when take() ended it. */
int
value_take(const struct reader_text *text, enum reader_type type,
    const struct destination_place *place, struct span value);

/* Files with a row for each entry: a key or a pattern, and a value.  Each
 * returns 0, or -1 when take() ended it. */
int
access_read(const struct reader_text *text);
int
transport_read(const struct reader_text *text);
int
relocated_read(const struct reader_text *text);

/* Does a text begin with rows whose values are all actions of access(5) or
 * header_checks(5)?  Of those of a transport table? */
bool
access_begins(struct span text);
bool
transport_begins(struct span text);

/* Does it begin with rows of a virtual table: keys that are all patterns, or
 * keys and values with a catch-all among them ("@old.example taro@gmai.com")?
 * Others may be lists of addresses with names. */
bool
virtual_begins(struct span text);

#endif
