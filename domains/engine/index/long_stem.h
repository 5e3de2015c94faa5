/* SPDX-License-Identifier: BSD-2-Clause */
/* Long stem: may a name of an index explain a long stem?  By its letters
 * (far.h) or its sounds, of all of the stem or of what is left without a suffix
 * that is joined to it.  Private to the index.
 */
#ifndef DOMAINS_ENGINE_INDEX_LONG_STEM_H
#define DOMAINS_ENGINE_INDEX_LONG_STEM_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/index/table.h"

struct long_stem {
	const char *text;
	size_t len; /* 0: it is not long, or not simple */
};

/* One without a dot, nor digits before it. */
struct long_stem
long_stem_of(const struct typo_side *seen);

bool
long_stem_ask(const struct index *index, const struct long_stem *stem,
    const struct typo_side *name);

/* May the name explain the stem? */
static inline bool
long_stem_may_be(const struct index *index, const struct long_stem *stem,
    const struct typo_side *name)
{
	return stem->len == 0 || long_stem_ask(index, stem, name);
}

#endif
