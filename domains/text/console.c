/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes messages on standard error, line by line. */
#include "domains/text/console.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/translation.h"
#include "domains/text/progress.h"

/* A text is ours, with a name or a quoted line of a file in it. */
#define TEXT_SIZE 1024

/* As the program has set it; NULL: none. */
static const struct console_filter *filter;

void
console_pass(const struct console_filter *new_filter)
{
	filter = new_filter;
}

static void
add_part(struct buffer *line, bool subject, const char *text)
{
	struct buffer passed = {0};

	if (filter == NULL) {
		buffer_add_escaped(line, text, strlen(text));
		return;
	}
	(subject ? filter->add_subject : filter->add_text)(filter->context,
	    text, &passed);
	buffer_add_escaped(line, passed.bytes, passed.len);
	buffer_clear(&passed);
}

static void
say(const char *kind, const char *subject, unsigned line_number,
    const char *text)
{
	struct buffer line = {0};

	buffer_add_format(&line, "%s: %s", program_invocation_short_name,
	    *kind != '\0' ? _(kind) : "");
	add_part(&line, true, subject);
	buffer_add_text(&line, ":");
	if (line_number != 0)
		buffer_add_format(&line, "%u:", line_number);
	buffer_add_text(&line, " ");
	add_part(&line, false, text);
	buffer_add_text(&line, "\n");
	progress_hide();
	buffer_print(&line, stderr);
	buffer_clear(&line);
}

int
console_say(const char *subject, const char *text)
{
	say("", subject, 0, *text != '\0' ? _(text) : "");
	return -1;
}

int
console_format(const char *subject, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(text, sizeof(text), _(format), arguments);
	va_end(arguments);
	if (len >= (int)sizeof(text))
		memcpy(text + sizeof(text) - sizeof("..."), "...",
		    sizeof("..."));
	return console_say(subject, len < 0 ? format : text);
}

static void
say_all(const char *kind, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++)
		say(kind, diagnostics->list[i].file, diagnostics->list[i].line,
		    diagnostics->list[i].text);
	if (diagnostics->count > diagnostics->kept)
		fprintf(stderr, _("%s: %sand %zu more\n"),
		    program_invocation_short_name, *kind != '\0' ? _(kind) : "",
		    diagnostics->count - diagnostics->kept);
}

void
console_diagnostics(const struct diagnostics *diagnostics)
{
	say_all("", diagnostics);
}

void
console_warnings(const struct diagnostics *diagnostics)
{
	say_all(N_("warning: "), diagnostics);
}

void
console_notes(const struct diagnostics *notes)
{
	say_all(N_("note: "), notes);
}

void
console_keep_write_errors(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

int
console_finish_output(int status, int failed)
{
	bool failed_before = ferror(stdout) != 0;

	errno = 0;
	if ((fflush(stdout) == 0 && !failed_before) || status == failed)
		return status;
	if (errno != EPIPE)
		console_say("standard output",
		    errno != 0 ? strerror(errno)
			       : N_("not all of it was written"));
	return failed;
}

bool
console_wants_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(fd) && (no_color == NULL || *no_color == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}
