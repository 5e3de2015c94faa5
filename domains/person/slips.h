/* SPDX-License-Identifier: BSD-2-Clause */
/* Slips: what an alignment says about a local part: which slips it has, and the
 * local part without them. */
#ifndef DOMAINS_PERSON_SLIPS_H
#define DOMAINS_PERSON_SLIPS_H

#include "domains/base/span.h"
#include "domains/engine/typo/typo.h"
#include "domains/person/alignment.h"
#include "domains/person/letters.h"

/* Names the slips; places count letters. */
void
slips_name(const struct alignment *alignment, const struct letters *letters,
    struct typo *typo_r);

/* Writes the local part with the slips undone and all else as it is,
 * '\0'-terminated: at most PERSON_MEANT_SIZE bytes. */
void
slips_undo(const struct alignment *alignment, const struct letters *letters,
    struct span local, char *meant_r);

#endif
