/* SPDX-License-Identifier: BSD-2-Clause */
/* Long stem: asks about all names at once, or about one. */
#include "domains/engine/index/long_stem.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/index/far.h"
#include "domains/engine/index/joined.h"

/* ---- one name ---------------------------------------------------------- */

struct long_stem
long_stem_of(const struct typo_side *seen)
{
	size_t len = typo_stem_len(seen);

	if (len < FAR_STEM_MIN || seen->suffix == 0 || seen->doubled ||
	    seen->homograph || ascii_is_digit(seen->text[0]) ||
	    memchr(seen->text, '.', len) != NULL)
		len = 0;
	return (struct long_stem){seen->text, len};
}

static bool
may_be(const struct index *index, const struct typo_side *name,
    const char *text, size_t len)
{
	char sounds[INDEX_SOUNDS_MAX];
	size_t count;

	if (far_may_be(index, name, text, len))
		return true;
	count = skeleton_take(text, len, sounds);
	return count > 0 &&
	       skeleton_is(name->text, typo_stem_len(name), sounds, count);
}

bool
long_stem_ask(const struct index *index, const struct long_stem *stem,
    const struct typo_side *name)
{
	size_t cut;

	if (may_be(index, name, stem->text, stem->len))
		return true;
	cut = joined_suffix_len(index, stem->text, stem->len);
	return cut > 0 && may_be(index, name, stem->text, stem->len - cut);
}

/* ---- all names --------------------------------------------------------- */

static bool
is_near_by_sound(const struct index *index, const struct table *table,
    const char *text, size_t len)
{
	unsigned sounds = sounds_of(letters_of(text, len));
	struct deletion_keys keys;

	return sounds_key(index, table, text, len, sounds, &keys) &&
	       front_has(table, keys.hash[0]);
}

static bool
is_far(const struct index *index, const struct table *table, const char *text,
    size_t len)
{
	return !far_may_be_near(table, text, len) &&
	       !is_near_by_sound(index, table, text, len);
}

bool
index_is_far(const struct index *index, const char *text, size_t stem,
    size_t len)
{
	const struct table *table = table_of(index);
	size_t cut;

	if (table == NULL || stem < FAR_STEM_MIN || ascii_is_digit(text[0]) ||
	    !is_far(index, table, text, stem))
		return false;
	cut = joined_suffix_len(index, text, stem);
	if (cut > 0 && !is_far(index, table, text, stem - cut))
		return false;
	if (len == 0)
		return true;
	cut = joined_suffix_len(index, text, len);
	return cut == 0 || len - cut <= stem + 1;
}
