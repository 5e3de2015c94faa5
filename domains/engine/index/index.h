/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: the names worth protecting, arranged so that those near a given name
 * are found without comparing it with all of them.
 *
 * Method: symmetric deletes (W. Garbe, "1000x faster spelling correction",
 * 2012; T. Bocek, E. Hunt, B. Stiller, "Fast similarity search in large
 * dictionaries", 2007): two words within distance k share a string that is
 * left of each after at most k letters are deleted.  What is left of every
 * protected name is kept under its hash; what is left of the name seen is
 * looked up.  Three things are ours:
 *
 *   - What is compared is the stem, the name before its public suffix: people
 *     get the suffix wrong as a whole (docomo.co.jp), and all names end in
 *     few suffixes.  A stem that is glued to something (59gmail.com,
 *     gmail.comgmail.com, gmailcom) is looked up without it, too.
 *   - Only the first INDEX_PREFIX letters are deleted from (Garbe's prefix
 *     filter); of names few mean, of which there are many, one of the first
 *     INDEX_PREFIX_FAR.  The hash of what is left is put together from sums
 *     over the prefix, so that a deletion costs an addition and not a hash.
 *   - A bit array in front says for most hashes that nothing is there, so that
 *     an unrelated name touches little memory.
 *
 * The skeleton of the sounds (vowels left out, c as k, l as r ...) is a key of
 * its own: sohutobanku is far from softbank by letters and near by ear.
 *
 * Nothing within distance 2 of the stem (1 for stems of up to three letters
 * and for names few people mean) is missed, but for INDEX_CANDIDATES_MAX.  The
 * names are borrowed and must outlive the index.  It does not change once
 * built; looking up allocates nothing.
 */
#ifndef DOMAINS_ENGINE_INDEX_INDEX_H
#define DOMAINS_ENGINE_INDEX_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "domains/engine/typo/typo.h"

#define INDEX_PREFIX 8
#define INDEX_PREFIX_FAR 14

/* No more stems than this are offered for one name: it bounds the time that
 * a short name costs among a million.  The first names go first: the caller
 * sorts them by weight. */
#define INDEX_CANDIDATES_MAX 256

struct index;

/* Names that people mean, the most frequent first.  Two letters are deleted
 * from the first near_count names, one from the others: a name that few mean
 * cannot be what a name two slips away stands for, and among a million names
 * second deletions are what takes memory and time.  Returns 0, or -1 when
 * memory is out. */
int
index_build(const struct typo_side *names, size_t count, size_t near_count,
    struct index **index_r);

void
index_free(struct index **index);

/* How many of the names have exactly this stem. */
size_t
index_same(const struct index *index, const char *stem, size_t len);

/* Called with the number of each name that may be near, once; some are far. */
typedef void (*index_each)(void *context, size_t name);

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context);

#endif
