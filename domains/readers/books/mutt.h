/* SPDX-License-Identifier: BSD-2-Clause */
/* mutt: the aliases in its configuration, and what query programs answer it.
 *
 *     alias -group lab taro Taro Yamada <taro@gmai.com> # a friend
 *     my_hdr Bcc: taro@gmai.com
 *     taro@gmai.com <tab> Taro Yamada <tab> home
 *
 * As mutt reads it: "#" begins a comment in quotes too, unless a backslash
 * stands before it, a comment goes on where its line ends with one, and ";"
 * ends no alias.  The group, or the nickname of several addresses, is the list.
 * Other commands are passed over.
 */
#ifndef DOMAINS_READERS_BOOKS_MUTT_H
#define DOMAINS_READERS_BOOKS_MUTT_H

#include <stdbool.h>

#include "domains/registrations/member.h"

bool
mutt_begins(struct span text);

int
mutt_read(const struct reader_text *text);

#endif
