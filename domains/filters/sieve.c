/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through the commands of a script and takes the addresses that they send
 * mail to. */
#include "domains/filters/sieve.h"

#include <string.h>

#include "domains/filters/exim_mark.h"
#include "domains/filters/sieve_arguments.h"
#include "domains/filters/sieve_command.h"
#include "domains/filters/sieve_token.h"
#include "domains/filters/sieve_variables.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* What it costs to begin or end a block for each variable, in bytes that are
 * passed over. */
#define BLOCK_COST 512

struct script {
	const struct reader_text *text;
	struct sieve_command command;
	struct sieve_variables *variables;
	bool testing;        /* the command is a test of an if */
	bool list;           /* within [ ] */
	bool begins;         /* a command may begin here */
	bool is_else;        /* the block that comes next is the last branch */
	unsigned odd_quotes; /* the line where they were named */
};

static void
begin_command(struct script *script, struct span word)
{
	bool branch = span_equal(word, "elsif") || span_equal(word, "else");

	if (!script->testing && !branch)
		sieve_variables_end_branches(script->variables);
	if (!script->testing)
		script->is_else = span_equal(word, "else");
	sieve_command_begin(&script->command, word, script->testing);
	script->testing |= span_equal(word, "if") || span_equal(word, "elsif");
	script->begins = false;
}

/* What came before an identifier has no semicolon, or is a test. */
static int
take_identifier(struct script *script, const struct sieve_token *token)
{
	bool missing = !script->begins && !script->testing;

	if (missing && script->command.kind != SIEVE_UNKNOWN_COMMAND)
		reader_text_refuse(script->text, token->line, token->text,
		    N_("no semicolon before it"));
	if (sieve_command_end(&script->command, script->text,
		script->variables) < 0)
		return -1;
	begin_command(script, token->text);
	return 0;
}

static int
take_mark(struct script *script, char mark)
{
	if (mark == '[' || mark == ']') {
		script->list = mark == '[';
		sieve_arguments_mark(&script->command, script->list);
		return 0;
	}
	if (mark == ',' && script->list)
		return 0;
	script->list = false;
	if (sieve_command_end(&script->command, script->text,
		script->variables) < 0)
		return -1;
	script->begins = strchr(";{}", mark) != NULL;
	if (script->begins)
		script->testing = false;
	if (mark == '}')
		sieve_variables_close_block(script->variables);
	if (mark == '{')
		sieve_variables_open_block(script->variables, script->is_else);
	return 0;
}

/* What is no token becomes a diagnostic; other quotes are one for a line. */
static void
refuse(struct script *script, const struct sieve_token *token)
{
	if (token->kind == SIEVE_ODD_QUOTES) {
		if (script->odd_quotes != token->line)
			reader_text_report(script->text, token->line,
			    (unsigned char)*token->text.bytes < 0x80
				? N_("single quotes: Sieve wants \"")
				: N_("typographic quotes: Sieve wants \""));
		script->odd_quotes = token->line;
		return;
	}
	reader_text_refuse(script->text, token->line, token->text,
	    token->kind == SIEVE_UNCLOSED
		? N_("a string or comment without its "
		     "end")
		: N_("is nothing that Sieve has"));
}

static int
take_token(struct script *script, const struct sieve_token *token)
{
	switch (token->kind) {
	case SIEVE_IDENTIFIER:
		return take_identifier(script, token);
	case SIEVE_MARK:
		return take_mark(script, token->text.bytes[0]);
	case SIEVE_TAG:
	case SIEVE_NUMBER:
	case SIEVE_STRING:
	case SIEVE_MULTI_LINE:
		sieve_arguments_add(&script->command, script->text, token);
		return 0;
	case SIEVE_ODD_QUOTES:
	case SIEVE_UNCLOSED:
	case SIEVE_BAD:
		refuse(script, token);
		return 0;
	case SIEVE_END:
		break;
	}
	return sieve_command_end(&script->command, script->text,
	    script->variables);
}

/* Is it a script for Exim?  It begins with "# Sieve filter".  An address is all
 * of a string there, whatever stands in it. */
static bool
is_of_exim(const struct reader_text *text)
{
	static const char ending[] = ".sieve";
	size_t len = strlen(text->file);
	struct span rest = span_trim(text->text);
	struct span first = span_take_line(&rest);

	/* Ingo, which writes for Pigeonhole and Cyrus, begins with "# Sieve
	 * Filter". */
	return exim_mark_begins(first, "sieve") &&
	       memmem(first.bytes, first.len, "Filter", strlen("Filter")) ==
	           NULL &&
	       (len < strlen(ending) ||
		   strcmp(text->file + len - strlen(ending), ending) != 0);
}

int
sieve_read(const struct reader_text *text)
{
	struct sieve_lexer lexer = sieve_token_begin(text->text);
	struct script script = {
	    .text = text,
	    .variables = sieve_variables_new(),
	    .begins = true,
	};
	struct sieve_token token;
	int result = 0;

	if (script.variables == NULL)
		return reader_text_report(text, 0, N_("no memory"));
	script.command.exim = is_of_exim(text);
	do {
		size_t cost;

		token = sieve_token_next(&lexer);
		cost = token.text.len;
		if (token.kind == SIEVE_MARK && token.text.bytes[0] != ',')
			cost += BLOCK_COST *
			        sieve_variables_count(script.variables);
		result = budget_go_on(text->budgets, cost)
		             ? take_token(&script, &token)
		             : -1;
	} while (result == 0 && token.kind != SIEVE_END);
	sieve_arguments_clear(&script.command);
	sieve_variables_free(&script.variables);
	return result;
}

/* ---- which texts are scripts --------------------------------------------- */

bool
sieve_is_script(struct span text)
{
	struct sieve_lexer lexer = sieve_token_begin(text);
	const struct sieve_token first = sieve_token_next(&lexer);
	const char *after = lexer.at;
	const struct sieve_token second = sieve_token_next(&lexer);
	struct sieve_token third;
	bool string = second.kind == SIEVE_STRING ||
	              second.kind == SIEVE_MULTI_LINE ||
	              second.kind == SIEVE_ODD_QUOTES;

	if (exim_mark_begins(text, "sieve"))
		return true;
	if (first.kind != SIEVE_IDENTIFIER ||
	    !sieve_command_is_known(first.text))
		return false;
	if (second.kind == SIEVE_TAG)
		return second.text.bytes > after;
	if (span_equal(first.text, "if"))
		return second.kind == SIEVE_IDENTIFIER;
	third = sieve_token_next(&lexer);
	/* Other languages have a "require", too. */
	if (string)
		return third.kind == SIEVE_END ||
		       (third.kind == SIEVE_MARK && third.text.bytes[0] == ';');
	if (second.kind != SIEVE_MARK || second.text.bytes[0] != ';')
		return second.kind == SIEVE_MARK && second.text.bytes[0] == '[';
	/* "Stop;Email" is the heading of a register. */
	return third.kind == SIEVE_END ||
	       (third.kind == SIEVE_IDENTIFIER &&
		   sieve_command_is_known(third.text));
}
