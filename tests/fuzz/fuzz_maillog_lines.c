/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a log through decoder and frames.  What comes in pieces is read
 * as what comes at once, and no span points to what is not there. */
#include "domains/maillog/recognition.h"
#include "domains/maillog/wrapper.h"

#include <string.h>

#include "domains/base/buffer.h"
#include "domains/maillog/input.h"
#include "tests/fuzz/fuzz.h"

/* Of what expands. */
#define TEXT_MAX ((size_t)1 << 20)

static void
show(struct buffer *shown, size_t number, const struct maillog_line *line)
{
	FUZZ_CHECK(number != 0 && maillog_pid(line) >= 0);
	FUZZ_CHECK(line->text.len == 0 ||
		   memchr(line->text.bytes, '\0', line->text.len) == NULL);
	buffer_add_format(shown, "%zu %d %ld %lld ", number, line->cut,
	    maillog_pid(line), (long long)line->time);
	buffer_add(shown, line->host.bytes, line->host.len);
	buffer_add_text(shown, "|");
	buffer_add(shown, line->tag.bytes, line->tag.len);
	buffer_add_text(shown, "|");
	buffer_add(shown, line->text.bytes, line->text.len);
	buffer_add_text(shown, "\n");
}

/* Reads a text in pieces, each in memory that ends with it. */
static void
read_text(struct span text, size_t piece, struct buffer *shown)
{
	struct wrapper wrapper;
	struct maillog_line line = {0};
	enum wrapper_record record;
	size_t have = 0, done = 0;
	bool all;

	wrapper_begin(&wrapper, NULL, 2026);
	do {
		char *bytes;
		struct span rest;

		have = text.len - have > piece ? have + piece : text.len;
		all = have == text.len;
		bytes = malloc(have - done + 1);
		FUZZ_CHECK(bytes != NULL);
		memcpy(bytes, text.bytes + done, have - done);
		rest = (struct span){bytes,
		    wrapper_fill(&wrapper, bytes, 0, have - done)};
		while ((record = wrapper_take(&wrapper, &rest, all, &line)) !=
		       WRAPPER_ENDED)
			if (record == WRAPPER_LINE)
				show(shown, wrapper.lines, &line);
		FUZZ_CHECK(rest.len <= have - done);
		done = have - rest.len;
		free(bytes);
	} while (!all);
	wrapper_end(&wrapper);
}

static void
check_text(char *bytes, size_t len, size_t piece)
{
	struct wrapper wrapper;
	struct buffer whole = {0}, pieces = {0};
	struct span text = {bytes, len};

	wrapper_begin(&wrapper, NULL, 2026);
	text.len = wrapper_fill(&wrapper, bytes, 0, len);
	wrapper_end(&wrapper);
	read_text(text, text.len + 1, &whole);
	read_text(text, piece, &pieces);
	FUZZ_CHECK(whole.len == pieces.len);
	FUZZ_CHECK(whole.len == 0 ||
		   memcmp(whole.bytes, pieces.bytes, whole.len) == 0);
	buffer_clear(&whole);
	buffer_clear(&pieces);
}

/* The first byte is the size of the pieces, which are larger where the text is
 * long: what is left of a line is copied for each. */
int
fuzz_maillog_lines(const uint8_t *data, size_t size)
{
	struct diagnostics said = {0};
	struct input input;
	char *room = malloc(TEXT_MAX);
	struct span begin;
	size_t len = 0;

	FUZZ_CHECK(room != NULL);
	if (size > 0) {
		begin = (struct span){(const char *)data + 1, size - 1};
		(void)maillog_begins(begin);
		if (input_open(&input, "log", -1, begin, &said) == 0) {
			len = input_read(&input, room, TEXT_MAX);
			(void)input_close(&input, "log", &said, &said);
		}
		for (size_t i = 0; i < said.kept; i++)
			fuzz_check_printable(said.list[i].text,
			    strlen(said.list[i].text), 0);
		check_text(room, len, (size_t)data[0] + 1 + len / 256);
	}
	diagnostics_clear(&said);
	free(room);
	return 0;
}

FUZZ_ENTRY(fuzz_maillog_lines)
