/* SPDX-License-Identifier: BSD-2-Clause */
/* Name tops: a direct-mapped cache. */
#include "domains/engine/name_tops.h"

#include <string.h>

#include "domains/engine/words.h"

/* The golden ratio: what is multiplied by it has its best bits on top. */
#define MIX 0x9e3779b97f4a7c15u

enum { EXISTS = 1, EXISTS_NOT = 2 };

/* A word of letters and the answer behind them. */
static uint64_t
entry_of(uint64_t letters, char answer)
{
	char bytes[WORDS_SIZE];

	memcpy(bytes, &letters, sizeof(bytes));
	bytes[WORDS_SIZE - 1] = answer;
	memcpy(&letters, bytes, sizeof(bytes));
	return letters;
}

bool
name_tops_exists(struct name_tops *tops, const struct name *name)
{
	const char *dot = memrchr(name->text, '.', name->len);
	const char *top = dot != NULL ? dot + 1 : name->text;
	size_t len = (size_t)(name->text + name->len - top);

	if (len >= WORDS_SIZE || name->literal)
		return name_tld_exists(name);
	uint64_t letters = words_padded(top, len);
	_Atomic uint64_t *slot =
	    &tops->asked[(letters * MIX) >> (64 - NAME_TOPS_BITS)];
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
