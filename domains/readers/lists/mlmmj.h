/* SPDX-License-Identifier: BSD-2-Clause */
/* Mlmmj: the files in the folder of a list of mlmmj's.
 *
 *     lab/subscribers.d/t      who gets the posts, an address a line; also
 *                              digesters.d, nomailsubs.d
 *     lab/control/owner        lab+owner@example.jp
 *     lab/control/moderators   lab+moderators@example.jp; submod, too
 *     lab/control/customheaders   Reply-To: where all replies go
 *     lab/control/listaddress  lab@example.jp, which is the list's name; where
 *                              it cannot be read, that of the folder is
 *
 * Its other files of control have no addresses that get mail. */
#ifndef DOMAINS_READERS_LISTS_MLMMJ_H
#define DOMAINS_READERS_LISTS_MLMMJ_H

#include "domains/registrations/member.h"

/* The name of the list's folder; empty when the path does not say. */
struct span
mlmmj_list(const char *path);

/* Returns 0, or -1 when take() ended it. */
int
mlmmj_read(const struct reader_text *text);

#endif
