/* SPDX-License-Identifier: BSD-2-Clause */
/* Real domains: a split block Bloom filter over canonical names. */
#include "domains/engine/lists/real_domains.h"

#include <stdint.h>
#include <stdlib.h>

#include "domains/base/xxh3.h"
#include "domains/base/file.h"
#include "domains/base/span.h"
#include "domains/base/translation.h"
#include "domains/engine/name/name.h"

#define BLOCK_WORDS 8

/* The odd multipliers of the Parquet format's specification. */
static const uint32_t salts[BLOCK_WORDS] = {
    0x47b6137bu,
    0x44974d91u,
    0x8824ad5bu,
    0xa2b7289du,
    0x705495c7u,
    0x2df1424bu,
    0x9efc4947u,
    0x5c6bfb31u,
};

struct block {
	uint32_t word[BLOCK_WORDS];
};

struct real_domains {
	uint32_t block_count;
	size_t count;
	struct block *blocks;
};

static struct block *
block_of(const struct real_domains *real_domains, uint64_t hash)
{
	return &real_domains
	            ->blocks[((hash >> 32) * real_domains->block_count) >> 32];
}

static void
insert(struct real_domains *real_domains, const char *name, size_t len)
{
	uint64_t hash = XXH3_64bits(name, len);
	struct block *block = block_of(real_domains, hash);
	for (unsigned i = 0; i < BLOCK_WORDS; i++)
		block->word[i] |= (uint32_t)1
		                  << (((uint32_t)hash * salts[i]) >> 27);
	real_domains->count++;
}

bool
real_domains_has(const struct real_domains *real_domains, const char *name,
    size_t len)
{
	uint64_t hash = XXH3_64bits(name, len);
	const struct block *block = block_of(real_domains, hash);
	for (unsigned i = 0; i < BLOCK_WORDS; i++)
		if ((block->word[i] &
			(uint32_t)1 << (((uint32_t)hash * salts[i]) >> 27)) ==
		    0)
			return false;
	return true;
}

/* The next line that is neither blank nor a comment; false at the end. */
static bool
next_line(struct span *rest, struct span *line_r)
{
	while (rest->len > 0) {
		*line_r = span_trim(span_take_line(rest));
		if (line_r->len > 0 && line_r->bytes[0] != '#')
			return true;
	}
	return false;
}

static size_t
count_lines(struct span rest)
{
	struct span line;
	size_t count = 0;

	while (next_line(&rest, &line))
		count++;
	return count;
}

static struct real_domains *
create(size_t lines)
{
	struct real_domains *real_domains = calloc(1, sizeof(*real_domains));
	size_t blocks =
	    lines * REAL_DOMAINS_BITS / (sizeof(struct block) * 8) + 1;
	if (real_domains == NULL || blocks > UINT32_MAX) {
		free(real_domains);
		return NULL;
	}
	real_domains->block_count = (uint32_t)blocks;
	real_domains->blocks = calloc(blocks, sizeof(struct block));
	if (real_domains->blocks == NULL)
		real_domains_free(&real_domains);
	return real_domains;
}

int
real_domains_parse(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics, struct real_domains **real_domains_r)
{
	struct span rest = {bytes, len}, line;
	size_t lines = count_lines(rest);
	struct real_domains *real_domains = create(lines);
	struct name name;

	if (real_domains == NULL)
		return diagnostics_add(diagnostics, path, 0, "out of memory");
	while (next_line(&rest, &line))
		if (name_parse(line.bytes, line.len, &name, NULL) == 0)
			insert(real_domains, name.text, name.len);
	if (real_domains->count < lines - lines / 2) {
		diagnostics_add(diagnostics, path, 0,
		    ngettext("list of real domains: %zu of %zu line is no "
			     "domain; it takes one domain a line",
			"list of real domains: %zu of %zu lines are no domain; "
			"it takes one domain a line",
			lines),
		    lines - real_domains->count, lines);
		real_domains_free(&real_domains);
		return -1;
	}
	*real_domains_r = real_domains;
	return 0;
}

int
real_domains_read(const char *path, struct diagnostics *diagnostics,
    struct real_domains **real_domains_r)
{
	char *bytes;
	size_t len;

	if (file_read(path, REAL_DOMAINS_FILE_MAX, diagnostics, &bytes, &len) <
	    0)
		return -1;
	int result =
	    real_domains_parse(path, bytes, len, diagnostics, real_domains_r);
	free(bytes);
	return result;
}

void
real_domains_free(struct real_domains **real_domains)
{
	if (*real_domains == NULL)
		return;
	free((*real_domains)->blocks);
	free(*real_domains);
	*real_domains = NULL;
}

size_t
real_domains_memory(const struct real_domains *real_domains)
{
	return sizeof(*real_domains) +
	       real_domains->block_count * sizeof(struct block);
}
