/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: a scan of letter-set signatures. */
#include "domains/engine/index.h"

#include <stdlib.h>
#include <string.h>

/* Letters that may differ: a slip of one letter changes two at most. */
#define LETTERS_APART 4
#define LENGTH_APART 3

struct index {
	const struct typo_side *names;
	size_t count;
	uint64_t signatures[];
};

/* One bit for each letter that occurs, another when it occurs twice. */
static uint64_t
signature_of(const char *text, size_t len)
{
	uint64_t once = 0, twice = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		uint64_t bit = 1;
		if (c >= 'a' && c <= 'z')
			bit <<= c - 'a';
		else
			bit <<= 26 + c % 6;
		twice |= once & bit;
		once |= bit;
	}
	return once | twice << 32;
}

int
index_build(const struct typo_side *names, size_t count,
    struct index **index_r)
{
	struct index *index =
	    malloc(sizeof(*index) + count * sizeof(index->signatures[0]));
	if (index == NULL)
		return -1;
	index->names = names;
	index->count = count;
	for (size_t i = 0; i < count; i++)
		index->signatures[i] =
		    signature_of(names[i].text, names[i].len);
	*index_r = index;
	return 0;
}

void
index_free(struct index **index)
{
	free(*index);
	*index = NULL;
}

/* Does the name end in the other, or carry the same name before its suffix? */
static bool
shares_part(const struct typo_side *name, const struct typo_side *seen)
{
	if (seen->len > name->len &&
	    memcmp(seen->text + seen->len - name->len, name->text,
		name->len) == 0)
		return true;
	return seen->suffix == name->suffix && name->suffix > 0 &&
	    memcmp(seen->text, name->text, name->suffix) == 0;
}

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context)
{
	uint64_t signature = signature_of(seen->text, seen->len);
	for (size_t i = 0; i < index->count; i++) {
		const struct typo_side *name = &index->names[i];
		int apart = (int)name->len - (int)seen->len;
		bool near = abs(apart) <= LENGTH_APART &&
		    __builtin_popcountll(signature ^ index->signatures[i]) <=
			LETTERS_APART;
		if (near || shares_part(name, seen))
			each(context, i);
	}
}
