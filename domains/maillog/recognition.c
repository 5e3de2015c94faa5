/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows logs by their first lines: see the header. */
#include "domains/maillog/recognition.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/maillog/wrapper.h"
#include "domains/maillog/input.h"

/* One of so many lines has the form of a log's, and half of all: a line may be
 * the rest of another, or go on over several. */
#define FIRST_LINES 16

/* Of a compressed file, as text. */
#define TEXT_MAX ((size_t)64 * 1024)

/* What stands after so many is not waited for. */
#define HOLE_MAX (512 * TEXT_MAX)

/* Exim's lines have no tag, only a stamp; others have one, too. */
static bool
is_exims(struct span text)
{
	static const char *const words[] = {" queue run", " rejected ",
	    " daemon ", "SMTP ", "exim ", "no IP address", "no host name"};

	if (text.len >= 16 && text.bytes[6] == '-' &&
	    ascii_is_alphanumeric(*text.bytes))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (memmem(text.bytes, text.len, words[i], strlen(words[i])) !=
		    NULL)
			return true;
	return false;
}

static bool
is_log_line(const struct maillog_line *line)
{
	return !span_equal(line->tag, "exim") || line->host.len != 0 ||
	       is_exims(line->text);
}

/* Are at least half of the lines those of a log?  The last one may be cut. */
static bool
has_lines(struct span text)
{
	size_t records = 0, logged = 0;
	enum wrapper_record record;
	struct maillog_line line;
	struct wrapper wrapper;

	wrapper_begin(&wrapper, NULL, 2000);
	while ((records < FIRST_LINES || logged != 0) &&
	       (record = wrapper_take(&wrapper, &text, logged == 0, &line)) !=
		   WRAPPER_ENDED) {
		records++;
		logged += record == WRAPPER_LINE && is_log_line(&line);
	}
	wrapper_end(&wrapper);
	return logged != 0 && logged * 2 >= records;
}

/* What stands after a hole. */
static struct span
after_zeros(struct span text)
{
	while (text.len > 0 && *text.bytes == '\0')
		text = span_after(text, 1);
	return text;
}

static bool
has_lines_within(struct span begin)
{
	struct diagnostics none = {.limit = 1};
	char *room = malloc(TEXT_MAX);
	struct input input;
	struct span text = {room, 0};
	size_t most = HOLE_MAX;
	bool is = true;

	if (room != NULL && input_open(&input, "", -1, begin, &none) == 0) {
		do
			text = after_zeros((struct span){room,
			    input_read(&input, room, TEXT_MAX)});
		while (text.len == 0 && text.bytes != room &&
		       (most -= TEXT_MAX) != 0);
		(void)input_close(&input, "", &none, &none);
	}
	if (text.len != 0)
		is = has_lines(text);
	free(room);
	diagnostics_clear(&none);
	return is;
}

bool
maillog_begins(struct span begin)
{
	struct span text = after_zeros(begin);

	if (decoder_find(begin) != NULL)
		return has_lines_within(begin);
	return has_lines(text);
}
