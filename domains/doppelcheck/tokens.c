/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens the redaction and sends messages through it: see the header. */
#include "domains/doppelcheck/tokens.h"

#include "domains/reports/redaction.h"
#include "domains/text/console.h"

static bool paths_hidden = true;

static void
add_subject(void *redaction, const char *subject, struct buffer *buffer)
{
	if (paths_hidden)
		redaction_add_path(redaction, span_of(subject), buffer);
	else
		buffer_add_text(buffer, subject);
}

static void
add_text(void *redaction, const char *text, struct buffer *buffer)
{
	redaction_add_text(redaction, span_of(text), buffer);
}

static struct console_filter filter = {add_subject, add_text, NULL};

int
tokens_begin(struct command *command)
{
	struct diagnostics diagnostics = {0}, notes = {0};
	const bool drawn = command->redact == options_left_out;
	int result = redaction_open(drawn ? NULL : command->redact,
	    &diagnostics, &command->redaction);

	if (result == 0 && drawn && !command->quiet)
		diagnostics_add(&notes, "--redact", 0,
		    "the key is of this run only: the tokens of another "
		    "report are others");
	console_diagnostics(&diagnostics);
	console_notes(&notes);
	diagnostics_clear(&diagnostics);
	diagnostics_clear(&notes);
	filter.context = command->redaction;
	if (result == 0)
		console_pass(&filter);
	return result;
}

void
tokens_hide_paths(bool hide)
{
	paths_hidden = hide;
}

void
tokens_end(struct command *command)
{
	console_pass(NULL);
	redaction_free(&command->redaction);
}
