/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the programs of a command line. */
#include "domains/filters/command.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/program.h"
#include "domains/filters/words.h"
#include "domains/registrations/destinations.h"
#include "domains/base/translation.h"

/* "sh -c" in another one's. */
#define DEPTH_MAX 3

struct running {
	const struct command *command;
	struct program program;
	bool plain;    /* no shell: the program is named beforehand */
	bool named;    /* the program's name went before */
	bool redirect; /* the next word is a file */
	bool look;     /* only for a program that reads headers, */
	bool headers;  /*   which there is */
};

/* NAME=value before a command. */
static bool
is_assignment(const struct decoded *word)
{
	size_t name = 0;

	while (name < word->len && (ascii_is_alphanumeric(word->bytes[name]) ||
				       word->bytes[name] == '_'))
		name++;
	return name != 0 && name < word->len && word->bytes[name] == '=';
}

unsigned
command_line(const struct command *command, const struct decoded *string)
{
	const char *mark = span_find(decoded_span(string), '@');
	size_t at = mark != NULL ? (size_t)(mark - string->bytes) : 0;
	uint32_t where = string->len != 0 ? string->where[at] : DECODED_NOWHERE;

	where &= ~DECODED_UNKNOWN;
	return where < DECODED_NOWHERE && command->lines != NULL
	           ? lines_at(command->lines, where)
	           : command->line;
}

int
command_take_target(const struct command *command, enum member_target target,
    struct span what)
{
	const struct destination_place place = {
	    .list = command->text->list,
	    .line = command->line,
	};

	return what.len == 0 || command->text->includes_only
	           ? 0
	           : destination_take_as(command->text, &place, target, what);
}

/* What is read again and known already. */
static int
take_nothing(void *context, const struct member *member)
{
	(void)context;
	(void)member;
	return 0;
}

static int
take_argument(struct running *running, const struct decoded *word, bool is_new)
{
	const struct command *command = running->command;
	struct diagnostics none = {.limit = 1};
	struct reader_text text = *command->text;
	int result;

	if (!is_new) {
		text.take = take_nothing;
		text.diagnostics = &none;
		text.notes = NULL;
	}
	if (word->full) {
		reader_text_refuse(&text, command->line, decoded_span(word),
		    N_("too long for an address"));
		result = 0;
	} else if (program_is_shell(&running->program) &&
		   word->bytes[0] != '-' && command->depth < DEPTH_MAX) {
		struct command inner = *command;

		inner.text = &text;
		inner.depth++;
		result = command_take(&inner, word);
	} else {
		result = program_take(&running->program, &text,
		    command_line(command, word), word);
	}
	diagnostics_clear(&none);
	return result;
}

static int
take_word(void *context, const struct decoded *word, bool is_new)
{
	struct running *running = context;

	if (running->redirect) {
		running->redirect = false;
		if (!running->look)
			program_note(running->command->text,
			    running->command->line, N_("the shell"), word);
		return 0;
	}
	if (!running->named && is_assignment(word)) {
		running->redirect = true;
		return take_word(context, word, is_new);
	}
	if (!running->named || program_goes_before(&running->program, word)) {
		running->program = program_begin(decoded_span(word));
		running->program.headers = running->headers;
		running->named = true;
		return 0;
	}
	if (running->look)
		running->headers |=
		    program_reads_headers(&running->program, word);
	return take_argument(running, word, is_new && !running->look);
}

static int
take_operator(void *context, char byte)
{
	struct running *running = context;

	running->redirect = byte == '<' || byte == '>';
	if (running->redirect)
		return 0;
	running->named = running->plain;
	if (running->plain)
		running->program = program_begin(span_of("sendmail"));
	return 0;
}

static int
split(struct running *running, const struct decoded *line)
{
	const struct command *command = running->command;
	const struct words words = {
	    .constants = command->constants,
	    .operators = !running->plain,
	    .open_quotes = command->open_quotes,
	    .take = take_word,
	    .take_operator = take_operator,
	    .context = running,
	};

	if (line->full) {
		reader_text_refuse(command->text, command->line,
		    decoded_span(line), N_("too long for a command"));
		return 0;
	}
	return words_split(&words, line);
}

int
command_take(const struct command *command, const struct decoded *line)
{
	struct running running = {.command = command, .look = true};

	/* What other programs put into the header. */
	if (span_has(decoded_span(line), ':'))
		(void)split(&running, line);
	running =
	    (struct running){.command = command, .headers = running.headers};
	return split(&running, line);
}

int
command_take_arguments(const struct command *command,
    const struct decoded *line)
{
	struct running running = {.command = command, .plain = true};

	return split(&running, line);
}

/* ---- commands of other files --------------------------------------------- */

/* Where the quote ends that a line begins with; 0 when it has none. */
static size_t
quote_end(struct span line)
{
	for (size_t at = 1; at < line.len && *line.bytes == '"'; at++)
		if (line.bytes[at] == '"')
			return at;
		else if (line.bytes[at] == '\\')
			at++;
	return 0;
}

/* A command in quotes has backslashes before its own. */
static void
unquote(const struct reader_text *text, struct span line,
    struct decoded *line_r)
{
	const char *begin = text->text.bytes;
	bool quoted = line.bytes > begin && line.bytes[-1] == '"' &&
	              line.bytes < begin + text->text.len;

	line = span_trim(span_after(line, 1));
	if (line.len > 1 && quote_end(line) == line.len - 1) {
		line = span_inside(line, '"', '"');
		quoted = true;
	}
	decoded_clear(line_r);
	for (size_t i = 0; i < line.len; i++) {
		i += quoted && line.bytes[i] == '\\' && i + 1 < line.len;
		decoded_add_span(line_r, text,
		    (struct span){line.bytes + i, 1});
	}
}

int
command_take_destination(const struct reader_text *text, unsigned line,
    struct span destination)
{
	struct diagnostics none = {.limit = 1};
	struct reader_text inside = *text;
	const struct command command = {.text = &inside, .line = line};
	struct decoded words;
	int result;

	inside.diagnostics = text->notes != NULL ? text->notes : &none;
	unquote(text, destination, &words);
	result = command_take(&command, &words);
	diagnostics_clear(&none);
	return result;
}

/* The recipients of the mail at hand are known to whoever sent it. */
static void
leave_out_own(struct constants *constants)
{
	const struct decoded none = {.len = 0};

	constants_set(constants, span_of("recipient"), &none);
	constants_set(constants, span_of("original_recipient"), &none);
}

int
command_take_argv(const struct reader_text *text, unsigned line,
    struct span argv)
{
	struct diagnostics none = {.limit = 1};
	struct reader_text inside = *text;
	struct constants *constants = constants_new();
	struct lines lines = {.marks = NULL};
	struct decoded words;
	int result = -1;

	inside.diagnostics = text->notes != NULL ? text->notes : &none;
	decoded_clear(&words);
	while (argv.len != 0) {
		decoded_add_span(&words, text, span_take_until(&argv, '\n'));
		decoded_add_span(&words, text, span_of(" "));
	}
	if (constants == NULL || lines_begin(&lines, text->text) < 0) {
		reader_text_no_memory(text);
	} else {
		leave_out_own(constants);
		result = command_take(&(struct command){&inside, &lines,
					  constants, line, false, 0},
		    &words);
	}
	lines_free(&lines);
	constants_free(&constants);
	diagnostics_clear(&none);
	return result;
}

/* As member_take. */
static int
take_followed(void *context, const struct member *member)
{
	const struct reader_text *text = context;
	struct reader_text inside = *text;

	if (text->take(text->context, member) != 0)
		return -1;
	if (member->target != MEMBER_COMMAND)
		return 0;
	inside.file = member->file;
	inside.list = member->list;
	return command_take_destination(&inside, member->line, member->address);
}

int
command_follow(const struct reader_text *text,
    int (*read)(const struct reader_text *text))
{
	struct reader_text whole = *text, inside = *text;

	inside.take = take_followed;
	inside.context = &whole;
	return read(&inside);
}
