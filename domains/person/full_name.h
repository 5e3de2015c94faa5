/* SPDX-License-Identifier: BSD-2-Clause */
/* Full name: a person's name or reading -> the local parts that it gives, and
 * which of them is nearest to the one at hand.
 *
 *     Sato Keiko    sato.keiko keiko.sato k.sato satok sato keiko ...
 */
#ifndef DOMAINS_PERSON_FULL_NAME_H
#define DOMAINS_PERSON_FULL_NAME_H

#include "domains/base/span.h"
#include "domains/person/matching.h"

/* Tries all forms of a name in any script; an empty or unreadable one gives
 * none. */
void
full_name_match(struct matching *matching, struct span name);

#endif
