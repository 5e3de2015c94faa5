/* SPDX-License-Identifier: BSD-2-Clause */
/* LDIF: entries of a directory (RFC 2849), as slapcat, ldapsearch and the
 * address books of mail programs write them.
 *
 *     dn: cn=Taro Yamada,dc=univ,dc=example
 *     cn:: 5bGx55Sw5aSq6YOO
 *     cn;lang-en: Taro Yamada
 *     mail: taro@gmai.com
 *
 * Addresses stand in mail and other attributes of its kind; what
 * the distinguished name, a member or a description has is none.  An entry for
 * a group is a list: its name is the list, and its addresses are nobody's own.
 * Of change records, what is added is read, what is deleted is not.
 */
#ifndef DOMAINS_READERS_BOOKS_LDIF_H
#define DOMAINS_READERS_BOOKS_LDIF_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Does the text begin with an entry, or as ldapsearch begins? */
bool
ldif_begins(struct span text);

int
ldif_read(const struct reader_text *text);

#endif
