/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a chunk of a list through the scanner of doppelcheck.  What the
 * fast path finds is what the full parser finds, nothing points outside, and
 * what is shown of it is fit for a terminal. */
#include "domains/doppelcheck/scan.h"

#include <string.h>

#include "domains/base/buffer.h"
#include "tests/fuzz/fuzz.h"

static struct source_chunk
chunk_of(const struct buffer *bytes)
{
	struct source_chunk chunk = {.len = bytes->len};

	chunk.bytes = malloc(bytes->len + SOURCE_CHUNK_PAD);
	FUZZ_CHECK(chunk.bytes != NULL);
	if (bytes->len != 0)
		memcpy(chunk.bytes, bytes->bytes, bytes->len);
	return chunk;
}

/* The same lines, each with a blank before it: that takes them off the fast
 * path and changes nothing else. */
static void
add_blanks(struct buffer *slow, const char *bytes, size_t len)
{
	while (len > 0) {
		const char *newline = memchr(bytes, '\n', len);
		size_t line =
		    newline != NULL ? (size_t)(newline - bytes) + 1 : len;

		buffer_add_text(slow, " ");
		buffer_add(slow, bytes, line);
		bytes += line;
		len -= line;
	}
}

static void
check_item(const struct scan_item *item, const struct source_chunk *chunk)
{
	struct buffer clean = {0};

	FUZZ_CHECK(item->bytes >= chunk->bytes && item->len > 0);
	FUZZ_CHECK(item->bytes + item->len <= chunk->bytes + chunk->len);
	buffer_add_escaped(&clean, item->bytes, item->len);
	FUZZ_CHECK(!clean.failed);
	for (size_t i = 0; i < clean.len; i++)
		FUZZ_CHECK((unsigned char)clean.bytes[i] >= ' ' &&
			   clean.bytes[i] != 0x7f);
	buffer_clear(&clean);
	if (item->error != ADDRESS_FINE || item->plain == NULL)
		return;
	FUZZ_CHECK(item->plain_len == item->domain_len);
	for (size_t i = 0; i < item->plain_len; i++)
		FUZZ_CHECK(item->plain[i] == item->domain[i] ||
			   item->plain[i] == (item->domain[i] | 32));
}

static void
check_same(const struct scan_item *a, const struct scan_item *b)
{
	FUZZ_CHECK(a->line == b->line && a->error == b->error);
	FUZZ_CHECK(a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0);
	FUZZ_CHECK(a->local_len == b->local_len);
	FUZZ_CHECK(a->domain_len == b->domain_len);
	FUZZ_CHECK(a->plain_len == b->plain_len);
	if (a->plain != NULL)
		FUZZ_CHECK(memcmp(a->plain, b->plain, a->plain_len) == 0);
}

int
fuzz_scan(const uint8_t *data, size_t size)
{
	struct buffer fast = {0}, slow = {0};
	struct source_chunk fast_chunk, slow_chunk;
	struct scan fast_scan, slow_scan;
	struct scan_item item, other;

	buffer_add(&fast, data, size);
	add_blanks(&slow, (const char *)data, size);
	FUZZ_CHECK(!fast.failed && !slow.failed);
	fast_chunk = chunk_of(&fast);
	slow_chunk = chunk_of(&slow);
	scan_begin(&fast_scan, &fast_chunk);
	scan_begin(&slow_scan, &slow_chunk);
	while (scan_next(&fast_scan, &item)) {
		check_item(&item, &fast_chunk);
		FUZZ_CHECK(scan_next(&slow_scan, &other));
		check_same(&item, &other);
	}
	FUZZ_CHECK(!scan_next(&slow_scan, &other));
	FUZZ_CHECK(scan_lines(&fast_scan) == scan_lines(&slow_scan));
	FUZZ_CHECK(scan_last_separator((const char *)data, size) <= size);
	free(fast_chunk.bytes);
	free(slow_chunk.bytes);
	buffer_clear(&fast);
	buffer_clear(&slow);
	return 0;
}

FUZZ_ENTRY(fuzz_scan)
