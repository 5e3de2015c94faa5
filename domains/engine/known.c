/* SPDX-License-Identifier: BSD-2-Clause */
/* Known: a split block Bloom filter over canonical names. */
#include "domains/engine/known.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL /* short names: a call costs more than the hash */
#include <xxhash.h>

#include "domains/engine/file.h"
#include "domains/engine/name.h"

#define BLOCK_WORDS 8

/* The odd multipliers of the Parquet format's specification. */
static const uint32_t salts[BLOCK_WORDS] = {
	0x47b6137bu, 0x44974d91u, 0x8824ad5bu, 0xa2b7289du,
	0x705495c7u, 0x2df1424bu, 0x9efc4947u, 0x5c6bfb31u,
};

struct block {
	uint32_t word[BLOCK_WORDS];
};

struct known {
	uint32_t block_count;
	size_t count;
	struct block *blocks;
};

struct line {
	const char *text;
	size_t len;
};

static struct block *
block_of(const struct known *known, uint64_t hash)
{
	return &known->blocks[((hash >> 32) * known->block_count) >> 32];
}

static void
insert(struct known *known, const char *name, size_t len)
{
	uint64_t hash = XXH3_64bits(name, len);
	struct block *block = block_of(known, hash);
	for (unsigned i = 0; i < BLOCK_WORDS; i++)
		block->word[i] |=
		    (uint32_t)1 << (((uint32_t)hash * salts[i]) >> 27);
	known->count++;
}

bool
known_has(const struct known *known, const char *name, size_t len)
{
	uint64_t hash = XXH3_64bits(name, len);
	const struct block *block = block_of(known, hash);
	for (unsigned i = 0; i < BLOCK_WORDS; i++)
		if ((block->word[i] &
			(uint32_t)1 << (((uint32_t)hash * salts[i]) >> 27)) ==
		    0)
			return false;
	return true;
}

/* The next line that says something.  false at the end. */
static bool
next_line(const char **at, const char *end, struct line *line_r)
{
	while (*at < end) {
		const char *start = *at;
		const char *stop = memchr(start, '\n', (size_t)(end - start));
		if (stop == NULL)
			stop = end;
		*at = stop < end ? stop + 1 : end;
		while (start < stop && (*start == ' ' || *start == '\t'))
			start++;
		while (stop > start &&
		    (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t'))
			stop--;
		if (start == stop || *start == '#')
			continue;
		line_r->text = start;
		line_r->len = (size_t)(stop - start);
		return true;
	}
	return false;
}

static size_t
count_lines(const char *bytes, size_t len)
{
	const char *at = bytes;
	struct line line;
	size_t count = 0;
	while (next_line(&at, bytes + len, &line))
		count++;
	return count;
}

static struct known *
create(size_t lines)
{
	struct known *known = calloc(1, sizeof(*known));
	size_t blocks = lines * KNOWN_BITS / (sizeof(struct block) * 8) + 1;
	if (known == NULL || blocks > UINT32_MAX) {
		free(known);
		return NULL;
	}
	known->block_count = (uint32_t)blocks;
	known->blocks = calloc(blocks, sizeof(struct block));
	if (known->blocks == NULL)
		known_free(&known);
	return known;
}

int
known_parse(const char *path, const char *bytes, size_t len,
    struct faults *faults, struct known **known_r)
{
	size_t lines = count_lines(bytes, len);
	struct known *known = create(lines);
	const char *at = bytes;
	struct line line;
	struct name name;
	enum name_fault fault;

	if (known == NULL) {
		faults_add(faults, path, 0, "out of memory");
		return -1;
	}
	while (next_line(&at, bytes + len, &line))
		if (name_parse(line.text, line.len, &name, &fault) == 0)
			insert(known, name.text, name.len);
	if (known->count < lines - lines / 2) {
		faults_add(faults, path, 0,
		    "list of real domains: %zu of %zu lines are no domain; it "
		    "takes one domain a line",
		    lines - known->count, lines);
		known_free(&known);
		return -1;
	}
	*known_r = known;
	return 0;
}

int
known_read(const char *path, struct faults *faults, struct known **known_r)
{
	char *bytes;
	size_t len;

	if (file_read(path, KNOWN_FILE_MAX, faults, &bytes, &len) < 0)
		return -1;
	int result = known_parse(path, bytes, len, faults, known_r);
	free(bytes);
	return result;
}

void
known_free(struct known **known)
{
	if (*known == NULL)
		return;
	free((*known)->blocks);
	free(*known);
	*known = NULL;
}

size_t
known_count(const struct known *known)
{
	return known->count;
}

size_t
known_memory(const struct known *known)
{
	return sizeof(*known) + known->block_count * sizeof(struct block);
}
