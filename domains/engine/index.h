/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: the names worth protecting, arranged so that those near a given name
 * are found without comparing it with all of them.
 *
 * The names are borrowed and must outlive the index.  It does not change once
 * built; looking up allocates nothing.
 */
#ifndef DOMAINS_ENGINE_INDEX_H
#define DOMAINS_ENGINE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "domains/engine/typo.h"

struct index;

/* Returns 0, or -1 when memory is out. */
int
index_build(const struct typo_side *names, size_t count,
    struct index **index_r);

void
index_free(struct index **index);

/* Called with the number of each name that may be near; some are not. */
typedef void (*index_each)(void *context, size_t name);

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context);

#endif
