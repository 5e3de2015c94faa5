/* SPDX-License-Identifier: BSD-2-Clause */
/* vCard: the cards that address books and telephones export, of version 2.1
 * (versit, 1996), 3.0 (RFC 2426) and 4.0 (RFC 6350), as their writers take
 * these: cards without a version, parameters without a name.
 *
 *     BEGIN:VCARD
 *     N:Yamada;Taro
 *     item1.EMAIL;TYPE=INTERNET,pref:taro@gmai.com     Taro Yamada
 *     END:VCARD
 *
 * Addresses stand in EMAIL, in MEMBER of a group, whose name is the list then,
 * and in other properties that are URIs of mail for the person (CALADRURI,
 * CONTACT-URI).  A note, a web address and a name at a chat service are none.
 */
#ifndef DOMAINS_READERS_BOOKS_VCARD_H
#define DOMAINS_READERS_BOOKS_VCARD_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Does the text begin with a card? */
bool
vcard_begins(struct span text);

int
vcard_read(const struct reader_text *text);

#endif
