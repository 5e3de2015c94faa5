/* SPDX-License-Identifier: BSD-2-Clause */
/* Ezmlm: the subscribers of a list of ezmlm's (ezmlm(5)).
 *
 *     lab/subscribers/G          members of lab
 *     lab/digest/subscribers/G   members of lab-digest
 *     lab/mod/subscribers/G      lab-moderators: they get what waits
 *     lab/allow/subscribers/G    lab-nonmember: they may post, and get nothing
 *
 * Each is hashed into files of one letter, in which each address has a 'T'
 * before it and a '\0' after it.  As the letter follows from the address, an
 * address cannot be replaced there: ezmlm-unsub and ezmlm-sub do it.  What
 * ezmlm-list prints is a plain list. */
#ifndef DOMAINS_READERS_LISTS_EZMLM_H
#define DOMAINS_READERS_LISTS_EZMLM_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Do bytes begin as such a file? */
bool
ezmlm_begins(struct span bytes);

/* The folder of the list; empty when the path does not say. */
struct span
ezmlm_list(const char *path);

/* Of bytes; the line of a member is the number of the address.  Returns 0, or
 * -1 when take() ended it. */
int
ezmlm_read(const struct reader_text *text);

#endif
