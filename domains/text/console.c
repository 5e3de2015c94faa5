/* SPDX-License-Identifier: BSD-2-Clause */
/* Says on standard error what went wrong: see trouble.h. */
#include "domains/text/console.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/buffer.h"

/* A text is ours, with a name or a quoted line of a file in it. */
#define TEXT_SIZE 1024

static void
say_line(struct buffer *line)
{
	buffer_add_text(line, "\n");
	buffer_print(line, stderr);
	buffer_clear(line);
}

static void
begin_line(struct buffer *line)
{
	buffer_add_text(line, program_invocation_short_name);
	buffer_add_text(line, ": ");
}

void
console_say(const char *subject, const char *text)
{
	struct buffer line = {0};

	begin_line(&line);
	buffer_add_escaped(&line, subject, strlen(subject));
	buffer_add_text(&line, ": ");
	buffer_add_escaped(&line, text, strlen(text));
	say_line(&line);
}

void
console_format(const char *subject, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (len >= (int)sizeof(text))
		memcpy(text + sizeof(text) - sizeof("..."), "...",
		    sizeof("..."));
	console_say(subject, len < 0 ? format : text);
}

void
console_faults(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		const struct diagnostic *diagnostic = &diagnostics->list[i];
		struct buffer line = {0};

		begin_line(&line);
		buffer_add_escaped(&line, diagnostic->file,
		    strlen(diagnostic->file));
		buffer_add_text(&line, ":");
		if (diagnostic->line != 0) {
			buffer_add_number(&line, diagnostic->line);
			buffer_add_text(&line, ":");
		}
		buffer_add_text(&line, " ");
		buffer_add_escaped(&line, diagnostic->text,
		    strlen(diagnostic->text));
		say_line(&line);
	}
	if (diagnostics->count > diagnostics->kept)
		fprintf(stderr, "%s: and %zu faults more\n",
		    program_invocation_short_name,
		    diagnostics->count - diagnostics->kept);
}

int
console_finish_output(int status, int failed)
{
	bool wrong = ferror(stdout) != 0;

	errno = 0;
	if ((fflush(stdout) == 0 && !wrong) || status == failed)
		return status;
	if (errno != EPIPE)
		console_say("standard output",
		    errno != 0 ? strerror(errno) : "write error");
	return failed;
}
