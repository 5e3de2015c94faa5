/* SPDX-License-Identifier: BSD-2-Clause */
/* Top levels: a direct-mapped cache. */
#include "domains/engine/name/top_levels.h"

#include <string.h>

#include "domains/base/short_texts.h"

/* The golden ratio: the product has its best bits on top. */
#define MIX 0x9e3779b97f4a7c15u

enum { EXISTS = 1, EXISTS_NOT = 2 };

/* A word of letters and the answer after them. */
static uint64_t
entry_of(uint64_t letters, char answer)
{
	char bytes[SHORT_TEXTS_SIZE];

	memcpy(bytes, &letters, sizeof(bytes));
	bytes[SHORT_TEXTS_SIZE - 1] = answer;
	memcpy(&letters, bytes, sizeof(bytes));
	return letters;
}

bool
top_levels_exists(struct top_levels *tops, const struct name *name)
{
	const char *dot = memrchr(name->text, '.', name->len);
	const char *top = dot != NULL ? dot + 1 : name->text;
	size_t len = (size_t)(name->text + name->len - top);

	if (len >= SHORT_TEXTS_SIZE || name->literal)
		return name_tld_exists(name);
	uint64_t letters = short_texts_padded(top, len);
	_Atomic uint64_t *slot =
	    &tops->asked[(letters * MIX) >> (64 - TOP_LEVELS_BITS)];
	uint64_t found = atomic_load_explicit(slot, memory_order_relaxed);
	if (found == entry_of(letters, EXISTS))
		return true;
	if (found == entry_of(letters, EXISTS_NOT))
		return false;
	bool exists = name_tld_exists(name);
	atomic_store_explicit(slot,
	    entry_of(letters, exists ? EXISTS : EXISTS_NOT),
	    memory_order_relaxed);
	return exists;
}
