/* SPDX-License-Identifier: BSD-2-Clause */
/* Far: is a long stem so unlike a name that the name is no explanation, and
 * unlike all names of an index?
 *
 * Most names of a list are unlike all, and a look-up takes ten times as long to
 * find that.  Three slips, the most that are explained (typo.h), leave the
 * beginning of a stem or its end with one of them at most: so one of the two
 * leaves the same letters as that of the name, when one is deleted from each.
 * Which letters those may be depends on how long the stem is, for slips of
 * letters change its length by few.
 *
 * Three slips of which one is at the seam of both, or undone by two deletions
 * only, and more than a few letters before a name that has a slip as well, are
 * no explanation of a long stem: not in a look-up either, so that verdicts do
 * not depend on how many names are judged.  Private to the index.
 */
#ifndef DOMAINS_ENGINE_INDEX_FAR_H
#define DOMAINS_ENGINE_INDEX_FAR_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/index/table.h"

/* Of shorter stems nothing is said: what they leave, most names leave. */
#define FAR_STEM_MIN 10
#define FAR_STEM_MAX 40

/* Notes what the names leave, unless there are so many that hardly any stem is
 * far, or memory is out: then all may be near. */
void
far_fill(const struct index *index, struct table *table);

/* May slips of letters, letters before the name, or a part that stands twice
 * make the stem of one of the names?  It is readable for NAME_ROOM bytes after
 * its end. */
bool
far_may_be_near(const struct table *table, const char *stem, size_t len);

/* The same for one name.  What the array does not know may be near; what is
 * near one name is near some. */
bool
far_may_be(const struct index *index, const struct typo_side *name,
    const char *stem, size_t len);

#endif
