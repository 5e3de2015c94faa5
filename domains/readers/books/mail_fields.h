/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail fields: the values of an address book's fields that have addresses in
 * them, without what stands before these.
 *
 *     SMTP:taro@gmai.com                     taro@gmai.com
 *     mailto:taro@gmai.com?subject=x         taro@gmai.com
 *     X500:/o=u/cn=taro, sip:taro@gmai.com   nothing: no mail goes there
 */
#ifndef DOMAINS_READERS_BOOKS_MAIL_FIELDS_H
#define DOMAINS_READERS_BOOKS_MAIL_FIELDS_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/readers/books/entry.h"

/* Does the name of a field that is not known sound like mail: X-EMAIL2,
 * companyMailForward? */
bool
mail_field_sounds(struct span name);

/* Is a value an address, or several with commas between them, and nothing else?
 * That of a field that only sounds like mail counts then. */
bool
mail_field_has_addresses(struct span value);

/* Is a value a URI of mail? */
bool
mail_field_is_uri(struct span value);

/* Adds a value, decoded by its form, to the entry.  Returns -1 when take()
 * ended it, or memory is out. */
int
mail_field_add(struct entry *entry, const struct traced *value,
    unsigned may_be);

#endif
