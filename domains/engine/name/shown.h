/* SPDX-License-Identifier: BSD-2-Clause */
/* Shown: a name as a report shows it to a person: in letters, where these
 * deceive nobody.
 *
 *     xn--wgv71a119e.jp    日本語.jp
 *     xn--mller-kva.de     müller.de
 *     xn--yndex-4ve.ru     as it is: letters of two scripts
 *     xn--80ak6aa92e.com   as it is: all of it looks like apple
 *     xn--gmal-nza.com     as it is: a letter that no language's Latin has
 *     xn--6dbbec0c.com     as it is: written from right to left
 *
 * A label is shown in letters where they are of one script, or of those that
 * Japanese, Korean or Chinese is written in together (UTS 39 5.2, "highly
 * restrictive"); unless it is of another script than Latin and looks like ASCII
 * as a whole, or has one sign between ASCII, which passes for a hyphen.  What
 * has to be ASCII, as an SMTP reply, or is for programs has the canonical form
 * (name.h). */
#ifndef DOMAINS_ENGINE_NAME_SHOWN_H
#define DOMAINS_ENGINE_NAME_SHOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"

#define SHOWN_ADDRESS_SIZE (ADDRESS_LOCAL_MAX + 1 + NAME_SIZE)

/* May letters in UTF-8, with digits and hyphens, stand for their label? */
bool
shown_is_plain(const char *letters, size_t len);

/* Is the whole name shown in letters? */
bool
shown_is_in_letters(const struct name *name);

/* Returns the name as it is shown: its own text, or room where it has letters.
 * A name that would be too long for the room stays as it is. */
const char *
shown_name(const struct name *name, char room[static NAME_SIZE]);

/* The same for a domain as a text: one that is not canonical stays as it is. */
const char *
shown_domain(const char *domain, char room[static NAME_SIZE]);

/* The same for an address; "@DOMAIN" is one, too. */
const char *
shown_address(const char *address, char room[static SHOWN_ADDRESS_SIZE]);

#endif
