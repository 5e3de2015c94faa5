/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: finds the protected names near a given name without comparing it with
 * all of them.
 *
 * Method: symmetric deletes (W. Garbe, "1000x faster spelling correction",
 * 2012; T. Bocek, E. Hunt, B. Stiller, "Fast similarity search in large
 * dictionaries", 2007).  Two words within distance k leave the same string when
 * at most k letters are deleted from each.  The index holds the hashes of what
 * every protected name leaves; a look-up asks for what the name at hand leaves.
 * Three things are ours:
 *
 *   - It compares stems, the names before their public suffixes: people get a
 *     suffix wrong as a whole (docomo.co.jp), and all names end in few
 *     suffixes.  A look-up also tries the stem without what may be glued to it
 *     (59gmail.com, gmail.comgmail.com, gmailcom).
 *   - Letters are deleted from the first INDEX_PREFIX letters only (Garbe's
 *     prefix filter); of the many names that few people mean, one letter of the
 *     first INDEX_PREFIX_FAR.  The hash of what is left is put together from
 *     sums over the prefix, so that a deletion costs an addition, not a hash.
 *   - For most hashes a bit array in front says that nothing is there, so that
 *     an unrelated name touches little memory.
 *
 * The skeleton of the sounds (no vowels, c as k, l as r ...) is a key of its
 * own: sohutobanku is far from softbank by letters and near by ear.
 *
 * No name within distance 2 of the stem is missed (1 for stems of up to three
 * letters and for names that few people mean), but for INDEX_CANDIDATES_MAX.
 * The index borrows the names, which must outlive it.  It does not change after
 * index_fill(), and a look-up allocates nothing; but for the table of a late
 * index, which is built by one of the first look-ups.
 */
#ifndef DOMAINS_ENGINE_INDEX_INDEX_H
#define DOMAINS_ENGINE_INDEX_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/typo/typo.h"

#define INDEX_PREFIX 8
#define INDEX_PREFIX_FAR 14

/* Stems offered for one name: this bounds the time that a short name costs
 * among a million.  Names are offered in the caller's order, by weight. */
#define INDEX_CANDIDATES_MAX 256

struct index;

/* Look-ups in a late index before its table is built: they go through all names
 * and find the same.  So many take about as long as building it. */
#define INDEX_SCANS_MAX 16

/* Memory for an index of so many names at most; NULL when it is out. */
struct index *
index_create(size_t room);

/* Builds the index of names that people mean, the most frequent first.  Two
 * letters are deleted from the first near_count names, one from the others: a
 * name that few people mean cannot explain one that is two slips away, and
 * among a million names the second deletions would take most of the memory and
 * time.  late: for a caller that may look up but a few; then it cannot fail.
 * Returns 0, or -1 when memory is out. */
int
index_fill(struct index *index, const struct typo_side *names, size_t count,
    size_t near_count, bool late);

void
index_free(struct index **index);

/* How many of the names have exactly this stem?  It is readable as the text of
 * a side. */
size_t
index_same(const struct index *index, const char *stem, size_t len);

/* The same, sooner if a name that index_near() offers has this stem. */
size_t
index_same_near(const struct index *index, size_t near, const char *stem,
    size_t len);

/* Gets the number of each name that may be near, once; some are far.  Returns
 * false to be spared the other names of the same stem, which are less
 * frequent. */
typedef bool (*index_each)(void *context, size_t name);

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context);

/* Is it seen at once that index_near() would offer no name?  text: of a name
 * with one label before its suffix, and a dot between; stem: the length of that
 * label; len: of the whole, where the suffix may be one that does not exist,
 * else 0.  It is not seen of short stems, nor before the table is built. */
bool
index_is_far(const struct index *index, const char *text, size_t stem,
    size_t len);

/* The same for the names that index_same() counts. */
void
index_each_same(const struct index *index, const char *stem, size_t len,
    index_each each, void *context);

#endif
