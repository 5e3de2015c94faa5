/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the programs of a command line. */
#include "domains/filters/command.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/program.h"
#include "domains/filters/words.h"

struct running {
	const struct command *command;
	struct program program;
	bool plain;    /* no shell: the program is named beforehand */
	bool named;    /* the program's name went before */
	bool redirect; /* the next word is a file */
};

/* Words after which a command begins. */
static bool
goes_before(const struct decoded *word)
{
	static const char *const words[] = {"!", "{", "}", "if", "then", "else",
	    "elif", "while", "until", "do", "exec", "nice", "nohup", "env",
	    "command", "sudo"};
	size_t name = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_equal(decoded_span(word), words[i]))
			return true;
	while (name < word->len && (ascii_is_alphanumeric(word->bytes[name]) ||
				       word->bytes[name] == '_'))
		name++;
	return name != 0 && name < word->len && word->bytes[name] == '=';
}

unsigned
command_line(const struct command *command, const struct decoded *string)
{
	const char *mark =
	    string->len != 0 ? memchr(string->bytes, '@', string->len) : NULL;
	size_t at = mark != NULL ? (size_t)(mark - string->bytes) : 0;
	uint32_t where = string->len != 0 ? string->where[at] : DECODED_NOWHERE;

	where &= ~DECODED_UNKNOWN;
	return where < DECODED_NOWHERE ? lines_at(command->lines, where)
	                               : command->line;
}

int
command_take_target(const struct command *command, enum member_target target,
    struct span what)
{
	const struct reader_text *text = command->text;
	struct member member = {
	    .target = target,
	    .list = text->list,
	    .address = what,
	    .mended = what,
	    .file = text->file,
	    .line = command->line,
	};

	if (what.len == 0 || text->includes_only)
		return 0;
	member_parse(&member);
	return text->take(text->context, &member) != 0 ? -1 : 0;
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
	}
	if (word->full) {
		decoded_refuse(&text, command->line, decoded_span(word),
		    "too long for an address");
		result = 0;
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
		return 0;
	}
	if (!running->named) {
		if (!goes_before(word)) {
			running->program = program_begin(decoded_span(word));
			running->named = true;
		}
		return 0;
	}
	return take_argument(running, word, is_new);
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
split(const struct command *command, const struct decoded *line, bool plain)
{
	struct running running = {.command = command, .plain = plain};
	const struct words words = {
	    .constants = command->constants,
	    .operators = !plain,
	    .open_quotes = command->open_quotes,
	    .take = take_word,
	    .take_operator = take_operator,
	    .context = &running,
	};

	if (line->full) {
		decoded_refuse(command->text, command->line, decoded_span(line),
		    "too long for a command");
		return 0;
	}
	return words_split(&words, line);
}

int
command_take(const struct command *command, const struct decoded *line)
{
	return split(command, line, false);
}

int
command_take_arguments(const struct command *command,
    const struct decoded *line)
{
	return split(command, line, true);
}
