/* SPDX-License-Identifier: BSD-2-Clause */
/* Says on standard error what went wrong: see trouble.h. */
#include "domains/tools/trouble.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "domains/tools/buffer.h"

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
trouble_say(const char *subject, const char *text)
{
	struct buffer line = {0};

	begin_line(&line);
	buffer_add_clean(&line, subject, strlen(subject));
	buffer_add_text(&line, ": ");
	buffer_add_clean(&line, text, strlen(text));
	say_line(&line);
}

void
trouble_format(const char *subject, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (len >= (int)sizeof(text))
		memcpy(
		    text + sizeof(text) - sizeof("..."), "...", sizeof("..."));
	trouble_say(subject, len < 0 ? format : text);
}

void
trouble_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->kept; i++) {
		const struct fault *fault = &faults->list[i];
		struct buffer line = {0};

		begin_line(&line);
		buffer_add_clean(&line, fault->file, strlen(fault->file));
		buffer_add_text(&line, ":");
		if (fault->line != 0) {
			buffer_add_number(&line, fault->line);
			buffer_add_text(&line, ":");
		}
		buffer_add_text(&line, " ");
		buffer_add_clean(&line, fault->text, strlen(fault->text));
		say_line(&line);
	}
	if (faults->count > faults->kept)
		fprintf(stderr, "%s: and %zu faults more\n",
		    program_invocation_short_name,
		    faults->count - faults->kept);
}

int
trouble_finish_output(int status, int failed)
{
	bool wrong = ferror(stdout) != 0;

	errno = 0;
	if ((fflush(stdout) == 0 && !wrong) || status == failed)
		return status;
	if (errno != EPIPE)
		trouble_say("standard output",
		    errno != 0 ? strerror(errno) : "write error");
	return failed;
}
