/* SPDX-License-Identifier: BSD-2-Clause */
/* Top levels: a cache of pairs of slots; what is new takes the first one of its
 * pair, and what was there the other. */
#include "domains/engine/name/top_levels.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/short_texts.h"

/* The golden ratio: the product has its best bits on top. */
#define MIX 0x9e3779b97f4a7c15u

/* The answers to both questions. */
enum { EXISTS = 1, EXISTS_NOT, SUFFIX, SUFFIX_NOT };

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

/* The answer to a question about the letters, which ask() gives unless it is
 * kept. */
static bool
answer_of(struct top_levels *tops, uint64_t letters, char yes, char no,
    bool (*ask)(const struct name *, size_t), const struct name *name,
    size_t at)
{
	_Atomic uint64_t *pair =
	    &tops->asked[(letters * MIX) >> (64 - TOP_LEVELS_BITS) & ~1u];
	uint64_t first = atomic_load_explicit(&pair[0], memory_order_relaxed);
	uint64_t other = atomic_load_explicit(&pair[1], memory_order_relaxed);
	uint64_t entry = entry_of(letters, yes);

	if (first == entry || other == entry)
		return true;
	entry = entry_of(letters, no);
	if (first == entry || other == entry)
		return false;
	bool answer = ask(name, at);
	atomic_store_explicit(&pair[1], first, memory_order_relaxed);
	atomic_store_explicit(&pair[0], entry_of(letters, answer ? yes : no),
	    memory_order_relaxed);
	return answer;
}

static bool
ask_whether_it_exists(const struct name *name, size_t at)
{
	(void)at;
	return name_tld_exists(name);
}

static bool
exists_of_two(struct top_levels *tops, const char *top, const struct name *name)
{
	_Atomic uint8_t *slot =
	    &tops->of_two[(top[0] - 'a') * 26 + (top[1] - 'a')];
	uint8_t found = atomic_load_explicit(slot, memory_order_relaxed);

	if (found == 0) {
		found = name_tld_exists(name) ? EXISTS : EXISTS_NOT;
		atomic_store_explicit(slot, found, memory_order_relaxed);
	}
	return found == EXISTS;
}

bool
top_levels_exists(struct top_levels *tops, const struct name *name)
{
	const char *dot = memrchr(name->text, '.', name->len);
	const char *top = dot != NULL ? dot + 1 : name->text;
	size_t len = (size_t)(name->text + name->len - top);

	if (len >= SHORT_TEXTS_SIZE || name->literal)
		return name_tld_exists(name);
	if (len == 2 && ascii_is_lower(top[0]) && ascii_is_lower(top[1]))
		return exists_of_two(tops, top, name);
	return answer_of(tops, short_texts_padded(top, len), EXISTS, EXISTS_NOT,
	    ask_whether_it_exists, name, 0);
}

bool
top_levels_is_suffix(struct top_levels *tops, const struct name *name,
    size_t at)
{
	size_t len = name->len - at;

	if (tops == NULL || len >= SHORT_TEXTS_SIZE || name->literal)
		return name_is_suffix_from(name, at);
	return answer_of(tops, short_texts_padded(name->text + at, len), SUFFIX,
	    SUFFIX_NOT, name_is_suffix_from, name, at);
}
