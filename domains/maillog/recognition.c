/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows logs by their first lines: see the header. */
#include "domains/maillog/recognition.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/maillog/frame.h"
#include "domains/maillog/input.h"

/* One of so many lines has the form of a log's, and half of all: a line may be
 * the rest of another, or go on over several. */
#define FIRST_LINES 16

/* Of a compressed file, as text. */
#define TEXT_MAX ((size_t)64 * 1024)

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
is_log_line(struct stamps *stamps, struct span line)
{
	struct maillog_line parsed;

	return frame_take(stamps, line, &parsed) &&
	       (!span_equal(parsed.tag, "exim") || parsed.host.len != 0 ||
		   is_exims(parsed.text));
}

/* Are at least half of the lines those of a log?  The last one may be cut. */
static bool
has_lines(struct span text)
{
	struct stamps stamps = {.year = 2000, .time = INT64_MIN};
	size_t lines = 0, logged = 0;

	while (text.len > 0 && (lines < FIRST_LINES || logged != 0)) {
		struct span line = span_take_line(&text);

		while (line.len > 0 && *line.bytes == '\0')
			line = span_after(line, 1);
		if (line.len == 0 || (text.len == 0 && lines != 0))
			continue;
		lines++;
		logged += is_log_line(&stamps, line);
	}
	return logged != 0 && logged * 2 >= lines;
}

static bool
has_lines_within(struct span begin)
{
	struct diagnostics none = {.limit = 1};
	char *room = malloc(TEXT_MAX);
	struct input input;
	size_t len = 0;
	bool is = true;

	if (room != NULL && input_open(&input, "", -1, begin, &none) == 0) {
		len = input_read(&input, room, TEXT_MAX);
		(void)input_close(&input, "", &none, &none);
	}
	if (len != 0)
		is = has_lines((struct span){room, len});
	free(room);
	diagnostics_clear(&none);
	return is;
}

bool
maillog_begins(struct span begin)
{
	return decoder_find(begin) != NULL ? has_lines_within(begin)
	                                   : has_lines(begin);
}
