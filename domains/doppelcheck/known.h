/* SPDX-License-Identifier: BSD-2-Clause */
/* Known domains: the last ones that were fine, by their text.  Most addresses
 * of most lists are at a few, and to compare a text takes less than to hash it.
 * Each thread has its own.
 */
#ifndef DOMAINS_DOPPELCHECK_KNOWN_H
#define DOMAINS_DOPPELCHECK_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/simd16.h"

/* Direct-mapped: 16 KiB, a third of a first-level cache. */
#define KNOWN_BITS 9
#define KNOWN_SLOTS ((size_t)1 << KNOWN_BITS)

/* Of domains that are shorter; they are readable so far. */
#define KNOWN_SIZE ((size_t)2 * SIMD16_SIZE)

/* All zeros know none. */
struct known {
	simd16 texts[KNOWN_SLOTS][2];
	uint8_t lens[KNOWN_SLOTS];
};

/* The bytes of a text, and zeros after them. */
static inline void
known_text(const char *domain, size_t len, simd16 text_r[static 2])
{
	static const char kept[2 * KNOWN_SIZE] =
	    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
	const char *mask = kept + KNOWN_SIZE - len;

	text_r[0] = simd16_load(domain) & simd16_load(mask);
	text_r[1] =
	    simd16_load(domain + SIMD16_SIZE) & simd16_load(mask + SIMD16_SIZE);
}

/* Where a text would stand. */
static inline size_t
known_slot(const simd16 text[static 2])
{
	const simd16 sum = text[0] ^ text[1];
	uint64_t low = (uint64_t)sum[0], high = (uint64_t)sum[1];

	low = (low ^ high >> 32 ^ high << 32) * 0x9e3779b97f4a7c15u;
	return low >> (64 - KNOWN_BITS);
}

/* Without a branch.  A line may hold zeros, too: so the length counts. */
static inline bool
known_has(const struct known *known, const char *domain, size_t len)
{
	simd16 text[2];

	known_text(domain, len, text);
	size_t slot = known_slot(text);
	const simd16 *there = known->texts[slot];

	return (simd16_bits(simd16_equal(there[0], text[0]) &
			    simd16_equal(there[1], text[1])) == 0xffff) &
	       (known->lens[slot] == len);
}

static inline void
known_put(struct known *known, const char *domain, size_t len)
{
	simd16 text[2];

	if (len >= KNOWN_SIZE)
		return;
	known_text(domain, len, text);
	size_t slot = known_slot(text);

	known->texts[slot][0] = text[0];
	known->texts[slot][1] = text[1];
	known->lens[slot] = (uint8_t)len;
}

#endif
