/* SPDX-License-Identifier: BSD-2-Clause */
/* Nicknames: the address books of abook, Pine and Elm.
 *
 *     abook  [0]                               ~/.abook/addressbook
 *            name=Taro Yamada
 *            email=taro@gmai.com,t@univ.example
 *     pine   taro <tab> Taro Yamada <tab> (taro@gmai.com,jiro) <tab> <tab>
 *     elm    taro = Taro Yamada = taro@gmai.com
 *
 * Notes, web addresses and nicknames are no addresses; a nickname among the
 * addresses of a list is another entry.  The nickname of several addresses is
 * the list.
 */
#ifndef DOMAINS_READERS_BOOKS_NICKNAMES_H
#define DOMAINS_READERS_BOOKS_NICKNAMES_H

#include <stdbool.h>

#include "domains/registrations/member.h"

bool
abook_begins(struct span text);
int
abook_read(const struct reader_text *text);

bool
pine_begins(struct span text);
int
pine_read(const struct reader_text *text);

bool
elm_begins(struct span text);
int
elm_read(const struct reader_text *text);

#endif
