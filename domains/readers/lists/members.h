/* SPDX-License-Identifier: BSD-2-Clause */
/* Members: files with the members of one list, as list managers keep and dump
 * them.  The list is the one of the text. */
#ifndef DOMAINS_READERS_LISTS_MEMBERS_H
#define DOMAINS_READERS_LISTS_MEMBERS_H

#include "domains/registrations/member.h"

/* A member a line, or several as in a mail header, with names or without:
 * LIST@DOMAIN.members, the output of Mailman 2.1's list_members (with
 * --fullnames too).
 * Returns 0, or -1 when take() ended it. */
int
members_read(const struct reader_text *text);

/* The same for members and actives of fml, whose options stand after the
 * address ("taro@example.jp m=3 r=relay.example.jp").  r= names the host that
 * the mail is given to. */
int
fml_read(const struct reader_text *text);

#endif
