/* SPDX-License-Identifier: BSD-2-Clause */
/* Aliases: the files of a mail system that say where mail is forwarded,
 * aliases(5) and virtual(5) of Postfix, aliases(5) of Sendmail, and a user's
 * .forward. */
#ifndef DOMAINS_READERS_MTA_ALIASES_H
#define DOMAINS_READERS_MTA_ALIASES_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* lab: taro@gmai.com,
 *      "Hanako" <hanako@example.jp>
 * "strange name": |"/usr/bin/program argument"
 * owner-lab: jiro
 *
 * The list is the name, without quotes.  A line that begins with a blank goes
 * on with the one before; a comment or an empty line between does not end it.
 * What shows another mail system's aliases is read as that one's (entries.h).
 * Returns 0, or -1 when take() ended it; what cannot be read becomes a
 * diagnostic. */
int
aliases_read(const struct reader_text *text);

/* Does a file that begins so hold aliases?  Each line begins one, goes on with
 * one, or is nothing; and there is one that only aliases have, for "To:
 * taro@gmai.com" may stand in a list. */
bool
aliases_begin(struct span text);

/* Does it begin as a user's forward does and no list: \taro, "|command"? */
bool
forward_begins(struct span text);

/* lab@example.jp    taro@gmai.com, hanako@example.jp
 * @old.example      @gmai.com
 * /^(.*)@old$/      $1@gmai.com
 *
 * The list is the key as it stands.  Of a pattern what it has matched may
 * be put in: an address with a "$" in its domain is left out, since it is none
 * yet; so are the lines "if /pattern/" and "endif". */
int
virtual_read(const struct reader_text *text);

/* lab	taro@gmai.com, hanako@example.jp
 *
 * The same as `postmap -s` lists it: the key, a tab, the value, on one line. */
int
listing_read(const struct reader_text *text);

/* \taro, taro@gmai.com
 * "|/usr/bin/vacation taro"
 *
 * The list is the one of the text. */
int
forward_read(const struct reader_text *text);

#endif
