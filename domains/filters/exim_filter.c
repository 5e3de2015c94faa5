/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the commands of a filter and takes what they send mail to. */
#include "domains/filters/exim_filter.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/command.h"
#include "domains/filters/exim_mark.h"
#include "domains/filters/exim_word.h"
#include "domains/filters/program.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

struct filter {
	const struct reader_text *text;
	struct exim_lexer lexer;
	struct exim_word word; /* the one at hand */
	bool over;             /* there is none */
	bool unknown;          /* the last command was not known */
	unsigned depth;        /* of if */
};

/* What becomes of the data of a command or an option. */
enum data {
	DATA_TEXT,
	DATA_ADDRESS,
	DATA_ADDRESSES,
	DATA_HEADERS,
	DATA_COMMAND,
	DATA_FILE
};

/* ---- words --------------------------------------------------------------- */

/* Returns 0, or -1 when there is no time left. */
static int
advance(struct filter *filter)
{
	filter->over = !exim_word_next(&filter->lexer, &filter->word);
	if (filter->over)
		return 0;
	if (filter->word.unclosed)
		reader_text_refuse(filter->text, filter->word.line,
		    filter->word.text, N_("a string without its end"));
	return budget_go_on(filter->text->budgets, filter->word.text.len + 1)
	           ? 0
	           : -1;
}

static bool
is_word(const struct filter *filter, const char *word)
{
	return !filter->over && !filter->word.quoted &&
	       span_equal(filter->word.text, word);
}

/* ---- data ---------------------------------------------------------------- */

static int
hand_on(const struct filter *filter, enum member_target target,
    const struct decoded *what)
{
	const struct command command = {
	    .text = filter->text,
	    .line = filter->word.line,
	};

	return command_take_target(&command, target, decoded_span(what));
}

static int
take_command(const struct filter *filter, const struct decoded *command)
{
	struct program program = {.options = NULL};
	struct decoded part, word;
	bool named = false;

	if (hand_on(filter, MEMBER_COMMAND, command) < 0)
		return -1;
	for (size_t at = 0; exim_word_split(command, &at, &part);) {
		exim_word_expand(&part, &word);
		if (!named)
			program = program_begin(decoded_span(&word));
		else if (program_take(&program, filter->text, filter->word.line,
			     &word) < 0)
			return -1;
		named = true;
	}
	return 0;
}

/* Where the line of a header ends that begins at a place: it may be folded. */
static size_t
header_end(const struct decoded *headers, size_t at)
{
	for (; at < headers->len; at++)
		if (headers->bytes[at] == '\n' &&
		    (at + 1 == headers->len ||
			!ascii_is_blank(headers->bytes[at + 1])))
			break;
	return at;
}

/* Exim sends what mail makes to the recipients of its header. */
static int
take_headers(const struct filter *filter, const struct decoded *headers)
{
	static const char *const names[] = {"to:", "cc:", "bcc:"};
	struct decoded value;

	for (size_t at = 0, end; at < headers->len; at = end + 1) {
		end = header_end(headers, at);
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			struct span line = {headers->bytes + at, end - at};

			if (!span_begins(line, names[i]))
				continue;
			decoded_clear(&value);
			decoded_add_part(&value, headers, at + strlen(names[i]),
			    end);
			if (decoded_take(filter->text, filter->word.line,
				&value, DECODED_RECIPIENTS) < 0)
				return -1;
		}
	}
	return 0;
}

/* The word at hand, which is over then. */
static int
take_data(struct filter *filter, enum data data)
{
	struct decoded string, expanded;
	unsigned line = filter->word.line;
	int result = 0;

	if (filter->over)
		return 0;
	if (data != DATA_TEXT) {
		exim_word_decode(filter->text, &filter->word, &string);
		exim_word_expand(&string, &expanded);
		if (expanded.full) {
			reader_text_refuse(filter->text, line,
			    filter->word.text, N_("too long for an address"));
			return advance(filter);
		}
	}
	switch (data) {
	case DATA_TEXT:
		break;
	case DATA_ADDRESS:
		result = decoded_take(filter->text, line, &expanded,
		    DECODED_RECIPIENT);
		break;
	case DATA_ADDRESSES:
		result = decoded_take(filter->text, line, &expanded,
		    DECODED_RECIPIENTS);
		break;
	case DATA_HEADERS:
		result = take_headers(filter, &expanded);
		break;
	case DATA_COMMAND:
		result = take_command(filter, &string);
		break;
	case DATA_FILE:
		result = hand_on(filter, MEMBER_FILE, &string);
		break;
	}
	return result < 0 ? -1 : advance(filter);
}

/* ---- commands ------------------------------------------------------------ */

struct keyword {
	const char *word;
	enum data data;
	unsigned count; /* of words of data */
};

/* Options of mail and vacation. */
static const struct keyword mail_options[] = {
    {"to", DATA_ADDRESSES, 1},
    {"cc", DATA_ADDRESSES, 1},
    {"bcc", DATA_ADDRESSES, 1},
    {"extra_headers", DATA_HEADERS, 1},
    {"from", DATA_TEXT, 1},
    {"reply_to", DATA_TEXT, 1},
    {"subject", DATA_TEXT, 1},
    {"text", DATA_TEXT, 1},
    {"file", DATA_TEXT, 1},
    {"log", DATA_TEXT, 1},
    {"once", DATA_TEXT, 1},
    {"once_repeat", DATA_TEXT, 1},
    {"never_mail", DATA_TEXT, 1},
    {"return", DATA_TEXT, 1},
    {"expand", DATA_TEXT, 0},
};

static const struct keyword commands[] = {
    {"deliver", DATA_ADDRESS, 1},
    {"pipe", DATA_COMMAND, 1},
    {"save", DATA_FILE, 1},
    {"mail", DATA_TEXT, 0},
    {"vacation", DATA_TEXT, 0},
    {"add", DATA_TEXT, 3},
    {"headers", DATA_TEXT, 2},
    {"logfile", DATA_TEXT, 1},
    {"logwrite", DATA_TEXT, 1},
    {"testprint", DATA_TEXT, 1},
    {"finish", DATA_TEXT, 0},
    {"fail", DATA_TEXT, 0},
    {"freeze", DATA_TEXT, 0},
    {"seen", DATA_TEXT, 0},
    {"unseen", DATA_TEXT, 0},
    {"noerror", DATA_TEXT, 0},
};

static const struct keyword *
find_keyword(const struct filter *filter, const struct keyword *list,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_word(filter, list[i].word))
			return &list[i];
	return NULL;
}

/* The keyword at hand with its data. */
static int
take_keyword(struct filter *filter, const struct keyword *keyword)
{
	int result = advance(filter);

	for (unsigned i = 0; result == 0 && i < keyword->count; i++)
		result = take_data(filter, keyword->data);
	return result;
}

static int
take_options(struct filter *filter)
{
	const struct keyword *option;
	int result = 0;

	while (result == 0 &&
	       (option = find_keyword(filter, mail_options,
		    sizeof(mail_options) / sizeof(*mail_options))) != NULL)
		result = take_keyword(filter, option);
	return result;
}

/* The mode of a file. */
static bool
is_mode(const struct filter *filter)
{
	struct span word = filter->word.text;

	for (size_t i = 0; i < word.len; i++)
		if (word.bytes[i] < '0' || word.bytes[i] > '7')
			return false;
	return !filter->over && word.len != 0;
}

static int
skip_word(struct filter *filter, const char *word, unsigned more)
{
	int result = 0;

	if (!is_word(filter, word))
		return 0;
	for (unsigned i = 0; result == 0 && i <= more; i++)
		result = advance(filter);
	return result;
}

static int
take_known(struct filter *filter, const struct keyword *command)
{
	if (take_keyword(filter, command) < 0)
		return -1;
	if (strcmp(command->word, "mail") == 0 ||
	    strcmp(command->word, "vacation") == 0)
		return take_options(filter);
	if (strcmp(command->word, "deliver") == 0)
		return skip_word(filter, "errors_to", 1);
	if (strcmp(command->word, "fail") == 0 ||
	    strcmp(command->word, "freeze") == 0)
		return filter->word.quoted && !filter->over
		           ? advance(filter)
		           : skip_word(filter, "text", 1);
	if ((strcmp(command->word, "save") == 0 ||
		strcmp(command->word, "logfile") == 0) &&
	    is_mode(filter))
		return advance(filter);
	return 0;
}

/* if and elif: what is tested is no address, up to then. */
static int
skip_condition(struct filter *filter)
{
	int result;

	filter->depth += is_word(filter, "if");
	filter->lexer.condition = true;
	do {
		result = advance(filter);
	} while (result == 0 && !filter->over && !is_word(filter, "then"));
	filter->lexer.condition = false;
	return result < 0 ? -1 : advance(filter);
}

/* A word that begins no command: the first of several, and what looks like an
 * address among the others. */
static int
refuse_word(struct filter *filter)
{
	struct span word = filter->word.text;

	if (!filter->unknown || span_has(word, '@'))
		reader_text_refuse(filter->text, filter->word.line, word,
		    N_("no command of a filter: Exim obeys nothing of the "
		       "file"));
	filter->unknown = true;
	return advance(filter);
}

static int
take_word(struct filter *filter)
{
	const struct keyword *command = find_keyword(filter, commands,
	    sizeof(commands) / sizeof(*commands));
	bool unknown = filter->unknown;

	filter->unknown = false;
	if (command != NULL)
		return take_known(filter, command);
	if (is_word(filter, "if") ||
	    (is_word(filter, "elif") && filter->depth != 0))
		return skip_condition(filter);
	if (is_word(filter, "else") && filter->depth != 0)
		return advance(filter);
	if (is_word(filter, "endif") && filter->depth != 0) {
		filter->depth--;
		return advance(filter);
	}
	filter->unknown = unknown;
	return refuse_word(filter);
}

int
exim_filter_read(const struct reader_text *text)
{
	struct filter filter = {
	    .text = text,
	    .lexer = exim_word_begin(text->text),
	};
	int result = advance(&filter);

	while (result == 0 && !filter.over)
		result = take_word(&filter);
	if (result == 0 && filter.depth != 0)
		reader_text_report(text, filter.lexer.line,
		    N_("an if without its endif: Exim obeys nothing of the "
		       "file"));
	return result;
}

bool
exim_filter_begins(struct span text)
{
	return exim_mark_begins(text, "exim");
}
