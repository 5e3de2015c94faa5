/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a chunk of a list through the scanner of doppelcheck.  What the
 * fast path finds is what the full parser finds, nothing points outside, and
 * what is shown of it is fit for a terminal. */
#include "domains/doppelcheck/scan.h"

#include <string.h>

#include "domains/base/buffer.h"
#include "domains/readers/list_line.h"
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
		size_t line = 1;

		/* A mere CR ends a line too. */
		while (line < len && bytes[line - 1] != '\n' &&
		       (bytes[line - 1] != '\r' || bytes[line] == '\n' ||
			   bytes[line] == '\r'))
			line++;

		buffer_add_text(slow, " ");
		buffer_add(slow, bytes, line);
		bytes += line;
		len -= line;
	}
}

/* An address as it comes out. */
struct outcome {
	const struct source_chunk *chunk;
	struct buffer text;
};

static void
add(struct outcome *outcome, unsigned line, enum address_error error,
    const char *bytes, size_t len, const char *domain, size_t domain_len)
{
	const struct source_chunk *chunk = outcome->chunk;
	struct buffer *text = &outcome->text;

	FUZZ_CHECK(bytes >= chunk->bytes && len > 0);
	FUZZ_CHECK(bytes + len <= chunk->bytes + chunk->len);
	buffer_add_number(text, line);
	buffer_add_text(text, address_error_text(error));
	buffer_add_escaped(text, bytes, len);
	if (error == ADDRESS_FINE)
		buffer_add_escaped(text, domain, domain_len);
	FUZZ_CHECK(!text->failed);
}

static int
take_member(void *context, const struct member *member)
{
	add(context, member->line, member->error, member->address.bytes,
	    member->address.len, member->parsed.domain,
	    member->parsed.domain_len);
	return 0;
}

static void
check_plain(const struct scan_item *item)
{
	const char *domain = item->bytes + item->local_len + 1;

	for (size_t i = 0; item->plain != NULL && i < item->domain_len; i++)
		FUZZ_CHECK(item->plain[i] == domain[i] ||
			   item->plain[i] == (domain[i] | 32));
}

static void
take_item(struct outcome *outcome, const struct scan_item *item)
{
	const struct reader_text text = {
	    .text = {item->bytes, item->len},
	    .take = take_member,
	    .context = outcome,
	};
	const struct destination_place place = {
	    .line = (unsigned)item->line,
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = item->continues,
	};

	if (item->kind == SCAN_LINE) {
		(void)list_line_take(&text, &place, text.text);
		return;
	}
	FUZZ_CHECK(item->kind == SCAN_ADDRESS);
	check_plain(item);
	add(outcome, (unsigned)item->line, ADDRESS_FINE, item->bytes, item->len,
	    item->bytes + item->local_len + 1, item->domain_len);
}

/* Scans the bytes, and returns how many lines they are. */
static uint64_t
scan_all(const struct buffer *bytes, struct buffer *text_r)
{
	struct source_chunk chunk = chunk_of(bytes);
	struct outcome outcome = {.chunk = &chunk};
	struct scan_item item;
	struct scan scan;

	scan_begin(&scan, &chunk);
	while (scan_next(&scan, &item))
		take_item(&outcome, &item);
	for (size_t i = 0; i < outcome.text.len; i++)
		FUZZ_CHECK((unsigned char)outcome.text.bytes[i] >= ' ' &&
			   outcome.text.bytes[i] != 0x7f);
	free(chunk.bytes);
	*text_r = outcome.text;
	return scan_lines(&scan);
}

int
fuzz_scan(const uint8_t *data, size_t size)
{
	struct buffer bytes = {0}, slow_bytes = {0}, text, slow_text;

	buffer_add(&bytes, data, size);
	add_blanks(&slow_bytes, (const char *)data, size);
	FUZZ_CHECK(!bytes.failed && !slow_bytes.failed);
	FUZZ_CHECK(
	    scan_all(&bytes, &text) == scan_all(&slow_bytes, &slow_text));
	FUZZ_CHECK(text.len == slow_text.len);
	if (text.len != 0)
		FUZZ_CHECK(memcmp(text.bytes, slow_text.bytes, text.len) == 0);
	FUZZ_CHECK(list_line_last_separator((const char *)data, size) <= size);
	buffer_clear(&bytes);
	buffer_clear(&slow_bytes);
	buffer_clear(&text);
	buffer_clear(&slow_text);
	return 0;
}

FUZZ_ENTRY(fuzz_scan)
