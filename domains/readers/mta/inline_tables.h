/* SPDX-License-Identifier: BSD-2-Clause */
/* In-line tables: tables of Postfix's whose entries stand in their name, and
 * those that are made of others.
 *
 *     inline:{a@b.jp=c@d.jp, {x@b.jp = y@d.jp, z@d.jp}}
 *     static:taro@gmai.com   static:{taro@gmai.com, jiro@gmai.com}
 *     randmap:{taro@gmai.com, jiro@gmai.com}      one of them
 *     pcre:{{/^a(.*)@b\.jp$/ $1@d.jp}}            so do regexp: and cidr:
 *     unionmap:{hash:/etc/a, static:x@d.jp}       what all of them say
 *     pipemap:{hash:/etc/a, hash:/etc/b}          what the last one says
 *     proxy:unionmap:{proxy:hash:/etc/a}
 *
 * (DATABASE_README, postmap(1) of Postfix 3.7)
 */
#ifndef DOMAINS_READERS_MTA_INLINE_TABLES_H
#define DOMAINS_READERS_MTA_INLINE_TABLES_H

#include <stdbool.h>

#include "domains/readers/type.h"
#include "domains/registrations/member.h"

/* Tables within tables.  Nobody has more than two. */
#define INLINE_TABLES_LEVELS 16

/* Reads a table that is none of these.  Returns 0, or -1 when it could not be
 * read or take() ended it. */
typedef int (*inline_tables_other)(void *context, struct span table);

/* Does it name a table of these kinds? */
bool
inline_tables_is(struct span table);

/* Hands on the members of a table of this type.  Their file is text->file, and
 * their line is 1: it is the caller's to find; list is the key, empty where
 * each key has them.  other gets the tables of others within it; NULL: they are
 * passed over.  Returns 0, or -1 when one of them did or take() ended it. */
int
inline_tables_read(const struct reader_text *text, enum reader_type type,
    struct span table, inline_tables_other other, void *context);

#endif
